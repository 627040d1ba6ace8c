import jwt


def write(payload, key):
    # ruleid: jwt-signed-with-none
    jwt.encode(payload, None, algorithm="none")
    # ruleid: jwt-signed-with-none
    jwt.encode(payload, key, algorithm=None)
    # ok: jwt-signed-with-none
    jwt.encode(payload, key, algorithm="HS256")
    # ok: jwt-signed-with-none
    jwt.encode(payload, key)
