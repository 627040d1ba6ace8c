# With credentials it is the finding of cors-any-origin-with-credentials.
# ok: cors-any-origin
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = True
