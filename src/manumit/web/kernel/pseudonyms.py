"""What a person or a claim is called on pages: random, and spelling nothing."""

import secrets
from typing import Any

from django.db.models import QuerySet

# Neither vowels nor what is mistaken for something else: it spells nothing, and can be read aloud.
LETTERS = "BCDFGHJKLMNPQRTVWXZ2346789"


def new_pseudonym() -> str:
    """Such as ``K7PT-3MXW``."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def free_pseudonym(rows: QuerySet[Any], column: str = "reference") -> str:
    """A new one that none of the rows is called by.

    Args:
        rows: those that it is to be told apart from: mostly of one institution.
        column: in which they are called so.
    """
    while rows.filter(**{column: (drawn := new_pseudonym())}).exists():
        pass
    return drawn
