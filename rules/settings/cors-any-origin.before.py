# With credentials it is the finding of cors-any-origin-with-credentials.
CORS_ALLOW_CREDENTIALS = True
# ok: cors-any-origin
CORS_ALLOW_ALL_ORIGINS = True
