import json
from django.utils.html import json_script
from django.utils.safestring import mark_safe


def chart(data):
    # ruleid: json-marked-safe
    mark_safe(json.dumps(data))
    text = json.dumps(data)
    # ruleid: json-marked-safe
    return {"data": mark_safe(text)}


def safe(data):
    # ok: json-marked-safe
    json_script(data, "data")
    # ok: json-marked-safe
    mark_safe(json.dumps(data).replace("<", "\\u003c"))
    # ok: json-marked-safe
    mark_safe(json.dumps(data, cls=EscapingEncoder))
    # ok: json-marked-safe
    json.dumps(data)


def escaped(data):
    text = json.dumps(data)
    text = text.replace("<", "\\u003c")
    # ok: json-marked-safe
    return mark_safe(text)


def translated(data):
    text = json.dumps(data)
    text = text.translate(ESCAPES)
    # ok: json-marked-safe
    return mark_safe(text)
