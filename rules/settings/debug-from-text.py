import os
from os import getenv

# ruleid: debug-from-text
DEBUG = os.environ.get("DEBUG", "False")
# ruleid: debug-from-text
DEBUG = bool(os.environ.get("DEBUG", False))
# ruleid: debug-from-text
DEBUG = getenv("DEBUG", False)
# ruleid: debug-from-text
DEBUG = os.environ["DEBUG"]

# ok: debug-from-text
DEBUG = os.environ.get("DEBUG") == "True"
# ok: debug-from-text
DEBUG = os.environ.get("DEBUG", "").lower() in {"1", "true", "yes"}
# ok: debug-from-text
DEBUG = bool(int(os.environ.get("DEBUG", "0")))
# On by default: the finding of debug-default-true.
# ok: debug-from-text
DEBUG = os.environ.get("DEBUG", True)
# ok: debug-from-text
DEBUG = bool(os.environ.get("DEBUG", True))
# ok: debug-from-text
DEBUG = os.getenv("DEBUG", True)
# ok: debug-from-text
DEBUG = "DEBUG" in os.environ

if TESTING:
    # ok: debug-from-text
    DEBUG = os.environ.get("DEBUG", "False")
