import json
import pickle
import shelve
import joblib
import numpy as np


def read(path, column, other):
    # ruleid: pickle-load
    pickle.load(open(path, "rb"))
    # ruleid: pickle-load
    pickle.loads(column)
    # ruleid: pickle-load
    shelve.open(path)
    # ruleid: pickle-load
    joblib.load(path)
    # ruleid: pickle-load
    np.load(path, allow_pickle=True)
    # ok: pickle-load
    np.load(path)
    # ok: pickle-load
    json.loads(column)
    # ok: pickle-load
    pickle.dumps(other)
    # ok: pickle-load
    pickle.loads(pickle.dumps(other))
    # ok: pickle-load
    other.load(path)


def named(request):
    text = base64.b64decode(request.COOKIES["basket"])
    # ok: pickle-load
    return pickle.loads(text)


def of_request(request):
    # ok: pickle-load
    pickle.loads(request.body)
    # ok: pickle-load
    pickle.loads(base64.b64decode(request.GET["basket"]))
    # ok: pickle-load
    pickle.loads(base64.b64decode(request.POST["basket"]))
    # ok: pickle-load
    pickle.loads(base64.b64decode(request.COOKIES["basket"]))
    # ok: pickle-load
    return pickle.load(request.FILES["basket"])
