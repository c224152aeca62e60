"""Code lists and rules of remedies, read from ``lists.yaml`` and ``rules.yaml``."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from manumit.packaged import packaged_yaml
from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = read_reasons(__package__ or "", "lists.yaml")
PURPOSE = "claim"
"""Purpose of the consent that the worker gives for each institution that gets the claim (R-52)."""
DECIDER, DEBTOR, MANDATE, PURSUER = "decider", "debtor", "mandate", "pursuer"
GUARDIAN = "guardian_appointed"
"""Basis of a mandate by which a guardian represents a child (R-46)."""
CONFIRMATION = "received"
DENIALS = ("not_received", "less_received", "taken_back", "waiver_demanded")
"""Answers that deny a payment; each is also a reason of the step ``deny``."""
YES_NO_UNKNOWN = ("yes", "no", "unknown")
"""Answers to closed questions; "unknown" is never treated as "no"."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Contents of ``rules.yaml``.

    Attributes:
        ask_after: time from a reported payment to asking the worker.
        ask_again_after: time from a confirmed payment to asking again.
        kinds: kinds of institution by capacity: decider, debtor, mandate, pursuer.
        facts_for_decider: kinds of fact that are passed on to a decider.
    """

    ask_after: dt.timedelta
    ask_again_after: dt.timedelta
    kinds: Mapping[str, frozenset[str]]
    facts_for_decider: frozenset[str]


@functools.cache
def rules() -> Rules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    return Rules(
        dt.timedelta(days=read["ask_after_days"]),
        dt.timedelta(days=read["ask_again_after_days"]),
        {what: frozenset(kinds) for what, kinds in read["kinds"].items()},
        frozenset(read["facts_for_decider"]),
    )


def is_listed(listed: str, code: str) -> bool:
    """Return whether a code of a list may be chosen today."""
    return LISTS[listed].has(code, timezone.now().date())
