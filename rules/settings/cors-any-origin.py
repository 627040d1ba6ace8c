DEBUG = False

# ruleid: cors-any-origin
CORS_ALLOW_ALL_ORIGINS = True
# ruleid: cors-any-origin
CORS_ORIGIN_ALLOW_ALL = True

# ok: cors-any-origin
CORS_ALLOW_ALL_ORIGINS = DEBUG
# ok: cors-any-origin
CORS_ALLOWED_ORIGINS = ["https://shop.example.org"]
if DEBUG:
    # ok: cors-any-origin
    CORS_ALLOW_ALL_ORIGINS = True

class Testing(Configuration):
    # ok: cors-any-origin
    CORS_ALLOW_ALL_ORIGINS = True
