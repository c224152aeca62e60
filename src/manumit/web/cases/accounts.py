"""The sealed content of a wage account, of its result, and of the review of its signs."""

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from manumit.assessment import Answer, Evidence, Hearing, Informant

ACCOUNT, RECKONING, WEIGHING = (
    f"manumit/case-{name}/1" for name in ("account", "reckoning", "weighing")
)
FROM_ACCOUNT = "account"
"""Begins the id of each piece of evidence that was taken of an account."""


class AccountKind(StrEnum):
    """What an account is about: wages, terms of employment, or recruitment costs."""

    WAGES = "wages"
    TERMS = "terms"
    COSTS = "costs"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WageAccount:
    """An account of work as the informant gave it; its ``repr`` hides the content.

    Attributes:
        text: as the commands ``manumit owed``, ``compare`` and ``costs`` read it: YAML or JSON.
        entered: the fields of the form that it was typed into; empty where it came as a file.
        informant: the source, unless the text itself names one.
    """

    kind: AccountKind
    text: str
    entered: str = ""
    informant: Informant = Informant.NOT_RECORDED

    def to_text(self) -> str:
        """Return the JSON text to be sealed."""
        return _written(
            ACCOUNT,
            {
                "kind": self.kind,
                "text": self.text,
                "entered": self.entered,
                "informant": self.informant,
            },
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse what :meth:`to_text` returned."""
        data = json.loads(text)
        return cls(
            kind=AccountKind(data["kind"]),
            text=data["text"],
            entered=data["entered"],
            informant=Informant(data["informant"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SignProposal:
    """A sign of trafficking that a result proposes; a person decides whether to take it.

    Attributes:
        answer: yes, or unknown; never no.
        at: since when it was so.
        reasons: why, with the numbers, by language.
    """

    code: str
    answer: Answer
    informant: Informant
    hearing: Hearing
    at: dt.date | None
    reasons: Mapping[str, str]

    def piece(self, reckoning: uuid.UUID, place: int, told_at: dt.datetime) -> Evidence:
        """Return the sign as evidence whose id leads back to its line of the result."""
        return Evidence(
            id=piece_id(reckoning, place),
            code=self.code,
            answer=self.answer,
            informant=self.informant,
            hearing=self.hearing,
            at=self.at,
            told_at=told_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedRules:
    """Rules that a result is based on.

    Attributes:
        names: by language.
        checked: when they were last compared with their sources, as of the reckoning.
        stale: whether that was too long ago.
    """

    id: str
    names: Mapping[str, str]
    checked: dt.date
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AccountResult:
    """The result of an account; its ``repr`` hides the content.

    Attributes:
        engine: version of the program, and a digest of the rules.
        document: the same for programs.
        statements: in words, by language, as data of a view of the library.
    """

    kind: AccountKind
    engine: str
    rules: tuple[AppliedRules, ...]
    document: Mapping[str, Any]
    statements: Mapping[str, Any]
    proposals: tuple[SignProposal, ...]

    def to_text(self) -> str:
        """Return the JSON text to be sealed."""
        return _written(
            RECKONING,
            {
                "kind": self.kind,
                "engine": self.engine,
                "rules": [
                    {
                        "id": one.id,
                        "names": dict(one.names),
                        "checked": one.checked.isoformat(),
                        "stale": one.stale,
                    }
                    for one in self.rules
                ],
                "document": self.document,
                "statements": self.statements,
                "proposals": [
                    {
                        "code": one.code,
                        "answer": one.answer,
                        "informant": one.informant,
                        "hearing": one.hearing,
                        "at": None if one.at is None else one.at.isoformat(),
                        "reasons": dict(one.reasons),
                    }
                    for one in self.proposals
                ],
            },
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse what :meth:`to_text` returned."""
        data = json.loads(text)
        return cls(
            kind=AccountKind(data["kind"]),
            engine=data["engine"],
            rules=tuple(
                AppliedRules(
                    id=one["id"],
                    names=one["names"],
                    checked=dt.date.fromisoformat(one["checked"]),
                    stale=one["stale"],
                )
                for one in data["rules"]
            ),
            document=data["document"],
            statements=data["statements"],
            proposals=tuple(_proposal(one) for one in data["proposals"]),
        )


def _proposal(data: Mapping[str, Any]) -> SignProposal:
    return SignProposal(
        code=data["code"],
        answer=Answer(data["answer"]),
        informant=Informant(data["informant"]),
        hearing=Hearing(data["hearing"]),
        at=None if data["at"] is None else dt.date.fromisoformat(data["at"]),
        reasons=data["reasons"],
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReviewedSigns:
    """Which proposed signs were taken and left; its ``repr`` hides the content.

    Attributes:
        taken, left: places of proposals, from 1; those in neither are still open.
        pieces: the entries of the taken ones in a document ``manumit/evidence/1``.
    """

    taken: frozenset[int]
    left: frozenset[int]
    pieces: Sequence[Mapping[str, Any]]

    def to_text(self) -> str:
        """Return the JSON text to be sealed."""
        return _written(
            WEIGHING,
            {
                "taken": sorted(self.taken),
                "left": sorted(self.left),
                "pieces": [dict(one) for one in self.pieces],
            },
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse what :meth:`to_text` returned."""
        data = json.loads(text)
        return cls(
            taken=frozenset(data["taken"]), left=frozenset(data["left"]), pieces=data["pieces"]
        )


def _written(schema: str, data: Mapping[str, Any]) -> str:
    return json.dumps({"schema": schema, **data}, ensure_ascii=False)


def piece_id(reckoning: uuid.UUID, place: int) -> str:
    """Return the evidence id of a proposal; the result's own id is random and tells nothing."""
    return f"{FROM_ACCOUNT}.{reckoning.hex}.{place}"


def source_of(piece: str) -> tuple[uuid.UUID, int] | None:
    """Return the result and place that evidence comes from; None for evidence of an interview."""
    begins, _, rest = piece.partition(".")
    key, _, place = rest.partition(".")
    if begins != FROM_ACCOUNT or not place.isdecimal():
        return None
    try:
        return uuid.UUID(hex=key), int(place)
    except ValueError:
        return None


def without_accounts(
    pieces: Sequence[Mapping[str, Any]], own: Collection[uuid.UUID]
) -> list[Mapping[str, Any]]:
    """Return the evidence entries that were not taken from these results."""
    found = []
    for one in pieces:
        source = source_of(one["id"])
        if source is None or source[0] not in own:
            found.append(one)
    return found
