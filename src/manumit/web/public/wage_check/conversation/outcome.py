"""What the answers come to: a range, its promised part, and the question that narrows most."""

import datetime as dt
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from manumit.errors import InputError
from manumit.terms import Law, Owed
from manumit.terms.numbers import UNKNOWN, Range
from manumit.terms.wages.claim_days import claim_days
from manumit.terms.wages.coverage import Gap, NotCoveredError
from manumit.web.public.wage_check.conversation.account import (
    Data,
    accounts,
    hours_known,
    paid_months,
    possible_facts,
    promise,
)
from manumit.web.public.wage_check.conversation.answers import GIVEN, NOT_SURE, SKIPPED, Answers
from manumit.web.public.wage_check.conversation.questions import COVERED_WORK, ENDED, asked
from manumit.web.public.wage_check.conversation.times import (
    SHOWN_MONTHS,
    hours_of_a_day,
    minutes,
    month_key,
    months,
    spans,
    work_days,
)

ZERO = Fraction(0)
TOO_WIDE = 3
"""How many times its least a range may be for a number in the heading."""
MOST_RUNS = 4
"""Accounts that may be worked out to find the question that narrows most."""
NO_LAW, NOT_COVERED, TOO_MUCH = "no_law", "not_covered", "too_much"
COVERED_FOR_SOME, GAP = "covered_for_some", "gap"
type Calculate = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Narrower:
    """A question whose exact answer narrows the range, and how wide it is then; None: not known."""

    question: str
    width: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What may be owed.

    Attributes:
        least, most: by the rules of the law, in whole units of the currency, rounded outwards;
            ``most`` is None where nothing limits it.
        promised: the part that was promised and not paid, never more than ``least``.
        found: the results that the range was made of; empty where ``reason`` says why.
        texts: the account files of ``found``.
        reason: why only the promised part is worked out; empty where all of it is.
        gap: the hole of the law for which it is not, where ``reason`` is ``gap``.
        uncovered: kinds of rules of which the law says nothing, so that more may be owed.
    """

    least: int
    most: int | None
    promised: int
    found: tuple[Owed, ...]
    texts: tuple[str, ...]
    reason: str = ""
    gap: Gap | None = None
    uncovered: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Whether the range is too wide for a number in the heading."""
        return self.most is None or self.most > TOO_WIDE * self.least

    @property
    def verdict(self) -> str:
        """``nothing`` is certain, ``least``: only that, ``exact``, or ``range``."""
        if not self.least:
            return "nothing"
        if self.wide or self.uncovered:
            return "least"
        return "exact" if self.least == self.most else "range"


def work_out(answers: Answers, law: Law | None, today: dt.date, calculate: Calculate) -> Outcome:
    """Return what may be owed by the answers.

    Args:
        answers: of the worker.
        law: of the installation; None where it names none.
        today: the last day that is worked out.
        calculate: works out one account file (``calculation.calculate``).
    """
    promised = unpaid_promise(answers, today)
    if law is None:
        return _promise_only(promised, NO_LAW)
    if any(one.get(COVERED_WORK) == "no" for one in possible_facts(answers, law)):
        return _promise_only(promised, NOT_COVERED)
    texts = tuple(map(as_text, accounts(answers, law, today)))
    try:
        results = [calculate(one) for one in texts]
    except NotCoveredError as error:
        if error.for_some:
            return _promise_only(promised, COVERED_FOR_SOME)
        return _promise_only(promised, GAP, error.gap)
    except InputError:
        return _promise_only(promised, TOO_MUCH)
    found = tuple(one for one in results if isinstance(one, Owed))
    least = min(one.least.claimable for one in found)
    most = max(one.most.claimable for one in found)
    unbounded = any(one.unbounded for one in found) or spans(answers, today).open
    rounded = outwards(least, most)
    return Outcome(
        least=rounded[0],
        most=None if unbounded else rounded[1],
        promised=math.floor(min(promised, least)),
        found=found,
        texts=texts,
        uncovered=tuple(dict.fromkeys(kind for one in found for kind in one.uncovered)),
    )


def _promise_only(promised: Fraction, reason: str, gap: Gap | None = None) -> Outcome:
    least = math.floor(promised)
    return Outcome(
        least=least, most=None, promised=least, found=(), texts=(), reason=reason, gap=gap
    )


def as_text(data: Data) -> str:
    """Return an account as a file."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def outwards(least: Fraction, most: Fraction) -> tuple[int, int]:
    """Return whole numbers around a range: tens from a thousand on, else single units."""
    unit = 10 if most >= 1000 else 1  # noqa: PLR2004 - a thousand
    return math.floor(least / unit) * unit, math.ceil(most / unit) * unit


def unpaid_promise(answers: Answers, today: dt.date) -> Fraction:
    """Return the least that was promised and not paid: it rests on no law."""
    if promise(answers)[0] in (UNKNOWN, Range(ZERO, ZERO)):
        return ZERO
    every = paid_months(answers, spans(answers, today).least)
    missing = (
        max(ZERO, one.promised.low - one.paid.high) for one in every if one.paid.high is not None
    )
    return sum((_of(answers, one) for one in missing), ZERO)


def _of(answers: Answers, missing: Fraction) -> Fraction:
    """A month's part; nothing is certain of a month of which no pay was answered."""
    return missing if any(name.startswith(("paid_", "before")) for name in answers.values) else ZERO


