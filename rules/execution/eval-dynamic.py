import ast
import builtins

FORMULA = "1 + 1"


def run(text, model, cursor, path):
    # ruleid: eval-dynamic
    eval(text)
    # ruleid: eval-dynamic
    exec(f"import {text}")
    # ruleid: eval-dynamic
    eval("f_" + text + "()")
    # ok: eval-dynamic
    eval("1 + 1")
    # ok: eval-dynamic
    eval(FORMULA)
    # ruleid: eval-dynamic
    builtins.eval(text)
    # ok: eval-dynamic
    builtins.eval("1 + 1")
    # ok: eval-dynamic
    builtins.exec("x = 1")
    # ok: eval-dynamic
    exec("x = " "1")
    # ok: eval-dynamic
    exec(compile(open(path).read(), path, "exec"))
    # ok: eval-dynamic
    ast.literal_eval(text)
    # ok: eval-dynamic
    model.eval(text)
    # ok: eval-dynamic
    cursor.exec(text)


def named(request):
    text = request.GET["expression"]
    # ok: eval-dynamic
    return eval(text)
