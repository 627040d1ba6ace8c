import os

# ruleid: proxy-ssl-header-malformed
SECURE_PROXY_SSL_HEADER = True
# ruleid: proxy-ssl-header-malformed
SECURE_PROXY_SSL_HEADER = ("X-Forwarded-Proto", "https")
# ruleid: proxy-ssl-header-malformed
SECURE_PROXY_SSL_HEADER = "HTTP_X_FORWARDED_PROTO"

# ok: proxy-ssl-header-malformed
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# ok: proxy-ssl-header-malformed
SECURE_PROXY_SSL_HEADER = None
# ok: proxy-ssl-header-malformed
SECURE_PROXY_SSL_HEADER = (os.environ["PROXY_HEADER"], "https")
