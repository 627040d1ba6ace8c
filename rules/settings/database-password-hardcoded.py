import os
import sys

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "shop",
        # ruleid: database-password-hardcoded
        "PASSWORD": "w1nter-tyres",
    },
    "reports": {
        "ENGINE": "django.db.backends.postgresql",
        # ok: database-password-hardcoded
        "PASSWORD": os.environ["REPORTS_PASSWORD"],
    },
    "cache": {
        "ENGINE": "django.db.backends.sqlite3",
        # ok: database-password-hardcoded
        "PASSWORD": "",
    },
}
# ruleid: database-password-hardcoded
DATABASES["default"]["PASSWORD"] = "w1nter-tyres"
# ok: database-password-hardcoded
DATABASES["default"]["PASSWORD"] = os.environ["DB_PASSWORD"]
# ok: database-password-hardcoded
FORM_FIELDS = {"PASSWORD": "Your password"}

if "test" in sys.argv:
    # ok: database-password-hardcoded
    DATABASES["default"]["PASSWORD"] = "test-only"


class Testing(Configuration):
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            # ok: database-password-hardcoded
            "PASSWORD": "test-only",
        }
    }
