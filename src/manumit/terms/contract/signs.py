"""Derive evidence on indicators, for ``assess``, from a comparison of terms.

Which clause and verdict are evidence of which code is a dated table
(``data/comparison-signs.yaml``). The evidence is yes, or unknown where it depends on an agreement
of unknown origin (R-24); never no.
"""

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from pathlib import Path

from manumit.assessment import Answer, Evidence
from manumit.errors import Place
from manumit.terms.contract.compare import HOW, ClauseCompared, Comparison, Pair, Verdict
from manumit.terms.contract.file import CompareCode, Origin, Version
from manumit.terms.contract.units import Value, in_common_units
from manumit.terms.reading import number, read_source

SCHEMA_NAME = "comparison-signs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One line of the table.

    Attributes:
        clauses: any of them is enough.
        verdicts: of the comparison; empty where the later terms alone decide.
        at_least, at_most: bounds of the later number; ``word``: the later word; ``perhaps``: one
            that may be it.
        note: on which words of the definition it rests.
    """

    code: str
    clauses: tuple[str, ...]
    verdicts: frozenset[Verdict]
    earlier: frozenset[Origin]
    later: frozenset[Origin]
    at_least: Fraction | None
    at_most: Fraction | None
    word: str | None
    perhaps: str | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The table: for which lists, from which source, when it was last compared with them."""

    lists: tuple[str, ...]
    source: str
    checked: dt.date
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One piece of evidence and the clauses on which it rests.

    Attributes:
        earlier: None where the later terms alone are the evidence.
    """

    evidence: Evidence
    sign: Sign
    earlier: Version | None
    later: Version
    clauses: tuple[str, ...]


@functools.cache
def shipped_signs() -> Signs:
    """Return the table of signs that comes with manumit."""
    file = resources.files("manumit.terms") / "data" / f"{SCHEMA_NAME}.yaml"
    data = read_source(Path(str(file)), SCHEMA_NAME).data
    return Signs(
        lists=tuple(data["lists"]),
        source=data["source"],
        checked=dt.date.fromisoformat(data["checked"]),
        signs=tuple(
            Sign(
                code=one["code"],
                clauses=tuple(HOW) if one["clauses"] == "any" else tuple(one["clauses"]),
                verdicts=frozenset(map(Verdict, one.get("verdicts", ()))),
                earlier=frozenset(map(Origin, one.get("earlier", ()))),
                later=frozenset(map(Origin, one["later"])),
                at_least=number(one["at_least"]) if "at_least" in one else None,
                at_most=number(one["at_most"]) if "at_most" in one else None,
                word=one.get("word"),
                perhaps=one.get("perhaps"),
                note=one["note"],
            )
            for one in data["signs"]
        ),
    )


def evidence_of(comparison: Comparison, signs: Signs | None = None) -> tuple[Spoken, ...]:
    """Return the evidence on indicators of its list that the comparison gives.

    Args:
        comparison: from ``compare``.
        signs: the table; the shipped one if None.

    Raises:
        InputError: W305, if the table does not cover the list.
    """
    signs = signs or shipped_signs()
    if comparison.work.list_id not in signs.lists:
        raise CompareCode.NO_SIGNS.error(
            Place(field="list"), list=comparison.work.list_id, known=", ".join(signs.lists)
        )
    return tuple(spoken for sign in signs.signs for spoken in _spoken(sign, comparison))


def _spoken(sign: Sign, comparison: Comparison) -> Iterator[Spoken]:
    if not sign.verdicts:
        yield from _of_states(sign, comparison)
        return
    for pair in comparison.pairs:
        if pair.earlier.origin in sign.earlier and pair.later.origin in sign.later:
            yield from _of_pair(sign, pair)


def _of_pair(sign: Sign, pair: Pair) -> Iterator[Spoken]:
    stated = {
        one.clause: _phrase(sign, one)
        for one in pair.clauses
        if one.clause in sign.clauses and one.verdict in sign.verdicts
    }
    yield from _piece(sign, stated, pair.earlier, pair.later)


def _of_states(sign: Sign, comparison: Comparison) -> Iterator[Spoken]:
    """Yield the evidence in the later terms alone, independent of any promise."""
    for version in comparison.work.versions:
        if version.origin in sign.later:
            values = in_common_units(version.terms, comparison.work.weeks_per_year)
            stated = {clause: _meets(sign, values[clause]) for clause in sign.clauses}
            yield from _piece(sign, stated, None, version)


def _phrase(sign: Sign, one: ClauseCompared) -> Answer:
    """Return yes for a change without free agreement; an agreed change is no evidence."""
    meets = _meets(sign, one.later)
    if meets is Answer.NO or one.agreed is Answer.YES:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in (meets, one.agreed) else Answer.YES


def _meets(sign: Sign, value: Value) -> Answer:
    """Return whether the later value lies within the bounds of the line; a missing one does not."""
    if value.wanting is not None:
        return Answer.NO
    if sign.word is not None:
        found_word = {sign.word: Answer.YES, sign.perhaps: Answer.UNKNOWN}
        return found_word.get(value.word, Answer.NO)
    if value.measure is None or (sign.at_least is None and sign.at_most is None):
        return Answer.YES
    found = value.measure.amount
    least, most = sign.at_least or Fraction(0), sign.at_most
    if (found.high is not None and found.high < least) or (most is not None and found.low > most):
        return Answer.NO
    within = most is None or (found.high is not None and found.high <= most)
    return Answer.YES if found.low >= least and within else Answer.UNKNOWN


def _piece(
    sign: Sign, stated: dict[str, Answer], earlier: Version | None, later: Version
) -> Iterator[Spoken]:
    for answer in (Answer.YES, Answer.UNKNOWN):
        clauses = tuple(clause for clause, one in stated.items() if one is answer)
        if clauses:
            versions = [one.id for one in (earlier, later) if one is not None]
            yield Spoken(
                evidence=Evidence(
                    id=".".join((sign.code.lower(), *versions)),
                    code=sign.code,
                    answer=answer,
                    informant=later.informant,
                    hearing=later.hearing,
                    at=later.date,
                ),
                sign=sign,
                earlier=earlier,
                later=later,
                clauses=clauses,
            )
            return
