from shop.models import Order

ORDERINGS = {"new": "-created", "old": "created"}


def listing(request, qs):
    # ruleid: order-by-from-request
    qs.order_by(request.GET["sort"])
    # ruleid: order-by-from-request
    qs.order_by(request.GET.get("sort", "id"), "pk")
    sort = request.GET.get("sort") or "id"
    # ruleid: order-by-from-request
    Order.objects.order_by(sort)
    # ok: order-by-from-request
    qs.order_by(ORDERINGS.get(request.GET.get("sort"), "-created"))
    # ok: order-by-from-request
    qs.order_by("-created")


def checked(request, qs):
    sort = request.GET.get("sort", "id")
    if sort not in ("id", "created"):
        sort = "id"
    # ok: order-by-from-request
    return qs.order_by(sort)


def columns(request, qs):
    sort = request.GET.getlist("sort")
    # ruleid: order-by-from-request
    qs.order_by(*sort)
    sort = [name for name in sort if name.lstrip("-") in ORDERINGS]
    # ok: order-by-from-request
    return qs.order_by(*sort)


def around(request, qs):
    sort = request.GET.get("sort", "id")
    if sort in ORDERINGS:
        # ok: order-by-from-request
        qs = qs.order_by(sort)
    return qs
