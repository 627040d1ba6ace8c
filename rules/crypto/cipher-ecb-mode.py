from Crypto.Cipher import AES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def encrypt(key, nonce):
    # ruleid: cipher-ecb-mode
    AES.new(key, AES.MODE_ECB)
    # ruleid: cipher-ecb-mode
    AES.new(key, mode=AES.MODE_ECB)
    # ruleid: cipher-ecb-mode
    Cipher(algorithms.AES(key), modes.ECB())
    # ok: cipher-ecb-mode
    AES.new(key, AES.MODE_GCM)
    # ok: cipher-ecb-mode
    Cipher(algorithms.AES(key), modes.GCM(nonce))
