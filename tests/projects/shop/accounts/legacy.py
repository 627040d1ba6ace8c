"""Passwords of the old shop, until everybody has logged in once."""
import hashlib
import hmac


def old_hash(password):
    return hashlib.md5(password.encode()).hexdigest()


def matches(profile, password):
    return hmac.compare_digest(profile.legacy_password, old_hash(password))
