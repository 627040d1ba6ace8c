import hashlib
import hmac
from django.utils.crypto import constant_time_compare


def hook(request, key, signature, expected, count):
    # ruleid: secret-compared-with-equals
    if signature == expected:
        return True
    # ruleid: secret-compared-with-equals
    if hmac.new(key, request.body, hashlib.sha256).hexdigest() == request.headers["X-Signature"]:
        return True
    # ruleid: secret-compared-with-equals
    if expected != request.user.api_key:
        return False
    # ok: secret-compared-with-equals
    if constant_time_compare(signature, expected):
        return True
    # ok: secret-compared-with-equals
    if hmac.compare_digest(signature, expected):
        return True
    # ok: secret-compared-with-equals
    if signature == "":
        return False
    # ok: secret-compared-with-equals
    if signature != None:
        return True
    # ok: secret-compared-with-equals
    if count == Tag.Signature:
        return True
    # ok: secret-compared-with-equals
    return count == expected
