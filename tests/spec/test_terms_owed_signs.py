"""What a reckoning of wages says about indicators. To be read by people of labour institutions.

A reckoning proposes a sign with *yes* only where it holds even with everything unknown as the
employer would have it, and with *unknown* where it hangs on what is not known, or on why it was
done. It never says *no*.
"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from account_texts import PAID_IN_FULL, WAGES
from manumit.assessment import Answer
from manumit.assessment.view import Words
from manumit.cli.options import library_with
from manumit.errors import InputError
from manumit.terms import Owed
from manumit.terms.wages.owed_signs import evidence_of_owed, reason_of_owed, shipped_owed_signs
from manumit.terms.words import TEXTS
from manumit.web.account_sheets.calculation import calculate

YES, UNKNOWN = Answer.YES, Answer.UNKNOWN


def account(**other: Any) -> Owed:
    found = calculate(json.dumps({**WAGES, **other}))
    assert isinstance(found, Owed)
    return found


def signs(**other: Any) -> dict[str, Answer]:
    return {one.evidence.code: one.evidence.answer for one in evidence_of_owed(account(**other))}


def paid(*amounts: str) -> list[dict[str, str]]:
    return [
        {"for": f"2026-{month:02}-15", "amount": amount}
        for month, amount in enumerate(amounts, start=6)
    ]


@pytest.mark.parametrize(
    ("what", "stated", "expected"),
    [
        ("a tenth of the minimum, and all payments are known", {"paid": paid("100")}, YES),
        ("nothing at all", {"paid": []}, YES),
        ("half of what is due is not known to be paid", {"complete": {"work": True, "pay": False}},
         UNKNOWN),
        ("one late payment is not enough",
         {"employment": {"from": "2026-06-01", "until": "2026-06-30", "pay_period": "month"},
          "work": [{**WAGES["work"][0], "until": "2026-06-30"}], "paid": []}, None),
        ("the work of a period that is not due yet does not count",
         {"asked_on": "2026-07-05", "employment": {"from": "2026-06-01", "until": "still",
          "pay_period": "month"}, "work": [{**WAGES["work"][0], "until": "2026-07-05"}],
          "paid": []}, None),
        ("paid in full", PAID_IN_FULL, None),
    ],
)  # fmt: skip
def test_pay_far_below_the_minimum_is_low_pay(
    what: str, stated: dict[str, Any], expected: Answer | None
) -> None:
    assert signs(**stated).get("EX04") is expected, what


def test_a_deduction_that_the_law_does_not_allow_is_a_sign_of_its_own() -> None:
    assert signs()["EX08"] is YES
    assert "EX08" not in signs(deducted=[])
    # A lawful one with free written consent is none; where nobody knows of consent, it is asked.
    food = {"for": "2026-06-30", "of": "housing", "amount": "50"}
    answers = {
        consent: signs(deducted=[{**food, "consent": consent}]).get("EX08")
        for consent in ("free_in_writing", "unknown", "none")
    }
    assert answers["free_in_writing"] is None or answers["free_in_writing"] is YES
    assert (answers["unknown"] is UNKNOWN) == (answers["free_in_writing"] is None)


def test_arrears_alone_never_show_that_pay_is_kept_back_to_make_somebody_stay() -> None:
    assert signs()["CD14"] is UNKNOWN
    assert "CD14" not in signs(**PAID_IN_FULL)


@given(st.lists(st.integers(0, 5_000).map(str), max_size=4), st.booleans())
def test_no_reckoning_ever_says_no(amounts: list[str], known: bool) -> None:
    found = signs(paid=paid(*amounts), complete={"work": True, "pay": known})
    assert set(found.values()) <= {YES, UNKNOWN}


def test_each_reason_has_its_numbers_in_every_language() -> None:
    found = account()
    for language in ("en", "fr", "es", "ar"):
        words = Words(library_with((TEXTS,), language), language, marks=False)
        for one in evidence_of_owed(found):
            reason = reason_of_owed(one, found, words)
            assert any(letter.isdigit() for letter in reason), (language, one.evidence.code)
            assert "{" not in reason


def test_the_table_is_dated_has_a_note_for_each_line_and_speaks_of_its_lists_alone() -> None:
    table = shipped_owed_signs()
    assert table.checked.year >= 2026
    assert all(one.note for one in table.signs)
    for listed in table.lists:
        assert evidence_of_owed(account(), list_id=listed)
    with pytest.raises(InputError, match="W701"):
        evidence_of_owed(account(), list_id="adult_sexual")
