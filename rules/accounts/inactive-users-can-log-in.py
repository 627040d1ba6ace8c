AUTHENTICATION_BACKENDS = [
    # ruleid: inactive-users-can-log-in
    "django.contrib.auth.backends.AllowAllUsersModelBackend",
]
AUTHENTICATION_BACKENDS = (
    # ok: inactive-users-can-log-in
    "django.contrib.auth.backends.ModelBackend",
)
