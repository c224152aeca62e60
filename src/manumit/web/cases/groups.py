"""What lies sealed of a group case, and who is one person although they have two files."""

import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from manumit.assessment import Answer, Evidence, Hearing, Informant
from manumit.exchange.evidence_file import evidence_entry

GROUP, FACT, TAKING = (f"manumit/{name}/1" for name in ("group", "group-fact", "group-taking"))
FROM_FACT = "fact"
"""Begins the id of each piece of evidence that was taken of a fact; it leads to no group."""
TAKEN_IN = uuid.UUID("b3f0c1a6-52c7-5d0e-9a51-7c1f4e2d8a90")
"""Begins what :func:`sign_in` is made of."""
SEEN_BY = (Informant.OFFICER, Informant.DOCUMENT)
"""Who can say something about a place: what a worker said belongs into their own file."""
ANSWERS = (Answer.YES, Answer.UNKNOWN)
ORGANISATION, WORKPLACE = "organisation", "workplace"
FEW = 10
"""Below this a number of persons may tell who they are: a page says so beside it (R-72)."""


@dataclass(frozen=True, slots=True, repr=False)
class About:
    """Which entry of the register a group is about; its ``repr`` shows nothing.

    Attributes:
        kind: ``organisation`` or ``workplace``.
        name: as it was called when the group was opened.
    """

    kind: str
    entry: uuid.UUID
    name: str

    def to_text(self) -> str:
        """What is sealed."""
        data = {"kind": self.kind, "entry": str(self.entry), "name": self.name}
        return json.dumps({"schema": GROUP, **data}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What :meth:`to_text` wrote."""
        data = json.loads(text)
        return cls(data["kind"], uuid.UUID(data["entry"]), data["name"])


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Fact:
    """Something about a place; its ``repr`` shows nothing.

    Attributes:
        code: an indicator of the list.
        answer: yes or unknown.
        informant: an officer or a document.
        at: since when it was so; None where nobody knows.
        note: what was seen, in words; it is copied into no file.
    """

    code: str
    answer: Answer
    informant: Informant
    at: dt.date | None = None
    note: str = ""

    def piece(self, sign: uuid.UUID, told_at: dt.datetime) -> Mapping[str, Any]:
        """The same as an entry of evidence of one person.

        Evidence is passed on. Whoever gets that of two people must not see that both were at one
        place, so that neither an id nor a moment is the same in both: of the moment stays the day.

        Args:
            sign: of the fact in the person's file: :func:`sign_in`.
            told_at: when the fact was recorded.
        """
        return evidence_entry(
            Evidence(
                id=f"{FROM_FACT}.{sign.hex}",
                code=self.code,
                answer=self.answer,
                informant=self.informant,
                hearing=Hearing.NOT_RECORDED,
                at=self.at,
                told_at=told_at.replace(hour=0, minute=0, second=0, microsecond=0),
            )
        )

    def to_text(self) -> str:
        """What is sealed."""
        data = {
            "code": self.code,
            "answer": self.answer,
            "informant": self.informant,
            "at": None if self.at is None else self.at.isoformat(),
            "note": self.note,
        }
        return json.dumps({"schema": FACT, **data}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """What :meth:`to_text` wrote."""
        data = json.loads(text)
        return cls(
            code=data["code"],
            answer=Answer(data["answer"]),
            informant=Informant(data["informant"]),
            at=None if data["at"] is None else dt.date.fromisoformat(data["at"]),
            note=data["note"],
        )


def taking(piece: Mapping[str, Any] | None) -> str:
    """What is sealed of a taking: the piece; none where the fact was left."""
    return json.dumps({"schema": TAKING, "piece": piece}, ensure_ascii=False)


def taken(text: str) -> Mapping[str, Any] | None:
    """What :func:`taking` wrote."""
    found: Mapping[str, Any] | None = json.loads(text)["piece"]
    return found


def sign_in(file: uuid.UUID, fact: uuid.UUID) -> uuid.UUID:
    """By what a fact is called in the evidence of one file, and of no other."""
    return uuid.uuid5(TAKEN_IN, f"{file.hex} {fact.hex}")


def sign_of(piece: str) -> uuid.UUID | None:
    """The sign of the fact that a piece of evidence was taken of; None for any other."""
    begins, _, key = piece.partition(".")
    try:
        return uuid.UUID(hex=key) if begins == FROM_FACT else None
    except ValueError:
        return None


def persons(
    files: Iterable[uuid.UUID], same: Collection[tuple[uuid.UUID, uuid.UUID]]
) -> dict[uuid.UUID, uuid.UUID]:
    """Which person each file is of: two files that are said to be of one have the same.

    Args:
        files: keys.
        same: pairs of files that are said to be of one person, also through files beside these.

    Returns:
        for each file the lowest key of a file of the same person.
    """
    above: dict[uuid.UUID, uuid.UUID] = {}

    def top(one: uuid.UUID) -> uuid.UUID:
        while above.get(one, one) != one:
            one = above[one]
        return one

    for left, right in same:
        low, high = sorted((top(left), top(right)))
        above[high] = low
    return {one: top(one) for one in files}
