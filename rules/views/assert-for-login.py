from django.core.exceptions import PermissionDenied


def addresses(request):
    # ruleid: assert-for-login
    assert request.user.is_authenticated
    return request.user.addresses.all()


class Baskets(View):
    def get(self, request):
        # ruleid: assert-for-login
        assert self.request.user.is_authenticated, "log in first"
        return request.user.baskets.all()


def orders(request):
    # ok: assert-for-login
    assert request.user is not None
    # ok: assert-for-login
    if not request.user.is_authenticated:
        raise PermissionDenied
    # ok: assert-for-login
    assert request.user.is_staff
    return request.user.orders.all()
