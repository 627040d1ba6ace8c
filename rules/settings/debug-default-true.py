import os

import environ
from decouple import config

env = environ.Env()

# ruleid: debug-default-true
DEBUG = env.bool("DJANGO_DEBUG", True)
# ruleid: debug-default-true
DEBUG = env.bool("DJANGO_DEBUG", default=True)
# ruleid: debug-default-true
DEBUG = config("DEBUG", cast=bool, default=True)
# ruleid: debug-default-true
DEBUG = bool(int(os.environ.get("DEBUG", 1)))
# ruleid: debug-default-true
DEBUG = os.environ.get("DEBUG", True)

# ok: debug-default-true
DEBUG = env.bool("DJANGO_DEBUG", default=False)
# ok: debug-default-true
DEBUG = config("DEBUG", default=False, cast=bool)
# ok: debug-default-true
DEBUG = bool(int(os.environ.get("DEBUG", "0")))
# ok: debug-default-true
USE_CDN = env.bool("USE_CDN", True)

if TESTING:
    # ok: debug-default-true
    DEBUG = env.bool("DJANGO_DEBUG", True)


class Testing(Configuration):
    # ok: debug-default-true
    DEBUG = env.bool("DJANGO_DEBUG", True)
