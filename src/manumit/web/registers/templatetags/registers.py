"""``{% load registers %}``: kind of an entry."""

from django import template

from manumit.web.registers.lists import LISTS

register = template.Library()


@register.filter
def is_place(code: str) -> bool:
    """Return whether a line is of a workplace."""
    return code in LISTS["place"].codes()
