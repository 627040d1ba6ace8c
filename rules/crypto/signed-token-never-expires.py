from django.core import signing
from django.core import signing as s
from django.core.signing import Signer, TimestampSigner, loads


def confirm(request, token):
    # ruleid: signed-token-never-expires
    signing.loads(token)
    # ruleid: signed-token-never-expires
    s.loads(token, salt="confirm")
    # ruleid: signed-token-never-expires
    TimestampSigner().unsign(token)
    signer = TimestampSigner(salt="confirm")
    # ruleid: signed-token-never-expires
    signer.unsign(token)
    # ruleid: signed-token-never-expires
    request.get_signed_cookie("cart")
    # ok: signed-token-never-expires
    loads(token, salt="confirm", max_age=3600)
    # ok: signed-token-never-expires
    signer.unsign(token, max_age=3600)
    # ok: signed-token-never-expires
    request.get_signed_cookie("cart", max_age=3600)
    # ok: signed-token-never-expires
    Signer().unsign(token)
