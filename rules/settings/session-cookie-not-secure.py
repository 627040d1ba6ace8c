DEBUG = False

# ruleid: session-cookie-not-secure
SESSION_COOKIE_SECURE = False

# ok: session-cookie-not-secure
SESSION_COOKIE_SECURE = True
# ok: session-cookie-not-secure
SESSION_COOKIE_SECURE = not DEBUG
# ok: session-cookie-not-secure
LANGUAGE_COOKIE_SECURE = False
if DEBUG:
    # ok: session-cookie-not-secure
    SESSION_COOKIE_SECURE = False

class Testing(Configuration):
    # ok: session-cookie-not-secure
    SESSION_COOKIE_SECURE = False
