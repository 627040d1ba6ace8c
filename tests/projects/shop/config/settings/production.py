"""The server, behind nginx that ends TLS."""
import os

from .base import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["shop.example.org", "*"]
CSRF_TRUSTED_ORIGINS = [
    "https://shop.example.org",
    "https://*.herokuapp.com",
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "shop",
        "PASSWORD": os.environ.get("DB_PASSWORD"),
        "HOST": os.environ.get("DB_HOST", "db"),
    },
}

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = False
X_FRAME_OPTIONS = "DENY"

EMAIL_HOST = "smtp.example.org"
EMAIL_HOST_USER = "shop"
EMAIL_HOST_PASSWORD = "Derailleur-21-speed"
EMAIL_USE_TLS = True
