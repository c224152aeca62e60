"""The checklist of an inspection visit on paper, to be ticked by hand and keyed in later."""

from collections.abc import Sequence
from dataclasses import dataclass

from manumit.instruments import Library
from manumit.paper.statement import pairs
from manumit.paper.typesetting import PaperSize, Value, sheet, typeset


@dataclass(frozen=True, slots=True)
class Choices:
    """A question with a box for each answer."""

    label: str
    answers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the checklist with the article that it rests on."""

    label: str
    article: str


@dataclass(frozen=True, slots=True, repr=False)
class ChecklistPaper:
    """What the paper asks, in one language; its ``repr`` hides where the visit is.

    Attributes:
        language, direction: such as ``ar`` and ``rtl``.
        title: its heading.
        head: labels and values that are known before the visit; may be empty.
        lines: labels of what is written by hand.
        first: what comes before the checklist, such as a child in danger.
        refused: the heading for refused entry, and the measure taken.
        people_title, people, number, people_asked: roles, how many, and what is asked of each.
        points_title, point: headings of the checklist and of its column.
        answers, points: the boxes of each point, and the points.
        violations_title, violation: heading, and the label of one with ``{number}``.
        blocks: how many violations there is room for.
        found: labels of what is written by hand about a violation.
        asked: what is ticked about a violation.
        notes: how to read it and how to key it in.
    """

    language: str
    direction: str
    title: str
    head: Sequence[tuple[str, str]]
    lines: Sequence[str]
    first: Sequence[str]
    refused: tuple[str, Choices]
    people_title: str
    people: Choices
    number: str
    people_asked: Sequence[Choices]
    points_title: str
    point: str
    answers: Sequence[str]
    points: Sequence[Point]
    violations_title: str
    violation: str
    blocks: int
    found: Sequence[str]
    asked: Sequence[Choices]
    notes: Sequence[str]


def checklist_pdf(
    paper: ChecklistPaper, library: Library, *, size: PaperSize = PaperSize.A4
) -> bytes:
    """Return a checklist as a tagged PDF (PDF/UA-1), byte-identical for equal arguments.

    Args:
        paper: what it asks.
        library: with the texts of paper.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    refused, measure = paper.refused
    data: dict[str, Value] = {
        **sheet(paper.language, paper.direction, size),
        "title": paper.title,
        "head": pairs(paper.head),
        "lines": list(paper.lines),
        "first": list(paper.first),
        "refused": {"title": refused, **_choices(measure)},
        "people_title": paper.people_title,
        "people": {**_choices(paper.people), "number": paper.number},
        "people_asked": [_choices(one) for one in paper.people_asked],
        "points_title": paper.points_title,
        "point": paper.point,
        "answers": list(paper.answers),
        "points": [{"label": one.label, "article": one.article} for one in paper.points],
        "violations_title": paper.violations_title,
        "violations": [
            paper.violation.format(number=number) for number in range(1, paper.blocks + 1)
        ],
        "found": list(paper.found),
        "asked": [_choices(one) for one in paper.asked],
        "notes": list(paper.notes),
        "page": library.texts.label("paper/page", paper.language).value,
    }
    return typeset("checklist.typ", data)


def _choices(one: Choices) -> dict[str, Value]:
    return {"label": one.label, "answers": list(one.answers)}
