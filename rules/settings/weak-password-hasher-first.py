import sys

PASSWORD_HASHERS = [
    # ruleid: weak-password-hasher-first
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# ruleid: weak-password-hasher-first
PASSWORD_HASHERS = ("django.contrib.auth.hashers.UnsaltedSHA1PasswordHasher",)

# ok: weak-password-hasher-first
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.MD5PasswordHasher",
]
# ok: weak-password-hasher-first
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher"]
# ok: weak-password-hasher-first
PASSWORD_HASHERS = ["django.contrib.auth.hashers.BCryptSHA256PasswordHasher"]
if "test" in sys.argv:
    # ok: weak-password-hasher-first
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Testing(Configuration):
    # ok: weak-password-hasher-first
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
