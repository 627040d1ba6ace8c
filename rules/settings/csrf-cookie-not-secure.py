import os

# ruleid: csrf-cookie-not-secure
CSRF_COOKIE_SECURE = False

# ok: csrf-cookie-not-secure
CSRF_COOKIE_SECURE = True
# ok: csrf-cookie-not-secure
CSRF_COOKIE_SECURE = os.environ.get("HTTPS", "1") == "1"


def cookie_options():
    # ok: csrf-cookie-not-secure
    return {"CSRF_COOKIE_SECURE": False}

if TESTING:
    # ok: csrf-cookie-not-secure
    CSRF_COOKIE_SECURE = False


class Testing(Configuration):
    # ok: csrf-cookie-not-secure
    CSRF_COOKIE_SECURE = False
