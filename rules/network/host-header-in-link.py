from django.conf import settings


def invite(request, path):
    # ruleid: host-header-in-link
    request.META["HTTP_HOST"]
    # ruleid: host-header-in-link
    request.META.get("HTTP_HOST", "")
    # ruleid: host-header-in-link
    "https://" + request.get_host()
    # ruleid: host-header-in-link
    f"https://{request.get_host()}/invite/{path}"
    # ok: host-header-in-link
    request.build_absolute_uri(path)
    # ok: host-header-in-link
    {request.get_host()}
    # ok: host-header-in-link
    f"https://{settings.SITE_HOST}/invite/{path}"
    # ok: host-header-in-link
    request.META["REMOTE_ADDR"]
