from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

SEPARATOR = "<hr>"


def badge(request, product, comment, count):
    # ruleid: mark-safe-formatted
    mark_safe(f"<b>{product.name}</b>")
    # ruleid: mark-safe-formatted
    mark_safe("<b>%s</b>" % product.title)
    # ruleid: mark-safe-formatted
    mark_safe("<b title='%s'>%s</b>" % (count, comment))
    # ruleid: mark-safe-formatted
    mark_safe("<b>{}</b>".format(product.description))
    # ruleid: mark-safe-formatted
    mark_safe("<b>" + comment + "</b>")
    # ruleid: mark-safe-formatted
    mark_safe(f"<b>{request.GET['q']}</b>")
    # ruleid: mark-safe-formatted
    SafeString(f"<b>{product.owner.first_name}</b>")
    html = "<b>%s</b>" % product.name
    # ruleid: mark-safe-formatted
    return mark_safe(html)


class Label:
    def render(self, name, value, url):
        # Names of widgets and fields are written by the developer.
        # ok: mark-safe-formatted
        return mark_safe(f'<input name="{name}" id="{self.name}">')


def safe(user, product, count, links, text):
    # ok: mark-safe-formatted
    format_html("<b>{}</b>", product.name)
    # ok: mark-safe-formatted
    mark_safe("<b>new</b>")
    # ok: mark-safe-formatted
    mark_safe("<b>" + "new" + "</b>")
    # ok: mark-safe-formatted
    mark_safe(f"<b>{escape(product.name)}</b>")
    # ok: mark-safe-formatted
    mark_safe("<b>%s</b>" % conditional_escape(product.name))
    # ok: mark-safe-formatted
    mark_safe("<b>%s</b> %s" % (escape(product.name), product.title))
    # ok: mark-safe-formatted
    mark_safe(f"a{SEPARATOR}b")
    # ok: mark-safe-formatted
    mark_safe("<i>%d</i>" % int(count))
    # ok: mark-safe-formatted
    mark_safe(f'<tr id="row-{user.pk}">')
    # ok: mark-safe-formatted
    mark_safe('<i data-tooltip="%s"></i>' % text)
    # Built from parts that may be HTML already: the finding of mark-safe-built.
    # ok: mark-safe-formatted
    mark_safe("<p>%s</p>" % links)
