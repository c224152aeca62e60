"""Code lists and rules of the room, from ``lists.yaml`` and ``rules.yaml``."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import yaml
from django.utils import timezone

from manumit.web.kernel.reasons import ReasonList, read_reasons

LISTS: Mapping[str, ReasonList] = read_reasons(__package__ or "", "lists.yaml")
PURPOSE = "claim"
"""What the worker agrees to towards every institution that is to have the claim (R-52)."""
DECIDER, DEBTOR, MANDATE, PURSUER = "decider", "debtor", "mandate", "pursuer"
GUARDIAN = "guardian_appointed"
"""The basis of whoever speaks for a child (R-46)."""
CONFIRMS = "received"
DENIES = ("not_received", "less_received", "taken_back", "waiver_demanded")
"""Answers by which a worker denies a payment: each is a reason of the step ``deny``."""
KNOWN = ("yes", "no", "unknown")
"""Answers to what is asked beside; unknown is never no."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the file says.

    Attributes:
        ask_after, ask_again_after: from a payment that is reported, and from one that is confirmed.
        kinds: of institutions, by what they are to a claim.
        facts_for_decider: kinds of fact that a decider is shown.
    """

    ask_after: dt.timedelta
    ask_again_after: dt.timedelta
    kinds: Mapping[str, frozenset[str]]
    facts_for_decider: frozenset[str]


@functools.cache
def rules() -> Rules:
    """The rules of this version."""
    read = yaml.safe_load(resources.files(__package__).joinpath("rules.yaml").read_text("utf-8"))
    return Rules(
        dt.timedelta(days=read["ask_after_days"]),
        dt.timedelta(days=read["ask_again_after_days"]),
        {what: frozenset(kinds) for what, kinds in read["kinds"].items()},
        frozenset(read["facts_for_decider"]),
    )


def has(listed: str, code: str) -> bool:
    """Whether a code can be chosen today."""
    return LISTS[listed].has(code, timezone.now().date())
