import hmac
import json

from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators import csrf
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from .signing import signed_webhook


# ruleid: csrf-exempt-view
@csrf_exempt
def rename_basket(request, pk):
    request.user.baskets.filter(pk=pk).update(title=request.POST["title"])
    return HttpResponse()


@require_POST
# ruleid: csrf-exempt-view
@csrf.csrf_exempt
def empty_basket(request):
    request.user.basket.lines.all().delete()
    return HttpResponse()


# ruleid: csrf-exempt-view
@method_decorator(csrf_exempt, name="dispatch")
class Newsletter(View):
    def post(self, request):
        request.user.newsletter = True
        request.user.save()
        return HttpResponse()


class Address(View):
    # ruleid: csrf-exempt-view
    @method_decorator(csrf_exempt)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def post(self, request):
        request.user.address = request.POST["address"]
        request.user.save()
        return HttpResponse()


# ok: csrf-exempt-view
@method_decorator(csrf_exempt, name="dispatch")
class Tiles(View):
    def get(self, request, x, y):
        return HttpResponse(tile(x, y))


# ok: csrf-exempt-view
@csrf_exempt
def payment_webhook(request):
    expected = hmac.new(b"key", request.body, "sha256").hexdigest()
    if not hmac.compare_digest(expected, request.headers["X-Signature"]):
        return HttpResponseForbidden()
    return HttpResponse()


# ok: csrf-exempt-view
@csrf_exempt
@signed_webhook
def shipped(request):
    request.user.orders.update(shipped=True)
    return JsonResponse(json.loads(request.body))


# ok: csrf-exempt-view
@csrf_exempt
@require_safe
def robots(request):
    return HttpResponse("User-agent: *")


# ok: csrf-exempt-view
@csrf_exempt
def shipping_price(request):
    return JsonResponse({"price": price(request.POST["weight"])})


# ok: csrf-exempt-view
@csrf_exempt
def csp_report(request):
    Report.objects.create(user=request.user, text=request.body)
    return HttpResponse(status=204)


class TokenEndpoint(View):
    # ok: csrf-exempt-view
    @method_decorator(csrf_exempt)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def post(self, request):
        if not check_client_secret(request.POST["client_secret"]):
            return HttpResponseForbidden()
        request.user.tokens.create()
        return HttpResponse()


# ok: csrf-exempt-view
@csrf_protect
def profile(request):
    return HttpResponse()


class NoEffect(View):
    # ok: csrf-exempt-view
    @csrf_exempt
    def post(self, request):
        request.user.save()
        return HttpResponse()


# ruleid: csrf-exempt-view
@csrf_exempt
@login_required
def save_note(request, number):
    order = get_object_or_404(Order, number=number)
    order.save()
    return HttpResponse()


# ruleid: csrf-exempt-view
@method_decorator(csrf_exempt, name="dispatch")
class Note(LoginRequiredMixin, View):
    def post(self, request):
        self.order.save()
        return HttpResponse()


# ok: csrf-exempt-view
@csrf_exempt
def subscribe(request):
    Subscriber.objects.create(email=request.POST["email"])
    return HttpResponse()
