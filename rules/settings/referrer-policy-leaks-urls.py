# ruleid: referrer-policy-leaks-urls
SECURE_REFERRER_POLICY = "unsafe-url"
# ruleid: referrer-policy-leaks-urls
SECURE_REFERRER_POLICY = "no-referrer-when-downgrade"

# ok: referrer-policy-leaks-urls
SECURE_REFERRER_POLICY = "same-origin"
# ok: referrer-policy-leaks-urls
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
