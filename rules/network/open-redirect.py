from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def after_login(request):
    # ruleid: open-redirect
    redirect(request.GET["next"])
    # ruleid: open-redirect
    redirect(request.GET.get("next", "/"))
    # ruleid: open-redirect
    redirect(request.POST.get("next") or "/")
    # ruleid: open-redirect
    HttpResponseRedirect(request.GET.get("next"))
    target = request.GET.get("next")
    # ruleid: open-redirect
    return HttpResponseRedirect(target)


def kept(request):
    target = request.GET.get("next")
    if len(target) > 200:
        target = "/"
    # ruleid: open-redirect
    response = redirect(target)
    return response


def checked_into_a_name(request):
    target = request.GET.get("next")
    allowed = url_has_allowed_host_and_scheme(target, None)
    # ok: open-redirect
    return redirect(target if allowed else "/")


class Leave:
    def get(self, request):
        # ruleid: open-redirect
        return redirect(self.request.GET["to"])


def guarded(request):
    target = request.GET.get("next", "/")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}):
        # ok: open-redirect
        return redirect(target)
    # ok: open-redirect
    return redirect("/")


def guarded_early(request):
    target = request.GET.get("next", "/")
    if not target or not url_has_allowed_host_and_scheme(url=target, allowed_hosts=None):
        target = "/"
    # ok: open-redirect
    return redirect(target)


def guarded_in_place(request):
    if "next" in request.GET and url_has_allowed_host_and_scheme(request.GET.get("next"), None):
        # ok: open-redirect
        return redirect(request.GET.get("next"))
    # ok: open-redirect
    return redirect("/")


def fixed(request, order):
    # ok: open-redirect
    redirect("order-detail", pk=request.GET["pk"])
    # ok: open-redirect
    redirect(order)
    # ok: open-redirect
    return HttpResponseRedirect(f"/orders/?q={request.GET['q']}")


def one_of(request):
    value = request.GET.get("next")
    if value in ("/", "/orders/"):
        # ok: open-redirect
        redirect(value)


def none_but(request):
    value = request.GET.get("next")
    if value not in ("/", "/orders/"):
        raise ValueError(value)
    # ok: open-redirect
    redirect(value)
