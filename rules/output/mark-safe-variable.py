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
