from rest_framework.decorators import api_view, permission_classes, throttle_classes
from rest_framework.permissions import IsAuthenticated


# ruleid: api-view-decorator-order
@permission_classes([IsAuthenticated])
@api_view(["POST"])
def refund(request, pk):
    return run(pk)


# ok: api-view-decorator-order
@api_view(["POST"])
@permission_classes([IsAuthenticated])
@throttle_classes([])
def cancel(request, pk):
    return run(pk)


class Helper:
    # ok: api-view-decorator-order
    @permission_classes([IsAuthenticated])
    def run(self):
        pass
