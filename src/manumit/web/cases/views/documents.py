"""A stored finding in words, as lines that open level by level.

It is read from the stored document and not computed again: a later version may judge the same
answers differently, and the basis of a decision must not change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from manumit.assessment.engine import State
from manumit.assessment.explanation import Kind
from manumit.assessment.view import View, Words
from manumit.instruments import Basis, Standing, Verification
from manumit.web.cases.accounts import source_of

RESULTS = ("labour_law", "forced_labour", "trafficking")

type Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding in words.

    Attributes:
        results: each of the three with its state, never one.
        rows: the conclusion, or the two between which it lies: ids.
        levels: the reasons.
    """

    results: tuple[tuple[str, str], ...]
    rows: tuple[str, ...]
    age: str
    levels: tuple[View, ...]


def finding_in_words(document: Document, words: Words) -> FindingText:
    """Return a document ``manumit/finding/1`` in words.

    Raises:
        KeyError: it is none.
    """
    ends = document["conclusion"]
    return FindingText(
        results=tuple((name, str(document[name])) for name in RESULTS),
        rows=tuple(dict.fromkeys((ends["lower"], ends["upper"]))),
        age=document["age"],
        levels=tuple(_view(node, None, words) for node in document["results"]),
    )


def pieces_of(document: Document) -> Iterator[tuple[str, str]]:
    """Yield id and indicator of each piece of evidence in a finding, once."""
    found: dict[str, str] = {}
    for node in document["results"]:
        found |= dict(_pieces(node, ""))
    yield from found.items()


def _pieces(node: Document, code: str) -> Iterator[tuple[str, str]]:
    if node["kind"] == Kind.EVIDENCE:
        yield node["evidence"]["id"], code
    for child in node.get("children", ()):
        yield from _pieces(child, node["id"])


def _view(node: Document, parent: Document | None, words: Words) -> View:
    if node["kind"] == Kind.EVIDENCE:
        return _evidence(node, words)
    inside_item = parent is not None and parent["kind"] == Kind.ITEM
    folded = inside_item and node["kind"] != Kind.INDICATOR
    children = [] if folded else [one for one in node.get("children", ()) if _speaks(one)]
    state = node.get("state")
    same = parent is not None and parent.get("basis") == node.get("basis")
    return View(
        label=_label(node, words),
        kind=Kind(node["kind"]),
        state=None if state is None or "rows" in node else words.name(f"state/{state}"),
        state_id=None if state is None else State(state),
        code=node["id"] if "/" not in node["id"] else None,
        details=tuple(_details(node, words)),
        basis=None if same or "basis" not in node else words.basis(_basis(node["basis"])),
        standing=node.get("basis", {}).get("standing"),
        children=tuple(_view(one, node, words) for one in children),
    )


def _speaks(node: Document) -> bool:
    """Return whether a line says anything by itself: an answer, or a state other than open."""
    if node["kind"] not in (Kind.INDICATOR, Kind.ITEM):
        return True
    return node.get("state") != State.UNDETERMINED or _answered(node)


def _answered(node: Document) -> bool:
    return node["kind"] == Kind.EVIDENCE or any(map(_answered, node.get("children", ())))


def _label(node: Document, words: Words) -> str:
    rows = node.get("rows")
    if rows is not None and rows[0] != rows[1]:
        lower, upper = (words.name(f"row/{one}") for one in rows)
        return words.say("phrase/conclusion_between", lower=lower, upper=upper)
    return words.name(node["id"])


def _details(node: Document, words: Words) -> Iterator[str]:
    if "strength" in node:
        yield words.name(f"strength/{node['strength']}")
    if "published" in node:
        names = [words.name(f"row/{one}") if one else "–" for one in node["published"]]
        yield f"{words.name('phrase/published_row')}: {' … '.join(dict.fromkeys(names))}"
    if node.get("late_disclosure"):
        yield words.say("phrase/late")
    elif node.get("contradicted"):
        yield words.say("phrase/contradicted")


def _basis(found: Document) -> Basis:
    verification = found.get("verification")
    return Basis(
        standing=Standing(found["standing"]),
        source=found.get("source"),
        read=found.get("read"),
        verification=None if verification is None else Verification(verification),
        note=found.get("note"),
    )


def _evidence(node: Document, words: Words) -> View:
    piece = node["evidence"]
    parts = [
        words.name(f"informant/{piece['informant']}"),
        words.name(f"hearing/{piece['hearing']}"),
    ]
    if "told_at" in piece:
        parts.append(words.apart(piece["told_at"]))
    if "set_aside" in node:
        parts.append(words.name(f"aside/{node['set_aside']}"))
    of_account = source_of(piece["id"]) is not None
    if of_account:
        parts.append(words.name("cases/from_account"))
    return View(
        label=words.say("phrase/answered", answer=words.name(node["id"])),
        kind=Kind.EVIDENCE,
        code=None if of_account else piece["id"],
        details=("; ".join(parts),),
    )
