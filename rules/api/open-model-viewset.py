from rest_framework import generics, permissions, viewsets
from rest_framework.permissions import AllowAny, IsAuthenticated


class ReviewViewSet(viewsets.ModelViewSet):
    # ruleid: open-model-viewset
    permission_classes = [AllowAny]


class StockViewSet(viewsets.ModelViewSet):
    # ruleid: open-model-viewset
    permission_classes = []


class PriceView(generics.RetrieveUpdateAPIView):
    # ruleid: open-model-viewset
    permission_classes = (permissions.AllowAny,)


class OrderViewSet(viewsets.ModelViewSet):
    # ok: open-model-viewset
    permission_classes = [IsAuthenticated]


class ProductViewSet(viewsets.ReadOnlyModelViewSet):
    # ok: open-model-viewset
    permission_classes = [AllowAny]


class TagViewSet(viewsets.ModelViewSet):
    http_method_names = ["get", "head"]
    # ok: open-model-viewset
    permission_classes = [AllowAny]


class BasketViewSet(viewsets.ModelViewSet):
    # ok: open-model-viewset
    permission_classes = [AllowAny]

    def get_permissions(self):
        return [IsAuthenticated()] if self.action == "destroy" else [AllowAny()]
