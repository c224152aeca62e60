"""Promised against actual (R-20, R-21, R-24), in examples that an inspector can check by hand."""

from fractions import Fraction
from pathlib import Path

import pytest

from manumit.assessment import Answer, State, assess
from manumit.instruments import shipped_library
from manumit.terms.contract.compare import ClauseCompared, Comparison, Verdict, compare
from manumit.terms.contract.file import read_terms_of_work
from manumit.terms.contract.signs import evidence_of

HEAD = "schema: manumit/terms-of-work/1\nage: adult\ncurrency: XXD\nversions:\n"


def comparison(tmp_path: Path, *versions: str, head: str = HEAD) -> Comparison:
    path = tmp_path / "terms.yaml"
    path.write_text(head + "".join(f"  - {one}\n" for one in versions), "utf-8")
    return compare(read_terms_of_work(path))


def clause(found: Comparison, name: str, earlier: str, later: str) -> ClauseCompared:
    pair = next(one for one in found.pairs if (one.earlier.id, one.later.id) == (earlier, later))
    return next(one for one in pair.clauses if one.clause == name)


def codes(found: Comparison, answer: Answer = Answer.YES) -> set[str]:
    pieces = (spoken.evidence for spoken in evidence_of(found))
    return {piece.code for piece in pieces if piece.answer is answer}


PROMISE = (
    "{id: promise, origin: oral_promise, date: 2026-01-10, terms: "
    "{wage: {amount: 450, per: month}, hours_per_week: 48, days_per_week: 5}}"
)
ACTUAL = (
    "{id: actual, origin: actual, date: 2026-03-01, terms: "
    "{wage: {amount: 270, per: month}, hours_per_week: 84, days_per_week: 6}}"
)


def test_450_for_48_hours_promised_270_for_84_got(tmp_path: Path) -> None:
    """450 x 12 / (52 x 48) = 2.163 an hour; 270 x 12 / (52 x 84) = 0.742: 65.7 % less."""
    found = comparison(tmp_path, PROMISE, ACTUAL)
    month = clause(found, "wage_per_month", "promise", "actual")
    hour = clause(found, "wage_per_hour", "promise", "actual")
    assert (month.verdict, float(month.by or 0)) == (Verdict.WORSE, -0.4)
    assert hour.verdict is Verdict.WORSE
    assert round(float(hour.by or 0), 3) == -0.657
    assert clause(found, "hours_per_week", "promise", "actual").verdict is Verdict.WORSE
    assert codes(found) == {"DR02", "DR08", "EX01"}


def test_what_really_was_is_the_measure_of_no_later_paper(tmp_path: Path) -> None:
    """A contract signed after bad months is not better than a promise because it beats them."""
    signed = (
        "{id: signed, origin: contract, date: 2026-05-01, terms: "
        "{wage: {amount: 300, per: month}, hours_per_week: 84, days_per_week: 6}}"
    )
    found = comparison(tmp_path, PROMISE, ACTUAL, signed)
    pairs = {(one.earlier.id, one.later.id) for one in found.pairs}
    assert pairs == {("promise", "actual"), ("signed", "actual"), ("promise", "signed")}
    assert clause(found, "wage_per_month", "promise", "signed").verdict is Verdict.WORSE


def test_money_in_hand_is_compared_with_money_in_hand(tmp_path: Path) -> None:
    """300 a week in the hand, 10 a week for food taken off: 310 x 52 / 12 = 1,343.33 before."""
    promise = (
        "{id: promise, origin: offer, terms: {wage: {amount: 1400, per: month}, deductions: "
        "[{for: tax, amount: 100, per: month}]}}"
    )
    actual = (
        "{id: actual, origin: actual, terms: {wage: {amount: 300, per: week, "
        "after_deductions: yes}, deductions: [{for: food, amount: 10, per: week}]}}"
    )
    found = comparison(tmp_path, promise, actual)
    before = clause(found, "wage_per_month", "promise", "actual")
    hand = clause(found, "in_hand_per_month", "promise", "actual")
    off = clause(found, "deductions_per_month", "promise", "actual")
    measures = [one.later.measure for one in (before, hand, off)]
    assert [one.amount.low for one in measures if one is not None] == [
        Fraction(310 * 52, 12),
        Fraction(300 * 52, 12),
        Fraction(10 * 52, 12),
    ]
    verdicts = (before.verdict, hand.verdict, off.verdict)
    assert verdicts == (Verdict.WORSE, Verdict.SAME, Verdict.BETTER)


def contract(agreed: str, *, wage: int = 360, date: str = "2026-02-20") -> str:
    return (
        f"{{id: contract_2, origin: contract, date: {date}, agreed: {{{agreed}}}, terms: "
        f"{{wage: {{amount: {wage}, per: month}}, days_per_week: 6}}}}"
    )


