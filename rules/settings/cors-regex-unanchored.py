CORS_ALLOWED_ORIGIN_REGEXES = [
    # ruleid: cors-regex-unanchored
    r"^https://shop\.example\.org",
    # ok: cors-regex-unanchored
    r"^https://\w+\.example\.org$",
    # ok: cors-regex-unanchored
    r"^https://\w+\.example\.com\Z",
]
# ok: cors-regex-unanchored
CORS_ALLOWED_ORIGINS = ["https://shop.example.org"]
