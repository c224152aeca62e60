"""``{% load line %}``: texts of codes."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from manumit.web.line.lists import text_of
from manumit.web.ui.templatetags.ui import say

register = template.Library()


@register.simple_tag(takes_context=True)
def code_text(context: Context, listed: str, code: str) -> SafeString:
    """Return the text of a code of one of the room's lists."""
    return say(context, text_of(listed, code))
