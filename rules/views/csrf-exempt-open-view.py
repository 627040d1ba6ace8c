from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from shop.models import Subscriber


# ruleid: csrf-exempt-open-view
@csrf_exempt
def subscribe(request):
    Subscriber.objects.create(email=request.POST["email"])


# ruleid: csrf-exempt-open-view
@method_decorator(csrf_exempt, name="dispatch")
class Unsubscribe(View):
    def post(self, request):
        Subscriber.objects.filter(email=request.POST["email"]).delete()


class Change(View):
    # ruleid: csrf-exempt-open-view
    @method_decorator(csrf_exempt)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def post(self, request):
        Subscriber.objects.filter(email=request.POST["email"]).update(weekly=True)


# ok: csrf-exempt-open-view
@csrf_exempt
def rename(request):
    request.user.baskets.update(title=request.POST["title"])


# ok: csrf-exempt-open-view
@csrf_exempt
def webhook(request):
    Subscriber.objects.create(email=request.POST["email"])


# ok: csrf-exempt-open-view
@method_decorator(csrf_exempt, name="dispatch")
class AutoDiscover(View):
    def post(self, request):
        context = self.get_context_data()
        context.update(self.server())
        return self.render_to_response(context)


# ok: csrf-exempt-open-view
@csrf_exempt
def count(request):
    return Subscriber.objects.count()


# ok: csrf-exempt-open-view
@csrf_exempt
@signed_webhook
def shipped(request):
    Subscriber.objects.create(email=request.POST["email"])


# The session tells who this is: the finding of csrf-exempt-view.
# ok: csrf-exempt-open-view
@csrf_exempt
@login_required
def save_note(request):
    Subscriber.objects.create(email=request.POST["email"])


# ok: csrf-exempt-open-view
@method_decorator(csrf_exempt, name="dispatch")
class Weekly(View):
    def post(self, request):
        Subscriber.objects.filter(email=request.user.email).update(weekly=True)


# ok: csrf-exempt-open-view
@method_decorator(csrf_exempt, name="dispatch")
class Note(LoginRequiredMixin, View):
    def post(self, request):
        Subscriber.objects.create(email=request.POST["email"])


class TokenEndpoint(View):
    # ok: csrf-exempt-open-view
    @method_decorator(csrf_exempt)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def post(self, request):
        check_client_secret(request.POST["client_secret"])
        Subscriber.objects.create(email=request.POST["email"])


class NoEffect(View):
    # Django asks the view function alone.
    # ok: csrf-exempt-open-view
    @csrf_exempt
    def post(self, request):
        Subscriber.objects.create(email=request.POST["email"])