def lapses_on(outcome: Outcome) -> dt.date | None:
    """Return until when the oldest part can be claimed by any rule; None where no rule says so."""
    days = (one.last_day for found in outcome.found for one in claim_days(found))
    return min(days, default=None)


# The question that narrows most


def narrower(
    answers: Answers, law: Law | None, today: dt.date, outcome: Outcome, calculate: Calculate
) -> Narrower | None:
    """Return the question whose exact answer narrows the range most, by the engine's own bounds.

    Each open question is supposed to be answered exactly, near the middle of what is possible,
    and the width of that range is compared. A question without which nothing bounds the range
    comes first.
    """
    every = {one.of for one in asked(answers, law)} | {"hours_paid"}
    candidates = [(q, sharper) for q, sharper in _sharper(answers, today) if q in every]
    if law is None or not candidates:
        return Narrower(candidates[0][0], None) if candidates else None
    found: list[tuple[float, str]] = []
    for question, sharper in candidates[:MOST_RUNS]:
        one = work_out(sharper, law, today, calculate)
        if not one.reason:
            width = math.inf if one.most is None else one.most - one.least
            found.append((width, question))
    if not found:
        return None
    width, question = min(found, key=lambda one: one[0])
    now = math.inf if outcome.most is None else outcome.most - outcome.least
    if width >= now:
        return Narrower(found[0][1], None) if outcome.wide else None
    return Narrower(question, _about(width))


def _about(width: float) -> int | None:
    if math.isinf(width):
        return None
    unit = 10 if width >= 100 else 1  # noqa: PLR2004 - a hundred
    return math.ceil(width / unit) * unit


def _sharper(answers: Answers, today: dt.date) -> Iterator[tuple[str, Answers]]:
    """Yield each open question with the answers as they were if it was answered exactly."""
    if not spans(answers, today).known:
        yield _open_date(answers), _exact_dates(answers, today)
    if not promise(answers)[0].known and answers.state_of("promise") != "nothing":
        amount = promise(answers)[0]
        if amount.high is not None:
            middle = str(int((amount.low + amount.high) / 2))
            yield "promise", answers.having(amount=middle, amount_to="")
        else:
            yield "promise", answers.having(amount="1000", amount_to="", per="month")
    if not hours_of_a_day(answers).known:
        yield "times", _exact_hours(answers)
    always, perhaps = work_days(answers)
    if not hours_known(answers) or always != perhaps:
        yield from _exact_days(answers)
    names = [f"paid_{month_key(one)}" for one in month_list(answers, today)]
    unsure = [name for name in names if answers.get(name) in ("", NOT_SURE)]
    if unsure:
        yield "months", answers.having(**dict.fromkeys(unsure, "nothing"))
    if answers.state_of("adult") in ("", SKIPPED) and not answers.get("adult"):
        yield "adult", answers.having(adult="yes")
    if answers.state_of(ENDED) != GIVEN:
        yield ENDED, answers.having(ended="dismissed", state_ended=GIVEN)
    if answers.state_of("hours_paid") == NOT_SURE:
        yield "hours_paid", answers.having(state_hours_paid="none")


def month_list(answers: Answers, today: dt.date) -> tuple[dt.date, ...]:
    """Return the months that the page about pay shows, the newest first."""
    return months(spans(answers, today).most)[:SHOWN_MONTHS]


def _open_date(answers: Answers) -> str:
    """The question about the date that is not known: the first day before the last."""
    return "still" if answers.get("start_day") or not answers.state_of("start") else "start"


def _exact_dates(answers: Answers, today: dt.date) -> Answers:
    """The answers with the longest time that they leave possible, to the day."""
    most = spans(answers, today).most
    found = answers
    for name, day in (("start", most.first), ("end", most.last)):
        parts = ("year", day.year), ("month", day.month), ("day", day.day)
        found = found.having(**{f"{name}_{part}": str(value) for part, value in parts})
    return found if answers.get("still") else found.having(still="yes")


def _exact_hours(answers: Answers) -> Answers:
    """The answers with a day of which all times are known, as long as the middle of today's."""
    hours = hours_of_a_day(answers)
    known = answers.get("stop") or answers.get("stop_to")
    length = int((hours.low + (hours.high or hours.low)) / 2 * 60) if known else 600
    begin = minutes(answers.get("begin")) or 360
    stop = (begin + length) % (24 * 60)
    clock = dict.fromkeys(("begin_to", "stop_to"), "")
    return answers.having(
        begin=f"{begin // 60:02}:{begin % 60:02}",
        stop=f"{stop // 60:02}:{stop % 60:02}",
        **clock,
        **{"own" if answers.get("kind") == "home" else "break": "0"},
    )


def _exact_days(answers: Answers) -> Iterator[tuple[str, Answers]]:
    if answers.get("kind") == "home":
        yield "free", answers.having(free="sunday", free_part="whole", state_free="given")
    else:
        days = answers.get("days") or "monday,tuesday,wednesday,thursday,friday,saturday"
        yield "days", answers.having(days=days, days_to="", state_days="given")
