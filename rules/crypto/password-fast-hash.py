import hashlib
from hashlib import sha256
from django.contrib.auth.hashers import make_password


def store(user, password, form, body, salt):
    # ruleid: password-fast-hash
    user.digest = hashlib.md5(password.encode()).hexdigest()
    # ruleid: password-fast-hash
    user.digest = sha256(password.encode("utf-8")).hexdigest()
    # ruleid: password-fast-hash
    user.digest = hashlib.sha1((salt + password).encode()).hexdigest()
    # ruleid: password-fast-hash
    user.digest = hashlib.new("md5", form.cleaned_data["password"].encode()).hexdigest()
    # ruleid: password-fast-hash
    user.digest = hashlib.sha512(user.raw_password.encode()).hexdigest()
    # ok: password-fast-hash
    user.password = make_password(password)
    # ok: password-fast-hash
    etag = hashlib.md5(body).hexdigest()
    # ok: password-fast-hash
    key = hashlib.sha256(user.password_reset_id.encode()).hexdigest()
    # ok: password-fast-hash
    hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 600000)


def pwned(password):
    # ok: password-fast-hash
    digest = hashlib.sha1(password.encode()).hexdigest()
    prefix = digest[:5]
    return prefix


def range_of(password):
    # ok: password-fast-hash
    digest = hashlib.sha1(password.encode()).hexdigest().upper()
    return requests.get(f"https://api.example.net/range/{digest[:5]}")
