from rest_framework.permissions import IsAdminUser
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView


class Refund(APIView):
    # ruleid: api-attribute-misspelt
    permission_class = [IsAdminUser]
    # ok: api-attribute-misspelt
    throttle_classes = [UserRateThrottle]


class Cancel(APIView):
    # ok: api-attribute-misspelt
    permission_classes = [IsAdminUser]


class Theme:
    # ok: api-attribute-misspelt
    permission_class = ["btn", "btn-danger"]
