"""``{% load directory %}``: services in words of the packs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import template
from django.template import Context

from manumit.web.directory.forms import ROOM
from manumit.web.institutions.models import named

if TYPE_CHECKING:
    from manumit.web.ui.languages import Language

register = template.Library()


@register.filter
def texts(codes: Sequence[str], listed: str) -> list[str]:
    """Return ids of the texts of some codes; of "not known" if there are none."""
    return [text(one, listed) for one in codes] or [f"{ROOM}/not_known"]


@register.filter
def text(code: str, listed: str) -> str:
    """Return the id of the text of a code."""
    return f"{ROOM}_{listed}/{code}"


@register.simple_tag(takes_context=True)
def called(context: Context, names: dict[str, str]) -> str:
    """Return the name of an institution or office in the language of the page."""
    language: Language = context["language"]
    return named(names, language.tag)
