from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe

ARROW = "&rarr;"


def body(page):
    # ruleid: mark-safe-variable
    mark_safe(page.body)
    # ruleid: mark-safe-variable
    mark_safe(page.other())
    # ok: mark-safe-variable
    mark_safe(ARROW)
    # ok: mark-safe-variable
    mark_safe("<hr>")
    # ok: mark-safe-variable
    mark_safe(escape(page.body))


def widget(name, value, text):
    # ruleid: mark-safe-variable
    mark_safe(text)
    out = f"<b>{name}</b>{value}"
    # ok: mark-safe-variable
    mark_safe(out)
    row = "<td>%s</td>" % value
    # ok: mark-safe-variable
    mark_safe(row)
    cell = "<td>{}</td>".format(value)
    # ok: mark-safe-variable
    mark_safe(cell)
    html = render_to_string("shop/widget.html", {"value": value})
    # ok: mark-safe-variable
    return mark_safe(html)
