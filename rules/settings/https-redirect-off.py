import os

# ruleid: https-redirect-off
SECURE_SSL_REDIRECT = False

# ok: https-redirect-off
SECURE_SSL_REDIRECT = True
# ok: https-redirect-off
SECURE_SSL_REDIRECT = os.environ.get("BEHIND_TLS_PROXY") != "1"

if TESTING:
    # ok: https-redirect-off
    SECURE_SSL_REDIRECT = False
