"""The purposes and reasons of the dated files."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manumit.packaged import packaged_yaml
from manumit.web.kernel.reasons import ReasonList, read_reasons

SCHEMA = "manumit/purposes/1"


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose of consent.

    Attributes:
        current_text: version of the words in which it is asked today.
        oldest_text: oldest version whose consents still hold.
        danger_overrides: whether danger may stand in place of consent (R-53).
        longest_days: for how long it may be given at most.
    """

    code: str
    current_text: int
    oldest_text: int
    danger_overrides: bool
    longest_days: int
    rule: str


@dataclass(frozen=True, slots=True)
class WaiverRules:
    """How far danger replaces consent (R-53).

    Attributes:
        longest: for how long at most; then the person is asked, or it is decided anew.
        only_for_child: reasons that are only for a child, or while the age is unsure.
    """

    longest: dt.timedelta
    only_for_child: frozenset[str]

    def fits_age(self, reason: str, *, child: bool) -> bool:
        """Return whether a reason can be given for a person of this age."""
        return child or reason not in self.only_for_child


@functools.cache
def waiver_rules() -> WaiverRules:
    """Return the rules of this version."""
    found = _document()["waiver"]
    return WaiverRules(
        dt.timedelta(hours=found["longest_hours"]), frozenset(found["only_for_child"])
    )


@functools.cache
def purposes() -> Mapping[str, Purpose]:
    """Return every purpose by code.

    Raises:
        ValueError: the file is none of its kind.
    """
    return {code: Purpose(code, **found) for code, found in _document()["purposes"].items()}


def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = packaged_yaml(__package__, "purposes.yaml")
    if document.get("schema") != SCHEMA or not (document.get("dated") and document.get("source")):
        raise ValueError("purposes.yaml is no dated list of purposes with its source")
    return document


@functools.cache
def not_required() -> ReasonList:
    """Return the reasons for which consent is not required (R-53)."""
    return read_reasons(__package__)["not_required"]
