from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

SEPARATOR = "<hr>"


def badge(user, name, count):
    # ruleid: mark-safe-formatted
    mark_safe(f"<b>{user.username}</b>")
    # ruleid: mark-safe-formatted
    mark_safe("<b>%s</b>" % name)
    # ruleid: mark-safe-formatted
    mark_safe("<b title='%s'>%s</b>" % (name, count))
    # ruleid: mark-safe-formatted
    mark_safe("<b>{}</b>".format(name))
    # ruleid: mark-safe-formatted
    mark_safe("<b>" + name + "</b>")
    # ruleid: mark-safe-formatted
    SafeString(f"<b>{name}</b>")
    html = "<b>%s</b>" % name
    # ruleid: mark-safe-formatted
    return mark_safe(html)


def safe(user, name, count, url):
    # ok: mark-safe-formatted
    format_html("<b>{}</b>", name)
    # ok: mark-safe-formatted
    mark_safe("<b>new</b>")
    # ok: mark-safe-formatted
    mark_safe("<b>" + "new" + "</b>")
    # ok: mark-safe-formatted
    mark_safe(f"<b>{escape(name)}</b>")
    # ok: mark-safe-formatted
    mark_safe("<b>%s</b>" % conditional_escape(name))
    # ok: mark-safe-formatted
    mark_safe(f"a{SEPARATOR}b")
    # ok: mark-safe-formatted
    mark_safe("<i>%d</i>" % int(count))
    # ok: mark-safe-formatted
    mark_safe(f'<tr id="row-{user.pk}">')
    # ok: mark-safe-formatted
    mark_safe("<i>%d items</i>" % count)
