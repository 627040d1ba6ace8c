from django.contrib.auth.models import User


def update(request, user):
    # ruleid: privilege-from-request
    user.is_staff = request.POST.get("is_staff") == "on"
    # ruleid: privilege-from-request
    user.is_superuser = bool(request.data["is_superuser"])
    user.save()
    # ruleid: privilege-from-request
    User.objects.create_user("ann", is_staff=request.data["is_staff"])
    # ok: privilege-from-request
    user.is_staff = request.user.is_superuser
    # ok: privilege-from-request
    user.is_active = request.POST.get("active") == "on"
    # ok: privilege-from-request
    User.objects.filter(is_staff=True, name=request.GET["name"])
