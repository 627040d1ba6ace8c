from Crypto.Cipher import AES, ARC4, DES3
from cryptography.hazmat.primitives.ciphers import algorithms


def encrypt(key):
    # ruleid: cipher-broken
    DES3.new(key, DES3.MODE_CBC)
    # ruleid: cipher-broken
    ARC4.new(key)
    # ruleid: cipher-broken
    algorithms.Blowfish(key)
    # ok: cipher-broken
    AES.new(key, AES.MODE_GCM)
    # ok: cipher-broken
    algorithms.AES(key)
