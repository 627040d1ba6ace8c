import os

import environ
from decouple import config

env = environ.Env()

# ruleid: secret-key-default
SECRET_KEY = os.environ.get("SECRET_KEY", "django-insecure-u3k9-v7c3z1q6r")
# ruleid: secret-key-default
SECRET_KEY = env("SECRET_KEY", default="7d9f0c52b1e84a6f93d2")
# ruleid: secret-key-default
SECRET_KEY = config("SECRET_KEY", default="7d9f0c52b1e84a6f93d2")
# ruleid: secret-key-default
SECRET_KEY = os.getenv("SECRET_KEY") or "change-me-please"
SECRET_KEY = os.environ.get(
    "SECRET_KEY",
    # ruleid: secret-key-default
    "7d9f0c52b1e84a6f93d2",
)
_FALLBACK = "4#7j-d*p-@j#*3z@!y24fz8%^z2v6"
# ruleid: secret-key-default
SECRET_KEY = os.getenv("SECRET_KEY", _FALLBACK)

# ok: secret-key-default
SECRET_KEY = os.environ.get("SECRET_KEY")
# ok: secret-key-default
SECRET_KEY = env("SECRET_KEY")
# ok: secret-key-default
SECRET_KEY = os.environ.get("SECRET_KEY", "")
# ok: secret-key-default
SITE_NAME = os.environ.get("SITE_NAME", "The bicycle shop")

if TESTING:
    # ok: secret-key-default
    SECRET_KEY = os.environ.get("SECRET_KEY", "django-insecure-u3k9-v7c3z1q6r")
