# ruleid: forwarded-host-trusted
USE_X_FORWARDED_HOST = True

# ok: forwarded-host-trusted
USE_X_FORWARDED_HOST = False
# ok: forwarded-host-trusted
USE_X_FORWARDED_PORT = True

if TESTING:
    # ok: forwarded-host-trusted
    USE_X_FORWARDED_HOST = True
