import ssl
from ssl import _create_unverified_context


def contexts(path):
    # ruleid: tls-context-unverified
    ssl._create_unverified_context()
    # ruleid: tls-context-unverified
    _create_unverified_context()
    # ruleid: tls-context-unverified
    ssl._create_default_https_context = ssl._create_unverified_context
    context = ssl.create_default_context()
    # ruleid: tls-context-unverified
    context.verify_mode = ssl.CERT_NONE
    # ok: tls-context-unverified
    context.verify_mode = ssl.CERT_REQUIRED
    # ok: tls-context-unverified
    ssl.create_default_context(cafile=path)
