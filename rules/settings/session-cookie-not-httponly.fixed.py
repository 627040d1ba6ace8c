# ruleid: session-cookie-not-httponly
SESSION_COOKIE_HTTPONLY = True

# ok: session-cookie-not-httponly
SESSION_COOKIE_HTTPONLY = True
# ok: session-cookie-not-httponly
CSRF_COOKIE_HTTPONLY = False

if TESTING:
    # ok: session-cookie-not-httponly
    SESSION_COOKIE_HTTPONLY = False
