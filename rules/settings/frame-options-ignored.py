# ruleid: frame-options-ignored
X_FRAME_OPTIONS = "ALLOWALL"
# ruleid: frame-options-ignored
X_FRAME_OPTIONS = "ALLOW-FROM https://partner.example.org"

# ok: frame-options-ignored
X_FRAME_OPTIONS = "DENY"
# ok: frame-options-ignored
X_FRAME_OPTIONS = "SAMEORIGIN"
# ok: frame-options-ignored
FRAME_STYLE = "ALLOWALL"
