"""Lists of reasons, read from dated files. A reason is a code of a list, never free text."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from manumit.packaged import packaged_yaml

SCHEMA = "manumit/reasons/1"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason that can be chosen.

    Attributes:
        rule: its basis: a rule of the field (R-..) or an article of a law.
        valid_from, valid_until: first day, and first day on which it can no longer be chosen.
    """

    code: str
    rule: str
    valid_from: dt.date
    valid_until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Return whether it can be chosen on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class ReasonList:
    """A named list of reasons."""

    name: str
    reasons: tuple[Reason, ...]

    def has(self, code: str, day: dt.date) -> bool:
        """Return whether a code can be chosen on a day."""
        return any(one.code == code and one.holds_on(day) for one in self.reasons)

    def today(self) -> list[str]:
        """Return the codes that can be chosen today, in the order of the file."""
        day = timezone.now().date()
        return [one.code for one in self.reasons if one.holds_on(day)]

    def codes(self) -> tuple[str, ...]:
        """Return all codes, expired ones included, in the order of the file."""
        return tuple(one.code for one in self.reasons)


def read_reasons(package: str, name: str = "reasons.yaml") -> Mapping[str, ReasonList]:
    """Return the lists of a file in a package, by name.

    Raises:
        ValueError: the file has another schema, or a reason lacks its rule or date.
    """
    document = packaged_yaml(package, name)
    if document.get("schema") != SCHEMA or not (document.get("dated") and document.get("source")):
        raise ValueError(f"{name} is no dated list of reasons with its source")
    return {
        key: ReasonList(key, tuple(_reason(code, found) for code, found in listed.items()))
        for key, listed in document["lists"].items()
    }


def _reason(code: str, found: Mapping[str, object]) -> Reason:
    begins, ends, rule = found.get("from"), found.get("until"), found.get("rule")
    if not isinstance(begins, dt.date) or not isinstance(rule, str):
        raise ValueError(f"the reason '{code}' lacks its rule or its first day")  # noqa: TRY004
    if ends is not None and not isinstance(ends, dt.date):
        raise ValueError(f"the reason '{code}' ends on no day")
    return Reason(code, rule, begins, ends)
