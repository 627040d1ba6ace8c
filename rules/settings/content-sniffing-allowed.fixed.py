# ruleid: content-sniffing-allowed
SECURE_CONTENT_TYPE_NOSNIFF = True

# ok: content-sniffing-allowed
SECURE_CONTENT_TYPE_NOSNIFF = True
# ok: content-sniffing-allowed
SECURE_BROWSER_XSS_FILTER = False

if TESTING:
    # ok: content-sniffing-allowed
    SECURE_CONTENT_TYPE_NOSNIFF = False
