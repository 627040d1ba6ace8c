from django.contrib.auth.models import User


def sign_in(request):
    user = User.objects.get(username=request.POST["username"])
    # ruleid: password-compared-as-text
    if user.password == request.POST["password"]:
        return user
    # ruleid: password-compared-as-text
    return User.objects.filter(username="ann", password=request.POST["password"]).first()


def check(request, user, password, confirmation):
    # ok: password-compared-as-text
    if user.check_password(password):
        return True
    # ok: password-compared-as-text
    if password == confirmation:
        return False
    # ok: password-compared-as-text
    return user.password == user.previous.password
