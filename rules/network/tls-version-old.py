import ssl


def contexts(context):
    # ruleid: tls-version-old
    ssl.SSLContext(ssl.PROTOCOL_TLSv1)
    # ruleid: tls-version-old
    context.minimum_version = ssl.TLSVersion.TLSv1_1
    # ok: tls-version-old
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    # ok: tls-version-old
    ssl.SSLContext(ssl.PROTOCOL_TLSv1_2)
    # ok: tls-version-old
    context.minimum_version = ssl.TLSVersion.TLSv1_2
