from csp.constants import SELF, UNSAFE_INLINE
from django.utils.csp import CSP

# ruleid: csp-unsafe-inline-scripts
CSP_SCRIPT_SRC = ("'self'", "'unsafe-inline'")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        # ok: csp-unsafe-inline-scripts
        "style-src": [SELF, UNSAFE_INLINE],
        # ruleid: csp-unsafe-inline-scripts
        "script-src": [SELF, UNSAFE_INLINE],
    },
}
SECURE_CSP = {
    "default-src": [CSP.SELF],
    # ruleid: csp-unsafe-inline-scripts
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}

# ok: csp-unsafe-inline-scripts
CSP_STYLE_SRC = ("'self'", "'unsafe-inline'")
# ok: csp-unsafe-inline-scripts
CSP_SCRIPT_SRC = ("'self'", "https://cdn.example.org")
SECURE_CSP = {
    # ok: csp-unsafe-inline-scripts
    "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC, CSP.UNSAFE_INLINE],
}

if TESTING:
    # ok: csp-unsafe-inline-scripts
    CSP_SCRIPT_SRC = ("'self'", "'unsafe-inline'")
