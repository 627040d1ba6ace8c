from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import path

from . import carrier
from .models import Order


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    list_display = ["number", "customer", "total", "status"]
    list_filter = ["status"]

    def get_urls(self):
        return [
            path("<int:pk>/ship/", self.ship, name="order-ship"),
            path("<int:pk>/hold/", self.admin_site.admin_view(self.hold), name="order-hold"),
            *super().get_urls(),
        ]

    def ship(self, request, pk):
        order = Order.objects.get(pk=pk)
        carrier.tell_customer(request, order, carrier.book(order))
        Order.objects.filter(pk=pk).update(status=Order.Status.SHIPPED)
        return HttpResponseRedirect("../../")

    def hold(self, request, pk):
        Order.objects.filter(pk=pk).update(status=Order.Status.OPEN)
        return HttpResponseRedirect("../../")
