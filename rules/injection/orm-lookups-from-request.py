from django.db.models import Q
from django.shortcuts import get_object_or_404
from shop.models import Order


def listing(request, qs, form):
    # ruleid: orm-lookups-from-request
    Order.objects.filter(**request.GET.dict())
    # ruleid: orm-lookups-from-request
    qs.exclude(paid=True, **dict(request.GET.items()))
    # ruleid: orm-lookups-from-request
    Order.objects.get(**{k: v for k, v in request.GET.items()})
    # ruleid: orm-lookups-from-request
    qs.filter(Q(**request.POST.dict()))
    # ruleid: orm-lookups-from-request
    get_object_or_404(Order, **request.GET.dict())
    lookups = request.GET.dict()
    # ruleid: orm-lookups-from-request
    qs.filter(**lookups)
    # ok: orm-lookups-from-request
    qs.filter(status=request.GET["status"])
    # ok: orm-lookups-from-request
    qs.filter(**{"status": request.GET["status"]})
    # ok: orm-lookups-from-request
    qs.filter(**form.cleaned_data)
    wanted = {"status": request.GET.get("status")}
    # ok: orm-lookups-from-request
    qs.filter(**wanted)
    # ok: orm-lookups-from-request
    qs.filter(**{k: v for k, v in request.GET.items() if k in ALLOWED})


class Listing:
    def get_queryset(self):
        # ruleid: orm-lookups-from-request
        return Order.objects.filter(**self.request.query_params.dict())
