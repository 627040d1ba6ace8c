from django.conf import settings


def invite(request, path):
    # The finding of host-header-unchecked.
    # ok: host-header-in-link
    "https://" + request.META["HTTP_HOST"]
    # ruleid: host-header-in-link
    "https://%s/" % request.get_host()
    # ruleid: host-header-in-link
    "https://%s/%s" % (request.get_host(), path)
    # ruleid: host-header-in-link
    "https://{}/{}".format(request.get_host(), path)
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
