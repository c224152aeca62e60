"""What is kept only for a time: rooms say it here, once, from their ``AppConfig.ready``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of record.

    Attributes:
        kind: a code; a period with this name stands in the file of periods.
        rows: every row there is; a period begins with the value of ``since``.
        since: a field or annotation of the rows with a moment; null while no period runs yet.
        subject: the field with the person whose key seals them; None where rows just go.
        institution: the field that says in whose ledger the end is told; None: the installation's.
    """

    kind: str
    rows: Callable[[], QuerySet[Any]]
    since: str
    subject: str | None = None
    institution: str | None = None


_kept: dict[str, Kept] = {}


def keep(*kinds: Kept) -> None:
    """Lets records end when their time is over."""
    _kept.update({one.kind: one for one in kinds})


def kept() -> Mapping[str, Kept]:
    """Every kind, by its code."""
    return dict(_kept)
