# ruleid: cookie-samesite-off
SESSION_COOKIE_SAMESITE = None
# ruleid: cookie-samesite-off
CSRF_COOKIE_SAMESITE = False

# ok: cookie-samesite-off
SESSION_COOKIE_SAMESITE = "Lax"
# ok: cookie-samesite-off
CSRF_COOKIE_SAMESITE = "Strict"
# ok: cookie-samesite-off
SESSION_COOKIE_DOMAIN = None

if TESTING:
    # ok: cookie-samesite-off
    SESSION_COOKIE_SAMESITE = None
