import os
from pathlib import Path
from django.conf import settings
from django.http import FileResponse
from django.utils._os import safe_join


def download(request, base, order):
    # ruleid: path-from-request
    FileResponse(open(request.GET["file"], "rb"))
    # ruleid: path-from-request
    open(os.path.join(settings.MEDIA_ROOT, request.GET["file"]))
    # ruleid: path-from-request
    open(f"/srv/reports/{request.GET['name']}.pdf", "rb")
    # ruleid: path-from-request
    open(base / request.GET["file"])
    # ruleid: path-from-request
    os.remove("/srv/reports/" + request.POST["name"])
    # ruleid: path-from-request
    Path(request.GET["file"]).read_text()
    path = os.path.join(base, request.GET["file"])
    # ruleid: path-from-request
    open(path)
    name = request.GET.get("name")
    # ruleid: path-from-request
    return FileResponse(open(os.path.join(base, name), "rb"))


class Download:
    def get(self, request):
        # ruleid: path-from-request
        return open(self.request.GET["file"])


def safe(request, base, order):
    # ok: path-from-request
    open(order.file.path, "rb")
    # ok: path-from-request
    open(safe_join(base, request.GET["file"]))
    # ok: path-from-request
    open(os.path.join(base, os.path.basename(request.GET["file"])))
    # ok: path-from-request
    open(f"/srv/reports/{int(request.GET['id'])}.pdf", "rb")
    # ok: path-from-request
    open("/srv/reports/index.html")
    # ok: path-from-request
    open(REPORTS[request.GET["name"]])
    name = request.GET["name"]
    if name not in ("a", "b"):
        raise ValueError(name)
    # ok: path-from-request
    open(os.path.join(base, name))


def tested(request, base):
    path = str(base) + request.GET["name"]
    if path in REPORTS:
        # ok: path-from-request
        return open(path)


def refused(request, base):
    path = str(base) + request.GET["name"]
    if path not in REPORTS:
        raise ValueError(path)
    # ok: path-from-request
    return open(path)


def below(request, base):
    path = os.path.join(base, request.GET["name"])
    if not os.path.realpath(path).startswith(base) or not path.startswith(base):
        raise ValueError(path)
    # ok: path-from-request
    return open(path)


def relative(request, base):
    path = Path(base) / request.GET["name"]
    if not path.is_relative_to(base):
        raise ValueError(path)
    # ok: path-from-request
    return open(path)


def one_of(request, base):
    name = request.GET["name"]
    if name in ("a", "b"):
        # ok: path-from-request
        return open(os.path.join(base, name))
