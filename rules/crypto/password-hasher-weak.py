from django.contrib.auth import hashers
from django.contrib.auth.hashers import make_password


def store(user, password):
    # ruleid: password-hasher-weak
    user.password = make_password(password, hasher="md5")
    # ruleid: password-hasher-weak
    user.password = make_password(password, None, "unsalted_sha1")
    # ruleid: password-hasher-weak
    user.password = hashers.make_password(password, salt="x", hasher="sha1")
    # ok: password-hasher-weak
    user.password = make_password(password)
    # ok: password-hasher-weak
    user.password = make_password(password, hasher="argon2")
