from django.shortcuts import get_object_or_404, redirect
from django.views import View

from .models import Address


class RemoveAddress(View):
    def get(self, request, pk):
        # ruleid: delete-on-get
        get_object_or_404(Address, pk=pk, user=request.user).delete()
        return redirect("addresses")

    def post(self, request, pk):
        # ok: delete-on-get
        Address.objects.filter(pk=pk, user=request.user).delete()
        return redirect("addresses")


class ClearAddresses(View):
    def get(self, request):
        # ruleid: delete-on-get
        Address.objects.filter(user=request.user).delete()
        return redirect("addresses")
