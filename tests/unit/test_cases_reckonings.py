"""What is said of an account of a file that cannot be reckoned."""

from string import Formatter

import pytest

from manumit.errors import ErrorCode, Place
from manumit.web.cases import reckonings


@pytest.mark.parametrize("code", [one for codes in reckonings.CODES for one in codes])
def test_no_message_about_an_account_quotes_what_was_written_in_it(code: ErrorCode) -> None:
    names = {one for _, one, _, _ in Formatter().parse(code.detail.what + code.detail.do) if one}
    written = names - {"day", "currency", "most", "known", "page"}
    values = {name: "Amina" if name in written else "some day" for name in names}
    shown = reckonings.without_quotes(code.problem(Place(row=3), **values))
    assert (shown.code, shown.place) == (code.code, Place(row=3))
    assert "Amina" not in str(shown)
    assert ("some day" in str(shown)) == (bool(names) and not written)
