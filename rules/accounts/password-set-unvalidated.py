from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password


def change_password(request):
    # ruleid: password-set-unvalidated
    request.user.set_password(request.POST["password"])
    request.user.save()


def sign_up(request):
    # ruleid: password-set-unvalidated
    User.objects.create_user(request.POST["name"], password=request.POST.get("password"))


def change_checked(request):
    validate_password(request.POST["password"], request.user)
    # ok: password-set-unvalidated
    request.user.set_password(request.POST["password"])


def change_by_form(request, form):
    # ok: password-set-unvalidated
    request.user.set_password(form.cleaned_data["password1"])
