import os

# ruleid: allowed-hosts-wildcard
ALLOWED_HOSTS = ["*"]
ALLOWED_HOSTS = [
    "shop.example.org",
    # ruleid: allowed-hosts-wildcard
    "*",
]
# ruleid: allowed-hosts-wildcard
ALLOWED_HOSTS += ['*']

# ok: allowed-hosts-wildcard
ALLOWED_HOSTS = [".example.org", "shop.example.com"]
# ok: allowed-hosts-wildcard
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "").split(",")
# ok: allowed-hosts-wildcard
ALLOWED_HOSTS = []
# ok: allowed-hosts-wildcard
INTERNAL_GLOBS = ["*"]

DEBUG = os.environ.get("DEBUG") == "1"
if DEBUG:
    # ok: allowed-hosts-wildcard
    ALLOWED_HOSTS = ["*"]

class Testing(Configuration):
    # ok: allowed-hosts-wildcard
    ALLOWED_HOSTS = ["*"]
