from rest_framework import viewsets


class OrderViewSet(viewsets.ModelViewSet):
    # ruleid: filter-all-fields
    ordering_fields = "__all__"
    # ruleid: filter-all-fields
    filterset_fields = "__all__"


class ProductViewSet(viewsets.ModelViewSet):
    # ok: filter-all-fields
    ordering_fields = ["price", "title"]
    # ok: filter-all-fields
    fields = "__all__"
