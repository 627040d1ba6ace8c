DEBUG = False

# ruleid: login-throttling-off
AXES_ENABLED = False
# ruleid: login-throttling-off
RATELIMIT_ENABLE = False

# ok: login-throttling-off
AXES_ENABLED = True
# ok: login-throttling-off
AXES_ENABLED = not DEBUG
# ok: login-throttling-off
AXES_VERBOSE = False

if TESTING:
    # ok: login-throttling-off
    AXES_ENABLED = False
