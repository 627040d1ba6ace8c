DEBUG = False
INSTALLED_APPS = [
    "django.contrib.admin",
    # ruleid: debug-tool-always-installed
    "debug_toolbar",
    # ok: debug-tool-always-installed
    "shop.silkworm",
]
# ruleid: debug-tool-always-installed
INSTALLED_APPS += ["silk"]
if DEBUG:
    # ok: debug-tool-always-installed
    INSTALLED_APPS += ["debug_toolbar"]


class Development(Configuration):
    # ok: debug-tool-always-installed
    INSTALLED_APPS = ["django.contrib.admin", "debug_toolbar"]
