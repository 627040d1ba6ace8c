from django.core.exceptions import PermissionDenied


def delete(request, order, user, count):
    # ruleid: assert-guards-access
    assert request.user.is_staff
    # ruleid: assert-guards-access
    assert user.has_perm("shop.delete_order"), "no permission"
    # ruleid: assert-guards-access
    assert order.owner == request.user
    # ok: assert-guards-access
    assert count > 0
    # ok: assert-guards-access
    assert user.pk is not None
    if not request.user.is_staff:
        # ok: assert-guards-access
        raise PermissionDenied
