import markdown
import nh3
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe


def body(post):
    # ruleid: rich-text-marked-safe
    mark_safe(markdown.markdown(post.text))
    # ruleid: rich-text-marked-safe
    mark_safe(strip_tags(post.text))
    html = markdown.markdown(post.text)
    # ruleid: rich-text-marked-safe
    return mark_safe(html)


def safe(post):
    # ok: rich-text-marked-safe
    mark_safe(nh3.clean(markdown.markdown(post.text)))
    # ok: rich-text-marked-safe
    return mark_safe("<p>markdown</p>")
