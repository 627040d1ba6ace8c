from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User


def register(request):
    user = User(username=request.POST["username"])
    # ruleid: password-assigned-directly
    user.password = request.POST["password"]
    user.save()
    # ruleid: password-assigned-directly
    User.objects.create(username="guest", password="guest-2024")


def register_by_form(form):
    # ruleid: password-assigned-directly
    user = User(email=form.cleaned_data["email"], password=form.cleaned_data["password"])
    user.save()


def change(request, password):
    user = request.user
    # ok: password-assigned-directly
    user.set_password(password)
    # ok: password-assigned-directly
    user.password = make_password(password)
    # ok: password-assigned-directly
    user.password = "!"
    user.save()
    # ok: password-assigned-directly
    User.objects.create_user("ann", password=password)
    # ok: password-assigned-directly
    get_user_model().objects.create(username="bot", password=make_password(None))
    form = request.form
    # ok: password-assigned-directly
    form.password = password
