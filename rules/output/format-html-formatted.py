from django.utils import html
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _


def link(name, url):
    # ruleid: format-html-formatted
    format_html(f"<b>{name}</b>")
    # ruleid: format-html-formatted
    format_html(f"<b>{name}</b> {{}}", url)
    # ruleid: format-html-formatted
    format_html("<b>%s</b>" % name)
    # ruleid: format-html-formatted
    format_html("<b>{}</b>".format(name))
    # ruleid: format-html-formatted
    html.format_html("<b>" + name + "</b>")
    text = f"<b>{name}</b>"
    # ruleid: format-html-formatted
    return format_html(text)


def safe(name, url):
    # ok: format-html-formatted
    format_html("<b>{}</b>", name)
    # ok: format-html-formatted
    format_html("<a href='{}'>" + "{}</a>", url, name)
    # ok: format-html-formatted
    format_html(f"<b>{escape(name)}</b>")
    # ok: format-html-formatted
    format_html(_("<b>{}</b>"), name)
    tag_name = "strong"
    # ok: format-html-formatted
    format_html(f"<{tag_name}>{{}}</{tag_name}>", name)
    # ok: format-html-formatted
    return format_html('<a href="{url}">{name}</a>', url=url, name=name)


def wrapped(attrs, label):
    button = "<a {attrs}>{label}</a>"
    # ok: format-html-formatted
    first = format_html(button, attrs=attrs, label=label)
    button = f"<li>{button}</li>"
    # ok: format-html-formatted
    return first + format_html(button, attrs=attrs, label=label)
