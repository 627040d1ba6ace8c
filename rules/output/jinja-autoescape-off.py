import jinja2
from django.template import Context, Engine
from jinja2 import Environment, select_autoescape


def environments(loader, **options):
    # ruleid: jinja-autoescape-off
    jinja2.Environment(loader=loader)
    # ruleid: jinja-autoescape-off
    Environment(autoescape=False)
    # ruleid: jinja-autoescape-off
    Engine(autoescape=False)
    # ruleid: jinja-autoescape-off
    Context({"name": "x"}, autoescape=False)
    # ok: jinja-autoescape-off
    Environment(autoescape=True)
    # ok: jinja-autoescape-off
    Environment(loader=loader, autoescape=select_autoescape())
    # ok: jinja-autoescape-off
    jinja2.Environment(**options)
    # ok: jinja-autoescape-off
    Engine()
    # ok: jinja-autoescape-off
    Context({"name": "x"})
