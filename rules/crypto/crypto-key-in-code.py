import hmac
import os
import jwt
from cryptography.fernet import Fernet
from django.conf import settings
from django.core import signing

KEY = "s3cret-signing-key"


def use(payload, token, body):
    # ruleid: crypto-key-in-code
    Fernet("oV7mEmXkzPSR8pvLZJ1yqDm1nXhPjQ7hW3m6o1lX0mE=")
    # ruleid: crypto-key-in-code
    Fernet(b"oV7mEmXkzPSR8pvLZJ1yqDm1nXhPjQ7hW3m6o1lX0mE=")
    # ruleid: crypto-key-in-code
    jwt.encode(payload, "s3cret-signing-key", algorithm="HS256")
    # ruleid: crypto-key-in-code
    jwt.decode(token, KEY, algorithms=["HS256"])
    # ruleid: crypto-key-in-code
    hmac.new(b"s3cret-signing-key", body, "sha256")
    # ruleid: crypto-key-in-code
    signing.dumps(payload, key="s3cret-signing-key")
    # ok: crypto-key-in-code
    Fernet(settings.FERNET_KEY)
    # ok: crypto-key-in-code
    jwt.encode(payload, settings.JWT_KEY, algorithm="HS256")
    # ok: crypto-key-in-code
    hmac.new(os.environ["HOOK_KEY"].encode(), body, "sha256")
    # ok: crypto-key-in-code
    jwt.decode(token, "", algorithms=["HS256"])
    # ok: crypto-key-in-code
    signing.dumps(payload, salt="shop.orders")
    # ok: crypto-key-in-code
    hmac.new(settings.SECRET_KEY.encode(), b"constant message", "sha256")
    # The finding of jwt-unverified.
    # ok: crypto-key-in-code
    jwt.decode(token, "s3cret-signing-key", options={"verify_signature": False})
