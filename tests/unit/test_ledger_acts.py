"""The codes that the ledger knows, and the shape of one."""

import re

import pytest

from manumit.web.kernel.ledger.acts import SHAPE, Column, acts, check, declare

# From design.md section 3 and the task of the ledger, written by hand.
MUST_BE_KNOWN = {
    "read_file", "search", "export", "print", "refuse", "sign_in", "sign_out", "transition",
    "consent_given", "consent_withdrawn", "consent_not_required", "disclose", "refer",
    "break_glass", "second_reading", "erase", "hold", "give_role", "take_role", "rotate_key",
}  # fmt: skip


def test_every_act_that_must_be_told_is_known_and_has_words() -> None:
    assert acts().keys() >= MUST_BE_KNOWN
    for code, words in acts().items():
        assert re.fullmatch(SHAPE, code), code
        assert words[0].islower(), code
        assert not words.endswith("."), code


@pytest.mark.parametrize(
    "text",
    ["Amina Begum", "+8801712345678", "amina@example.org", "12", "", "a\n", "x" * 41, "আমিনা",
     "no, never", "a/b", "a:b"],
)  # fmt: skip
def test_what_is_not_a_code_cannot_be_declared(text: str) -> None:
    with pytest.raises(ValueError, match="reason") as caught:
        declare(Column.REASON, text)
    assert text not in str(caught.value) or not text


def test_a_code_of_one_column_is_none_of_another() -> None:
    declare(Column.PURPOSE, "only_a_purpose")
    check(Column.PURPOSE, "only_a_purpose")
    check(Column.ROLE, "")
    with pytest.raises(ValueError, match="role"):
        check(Column.ROLE, "only_a_purpose")
