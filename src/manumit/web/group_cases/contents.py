"""Sealed content of group cases, and which files belong to one person."""

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
"""Begins what :func:`fact_sign` is made of."""
SEEN_BY = (Informant.OFFICER, Informant.DOCUMENT)
"""Possible sources of a fact about a place: a worker's statement belongs in their own file."""
ANSWERS = (Answer.YES, Answer.UNKNOWN)
FEW = 10
"""Smaller groups may be identifiable; the page warns of it (R-72)."""


@dataclass(frozen=True, slots=True, repr=False)
class GroupSubject:
    """The register entry that a group is about; its ``repr`` hides the content.

    Attributes:
        kind: ``organisation`` or ``workplace``.
        name: as it was called when the group was opened.
    """

    kind: str
    entry: uuid.UUID
    name: str

    def to_text(self) -> str:
        """Return the JSON text to be sealed."""
        data = {"kind": self.kind, "entry": str(self.entry), "name": self.name}
        return json.dumps({"schema": GROUP, **data}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse what :meth:`to_text` returned."""
        data = json.loads(text)
        return cls(data["kind"], uuid.UUID(data["entry"]), data["name"])


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WorkplaceFact:
    """A fact about a workplace; its ``repr`` hides the content.

    Attributes:
        code: an indicator of the list.
        answer: yes or unknown.
        informant: an officer or a document.
        at: since when it was so; None if unknown.
        note: what was seen, in words; it is copied into no file.
    """

    code: str
    answer: Answer
    informant: Informant
    at: dt.date | None = None
    note: str = ""

    def piece(self, sign: uuid.UUID, told_at: dt.datetime) -> Mapping[str, Any]:
        """Return the fact as a piece of evidence about one person.

        Evidence can be disclosed in referrals. A recipient of two people's evidence must not see
        that both were at one place. So neither id nor time is the same in both: only the day is
        kept.

        Args:
            sign: of the fact in the person's file: :func:`fact_sign`.
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
        """Return the JSON text to be sealed."""
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
        """Parse what :meth:`to_text` returned."""
        data = json.loads(text)
        return cls(
            code=data["code"],
            answer=Answer(data["answer"]),
            informant=Informant(data["informant"]),
            at=None if data["at"] is None else dt.date.fromisoformat(data["at"]),
            note=data["note"],
        )


def adoption_text(piece: Mapping[str, Any] | None) -> str:
    """Return the JSON text to seal for an adopted piece; "none" if the fact was left."""
    return json.dumps({"schema": TAKING, "piece": piece}, ensure_ascii=False)


def adopted_piece(text: str) -> Mapping[str, Any] | None:
    """Parse what :func:`adoption_text` returned."""
    found: Mapping[str, Any] | None = json.loads(text)["piece"]
    return found


def fact_sign(file: uuid.UUID, fact: uuid.UUID) -> uuid.UUID:
    """Return the id of a fact in the evidence of one file; another in every other file."""
    return uuid.uuid5(TAKEN_IN, f"{file.hex} {fact.hex}")


def sign_of_piece(piece: str) -> uuid.UUID | None:
    """Return the sign of the fact that evidence was taken from; None for other evidence."""
    begins, _, key = piece.partition(".")
    try:
        return uuid.UUID(hex=key) if begins == FROM_FACT else None
    except ValueError:
        return None


def person_by_file(
    files: Iterable[uuid.UUID], same: Collection[tuple[uuid.UUID, uuid.UUID]]
) -> dict[uuid.UUID, uuid.UUID]:
    """Map each file to its person; two files of one person map to the same key.

    Args:
        files: keys.
        same: pairs of files recorded as one person, also through files outside of these.

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