FIVE_DAYS = (
    "{id: contract_1, origin: contract, date: 2026-01-10, agreed: {in_writing: yes, informed: yes,"
    " under_pressure: no}, terms: {wage: {amount: 450, per: month}, days_per_week: 5}}"
)
SIX_DAYS = (
    "{id: actual, origin: actual, date: 2026-03-01, terms: "
    "{wage: {amount: 360, per: month}, days_per_week: 6}}"
)
UNDER_THREAT = "in_writing: yes, informed: yes, under_pressure: yes"
FREELY = "in_writing: yes, informed: yes, under_pressure: no"


def test_scenario_4_a_signature_under_threat_does_not_clear_substitution(tmp_path: Path) -> None:
    """Wage 20 % lower, six days instead of five; the worker signed, under a threat (R-24)."""
    found = comparison(tmp_path, FIVE_DAYS, contract(UNDER_THREAT), SIX_DAYS)
    wage = clause(found, "wage_per_month", "contract_1", "actual")
    days = clause(found, "days_per_week", "contract_1", "actual")
    assert (wage.verdict, float(wage.by or 0), wage.agreed) == (Verdict.WORSE, -0.2, Answer.NO)
    assert (days.verdict, days.agreed) == (Verdict.WORSE, Answer.NO)
    assert wage.agreed_in == "contract_2"
    assert found.substitution is Answer.YES
    assert {"DR02", "DR03", "DR08"} <= codes(found)


def test_what_was_agreed_informed_in_writing_and_free_is_a_change_but_no_deception(
    tmp_path: Path,
) -> None:
    found = comparison(tmp_path, FIVE_DAYS, contract(FREELY), SIX_DAYS)
    wage = clause(found, "wage_per_month", "contract_1", "actual")
    assert (wage.verdict, wage.agreed) == (Verdict.WORSE, Answer.YES)
    assert found.substitution is not Answer.YES
    assert codes(found) == set()


@pytest.mark.parametrize(
    "agreed",
    ["in_writing: no, informed: yes, under_pressure: no", "informed: no, under_pressure: no"],
)
def test_without_writing_or_information_it_is_substitution(tmp_path: Path, agreed: str) -> None:
    assert comparison(tmp_path, FIVE_DAYS, contract(agreed), SIX_DAYS).substitution is Answer.YES


def test_how_an_agreement_came_about_is_unknown_until_somebody_says(tmp_path: Path) -> None:
    found = comparison(tmp_path, FIVE_DAYS, contract("in_writing: yes"), SIX_DAYS)
    assert found.substitution is Answer.UNKNOWN
    assert codes(found) == set()
    assert codes(found, Answer.UNKNOWN) == {"DR02", "DR03", "DR08"}


@pytest.mark.parametrize("age", ["child", "unsure"])
def test_a_child_cannot_agree_it_away_and_unsure_counts_as_a_child(
    tmp_path: Path, age: str
) -> None:
    head = HEAD.replace("adult", age)
    found = comparison(tmp_path, FIVE_DAYS, contract(FREELY), SIX_DAYS, head=head)
    assert clause(found, "wage_per_month", "contract_1", "actual").agreed is Answer.UNKNOWN
    assert found.substitution is Answer.UNKNOWN
    assert "DR08" in codes(found, Answer.UNKNOWN)


def test_a_free_agreement_covers_only_what_it_says(tmp_path: Path) -> None:
    """She agreed to 400 freely; she got 360."""
    found = comparison(tmp_path, FIVE_DAYS, contract(FREELY, wage=400), SIX_DAYS)
    assert clause(found, "wage_per_month", "contract_1", "actual").agreed is Answer.NO
    assert clause(found, "days_per_week", "contract_1", "actual").agreed is Answer.YES
    assert codes(found) == {"DR08"}


def test_an_agreement_after_the_change_does_not_make_good_what_went_before(
    tmp_path: Path,
) -> None:
    later = contract(FREELY, date="2026-06-01")
    found = comparison(tmp_path, FIVE_DAYS, later, SIX_DAYS)
    assert clause(found, "wage_per_month", "contract_1", "actual").agreed is Answer.NO


def test_a_clause_that_is_not_given_is_unknown_and_never_equal(tmp_path: Path) -> None:
    found = comparison(tmp_path, PROMISE, ACTUAL)
    for name in ("employer", "housing", "overtime_rate", "return_travel", "documents"):
        assert clause(found, name, "promise", "actual").verdict is Verdict.UNKNOWN


WHOLE = (
    "employer: Farm A, place: Field 1, job: '6111', wage: {amount: 450, per: month}, "
    "hours_per_day: 8, days_per_week: 6, rest_day: sunday, overtime_rate: 1.5, deductions: [], "
    "housing: {given: yes, cost: {amount: 0, per: month}, persons_per_room: 2}, "
    "food: {given: yes, cost: {amount: 0, per: month}, meals_per_day: 3}, "
    "term: {from: 2026-01-01, until: 2026-12-31}, notice_by_worker: 14, notice_by_employer: 14, "
    "return_travel: employer, documents: {held_by: worker}"
)


