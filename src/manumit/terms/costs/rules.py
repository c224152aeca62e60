"""Read kinds of recruitment costs, and the dated rules of a corridor on who may be charged."""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Any

from manumit.assessment import Answer
from manumit.errors import Detail, ErrorCode, Place
from manumit.terms.law.file import common_of, refuse_meeting
from manumit.terms.law.rules import Rule, Source, Sure
from manumit.terms.reading import Reader, Steps, number, read_source
from manumit.terms.units import months_after

GENERAL = "general"
FOLDER = Path(str(resources.files("manumit.terms")))


class CostRulesCode(ErrorCode):
    """Problems of rules on costs (W45.)."""

    UNKNOWN_CORRIDOR = Detail(
        "W451",
        "There are no rules for the corridor '{corridor}'.",
        "Choose one of: {known}; give a file of your own with --rules; or leave the corridor out, "
        "and only the general rule is applied.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCost(Rule):
    """The worker may not be charged anything, for some kinds of costs or for all (None)."""

    of: frozenset[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption(Rule):
    """So much of some kinds of costs may be asked of some workers, by a published decision (R-01).

    Attributes:
        most: of all such costs of one worker together.
        reason: why it is in their interest; ``consulted``: which social partners were asked.
    """

    of: frozenset[str]
    most: Fraction
    currency: str
    reason: str
    consulted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanInterest(Rule):
    """The most simple interest a year, and what a payment is counted against first."""

    per_year: Fraction
    interest_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """The rules of one corridor.

    Attributes:
        checked: when they were last compared with their sources; from ``stale_from`` on each
            result warns.
    """

    id: str
    names: Mapping[str, str]
    note: str
    checked: dt.date
    stale_from: dt.date
    sources: Mapping[str, Source]
    rules: tuple[Rule, ...]

    def no_cost(self, kind: str, day: dt.date) -> NoCost | None:
        """Return the rule that forbids charging a kind of cost on a day, or None."""
        found = (one for one in self._on(day) if isinstance(one, NoCost))
        return next((one for one in found if one.of is None or kind in one.of), None)

    def exemption(
        self, kind: str, day: dt.date, about: Mapping[str, str]
    ) -> tuple[Exemption | None, Answer]:
        """Return the decision that permits a charge, and whether it covers this worker."""
        for one in self._on(day):
            if isinstance(one, Exemption) and kind in one.of:
                covered = _covered(one, about)
                if covered is not Answer.NO:
                    return one, covered
        return None, Answer.NO

    def interest(self, day: dt.date) -> LoanInterest | None:
        """Return the rule on interest of a day, or None."""
        return next((one for one in self._on(day) if isinstance(one, LoanInterest)), None)

    def interest_changes(self) -> frozenset[dt.date]:
        """Return the days on which the rule on interest changes."""
        found = [one for one in self.rules if isinstance(one, LoanInterest)]
        days = {one.valid_from for one in found} | {one.valid_until for one in found}
        return frozenset(day for day in days if day is not None)

    def _on(self, day: dt.date) -> Iterable[Rule]:
        return (one for one in self.rules if one.holds_on(day))


def _covered(one: Exemption, about: Mapping[str, str]) -> Answer:
    stated = [about.get(name) for name in one.where]
    if any(
        value is not None and value not in allowed
        for value, allowed in zip(stated, one.where.values(), strict=True)
    ):
        return Answer.NO
    return Answer.UNKNOWN if None in stated else Answer.YES


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of cost, in the group of the ILO's definition that it belongs to."""

    id: str
    group: str
    source: str
    sure: Sure


@dataclass(frozen=True, slots=True, kw_only=True)
class CostKinds:
    """The table of kinds, and what counts as paid by the worker (R-02).

    Attributes:
        borne: any line is enough; a line holds if each of its keys does.
    """

    checked: dt.date
    stale_from: dt.date
    sources: Mapping[str, Source]
    kinds: Mapping[str, Kind]
    borne: tuple[Mapping[str, frozenset[str]], ...]

    def borne_by_worker(self, **stated: str) -> Answer:
        """Return whether a payment counts as the worker's.

        Args:
            stated: ``paid_by`` and ``how``, as the file has them; ``unknown`` if not known.
        """
        lines = [_line(line, stated) for line in self.borne]
        if Answer.YES in lines:
            return Answer.YES
        return Answer.UNKNOWN if Answer.UNKNOWN in lines else Answer.NO


def _line(line: Mapping[str, frozenset[str]], stated: Mapping[str, str]) -> Answer:
    keys = [
        Answer.UNKNOWN
        if stated[key] == Answer.UNKNOWN
        else (Answer.YES if stated[key] in values else Answer.NO)
        for key, values in line.items()
    ]
    if Answer.NO in keys:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in keys else Answer.YES


@functools.cache
def cost_kinds() -> CostKinds:
    """Return the table of cost kinds that comes with manumit."""
    data = read_source(FOLDER / "data" / "cost-kinds.yaml", "cost-kinds").data
    checked = dt.date.fromisoformat(data["checked"])
    return CostKinds(
        checked=checked,
        stale_from=months_after(checked, int(data["check_every_months"])),
        sources={name: Source(**one) for name, one in data["sources"].items()},
        kinds={
            one["id"]: Kind(one["id"], one["group"], one["source"], Sure(one["sure"]))
            for one in data["kinds"]
        },
        borne=tuple(
            {key: frozenset(values) for key, values in line.items()}
            for line in data["borne_by_worker"]
        ),
    )


def shipped_corridors() -> tuple[str, ...]:
    """Return the corridors that come with manumit; the general one holds in each of them."""
    found = (path.stem for path in (FOLDER / "corridors").glob("*.yaml"))
    return tuple(sorted(name for name in found if name != GENERAL))


@functools.cache
def shipped_corridor(name: str) -> Corridor:
    """Return one of the shipped corridors by its name, or ``general``.

    Raises:
        InputError: W451.
    """
    if name != GENERAL and name not in shipped_corridors():
        known = ", ".join(shipped_corridors())
        raise CostRulesCode.UNKNOWN_CORRIDOR.error(Place(), corridor=name, known=known)
    return read_corridor(FOLDER / "corridors" / f"{name}.yaml")


def read_corridor(path: Path) -> Corridor:
    """Read and check one file of rules, ``schema: manumit/cost-rules/1``.

    Raises:
        InputError: I101, I102, W101 to W104, W202, W203, every problem at once.
    """
    source = read_source(path, "cost-rules")
    data, reader = source.data, Reader(source)
    rules = tuple(_rule(reader, one, ("rules", at)) for at, one in enumerate(data["rules"]))
    refuse_meeting(reader, rules, _meet)
    checked = reader.day(data["checked"], "checked")
    reader.finish()
    return Corridor(
        id=data["id"],
        names=data["names"],
        note=data.get("note", ""),
        checked=checked,
        stale_from=months_after(checked, int(data["check_every_months"])),
        sources={name: Source(**one) for name, one in data["sources"].items()},
        rules=rules,
    )


def _rule(reader: Reader, data: Mapping[str, Any], at: Steps) -> Rule:
    common = common_of(reader, data, at)
    if data["kind"] == "no_cost":
        return NoCost(**common, of=frozenset(data["of"]) if "of" in data else None)
    if data["kind"] == "exception":
        return Exemption(
            **common,
            of=frozenset(data["of"]),
            most=number(data["most"]),
            currency=data["currency"],
            reason=data["reason"],
            consulted=data["consulted"],
        )
    return LoanInterest(
        **common,
        per_year=number(data["per_year"]),
        interest_first=data["credit_first"] == "interest",
    )


def _meet(one: Rule, other: Rule) -> bool:
    if type(one) is not type(other):
        return False
    first, second = getattr(one, "of", None), getattr(other, "of", None)
    return first is None or second is None or bool(first & second)
