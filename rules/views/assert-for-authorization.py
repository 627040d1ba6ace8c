from django.core.exceptions import PermissionDenied


def refund(request, order):
    # ruleid: assert-for-authorization
    assert request.user.is_staff
    order.refund()


def cancel(request, order):
    # ruleid: assert-for-authorization
    assert order.customer == request.user, "not your order"
    order.cancel()


def close(request, order):
    # ok: assert-for-authorization
    assert order.pk is not None
    if not request.user.is_staff:
        raise PermissionDenied
    # ok: assert-for-authorization
    assert order.customer == request.user.customer
    order.close()


def addresses(request):
    # ok: assert-for-authorization
    assert request.user.is_authenticated
    return request.user.addresses.all()
