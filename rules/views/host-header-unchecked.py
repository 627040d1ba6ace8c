import logging

logger = logging.getLogger(__name__)


def confirmation_link(request, token):
    # ruleid: host-header-unchecked
    host = request.META["HTTP_HOST"]
    return f"https://{host}/confirm/{token}/"


def feed_link(request):
    # ruleid: host-header-unchecked
    return "https://" + request.headers.get("Host", "localhost") + "/feed/"


class Links:
    def link(self):
        # ruleid: host-header-unchecked
        return self.request.META.get("HTTP_HOST")


def reset_link(request, token):
    # ok: host-header-unchecked
    host = request.get_host()
    # ok: host-header-unchecked
    agent = request.META.get("HTTP_USER_AGENT", "")
    return f"https://{host}/reset/{token}/", agent


def report(req, response):
    # ok: host-header-unchecked
    logger.warning("wrong origin, host %s", req.META.get("HTTP_HOST"))
    # ok: host-header-unchecked
    logger.info(f"host {req.headers['Host']}")
    # ok: host-header-unchecked
    sent = response.headers["Host"]
    # ruleid: host-header-unchecked
    forwarded = req.META["HTTP_X_FORWARDED_HOST"]
    return sent, forwarded
