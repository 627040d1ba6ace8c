import jwt
from jwt import decode


def claims(token):
    # ruleid: jwt-unverified
    return jwt.decode(token, options={"verify_signature": False})


def read(token, key, client):
    # ruleid: jwt-unverified
    jwt.decode(token, key, verify=False)
    # ruleid: jwt-unverified
    jwt.decode(token, key, algorithms=["HS256", "none"])
    # ruleid: jwt-unverified
    decode(token, key, algorithms=["HS256"], options={"verify_signature": False, "verify_aud": True})
    # ok: jwt-unverified
    jwt.decode(token, key, algorithms=["HS256"])
    # ok: jwt-unverified
    jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})
    # ok: jwt-unverified
    jwt.get_unverified_header(token)
    # ok: jwt-unverified
    client.decode(token, verify=False)


def by_issuer(token, keys):
    # ok: jwt-unverified
    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
    return jwt.decode(token, keys[issuer], algorithms=["RS256"])
