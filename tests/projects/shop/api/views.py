from django.contrib.auth import get_user_model
from rest_framework import permissions, viewsets
from rest_framework.decorators import api_view, permission_classes
from rest_framework.filters import OrderingFilter
from rest_framework.response import Response

from catalog.models import Product, Review
from orders.models import Order

from .authentication import PhoneSession
from .serializers import CustomerSerializer, OrderSerializer, ProductSerializer, ReviewSerializer


class ProductViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Product.objects.all()
    serializer_class = ProductSerializer
    permission_classes = [permissions.AllowAny]
    filter_backends = [OrderingFilter]
    ordering_fields = ["title", "price"]


class ReviewViewSet(viewsets.ModelViewSet):
    queryset = Review.objects.all()
    serializer_class = ReviewSerializer
    permission_classes = [permissions.AllowAny]


class OrderViewSet(viewsets.ModelViewSet):
    serializer_class = OrderSerializer
    authentication_classes = [PhoneSession]
    permission_classes = [permissions.IsAuthenticated]
    queryset = Order.objects.none()

    def get_queryset(self):
        return self.request.user.orders.all()

    def perform_create(self, serializer):
        serializer.save(customer=self.request.user)


class CustomerViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = get_user_model().objects.all()
    serializer_class = CustomerSerializer
    permission_classes = [permissions.IsAdminUser]
    filter_backends = [OrderingFilter]
    ordering_fields = "__all__"


@api_view(["GET"])
@permission_classes([permissions.AllowAny])
def health(request):
    return Response({"products": Product.objects.count()})
