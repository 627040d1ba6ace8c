from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.clickjacking import xframe_options_exempt, xframe_options_sameorigin


# ruleid: clickjacking-exempt-view
@xframe_options_exempt
def delete_account(request):
    return HttpResponse()


# ruleid: clickjacking-exempt-view
@method_decorator(xframe_options_exempt, name="dispatch")
class Widget(View):
    pass


# ok: clickjacking-exempt-view
@xframe_options_sameorigin
def preview(request):
    return HttpResponse()
