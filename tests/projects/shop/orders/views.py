import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.decorators.cache import cache_page
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import ListView, UpdateView

from .forms import BackOfficeForm, OrderForm
from .models import Order


class OrderList(LoginRequiredMixin, ListView):
    template_name = "orders/list.html"
    paginate_by = 20

    def get_queryset(self):
        return self.request.user.orders.all()


class EditOrder(LoginRequiredMixin, UpdateView):
    """Customers change an order until it is paid."""

    form_class = OrderForm
    template_name = "orders/edit.html"
    slug_field = slug_url_kwarg = "number"
    success_url = "/orders/"

    def get_queryset(self):
        return self.request.user.orders.filter(status=Order.Status.OPEN)


class OrderSearch(View):
    """Find orders by their title."""

    def get(self, request):
        q = self.request.GET.get("q", "")

        where = f"title LIKE '%{q}%'"

        orders = Order.objects.raw("SELECT * FROM orders_order WHERE " + where)
        return render(request, "orders/search.html", {"orders": orders, "q": q})


class OrderCount(View):
    def get(self, request):
        rows = Order.objects.raw(
            "SELECT * FROM orders_order WHERE status = %s", [request.GET.get("status", "open")]
        )
        return JsonResponse({"count": len(list(rows))})


class BackOffice(UpdateView, LoginRequiredMixin):
    """Staff change any order here."""

    model = Order
    form_class = BackOfficeForm
    template_name = "orders/edit.html"
    success_url = "/orders/"


@login_required
@cache_page(300)
def invoice(request, number):
    order = get_object_or_404(request.user.orders, number=number)
    return render(request, "orders/invoice.html", {"order": order})


@csrf_exempt
@login_required
def save_note(request, number):
    order = get_object_or_404(request.user.orders, number=number)
    order.note = request.POST.get("note", "")
    order.save()
    return redirect(request.POST.get("next", "/orders/"))


@login_required
@require_POST
def cancel(request, number):
    get_object_or_404(request.user.orders, number=number, status=Order.Status.OPEN).delete()
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/orders/"
    return redirect(target)


@login_required
@require_POST
def refund(request, number):
    assert request.user.is_staff, "only staff may refund"
    order = get_object_or_404(Order, number=number)
    order.status = Order.Status.REFUNDED
    order.save()
    return redirect("order-list")


@csrf_exempt
@require_POST
def payment_webhook(request):
    key = settings.PAYMENT_SIGNING_KEY.encode()
    expected = hmac.new(key, request.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Signature", "")):
        return HttpResponseForbidden()
    Order.objects.filter(number=request.GET.get("order")).update(status=Order.Status.PAID)
    return HttpResponse(status=204)
