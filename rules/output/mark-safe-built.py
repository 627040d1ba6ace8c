from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe


def page(parts, links, product, user):
    # ruleid: mark-safe-built
    mark_safe("<p>%s</p>" % links)
    # ruleid: mark-safe-built
    mark_safe(f"<ul>{parts}</ul>")
    # ruleid: mark-safe-built
    mark_safe("<b>%s</b> %s" % (escape(product.name), product.title))
    # ruleid: mark-safe-built
    mark_safe("<p>" + parts + "</p>")
    # ok: mark-safe-built
    format_html("<p>{}</p>", links)
    # ok: mark-safe-built
    mark_safe("<p>none</p>")
    # ok: mark-safe-built
    mark_safe(f"<p>{escape(links)}</p>")
    # ok: mark-safe-built
    mark_safe(f"<p id='{user.pk}'></p>")
    # Another rule's finding: text that people write.
    # ok: mark-safe-built
    mark_safe(f"<b>{product.name}</b>")


def counts(value, esc):
    # ok: mark-safe-built
    mark_safe('<span class="count">{0}</span>'.format(esc(value)))
    # ok: mark-safe-built
    return mark_safe("".join(["&#{0};".format(ord(char)) for char in value]))
