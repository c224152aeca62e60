"""Dated questions of the safety assessment, and what answers allow: ``questions.yaml``."""

import datetime as dt
import enum
import functools
from collections.abc import Mapping
from dataclasses import dataclass

from manumit.packaged import packaged_yaml

SCHEMA = "manumit/own-questions/1"


class Use(enum.StrEnum):
    """The uses that an assessment can allow, each for itself."""

    SESSION = "session"
    """An assisted session."""
    REMOTE = "remote"
    """A slip for a neutral answer by remote access."""
    READY = "ready"
    """That the neutral answer ever changes."""
    COPY = "copy"
    """A copy to take along."""


class SafetyAnswer(enum.StrEnum):
    """An answer; not known is never the safe one."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


RESTS_ON = {Use.COPY: Use.SESSION, Use.READY: Use.REMOTE}
"""What is allowed only beside something else."""


@dataclass(frozen=True, slots=True)
class Questions:
    """The content of a dated file.

    Attributes:
        dated: which file; kept with each assessment.
        uses: for each question, in the order of asking, the uses that its answer can prevent.
        hours: for how long an assessment carries each use.
        days_on: after how many days a slip ends by itself.
        session: how long an assisted session lasts at most.
    """

    dated: str
    uses: Mapping[str, frozenset[Use]]
    hours: Mapping[Use, dt.timedelta]
    days_on: dt.timedelta
    session: dt.timedelta

    def complete(self, answers: Mapping[str, str]) -> bool:
        """Return whether every question, and no other, has a valid answer."""
        return answers.keys() == self.uses.keys() and {*answers.values()} <= {*SafetyAnswer}

    def allowed(self, answers: Mapping[str, str]) -> frozenset[Use]:
        """Return what complete answers allow: each use whose every question has a yes."""
        found = {
            use
            for use in Use
            if all(
                answers[name] == SafetyAnswer.YES for name, uses in self.uses.items() if use in uses
            )
        }
        return frozenset(use for use in found if RESTS_ON.get(use, use) in found)


@functools.cache
def questions() -> Questions:
    """Return the current questions.

    Raises:
        ValueError: the file is none of its kind, or a question can prevent nothing.
    """
    document = packaged_yaml(__package__, "questions.yaml")
    if document.get("schema") != SCHEMA or not (document.get("dated") and document.get("source")):
        raise ValueError("these are no dated questions with their source")
    uses = {name: frozenset(map(Use, one["for"])) for name, one in document["questions"].items()}
    asked = frozenset().union(*uses.values())
    if not all(uses.values()) or asked != {*Use}:
        raise ValueError("a question can prevent no use, or a use has no question")
    return Questions(
        dated=str(document["dated"]),
        uses=uses,
        hours={Use(use): dt.timedelta(hours=n) for use, n in document["hours"].items()},
        days_on=dt.timedelta(days=document["days_on"]),
        session=dt.timedelta(minutes=document["minutes_of_session"]),
    )
