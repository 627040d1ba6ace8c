from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.views import generic
from django.views.generic import ListView, UpdateView

from .models import Order


# ruleid: auth-mixin-after-view
class Orders(ListView, LoginRequiredMixin):
    model = Order


# ruleid: auth-mixin-after-view
class EditOrder(generic.UpdateView, PermissionRequiredMixin):
    permission_required = "orders.change_order"


# ok: auth-mixin-after-view
class MyOrders(LoginRequiredMixin, ListView):
    model = Order


# ok: auth-mixin-after-view
class EditMyOrder(LoginRequiredMixin, PermissionRequiredMixin, UpdateView):
    permission_required = "orders.change_order"


# ok: auth-mixin-after-view
class Catalogue(ListView):
    model = Order
