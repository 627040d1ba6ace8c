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


class FilteredView(ModelViewSet):
    # ruleid: object-permission-skipped
    def get_object(self):
        queryset = self.filter_queryset(self.get_queryset())
        return get_object_or_404(queryset, slug=self.kwargs["slug"])


class OwnRowsView(APIView):
    # ok: object-permission-skipped
    def get_object(self, pk):
        orders = AccessControlList.objects.restrict_queryset(Order.objects.all(), self.request.user)
        return get_object_or_404(orders, pk=pk)


class AboutView(APIView):
    # No row, so no permission of a row.
    # ok: object-permission-skipped
    def get_object(self):
        return about_this_shop()


class ProfileView(ModelViewSet):
    # ok: object-permission-skipped
    def get_object(self):
        return self.request.user.profile


class Loader:
    # ok: object-permission-skipped
    def get_object(self, pk):
        return Order.objects.get(pk=pk)
