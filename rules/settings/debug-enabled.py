import os

# ruleid: debug-enabled
DEBUG = True

# ok: debug-enabled
DEBUG = False
# ok: debug-enabled
DEBUG = os.environ.get("DJANGO_DEBUG") == "1"
# ok: debug-enabled
TEMPLATE_DEBUG = True

if os.environ.get("DJANGO_ENV") == "development":
    # ok: debug-enabled
    DEBUG = True


class Development:
    # ok: debug-enabled
    DEBUG = True


# ok: debug-enabled
SHOP = {"DEBUG": True}
