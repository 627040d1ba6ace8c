import os

from django.contrib.auth import get_user_model


def forwards(apps, schema_editor):
    User = get_user_model()
    # ruleid: default-superuser
    User.objects.create_superuser("admin", "admin@example.org", "admin")
    # ruleid: default-superuser
    User.objects.create_superuser(username="root", password="t0psecret")
    # ok: default-superuser
    User.objects.create_superuser("ops", "ops@example.org", os.environ["OPS_PASSWORD"])
    # ok: default-superuser
    User.objects.create_user("guest", "guest@example.org", "guest")
