"""Kinds of record that are kept for a limited time; apps register them in ``AppConfig.ready``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, OuterRef, QuerySet, Subquery


@dataclass(frozen=True, slots=True)
class RetentionKind:
    """One kind of record with a retention period.

    Attributes:
        kind: a code; the file of periods has a period of this name.
        rows: returns all rows of the kind.
        since: a field or annotation with the moment at which the period begins; null while it has
            not begun.
        subject: the field with the person whose key is destroyed at the end; None where the rows
            are simply deleted.
        institution: the field with the institution in whose ledger the end is recorded; None for
            the installation's own.
    """

    kind: str
    rows: Callable[[], QuerySet[Any]]
    since: str
    subject: str | None = None
    institution: str | None = None


_kinds: dict[str, RetentionKind] = {}


def register_retention(*kinds: RetentionKind) -> None:
    """Register kinds of record whose rows end when their period is over."""
    _kinds.update({one.kind: one for one in kinds})


def retention_kinds() -> Mapping[str, RetentionKind]:
    """Return every registered kind, by its code."""
    return dict(_kinds)


def latest_moment(model: type[Model], moment: str, of: str = "file") -> Subquery:
    """Return the latest moment in the rows of a table about the row of the query around it.

    Args:
        model: the table.
        moment: its field.
        of: its field that leads to the row.
    """
    every = model._default_manager  # noqa: SLF001 - documented by Django
    rows = every.filter(**{of: OuterRef("pk"), f"{moment}__isnull": False})
    return Subquery(rows.order_by(f"-{moment}").values(moment)[:1])
