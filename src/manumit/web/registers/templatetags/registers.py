"""``{% load registers %}``: what an entry is, and addresses of other pages of a list."""

import dataclasses
from urllib.parse import urlencode

from django import template

from manumit.web.registers.lists import LISTS
from manumit.web.registers.selectors import Asked

register = template.Library()


@register.filter
def is_place(code: str) -> bool:
    """Whether a line is of a workplace."""
    return code in LISTS["place"].codes()


@register.filter
def turned(asked: Asked, by: int) -> str:
    """What the address asks on another page of the same list: codes alone."""
    there = dataclasses.replace(asked, page=asked.page + by)
    return urlencode({key: value for key, value in dataclasses.asdict(there).items() if value})
