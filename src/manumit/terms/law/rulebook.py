"""The rules of a law that hold for some work, found by their kind and the day."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from manumit.terms.law.file import KINDS
from manumit.terms.law.rules import Excluded, Law, Rule

MOST_KEPT = 128


class Rulebook:
    """The rules whose facts are met.

    Between two days on which some rule begins or ends, the same rules hold: what was found for one
    day is kept for all of them.

    Args:
        law: with all its rules.
        about: facts on which they depend.
    """

    def __init__(self, law: Law, about: Mapping[str, str]) -> None:
        self._by_kind: dict[type[Rule], list[Rule]] = defaultdict(list)
        for rule in law.rules:
            if all(about.get(name) in values for name, values in rule.where.items()):
                self._by_kind[type(rule)].append(rule)
        rules = [one for several in self._by_kind.values() for one in several]
        ends = (one.valid_until for one in rules if one.valid_until is not None)
        self._changes = sorted({*(one.valid_from for one in rules), *ends})
        self._found: dict[tuple[type[Rule], int], tuple[Rule, ...]] = {}

    def era(self, day: dt.date) -> int:
        """The same number for all days between two changes of the rules."""
        return bisect_right(self._changes, day)

    def all[Kind: Rule](self, kind: type[Kind]) -> tuple[Kind, ...]:
        """The rules of a kind, whenever they hold."""
        return tuple(self._by_kind[kind])  # type: ignore[arg-type] # they are kept by their kind

    def rules[Kind: Rule](self, kind: type[Kind], day: dt.date) -> tuple[Kind, ...]:
        """The rules of a kind on a day."""
        key = kind, bisect_right(self._changes, day)
        found = self._found.get(key)
        if found is None:
            found = () if self._excluded(kind, day) else self._in_force(kind, day)
            self._found[key] = found
        return found  # type: ignore[return-value] # they are kept by their kind

    def _in_force(self, kind: type[Rule], day: dt.date) -> tuple[Rule, ...]:
        return tuple(one for one in self._by_kind[kind] if one.holds_on(day))

    def _excluded(self, kind: type[Rule], day: dt.date) -> bool:
        """Whether a rule excludes this work from rules of a kind."""
        names = {name for name, known in KINDS.items() if known is kind}
        excluding = self._by_kind.get(Excluded, ())
        return any(
            isinstance(one, Excluded) and one.holds_on(day) and names & one.kinds
            for one in excluding
        )


@lru_cache(maxsize=MOST_KEPT)
def _kept(law: Law, about: frozenset[tuple[str, str]]) -> Rulebook:
    return Rulebook(law, dict(about))


def rulebook(law: Law, about: Mapping[str, str]) -> Rulebook:
    """The rules of a law for work of which these facts hold; the same book for the same facts."""
    return _kept(law, frozenset(about.items()))
