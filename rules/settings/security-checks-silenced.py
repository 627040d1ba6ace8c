SILENCED_SYSTEM_CHECKS = [
    # ruleid: security-checks-silenced
    "security.W008",
    # ok: security-checks-silenced
    "models.W042",
]
# ok: security-checks-silenced
SILENCED_SYSTEM_CHECKS = ["fields.W342"]
