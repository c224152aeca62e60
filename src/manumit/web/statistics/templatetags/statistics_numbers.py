"""``{% load statistics_numbers %}``: localized numbers and the fill patterns of charts."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from manumit.bulk.charts import PATTERNS
from manumit.web.kernel.errors import NOT_DONE, WORDING
from manumit.web.ui.languages import library
from manumit.web.ui.templatetags.ui import mark_language, text_for

register = template.Library()


@register.simple_tag
def patterns() -> SafeString:
    """What pictures of a page are filled with; once, before the first of them."""
    return mark_safe(PATTERNS)  # noqa: S308 - our own drawing


@register.simple_tag(takes_context=True)
def reason_name(context: Context, text: str) -> SafeString:
    """Why a proceeding was discontinued: in words of the room of justice, where it has them."""
    code = text.rpartition("/")[2]
    wanted = f"justice_reason/{code}"
    found = wanted if wanted in library().texts.ids() else f"statistics_category/{code}"
    return mark_language(text_for(context, found, "label"))


@register.filter
def problem_text(code: str) -> str:
    """Return the id of the text about a count that failed."""
    wanted = WORDING + code
    return wanted if wanted in library().texts.ids() else NOT_DONE


@register.simple_tag
def added(one: int, other: int) -> int:
    """Their sum."""
    return one + other


@register.filter
def plain_sum(number: str) -> str:
    """A sum without zeros behind the point."""
    return number.rstrip("0").rstrip(".") if "." in number else number
