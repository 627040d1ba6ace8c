import httpx
import requests
from urllib.request import urlopen

FEEDS = {"news": "https://example.org/news"}


def fetch(request):
    # ruleid: url-from-request
    requests.get(request.GET["url"])
    # ruleid: url-from-request
    requests.post(request.POST.get("callback"), json={}, timeout=5)
    # ruleid: url-from-request
    requests.request("GET", request.GET["url"], timeout=5)
    # ruleid: url-from-request
    urlopen(request.GET["url"])
    # ruleid: url-from-request
    httpx.get(request.data["url"])
    url = request.GET.get("url", "")
    # ruleid: url-from-request
    return requests.get(url, timeout=5)


def safe(request):
    # ok: url-from-request
    requests.get("https://example.org/", params={"q": request.GET["q"]})
    # ok: url-from-request
    requests.get(FEEDS[request.GET["feed"]])
    # ok: url-from-request
    request.session.get(request.GET["key"])
    url = request.GET["url"]
    if url not in FEEDS.values():
        raise ValueError(url)
    # ok: url-from-request
    return requests.get(url)


def one_of(request):
    value = request.GET["feed"]
    if value in FEEDS:
        # ok: url-from-request
        requests.get(value)


def none_but(request):
    value = request.GET["feed"]
    if value not in FEEDS:
        raise ValueError(value)
    # ok: url-from-request
    requests.get(value)
