import os
import uuid
from django.core.files.storage import default_storage


def upload(request, base):
    f = request.FILES["file"]
    # ruleid: upload-keeps-client-name
    with open(os.path.join(base, f.name), "wb") as out:
        out.write(f.read())
    path = f"/srv/uploads/{f.name}"
    # ruleid: upload-keeps-client-name
    with open(path, "wb+") as out:
        out.write(f.read())
    # ruleid: upload-keeps-client-name
    with open(base / f.name, "wb") as out:
        out.write(f.read())


def safe(request, base):
    f = request.FILES["file"]
    # ok: upload-keeps-client-name
    default_storage.save(f.name, f)
    # ok: upload-keeps-client-name
    with open(os.path.join(base, uuid.uuid4().hex), "wb") as out:
        out.write(f.read())
    # ok: upload-keeps-client-name
    with open(os.path.join(base, f.name), "rb") as stream:
        stream.read()
