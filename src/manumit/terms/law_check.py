"""Check a law file as its author would: coverage, gaps, conflicts, and its own worked examples."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from manumit.errors import Place, Problem
from manumit.terms.account import DAY
from manumit.terms.codes import TermsCode
from manumit.terms.law.file import KINDS, read_law
from manumit.terms.law.rules import Coverage, Excluded, Law, Rule
from manumit.terms.law_examples import REFUSED, Example, examples_of, run_examples
from manumit.terms.wages.coverage import KINDS as COVERED

type About = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawCheck:
    """What was found in a law file that can be read.

    Attributes:
        law: the rules.
        examples: its worked examples with their results.
        problems: what is wrong; the file is in order if there are none.
    """

    law: Law
    examples: tuple[Example, ...]
    problems: tuple[Problem, ...]


def check_law(path: Path) -> LawCheck:
    """Check one law file with the examples beside it (``NAME.examples.yaml``).

    Raises:
        InputError: what keeps a file from being read at all: I101, I102, W101 to W104, W201 to
            W203.
    """
    law = read_law(path)
    sources = examples_of(path)
    examples = tuple(one for source in sources for one in run_examples(source, law))
    problems = [*_uncovered(law, path), *_gaps(law, path)]
    for source in sources:
        if source.data["law"] != law.id:
            problems.append(
                TermsCode.EXAMPLES_OF_OTHER.problem(
                    source.place("law"), law=law.id, other=source.data["law"]
                )
            )
        problems += _wrong(source.path.name, examples)
    if not examples:
        problems.append(TermsCode.NO_EXAMPLES.problem(Place.in_file(path)))
    return LawCheck(law=law, examples=examples, problems=tuple(problems))


def _wrong(file: str, examples: tuple[Example, ...]) -> Iterator[Problem]:
    for one in examples:
        if one.right:
            continue
        place = Place(file=file, field=one.id)
        if one.reason and one.expected != REFUSED:
            yield TermsCode.EXAMPLE_FAILS.problem(place, reason=one.reason.splitlines()[0])
        elif not one.exact:
            yield TermsCode.EXAMPLE_OPEN.problem(place, expected=one.expected)
        else:
            yield TermsCode.EXAMPLE_DIFFERS.problem(place, expected=one.expected, found=one.found)


def _uncovered(law: Law, path: Path) -> Iterator[Problem]:
    """Kinds of which the file has rules without saying for what they are complete."""
    declared = {one.kind for one in law.coverage}
    for kind in COVERED:
        if kind not in declared and any(type(one) is KINDS[kind] for one in law.rules):
            yield TermsCode.NO_COVERAGE.problem(Place.in_file(path), kind=kind, law=law.id)


def _gaps(law: Law, path: Path) -> Iterator[Problem]:
    """Days inside the coverage of a kind before, between or after rules for the same people."""
    for cover in law.coverage:
        if cover.kind not in KINDS:
            continue
        for about, first, last in _holes(law, cover):
            who = ", ".join(f"{name}: {value}" for name, value in sorted(about.items()))
            yield TermsCode.LAW_GAP.problem(
                Place.in_file(path), kind=cover.kind, first=first, last=last,
                who=f" ({who})" if who else "",
            )  # fmt: skip


def _holes(law: Law, cover: Coverage) -> Iterator[tuple[About, dt.date, dt.date | str]]:
    kind = KINDS[cover.kind]
    rules = [one for one in law.rules if type(one) is kind and _of(cover, one)]
    names = sorted({name for one in (*rules, cover) for name in one.where})
    for values in product(*(law.facts[name].values for name in names)):
        about = dict(zip(names, values, strict=True))
        if not _meets(cover, about) or _excluded(law, cover, about):
            continue
        mine = sorted((one for one in rules if _meets(one, about)), key=lambda one: one.valid_from)
        until: dt.date | None = cover.valid_from if mine else None
        for one in mine:
            if until is not None and until < one.valid_from:
                yield about, until, one.valid_from - DAY
            until = None if until is None else _later(until, one.valid_until)
        ends = cover.valid_until
        if until is not None and (ends is None or until < ends):
            yield about, until, "today" if ends is None else ends - DAY


def _of(cover: Coverage, rule: Rule) -> bool:
    """Whether a rule is of the sort of its kind for which a coverage is stated."""
    return cover.of in (None, getattr(rule, "which", None))


def _later(day: dt.date, other: dt.date | None) -> dt.date | None:
    return None if other is None else max(day, other)


def _meets(rule: Rule, about: About) -> bool:
    return all(about[name] in values for name, values in rule.where.items() if name in about)


def _excluded(law: Law, cover: Coverage, about: About) -> bool:
    """Whether an article excludes these people from rules of the kind."""
    return any(
        isinstance(one, Excluded)
        and cover.kind in one.kinds
        and all(about.get(name) in values for name, values in one.where.items())
        for one in law.rules
    )
