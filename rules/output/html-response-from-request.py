import json
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.html import escape, format_html


def search(request):
    # ruleid: html-response-from-request
    HttpResponse(f"<p>No results for {request.GET['q']}</p>")
    # ruleid: html-response-from-request
    HttpResponse("<p>%s</p>" % request.GET.get("q"))
    # ruleid: html-response-from-request
    HttpResponse("<p>" + request.POST["q"] + "</p>", status=404)
    # ruleid: html-response-from-request
    HttpResponse(request.GET["q"])
    # ruleid: html-response-from-request
    HttpResponseBadRequest("Unknown {}".format(request.GET["q"]))
    html = f"<p>{request.GET['q']}</p>"
    # ruleid: html-response-from-request
    return HttpResponse(html)


def safe(request):
    # ok: html-response-from-request
    HttpResponse("<p>nothing</p>")
    # ok: html-response-from-request
    HttpResponse(f"<p>{escape(request.GET['q'])}</p>")
    # ok: html-response-from-request
    HttpResponse(format_html("<p>{}</p>", request.GET["q"]))
    # ok: html-response-from-request
    HttpResponse(request.GET["challenge"], content_type="text/plain")
    # ok: html-response-from-request
    HttpResponse(f"<p>{int(request.GET['page'])}</p>")
    # ok: html-response-from-request
    HttpResponse(json.dumps({"q": request.GET["q"]}), content_type="application/json")
    # ok: html-response-from-request
    return render(request, "search.html", {"q": request.GET["q"]})


def plain(request):
    # ok: html-response-from-request
    return HttpResponse(request.GET["challenge"], "text/plain")
