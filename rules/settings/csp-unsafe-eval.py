from django.utils.csp import CSP

# ruleid: csp-unsafe-eval
CSP_SCRIPT_SRC = ["'self'", "'unsafe-eval'"]
SECURE_CSP = {
    # ruleid: csp-unsafe-eval
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    # ok: csp-unsafe-eval
    "img-src": ["https:"],
}
# ok: csp-unsafe-eval
CSP_SCRIPT_SRC = ["'self'", "'wasm-unsafe-eval'"]

if TESTING:
    # ok: csp-unsafe-eval
    CSP_SCRIPT_SRC = ["'self'", "'unsafe-eval'"]
