"""``{% load recruitment %}``: texts of codes, amounts, and the applicant's filled fields."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from manumit.terms.numbers import money
from manumit.web.institutions.desk import member_sign
from manumit.web.recruitment.content import AgencyContent
from manumit.web.ui.templatetags.ui import number, say

register = template.Library()
FIELDS = (
    "name",
    "other_names",
    "address",
    "officers",
    "owners",
    "telephones",
    "mails",
    "websites",
)


@register.simple_tag(takes_context=True)
def said_of(context: Context, what: str, code: str) -> SafeString:
    """Return the text of a code of the room."""
    return say(context, f"recruitment_{what}/{code}")


@register.simple_tag(takes_context=True)
def amount(context: Context, value: Decimal, currency: str) -> str:
    """Return an amount with its currency, as the page's language writes it."""
    return number(context, money(Fraction(value), currency))


@register.filter
def applicant_rows(content: AgencyContent) -> list[tuple[str, Sequence[str]]]:
    """Return the fields of an applicant that are filled in, each with its lines."""
    found = []
    for name in FIELDS:
        value = getattr(content, name)
        lines = [value] if isinstance(value, str) else value
        if any(lines):
            found.append((name, lines))
    return found


@register.filter
def sign(member: uuid.UUID | None) -> str:
    """Return the short sign of a member; empty where no person acted."""
    return "" if member is None else member_sign(member)
