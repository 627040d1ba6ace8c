import aiohttp
import httpx
import requests
import requests as http
from requests import get


def call(url, session, mock, client):
    # ruleid: tls-verification-off
    requests.get(url, verify=False)
    # ruleid: tls-verification-off
    http.post(url, json={}, verify=False, timeout=3)
    # ruleid: tls-verification-off
    get(url, verify=False)
    # ruleid: tls-verification-off
    requests.request("GET", url, verify=False)
    # ruleid: tls-verification-off
    httpx.get(url, verify=False)
    # ruleid: tls-verification-off
    httpx.Client(verify=False)
    # ruleid: tls-verification-off
    session.get(url, verify=False)
    # ruleid: tls-verification-off
    session.verify = False
    s = requests.Session()
    # ruleid: tls-verification-off
    s.verify = False
    # ruleid: tls-verification-off
    aiohttp.TCPConnector(ssl=False)
    # ok: tls-verification-off
    requests.get(url)
    # ok: tls-verification-off
    requests.get(url, verify=True)
    # ok: tls-verification-off
    requests.get(url, verify="/etc/ssl/company-ca.pem")
    # ok: tls-verification-off
    mock.check(url, verify=False)
    # ok: tls-verification-off
    client.verify = False
    # ok: tls-verification-off
    requests.get(url, allow_redirects=False)
