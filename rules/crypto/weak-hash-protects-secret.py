import hashlib
import secrets


def issue(user, body):
    # ruleid: weak-hash-protects-secret
    token = hashlib.md5(user.email.encode()).hexdigest()
    # ruleid: weak-hash-protects-secret
    user.activation_key = hashlib.sha1(str(user.pk).encode()).hexdigest()[:10]
    # ok: weak-hash-protects-secret
    token = secrets.token_urlsafe()
    # ok: weak-hash-protects-secret
    etag = hashlib.md5(body).hexdigest()
    # ok: weak-hash-protects-secret
    signature = hashlib.sha256(body).hexdigest()
    # ok: weak-hash-protects-secret
    token = hashlib.md5(body, usedforsecurity=False).hexdigest()
    # ok: weak-hash-protects-secret
    token = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    return token, etag, signature
