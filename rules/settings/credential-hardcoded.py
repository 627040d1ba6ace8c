import os

# ruleid: credential-hardcoded
AWS_SECRET_ACCESS_KEY = "q8Zk2vN7+aT0rUe5mBx1LdW4sYhG9jKc3pQfRz6o"
# ruleid: credential-hardcoded
EMAIL_HOST_PASSWORD = "Kestrel-49-lamp"
# ruleid: credential-hardcoded
STRIPE_API_KEY = "sk_live_9f8e7d6c5b4a39281706f5e4"
# ruleid: credential-hardcoded
SOCIAL_AUTH_GITHUB_SECRET = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"

# ok: credential-hardcoded
AWS_SECRET_ACCESS_KEY = os.environ["AWS_SECRET_ACCESS_KEY"]
# ok: credential-hardcoded
EMAIL_HOST_PASSWORD = ""
# ok: credential-hardcoded
STRIPE_API_KEY = "sk_test_0123456789abcdef"
# ok: credential-hardcoded
STRIPE_SECRET_KEY = "your-key-1234567890"
# ok: credential-hardcoded
CSRF_HEADER_TOKEN = "HTTP_X_CSRFTOKEN"
# ok: credential-hardcoded
PASSWORD_RESET_TOKEN = "shop.accounts.tokens2.ResetToken"

if TESTING:
    # ok: credential-hardcoded
    AWS_SECRET_ACCESS_KEY = "q8Zk2vN7+aT0rUe5mBx1LdW4sYhG9jKc3pQfRz6o"


class Testing(Configuration):
    # ok: credential-hardcoded
    AWS_SECRET_ACCESS_KEY = "q8Zk2vN7+aT0rUe5mBx1LdW4sYhG9jKc3pQfRz6o"
