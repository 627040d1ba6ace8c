import ast
import importlib
from django.utils.module_loading import import_string

HANDLERS = {"sum": sum}


def calculate(request):
    # ruleid: code-from-request
    eval(request.GET["expression"])
    # ruleid: code-from-request
    exec(request.body)
    # ruleid: code-from-request
    exec(request.POST.get("code", ""), {})
    # ruleid: code-from-request
    importlib.import_module(request.GET["module"])
    # ruleid: code-from-request
    import_string(request.GET["backend"])
    text = request.GET.get("expression") or "1"
    # ruleid: code-from-request
    return eval(text)


def safe(request, model):
    # ok: code-from-request
    ast.literal_eval(request.GET["expression"])
    # ok: code-from-request
    eval("1 + 1")
    # ok: code-from-request
    model.eval(request.GET["x"])
    # ok: code-from-request
    HANDLERS[request.GET["op"]]([1, 2])


def chosen(request):
    name = request.GET["module"]
    if name in ("shop.a", "shop.b"):
        # ok: code-from-request
        return importlib.import_module(name)


def none_but(request):
    name = request.GET["module"]
    if name not in ("shop.a", "shop.b"):
        raise ValueError(name)
    # ok: code-from-request
    return importlib.import_module(name)
