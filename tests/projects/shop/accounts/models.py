from django.conf import settings
from django.db import models


class Profile(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    phone = models.CharField(max_length=30, blank=True)
    newsletter = models.BooleanField(default=False)
    legacy_password = models.CharField(max_length=32, blank=True)

    def __str__(self):
        return f"Profile of {self.user}"
