import os
import sys
from pathlib import Path

# ruleid: secret-key-hardcoded
SECRET_KEY = "django-insecure-4n!x#0s9m2w8p@k5v7c3z1q6r"
# ruleid: secret-key-hardcoded
SECRET_KEY = '7d9f0c52b1e84a6f93d2'
# ruleid: secret-key-hardcoded
SECRET_KEY = "change-me-in-production"
# ruleid: secret-key-hardcoded
SECRET_KEY = "k2-test-9x0s9m2w8p"
# ruleid: secret-key-hardcoded
SECRET_KEY = "the latest device key"
# ruleid: secret-key-hardcoded
SECRET_KEY: str = "7d9f0c52b1e84a6f93d2"

# ok: secret-key-hardcoded
SECRET_KEY = os.environ["SECRET_KEY"]
# ok: secret-key-hardcoded
SECRET_KEY = Path("/run/secrets/django").read_text().strip()
# ok: secret-key-hardcoded
SECRET_KEY = ""
# ok: secret-key-hardcoded
SECRET_KEY = "{{ secret_key }}"
# ok: secret-key-hardcoded
SECRET_KEY = "local-testing-only"
# ok: secret-key-hardcoded
SECRET_KEY = "insecure-key-for-development"
# ok: secret-key-hardcoded
SECRET_KEY = "not for production, a dummy"
# ok: secret-key-hardcoded
SECRET_KEY_FILE = "/etc/shop/secret-key.txt"

if "test" in sys.argv:
    # ok: secret-key-hardcoded
    SECRET_KEY = "7d9f0c52b1e84a6f93d2"

class Testing(Configuration):
    # ok: secret-key-hardcoded
    SECRET_KEY = "django-insecure-4n!x#0s9m2w8p@k5v7c3z1q6r"
