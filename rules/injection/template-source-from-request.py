import jinja2
from django.shortcuts import render
from django.template import Context, Engine, Template


def preview(request, engine):
    # ruleid: template-source-from-request
    Template(request.POST["body"]).render(Context({}))
    # ruleid: template-source-from-request
    Engine().from_string(request.POST.get("body", ""))
    # ruleid: template-source-from-request
    jinja2.Template(request.GET["t"]).render()
    body = request.POST.get("body")
    # ruleid: template-source-from-request
    return Template(body).render(Context({}))


def safe(request, page):
    # ok: template-source-from-request
    Template("Hello {{ name }}").render(Context({"name": request.GET["name"]}))
    # ok: template-source-from-request
    Template(page.body).render(Context({}))
    # ok: template-source-from-request
    return render(request, "page.html", {"text": request.POST["body"]})


def one_of(request):
    value = request.POST["greeting"]
    if value in GREETINGS:
        # ok: template-source-from-request
        Template(value).render(Context({}))


def none_but(request):
    value = request.POST["greeting"]
    if value not in GREETINGS:
        raise ValueError(value)
    # ok: template-source-from-request
    Template(value).render(Context({}))
