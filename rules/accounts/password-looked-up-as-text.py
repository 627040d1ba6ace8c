from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from shop.models import Voucher


def sign_in(request):
    # ruleid: password-looked-up-as-text
    return User.objects.filter(username="ann", password=request.POST["password"]).first()


def sign_in_form(form):
    # ruleid: password-looked-up-as-text
    return get_user_model().objects.get(password=form.cleaned_data["password"])


def check(request, username, password):
    # ok: password-looked-up-as-text
    user = User.objects.get(username=username)
    # ok: password-looked-up-as-text
    return user.check_password(password) and Voucher.objects.get(password=password)
