import hashlib

from django.contrib.auth import authenticate, get_user_model, login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from .forms import ProfileForm, UserForm
from .legacy import matches
from .models import Profile

User = get_user_model()


def sign_in(request):
    if request.method == "POST":
        name, password = request.POST["username"], request.POST["password"]
        user = authenticate(request, username=name, password=password)
        if user is None:
            profile = Profile.objects.filter(user__username=name).exclude(legacy_password="").first()
            if profile and matches(profile, password):
                user = profile.user
                user.set_password(password)
                user.backend = "django.contrib.auth.backends.ModelBackend"
                user.save()
        if user is not None:
            login(request, user)
            return redirect("order-list")
    return render(request, "registration/login.html")


def sign_up(request):
    error = ""
    if request.method == "POST":
        user = User(username=request.POST["username"], email=request.POST["email"])
        try:
            validate_password(request.POST["password"], user)
        except ValidationError as invalid:
            error = " ".join(invalid.messages)
        else:
            user.password = request.POST["password"]
            user.is_staff = request.POST.get("role") == "staff"
            user.save()
            return redirect("login")
    return render(request, "accounts/sign_up.html", {"error": error})


@login_required
@require_POST
def change_password(request):
    if not request.user.check_password(request.POST["old"]):
        return redirect("profile")
    validate_password(request.POST["new"], request.user)
    request.user.set_password(request.POST["new"])
    request.user.save()
    return redirect("login")


@login_required
def profile(request):
    record, _ = Profile.objects.get_or_create(user=request.user)
    user_form = UserForm(request.POST or None, instance=request.user)
    profile_form = ProfileForm(request.POST or None, instance=record)
    if request.method == "POST" and user_form.is_valid() and profile_form.is_valid():
        user_form.save()
        profile_form.save()
        return redirect("profile")
    picture = hashlib.sha256(request.user.email.lower().encode()).hexdigest()
    context = {"user_form": user_form, "profile_form": profile_form, "picture": picture}
    return render(request, "accounts/profile.html", context)
