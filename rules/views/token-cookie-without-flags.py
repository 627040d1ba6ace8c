def sign_in(response, token, options):
    # ruleid: token-cookie-without-flags
    response.set_cookie("access_token", token)
    # ruleid: token-cookie-without-flags
    response.set_cookie("session", token, httponly=True)
    # ok: token-cookie-without-flags
    response.set_cookie("access_token", token, secure=True, httponly=True, samesite="Lax")
    # ok: token-cookie-without-flags
    response.set_cookie("refresh_token", token, httponly=True, max_age=60, secure=True)
    # ok: token-cookie-without-flags
    response.set_cookie("jwt", token, **options)
    # ok: token-cookie-without-flags
    response.set_cookie("theme", "dark")
    return response
