def login(request, user, account, old_user, password, form):
    # ruleid: password-compared-directly
    if user.password == password:
        return True
    # ruleid: password-compared-directly
    if account.password != request.POST["password"]:
        return False
    # ruleid: password-compared-directly
    if form.cleaned_data["password"] == request.user.password:
        return True
    # ok: password-compared-directly
    if user.check_password(password):
        return True
    # ok: password-compared-directly
    if user.password == old_user.password:
        return False
    # ok: password-compared-directly
    if user.password == "":
        return False
    # ok: password-compared-directly
    if form.password == password:
        return False
    # ok: password-compared-directly
    return user.password == form.initial_hash


def placeholder(user):
    # ok: password-compared-directly
    return user.password != NOT_SPECIFIED
