# ruleid: csrf-trusted-origins-too-wide
CSRF_TRUSTED_ORIGINS = ["https://*"]
CSRF_TRUSTED_ORIGINS = [
    # ok: csrf-trusted-origins-too-wide
    "https://shop.example.org",
    # ruleid: csrf-trusted-origins-too-wide
    "https://*.herokuapp.com",
    # ok: csrf-trusted-origins-too-wide
    "https://*.example.org",
]
# ok: csrf-trusted-origins-too-wide
CORS_ALLOWED_ORIGINS = ["https://*.herokuapp.com"]

if TESTING:
    # ok: csrf-trusted-origins-too-wide
    CSRF_TRUSTED_ORIGINS = ["https://*"]
