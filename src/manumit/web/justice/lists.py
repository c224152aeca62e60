"""Code lists and rules of justice, from ``lists.yaml``, ``reasons.yaml`` and ``rules.yaml``."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from manumit.packaged import packaged_yaml
from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = read_reasons(__package__ or "", "lists.yaml")
REASONS: Mapping[str, ReasonList] = read_reasons(__package__ or "")
YES, NO, UNKNOWN = "yes", "no", "unknown"
YES_NO_UNKNOWN = (YES, NO, UNKNOWN)
"""Answers to what is asked beside; unknown is never no."""
GUILTY, NOT_GUILTY = "guilty", "not_guilty"
IN_MONEY = ("fine", "confiscation", "compensation")
IN_MONTHS = ("prison", "suspended_prison")
COMPENSATION = "compensation"
PROCEEDINGS_EXIST, AGREED = "proceedings_exist", "agreed_after_advice"
CHECK_PURPOSE = "non_punishment_check"
"""What a worker agrees to, where no proceedings exist (R-50)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Contents of ``rules.yaml``.

    Attributes:
        shown_for, shown_longest: how long a sanction is public: by default, and at most.
        fewest_workers: an employer with fewer may be recognised by who worked there.
        elements, otherwise: what has to be shown for an offence, and for those not named.
        not_of_a_child: elements that are not asked for where the worker may be a child.
        never_evidence: kinds of record that no charge may rest on.
        passed_on: kinds of institution to which each kind of record may go.
        check_within: how soon a decision on a non-punishment check is expected.
        entry_within: how soon the next step of an entry that is not public yet is expected.
    """

    shown_for: dt.timedelta
    shown_longest: dt.timedelta
    fewest_workers: int
    elements: Mapping[str, tuple[str, ...]]
    otherwise: tuple[str, ...]
    not_of_a_child: frozenset[str]
    never_evidence: tuple[str, ...]
    passed_on: Mapping[str, frozenset[str]]
    check_within: dt.timedelta
    entry_within: dt.timedelta

    def to_show(self, offence: str, child: str) -> tuple[str, ...]:
        """Return the elements of an offence that must be proved.

        Args:
            offence: a code of the list ``offence``.
            child: whether the worker was a child: only a "no" asks for the means (R-46).
        """
        found = self.elements.get(offence, self.otherwise)
        return tuple(one for one in found if child == NO or one not in self.not_of_a_child)


@functools.cache
def rules() -> Rules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    return Rules(
        dt.timedelta(days=read["sanction_days"]),
        dt.timedelta(days=read["longest_sanction_days"]),
        read["fewest_workers"],
        {offence: tuple(needed) for offence, needed in read["elements"].items()},
        tuple(read["otherwise"]),
        frozenset(read["not_of_a_child"]),
        tuple(read["never_evidence"]),
        {what: frozenset(kinds) for what, kinds in read["passed_on"].items()},
        dt.timedelta(days=read["check_days"]),
        dt.timedelta(days=read["entry_days"]),
    )


def is_listed(listed: str, code: str) -> bool:
    """Return whether a code of a list may be chosen today."""
    return LISTS[listed].has(code, timezone.now().date())
