from rest_framework.authentication import SessionAuthentication


class CsrfExemptSession(SessionAuthentication):
    # ruleid: session-authentication-without-csrf
    def enforce_csrf(self, request):
        return


class QuietSession(SessionAuthentication):
    # ruleid: session-authentication-without-csrf
    def enforce_csrf(self, request):
        pass


class LoggedSession(SessionAuthentication):
    # ok: session-authentication-without-csrf
    def enforce_csrf(self, request):
        log(request)
        return super().enforce_csrf(request)


class Other:
    # ok: session-authentication-without-csrf
    def enforce_csrf(self, request):
        pass