def test_no_substitution_is_said_only_where_every_clause_is_known(tmp_path: Path) -> None:
    def of(terms: str) -> Answer:
        versions = (
            f"{{id: {name}, origin: {origin}, terms: {{{terms}}}}}"
            for name, origin in (("signed", "contract"), ("actual", "actual"))
        )
        return comparison(tmp_path, *versions).substitution

    assert of(WHOLE) is Answer.NO
    assert of(WHOLE.replace("place: Field 1, ", "")) is Answer.UNKNOWN
    assert of("wage: {amount: 450, per: month}") is Answer.UNKNOWN


def test_papers_kept_by_somebody_on_both_sides_are_not_known_to_be_alike(tmp_path: Path) -> None:
    """Whether they come back on request is known of neither."""
    kept = "terms: {documents: {held_by: employer}}"
    found = comparison(
        tmp_path,
        f"{{id: signed, origin: contract, {kept}}}",
        f"{{id: actual, origin: actual, {kept}}}",
    )
    assert clause(found, "documents", "signed", "actual").verdict is Verdict.UNKNOWN


def test_a_free_agreement_without_a_date_may_have_come_too_late(tmp_path: Path) -> None:
    undated = contract(FREELY, date="unknown")
    found = comparison(tmp_path, FIVE_DAYS, undated, SIX_DAYS)
    assert clause(found, "wage_per_month", "contract_1", "actual").agreed is Answer.UNKNOWN


def test_money_of_two_currencies_is_not_compared(tmp_path: Path) -> None:
    other = ACTUAL.replace("270, per: month", "270, per: month, currency: YYD")
    found = comparison(tmp_path, PROMISE, other)
    assert clause(found, "wage_per_month", "promise", "actual").verdict is Verdict.UNKNOWN
    assert "DR08" not in codes(found)


def test_another_employer_is_another_kind_and_deception_unless_agreed(tmp_path: Path) -> None:
    promise = "{id: promise, origin: advert, terms: {employer: Hotel A, job: '5131'}}"
    actual = "{id: actual, origin: actual, terms: {employer: Farm B, job: '9211'}}"
    found = comparison(tmp_path, promise, actual)
    assert clause(found, "employer", "promise", "actual").verdict is Verdict.DIFFERENT_KIND
    assert clause(found, "job", "promise", "actual").verdict is Verdict.DIFFERENT_KIND
    assert codes(found) == {"DR01"}


@pytest.mark.parametrize(
    ("hours", "answer"),
    [("60", Answer.YES), ("59.5", Answer.NO), ("55..70", Answer.UNKNOWN)],
)
def test_hours_are_excessive_from_60_a_week_if_more_than_agreed(
    tmp_path: Path, hours: str, answer: Answer
) -> None:
    """EX01 is strong: a little more than agreed is DR02 only."""
    actual = f"{{id: actual, origin: actual, terms: {{hours_per_week: {hours}}}}}"
    found = comparison(tmp_path, PROMISE, actual)
    shown = [one for one in (Answer.YES, Answer.UNKNOWN) if "EX01" in codes(found, one)]
    assert shown == ([] if answer is Answer.NO else [answer])


def test_papers_kept_speak_whatever_was_promised_but_safe_keeping_does_not(
    tmp_path: Path,
) -> None:
    def held(back: str) -> Comparison:
        actual = (
            "{id: actual, origin: actual, terms: "
            f"{{documents: {{held_by: employer, given_back_on_request: {back}}}}}}}"
        )
        return comparison(tmp_path, PROMISE, actual)

    assert codes(held("no")) == {"CD01"}
    assert codes(held("yes")) == set()
    assert codes(held("unknown"), Answer.UNKNOWN) == {"CD01"}


def test_no_pay_at_all_is_told_and_low_pay_is_left_to_the_account_of_wages(
    tmp_path: Path,
) -> None:
    def paid(amount: int) -> Comparison:
        actual = (
            f"{{id: actual, origin: actual, terms: {{wage: {{amount: {amount}, per: month}}}}}}"
        )
        return comparison(tmp_path, PROMISE, actual)

    assert codes(paid(0)) == {"DR08", "EX04"}
    assert codes(paid(1)) == {"DR08"}


def test_the_evidence_makes_a_finding(tmp_path: Path) -> None:
    actual = ACTUAL.replace(
        "days_per_week: 6", "documents: {held_by: agency, given_back_on_request: no}"
    )
    found = comparison(tmp_path, PROMISE, actual)
    evidence = [spoken.evidence for spoken in evidence_of(found)]
    finding = assess(evidence, shipped_library().instrument("adult_labour"), age=found.work.age)
    assert finding.labour_law is State.YES
    assert finding.forced_labour is State.YES  # papers kept, and hours that nobody agreed to
    assert finding.trafficking is State.UNDETERMINED
