"""Lists of reasons from dated files: a reason is a code of a list, never a sentence."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import yaml
from django.utils import timezone

SCHEMA = "manumit/reasons/1"


@dataclass(frozen=True, slots=True)
class Reason:
    """One code.

    Attributes:
        rule: what it rests on: a rule of the field (R-..) or an article.
        valid_from, valid_until: first day, and first day on which it can't be chosen any more.
    """

    code: str
    rule: str
    valid_from: dt.date
    valid_until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it can be chosen on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True)
class ReasonList:
    """The reasons among which somebody chooses."""

    name: str
    reasons: tuple[Reason, ...]

    def has(self, code: str, day: dt.date) -> bool:
        """Whether a code can be chosen on a day."""
        return any(one.code == code and one.holds_on(day) for one in self.reasons)

    def today(self) -> list[str]:
        """Codes that can be chosen today, in the order of the file."""
        day = timezone.now().date()
        return [one.code for one in self.reasons if one.holds_on(day)]

    def codes(self) -> tuple[str, ...]:
        """Every code there ever was, in the order of the file."""
        return tuple(one.code for one in self.reasons)


def read_reasons(package: str, name: str = "reasons.yaml") -> Mapping[str, ReasonList]:
    """The lists of a file that lies in a package.

    Raises:
        ValueError: the file is none of its kind, or a reason lacks rule or date.
    """
    document = yaml.safe_load(resources.files(package).joinpath(name).read_text("utf-8"))
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
