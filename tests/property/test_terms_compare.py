"""Properties of the comparison of terms: units, ranges, direction."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from manumit.assessment import Age, Answer
from manumit.terms.account import Per
from manumit.terms.contract.compare import HOW, Verdict, compare, compare_clause
from manumit.terms.contract.file import (
    Agreement,
    Money,
    Origin,
    Terms,
    TermsOfWork,
    Version,
    Wage,
)
from manumit.terms.contract.units import in_common_units
from manumit.terms.numbers import UNKNOWN, Range, read_range
from manumit.terms.ranges import less, product, quotient, total, written

WEEKS = Fraction(52)
EXACT = st.fractions(min_value=0, max_value=1000, max_denominator=100)
POSITIVE = st.fractions(min_value=Fraction(1, 100), max_value=1000, max_denominator=100)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    low = draw(EXACT)
    return Range(low, draw(st.none() | EXACT.map(lambda more: low + more)))


@st.composite
def within(draw: st.DrawFn) -> tuple[Range, Fraction]:
    """A range and a number in it."""
    found = draw(ranges())
    more = draw(EXACT)
    top = found.low + more if found.high is None else min(found.high, found.low + more)
    return found, top


def holds(found: Range, number: Fraction) -> bool:
    return found.low <= number and (found.high is None or number <= found.high)


@given(within(), within())
def test_a_range_of_results_holds_the_result_of_every_number_in_it(
    one: tuple[Range, Fraction], other: tuple[Range, Fraction]
) -> None:
    (first, a), (second, b) = one, other
    assert holds(total((first, second)), a + b)
    assert holds(product(first, second), a * b)
    assert holds(less(first, second), max(Fraction(0), a - b))
    if b:
        assert holds(quotient(first, second), a / b)


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=1000))
def test_an_exact_number_is_written_so_that_nothing_is_lost(number: Fraction) -> None:
    assert Fraction(written(Range.exactly(number))) == number


def test_a_range_is_written_as_it_is_read() -> None:
    for text in ("8", "8.5", "8..10", "unknown"):
        found = read_range(text)
        assert found is not None
        assert written(found) == text


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    per = draw(st.sampled_from([Per.HOUR, Per.DAY, Per.WEEK, Per.FORTNIGHT, Per.MONTH, Per.YEAR]))
    return Terms(
        employer=draw(st.none() | st.sampled_from(["A", "B"])),
        job=draw(st.none() | st.sampled_from(["52", "5223", "9211"])),
        wage=draw(
            st.none()
            | st.builds(
                Wage,
                st.builds(Money, ranges(), st.just(per), st.sampled_from(["XXD", "YYD"])),
                st.sampled_from(Answer),
            )
        ),
        hours_per_week=draw(st.just(UNKNOWN) | ranges()),
        days_per_week=draw(st.just(UNKNOWN) | ranges()),
        rest_day=draw(st.none() | st.sampled_from(["none", "changing", "sunday"])),
        documents=draw(
            st.none() | st.tuples(st.sampled_from(["worker", "employer"]), st.sampled_from(Answer))
        ),
    )


@given(terms())
def test_compared_with_itself_nothing_is_worse_better_or_different(one: Terms) -> None:
    units = in_common_units(one, WEEKS)
    for clause in HOW:
        found = compare_clause(clause, units[clause], units[clause])
        assert found.verdict in (Verdict.SAME, Verdict.UNKNOWN)


@given(terms(), terms())
def test_the_other_way_round_worse_is_better(one: Terms, other: Terms) -> None:
    turned = {Verdict.WORSE: Verdict.BETTER, Verdict.BETTER: Verdict.WORSE}
    first, second = in_common_units(one, WEEKS), in_common_units(other, WEEKS)
    for clause in set(HOW) - {"job"}:  # a broad code covers a narrow one, not the reverse
        there = compare_clause(clause, first[clause], second[clause]).verdict
        back = compare_clause(clause, second[clause], first[clause]).verdict
        assert back is turned.get(there, there)


@given(POSITIVE, POSITIVE, st.sampled_from([Per.WEEK, Per.FORTNIGHT, Per.YEAR, Per.HOUR]))
def test_the_same_wage_said_for_another_time_is_the_same(
    month: Fraction, hours: Fraction, per: Per
) -> None:
    parts = {
        Per.WEEK: Fraction(12, 52),
        Per.FORTNIGHT: Fraction(24, 52),
        Per.YEAR: Fraction(12),
        Per.HOUR: Fraction(12, 52) / hours,
    }

    def paid(amount: Fraction, each: Per) -> Terms:
        wage = Wage(Money(Range.exactly(amount), each, "XXD"), Answer.NO)
        return Terms(wage=wage, hours_per_week=Range.exactly(hours), deductions=())

    one = in_common_units(paid(month, Per.MONTH), WEEKS)
    other = in_common_units(paid(month * parts[per], per), WEEKS)
    for clause in ("wage_per_month", "wage_per_hour", "in_hand_per_month"):
        assert compare_clause(clause, one[clause], other[clause]).verdict is Verdict.SAME


@given(within(), within())
def test_what_ranges_decide_holds_for_every_number_in_them(
    one: tuple[Range, Fraction], other: tuple[Range, Fraction]
) -> None:
    (first, a), (second, b) = one, other

    def verdict(earlier: Range, later: Range) -> Verdict:
        sides = (in_common_units(Terms(meals_per_day=x), WEEKS) for x in (earlier, later))
        return compare_clause("meals_per_day", *(side["meals_per_day"] for side in sides)).verdict

    found = verdict(first, second)
    if found is not Verdict.UNKNOWN:
        assert verdict(Range.exactly(a), Range.exactly(b)) is found


@given(POSITIVE, POSITIVE, POSITIVE)
def test_a_higher_promise_never_makes_the_change_look_better(
    promised: Fraction, more: Fraction, got: Fraction
) -> None:
    order = [Verdict.WORSE, Verdict.SAME, Verdict.BETTER]

    def found(promise: Fraction) -> Verdict:
        sides = (
            in_common_units(
                Terms(wage=Wage(Money(Range.exactly(x), Per.MONTH, "XXD"), Answer.NO)), WEEKS
            )
            for x in (promise, got)
        )
        return compare_clause("wage_per_month", *(s["wage_per_month"] for s in sides)).verdict

    assert order.index(found(promised + more)) <= order.index(found(promised))


@given(terms(), terms(), terms(), st.sampled_from(Answer), st.sampled_from(Answer))
def test_pressure_never_helps_the_one_who_pressed(
    promised: Terms, signed: Terms, got: Terms, written_down: Answer, informed: Answer
) -> None:
    """Whatever is in the versions: knowing of pressure never turns substitution into none."""

    def substituted(pressed: Answer) -> Answer:
        agreement = Agreement(written_down, informed, pressed)
        versions = (
            Version(id="a", origin=Origin.ADVERT, date=None, terms=promised),
            Version(id="b", origin=Origin.CONTRACT, date=None, terms=signed, agreement=agreement),
            Version(id="c", origin=Origin.ACTUAL, date=None, terms=got),
        )
        work = TermsOfWork(
            work="", list_id="adult_labour", age=Age.ADULT, weeks_per_year=WEEKS, versions=versions
        )
        return compare(work).substitution

    order = [Answer.NO, Answer.UNKNOWN, Answer.YES]
    assert order.index(substituted(Answer.NO)) <= order.index(substituted(Answer.UNKNOWN))
    assert order.index(substituted(Answer.UNKNOWN)) <= order.index(substituted(Answer.YES))
