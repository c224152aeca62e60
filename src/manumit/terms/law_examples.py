"""Worked examples of a law: accounts with the result that somebody published for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from manumit.errors import InputError
from manumit.terms.law.rules import Law
from manumit.terms.numbers import shown
from manumit.terms.reading import Source, read_source, source_of
from manumit.terms.wages.account_file import account_of
from manumit.terms.wages.lines import Line
from manumit.terms.wages.owed import Statement, owed

ZERO, HALF, CENTS = Fraction(0), Fraction(1, 2), 100
BESIDE = ".examples.yaml"
"""How the file of examples beside a law's file ends."""
REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One account with its published result.

    Attributes:
        id, title: names for people.
        source_kind: who published it, such as ``official_guidance``.
        expected: the result to compare with: the published one, or ours where we differ with a
            reason; ``published`` is what was printed.
        found: what the rules come to, written to the cent; a code of errors where they refuse it.
        exact: whether what is compared is the same at the least and at the most.
        reason: what was wrong with the account, if it could not be used.
    """

    id: str
    title: str
    source_kind: str
    published: str
    expected: str
    found: str
    exact: bool
    reason: str = ""

    @property
    def right(self) -> bool:
        """Whether the rules come to the expected result."""
        return self.exact and self.found == self.expected


def examples_of(path: Path) -> tuple[Source, ...]:
    """Return the file of examples beside a law's file, or in its folder ``examples``, if any.

    Raises:
        InputError: I101, I102, W101, W102.
    """
    places = (path.with_name(f"{path.stem}{BESIDE}"), path.parent / "examples" / path.name)
    return tuple(read_source(one, "wage-examples") for one in places if one.exists())


def run_examples(source: Source, law: Law) -> tuple[Example, ...]:
    """Work out every example of a file by a law."""
    return tuple(_run(source, one, law) for one in source.data["examples"])


def _run(source: Source, data: Mapping[str, Any], law: Law) -> Example:
    expected = data.get("ours", data["published"])
    example = Example(
        id=data["id"],
        title=data["title"],
        source_kind=data["source_kind"],
        published=data["published"],
        expected=expected if data["read"] == REFUSED else shown(Fraction(expected), 2),
        found="",
        exact=True,
    )
    try:
        found = owed(account_of(_account(source, data["account"], law), law), law)
    except InputError as error:
        codes = sorted({str(one.code) for one in error.problems})
        return replace(example, found=", ".join(codes), reason=str(error))
    try:
        ends = {read_result(one, data["read"]) for one in (found.least, found.most)}
    except LookupError:
        return replace(example, found="-", reason=f"There is no line for '{data['read']}'")
    # An example is about one number of the rules that the file holds, whatever others may give.
    exact = len(ends) == 1 and not found.unbounded
    return replace(example, found=to_the_cent(min(ends)), exact=exact)


def _account(source: Source, facts: Mapping[str, Any], law: Law) -> Source:
    """The account of an example: of this law, complete, and up to its last day unless it says."""
    account = {
        "schema": "manumit/account/1",
        "law": law.id,
        "asked_on": facts["employment"]["until"],
        **facts,
    }
    text = yaml.safe_dump(account)
    if "complete" not in facts:
        text += "complete: {work: true, pay: true}\n"
    return source_of(text, source.path, "account")


def read_result(statement: Statement, what: str) -> Fraction:
    """Return what an example is about, out of one end of a result.

    Args:
        statement: the least or the most.
        what: ``due``, ``owed``, ``claimable``, ``sum KIND`` and ``count KIND`` of lines,
            ``number KIND NAME`` of the first line of a kind, or ``an_hour MINIMUM HOURS``: what
            was left an hour.

    Raises:
        LookupError: no line of that kind, or without that number.
    """
    kind, *more = what.split()
    lines = [line for one in statement.periods for line in (*one.due, *one.taken_off, *one.added)]
    if kind == "due":
        return _total(line for one in statement.periods for line in one.due)
    if kind == "sum":
        return _total(line for line in lines if line.what == more[0])
    if kind == "count":
        return Fraction(sum(line.what == more[0] for line in lines))
    if kind == "number":
        return _number(lines, *more)
    if kind == "an_hour":
        return Fraction(more[0]) - statement.owed / Fraction(more[1])
    return {"owed": statement.owed, "claimable": statement.claimable}[kind]


def _total(lines: Iterable[Line]) -> Fraction:
    return sum((line.amount for line in lines), ZERO)


def _number(lines: Iterable[Line], what: str, name: str) -> Fraction:
    for line in lines:
        if line.what == what and name in line.numbers:
            return line.number(name)
    raise LookupError(what)


def to_the_cent(number: Fraction) -> str:
    """Return a number to the hundredth, half of one away from zero, as authorities round."""
    whole = int(abs(number) * CENTS + HALF)
    return shown(Fraction(whole if number >= 0 else -whole, CENTS), 2)
