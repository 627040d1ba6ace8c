DEBUG = False
# ok: cors-any-origin-with-credentials
CORS_URLS_REGEX = r"^/api/.*$"
# ruleid: cors-any-origin-with-credentials
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_HEADERS = ["content-type"]
# ok: cors-any-origin-with-credentials
CORS_ALLOW_CREDENTIALS = True
# ok: cors-any-origin-with-credentials
CORS_ALLOWED_ORIGINS = ["https://shop.example.org"]
# ok: cors-any-origin-with-credentials
CORS_REPLACE_HTTPS_REFERER = True

if TESTING:
    # ok: cors-any-origin-with-credentials
    CORS_ALLOW_ALL_ORIGINS = True
