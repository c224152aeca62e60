"""What a table of job orders shows: offers below the prevailing wage, cuts, and who reappears.

Everything here is a fact of the file to ask about, and proof of nothing. A person decides.
"""

import enum
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from manumit.names.firms import firm_words
from manumit.recruitment.matching import ALIKE, NameIndex, read_name
from manumit.recruitment.orders import (
    Barred,
    JobOrder,
    NotCompared,
    Outcome,
    Party,
    wage_shortfall,
)

GIVEN = (Outcome.GRANTED, Outcome.GRANTED_IN_PART)
NEAR = 10
"""Names that are looked at for each name of somebody barred."""
_ALSO = re.compile(r"[\s,(]+(?:d\s?/?\s?b\s?/?\s?a|t/a|trading as|a/k/a)\b[\s,.:]*", re.IGNORECASE)


class ReappearanceReason(enum.StrEnum):
    """What an order and somebody barred have in common."""

    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    SAME_TOWN = "same_town"
    SAME_REGION = "same_region"


class When(enum.StrEnum):
    """When an order was, as seen from the time for which somebody was barred."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Below:
    """An order whose wage is below the prevailing one, by a share of it."""

    order: JobOrder
    share: Decimal


@dataclass(frozen=True, slots=True)
class AgentBelow:
    """The orders below the prevailing wage that came through one agent.

    Attributes:
        name: as most of its orders write it; empty: orders without an agent.
        names: every way in which it is written.
        orders: how many orders of the agent were compared.
        below: the largest difference first.
    """

    name: str
    names: tuple[str, ...]
    orders: int
    below: tuple[Below, ...]

    @property
    def granted(self) -> int:
        """Return how many of them were approved all the same."""
        return sum(one.order.outcome in GIVEN for one in self.below)


@dataclass(frozen=True, slots=True)
class Reappearance:
    """A party of an order that may be somebody barred.

    Attributes:
        as_agent: whether it is the order's agent; else its employer.
        reasons: the most telling first.
    """

    order: JobOrder
    party: Party
    as_agent: bool
    barred: Barred
    reasons: tuple[ReappearanceReason, ...]

    @property
    def when(self) -> When:
        """Return when the order was decided, or began, as seen from the bar."""
        day = self.order.decided or self.order.begins
        if day is None or self.barred.since is None:
            return When.UNKNOWN
        if day < self.barred.since:
            return When.BEFORE
        over = self.barred.until is not None and self.barred.until < day
        return When.AFTER if over else When.DURING


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopholeReport:
    """The report on a table of orders.

    Attributes:
        employers, agents: different names, as written.
        compared: orders with both wages in comparable units; ``not_compared``: the others.
        agents_below: those with the most orders below the prevailing wage first.
        cut: approved, with fewer places than were asked for.
        refused: also where the places cannot be read.
        above_quota: more places than were allowed.
    """

    orders: int
    employers: int
    agents: int
    compared: int
    not_compared: Mapping[NotCompared, int]
    agents_below: tuple[AgentBelow, ...]
    cut: tuple[JobOrder, ...]
    refused: tuple[JobOrder, ...]
    above_quota: tuple[JobOrder, ...]
    reappearances: tuple[Reappearance, ...]

    @property
    def below(self) -> int:
        """Return the number of orders below the prevailing wage."""
        return sum(len(one.below) for one in self.agents_below)


def loophole_report(orders: Sequence[JobOrder], barred: Sequence[Barred] = ()) -> LoopholeReport:
    """Return what a table of orders shows.

    Args:
        orders: of one authority.
        barred: whose reappearance is looked for.
    """
    shares = [(one, wage_shortfall(one)) for one in orders]
    compared = [(one, share) for one, share in shares if isinstance(share, Decimal)]
    return LoopholeReport(
        orders=len(orders),
        employers=len({one.employer.name for one in orders}),
        agents=len({one.agent.name for one in orders if one.agent}),
        compared=len(compared),
        not_compared=Counter(share for _, share in shares if isinstance(share, NotCompared)),
        agents_below=_by_agent(compared),
        cut=tuple(one for one in orders if _cut(one)),
        refused=tuple(one for one in orders if one.outcome is Outcome.REFUSED),
        above_quota=tuple(one for one in orders if _above(one)),
        reappearances=reappearances(orders, barred),
    )


def _cut(one: JobOrder) -> bool:
    if one.requested is None or one.granted is None or one.outcome is Outcome.REFUSED:
        return False
    # Of one that is open or was withdrawn, 0 places say that nothing was decided.
    decided = one.granted > 0 or one.outcome not in (Outcome.OPEN, Outcome.WITHDRAWN)
    return decided and one.granted < one.requested


def _above(one: JobOrder) -> bool:
    places = one.requested if one.granted is None else one.granted
    return one.quota is not None and places is not None and places > one.quota


def _by_agent(compared: Sequence[tuple[JobOrder, Decimal]]) -> tuple[AgentBelow, ...]:
    found: dict[tuple[str, ...], list[tuple[JobOrder, Decimal]]] = defaultdict(list)
    for order, share in compared:
        # A name without letters has no words, and is still an agent.
        key = (firm_words(order.agent.name) or (order.agent.name,)) if order.agent else ()
        found[key].append((order, share))
    agents = [_agent(key, rows) for key, rows in found.items()]
    return tuple(
        sorted(
            (one for one in agents if one.below),
            key=lambda one: (-len(one.below), one.name),
        )
    )


def _agent(key: tuple[str, ...], rows: Sequence[tuple[JobOrder, Decimal]]) -> AgentBelow:
    names = Counter(order.agent.name for order, _ in rows if order.agent) if key else Counter()
    below = [Below(order, share) for order, share in rows if share]
    return AgentBelow(
        name=max(names, key=lambda one: (names[one], one)) if names else "",
        names=tuple(sorted(names)),
        orders=len(rows),
        below=tuple(sorted(below, key=lambda one: (-one.share, one.order.file, one.order.row))),
    )


# Reappearance


def reappearances(orders: Sequence[JobOrder], barred: Sequence[Barred]) -> tuple[Reappearance, ...]:
    """Return parties of orders that may be somebody barred, the most telling first.

    Names are distinguished by the firm's own words; a similar name counts only in the same town
    and region. Nothing is refused by likeness.
    """
    if not barred:
        return ()
    uses: dict[str, list[tuple[JobOrder, Party, bool]]] = defaultdict(list)
    for order in orders:
        for party, as_agent in ((order.employer, False), (order.agent, True)):
            if party is not None:
                for name in _names(party.name):
                    uses[name].append((order, party, as_agent))
    written = tuple(uses)
    index = NameIndex(enumerate(written))
    found: dict[tuple[int, str, int, bool], Reappearance] = {}
    for one in barred:
        for name, exact in _near(one, index, written):
            for order, party, as_agent in uses[name]:
                reasons = _reasons(party, one, exact=exact)
                key = (one.row, order.file, order.row, as_agent)
                if reasons and len(reasons) > len(found[key].reasons if key in found else ()):
                    found[key] = Reappearance(order, party, as_agent, one, reasons)
    return tuple(sorted(found.values(), key=_rank))


def _rank(one: Reappearance) -> tuple[object, ...]:
    exact = ReappearanceReason.SAME_NAME in one.reasons
    return (not exact, -len(one.reasons), one.barred.row, one.order.file, one.order.row)


def _names(text: str) -> tuple[str, ...]:
    """Return the names of "X doing business as Y": both."""
    return tuple(filter(firm_words, _ALSO.split(text))) or (text,)


def _near(one: Barred, index: NameIndex, written: Sequence[str]) -> Iterator[tuple[str, bool]]:
    for name in _names(one.party.name):
        asked = read_name(name)
        equal = index.equal(asked)
        yield from ((written[at], True) for at in sorted(equal))
        near = (each for each in index.alike(asked, NEAR) if each.score >= ALIKE)
        yield from ((written[each.entry], False) for each in near if each.entry not in equal)


def _reasons(party: Party, one: Barred, *, exact: bool) -> tuple[ReappearanceReason, ...]:
    ours, theirs = ([part.casefold() for part in each.place if part] for each in (party, one.party))
    place: tuple[ReappearanceReason, ...] = ()
    if ours and theirs and ours[-1] == theirs[-1]:
        place = (ReappearanceReason.SAME_REGION,)
        if ours == theirs and len(ours) > 1:
            place = (ReappearanceReason.SAME_TOWN, *place)
    if exact:
        return (ReappearanceReason.SAME_NAME, *place)
    near = ReappearanceReason.SAME_TOWN in place
    return (ReappearanceReason.SIMILAR_NAME, *place) if near else ()
