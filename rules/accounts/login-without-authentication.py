from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.shortcuts import redirect


def quick_login(request):
    user = User.objects.get(email=request.POST["email"])
    # ruleid: login-without-authentication
    login(request, user)
    return redirect("/")


def demo_login(request):
    # ruleid: login-without-authentication
    login(request, User.objects.get(username="demo"))
    return redirect("/")


def sign_in(request, form):
    user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
    # ok: login-without-authentication
    login(request, user)
    # ok: login-without-authentication
    login(request, form.get_user())
    return redirect("/")
