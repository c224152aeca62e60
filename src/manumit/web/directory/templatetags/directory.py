"""``{% load directory %}``: services in words of the packs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import template
from django.template import Context

from manumit.web.directory.forms import ROOM
from manumit.web.institutions.models import named

if TYPE_CHECKING:
    from manumit.web.pages.languages import Language

register = template.Library()


@register.filter
def texts(codes: Sequence[str], listed: str) -> list[str]:
    """Ids of the texts of some codes; that of "not known" where there are none."""
    return [text(one, listed) for one in codes] or [f"{ROOM}/not_known"]


@register.filter
def text(code: str, listed: str) -> str:
    """The id of the text of a code."""
    return f"{ROOM}_{listed}/{code}"


@register.simple_tag(takes_context=True)
def called(context: Context, names: dict[str, str]) -> str:
    """What an institution or office is called in the language of the page."""
    language: Language = context["language"]
    return named(names, language.tag)
