import os

# ruleid: hsts-too-short
SECURE_HSTS_SECONDS = 0
# ruleid: hsts-too-short
SECURE_HSTS_SECONDS = 3600

# ok: hsts-too-short
SECURE_HSTS_SECONDS = 31536000
# ok: hsts-too-short
SECURE_HSTS_SECONDS = 31_536_000
# ok: hsts-too-short
SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDS", "31536000"))
# ok: hsts-too-short
CACHE_MIDDLEWARE_SECONDS = 60

if TESTING:
    # ok: hsts-too-short
    SECURE_HSTS_SECONDS = 0
