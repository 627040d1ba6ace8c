from django.shortcuts import get_object_or_404
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet

from .models import Order


class OrderView(APIView):
    # ruleid: object-permission-skipped
    def get_object(self, pk):
        return get_object_or_404(Order, pk=pk)


class CheckedView(APIView):
    # ok: object-permission-skipped
    def get_object(self, pk):
        order = get_object_or_404(Order, pk=pk)
        self.check_object_permissions(self.request, order)
        return order


class ProfileView(ModelViewSet):
    # ok: object-permission-skipped
    def get_object(self):
        return self.request.user.profile


class Loader:
    # ok: object-permission-skipped
    def get_object(self, pk):
        return Order.objects.get(pk=pk)
