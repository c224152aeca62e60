"""Random references by which pages name a person or a claim."""

import secrets
from typing import Any

from django.db.models import QuerySet

# No vowels and no look-alikes: a reference spells no word and can be read aloud.
LETTERS = "BCDFGHJKLMNPQRTVWXZ2346789"


def new_pseudonym() -> str:
    """Return a random reference such as ``K7PT-3MXW``."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def free_pseudonym(rows: QuerySet[Any], column: str = "reference") -> str:
    """Return a new reference that none of the rows has.

    Args:
        rows: among which it has to be unique, mostly those of one institution.
        column: that holds the reference.
    """
    while rows.filter(**{column: (drawn := new_pseudonym())}).exists():
        pass
    return drawn


def free_pseudonyms(rows: QuerySet[Any], number: int) -> list[str]:
    """Return so many new references, all different, that none of the rows has."""
    found: set[str] = set()
    while len(found) < number:
        drawn = {new_pseudonym() for _ in range(number - len(found))}
        found |= drawn - set(rows.filter(reference__in=drawn).values_list("reference", flat=True))
    return sorted(found)
