from shop.models import Order


def create(request, form, order):
    # ruleid: orm-fields-from-request
    Order.objects.create(owner=request.user, **request.POST.dict())
    # ruleid: orm-fields-from-request
    Order.objects.filter(pk=1).update(**request.POST.dict())
    values = request.data
    # ruleid: orm-fields-from-request
    Order.objects.create(**values)
    for key, value in request.POST.items():
        # ruleid: orm-fields-from-request
        setattr(order, key, value)
    # ok: orm-fields-from-request
    Order.objects.create(title=request.POST["title"])
    # ok: orm-fields-from-request
    Order.objects.create(**form.cleaned_data)
    # ok: orm-fields-from-request
    Order.objects.create(**{"title": request.POST["title"]})
    for key, value in request.POST.items():
        if key in ("title", "note"):
            # ok: orm-fields-from-request
            setattr(order, key, value)
    for key, value in form.cleaned_data.items():
        # ok: orm-fields-from-request
        setattr(order, key, value)


def log_removal(request):
    request.GET = {"email": request.user.email}
    # ok: orm-fields-from-request
    AuditLog.objects.create(request.user, "removal-request", **request.GET)
