"""What to do next beside a finding, as data: when, for whom, how soon, who can help with it.

Nothing here looks at a finding; ``manumit.assessment.next_steps`` does.
"""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from manumit.instruments.model import Basis, Standing, Verification

TEXT_PREFIX = "nextstep/"


class Audience(enum.StrEnum):
    """Whom a step speaks to."""

    WORKER = "worker"
    OFFICER = "officer"


class Urgency(enum.StrEnum):
    """How soon; the order of the members is the order of the steps."""

    NOW = "now"
    SOON = "soon"
    LATER = "later"


class ContactKind(enum.StrEnum):
    """Who can help with a step. Immigration is none and is refused in every file (R-34)."""

    LABOUR_INSPECTORATE = "labour_inspectorate"
    TRADE_UNION = "trade_union"
    SHELTER = "shelter"
    HOTLINE = "hotline"
    LEGAL_AID = "legal_aid"
    POLICE = "police"
    HEALTH = "health"
    CONSULATE = "consulate"
    CHILD_PROTECTION = "child_protection"
    EMPLOYMENT_SERVICE = "employment_service"


@dataclass(frozen=True, slots=True)
class StepCondition:
    """One alternative condition of a step: everything that it names must hold.

    Attributes:
        ages: what is known of the age, one of them; empty for any.
        results: result (``labour_law``, ``forced_labour``, ``trafficking``) to its states.
        any_yes: codes and items of which one is settled as yes; empty where none is asked for.
    """

    ages: tuple[str, ...] = ()
    results: tuple[tuple[str, tuple[str, ...]], ...] = ()
    any_yes: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As a reader of the rules sees it: ``forced_labour yes; yes to any of CD01, CR03``."""
        parts = [f"age {' or '.join(self.ages)}"] if self.ages else []
        parts += [f"{result} {' or '.join(states)}" for result, states in self.results]
        parts += [f"yes to any of {', '.join(self.any_yes)}"] if self.any_yes else []
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class StepRule:
    """One step as its file writes it; its words are the text ``nextstep/<id>``.

    Attributes:
        when: alternatives of which one is enough; empty for everybody.
        depends_on_country: the law differs, so the step promises nothing and says to ask.
        asks_open_questions: the step lists the codes to ask again later.
    """

    id: str
    when: tuple[StepCondition, ...]
    audiences: tuple[Audience, ...]
    urgency: Urgency
    kinds: tuple[ContactKind, ...]
    basis: Basis
    depends_on_country: bool = False
    asks_open_questions: bool = False

    @property
    def text_id(self) -> str:
        """Return the id of its text."""
        return f"{TEXT_PREFIX}{self.id}"

    @property
    def codes(self) -> frozenset[str]:
        """Return every code and item that it depends on."""
        return frozenset(code for one in self.when for code in one.any_yes)


RESULTS = ("labour_law", "forced_labour", "trafficking")


def step_rules(data: Mapping[str, Any]) -> Iterator[StepRule]:
    """Yield the steps that a file defines, in its order."""
    for entry in data.get("steps", ()):
        given = entry["basis"]
        verification = given.get("verification")
        yield StepRule(
            entry["id"],
            tuple(_condition(one) for one in entry.get("when", ())),
            tuple(Audience(one) for one in entry["for"]),
            Urgency(entry["urgency"]),
            tuple(ContactKind(one) for one in entry["kinds"]),
            Basis(
                Standing(given["standing"]),
                given.get("source"),
                given.get("read"),
                None if verification is None else Verification(verification),
                given.get("note"),
            ),
            entry.get("depends_on_country", False),
            "asks" in entry,
        )


def _condition(data: Mapping[str, Any]) -> StepCondition:
    return StepCondition(
        tuple(data.get("age", ())),
        tuple((name, tuple(data[name])) for name in RESULTS if name in data),
        tuple(data.get("any_yes", ())),
    )
