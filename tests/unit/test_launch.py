"""What ``manumit serve`` tells the programs that it starts."""

from pathlib import Path

import pytest

from manumit.web.site.launch import STATISTICS_BASIS, Wishes, _statistics_basis, country_stamp

NAMED = "MANUMIT_STATISTICS_BASIS"


@pytest.mark.parametrize(
    ("accounts", "country", "loaded", "given", "basis"),
    [
        (False, 0, False, None, ""),
        (True, 0, False, None, STATISTICS_BASIS),
        (False, 300, False, None, STATISTICS_BASIS),
        (False, 0, True, None, STATISTICS_BASIS),
        (True, 300, True, "consent", "consent"),
        (False, 0, False, "law: Act, s. 7", "law: Act, s. 7"),
    ],
    ids=["nobody", "accounts", "country", "loaded", "named", "named-alone"],
)
def test_an_invented_law_counts_invented_people_alone_and_stands_over_none_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, accounts: bool, country: int,
    loaded: bool, given: str | None, basis: str,
) -> None:  # fmt: skip
    monkeypatch.delenv(NAMED, raising=False)
    if given is not None:
        monkeypatch.setenv(NAMED, given)
    wishes = Wishes(folder=tmp_path, port=0, accounts=accounts, country=country)
    if loaded:
        country_stamp(wishes).write_text("300\n", "utf-8")
    assert _statistics_basis(wishes) == basis
