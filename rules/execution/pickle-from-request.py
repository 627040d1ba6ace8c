import base64
import json
import pickle
from django.core import signing


def restore(request):
    # ruleid: pickle-from-request
    pickle.loads(request.body)
    # ruleid: pickle-from-request
    pickle.loads(base64.b64decode(request.COOKIES["cart"]))
    # ruleid: pickle-from-request
    pickle.load(request.FILES["dump"])
    raw = base64.b64decode(request.POST["state"])
    # ruleid: pickle-from-request
    return pickle.loads(raw)


def safe(request, cache, path):
    # ok: pickle-from-request
    json.loads(request.body)
    # ok: pickle-from-request
    signing.loads(request.COOKIES["cart"])
    # ok: pickle-from-request
    pickle.loads(cache.get("state"))
    # ok: pickle-from-request
    pickle.dumps(request.POST)
    # ok: pickle-from-request
    pickle.load(open(path, "rb"))
