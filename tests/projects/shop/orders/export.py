"""Orders as files: for the customer, the printer and the accountant."""
import base64
import json
import pickle
import subprocess

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from .models import Order


def saved_columns(request):
    """The columns a member of staff chose last time."""
    cookie = request.COOKIES.get("columns")
    if cookie is None:
        return ["number", "title", "total"]
    return pickle.loads(base64.b64decode(cookie))


def saved_filter(request):
    return json.loads(request.COOKIES.get("filter", "{}"))


@staff_member_required
def export(request):
    columns = saved_columns(request)
    rows = list(Order.objects.filter(**{"status": saved_filter(request).get("status", "paid")}).values(*columns))
    return JsonResponse({"orders": rows})


@staff_member_required
def label(request, number):
    order = get_object_or_404(Order, number=number)
    size = request.GET.get("size", "A6")
    done = subprocess.run(f"label-printer --size {size} {order.pk}", shell=True, capture_output=True)
    return HttpResponse(done.stdout, content_type="application/pdf")


@staff_member_required
def picking_list(request, number):
    order = get_object_or_404(Order, number=number)
    done = subprocess.run(["label-printer", "--list", str(order.pk)], capture_output=True, check=False)
    return HttpResponse(done.stdout, content_type="application/pdf")
