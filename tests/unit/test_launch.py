"""What ``manumit serve`` tells the programs that it starts."""

import subprocess
from pathlib import Path

import pytest

from manumit.errors import InputError
from manumit.web.kernel.schema import migrations_digest
from manumit.web.site import launch
from manumit.web.site.embedded import Addresses
from manumit.web.site.launch import (
    STATISTICS_BASIS,
    LaunchOptions,
    _statistics_basis,
    country_stamp,
)

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
    wishes = LaunchOptions(folder=tmp_path, port=0, accounts=accounts, country=country)
    if loaded:
        country_stamp(wishes).write_text("300\n", "utf-8")
    assert _statistics_basis(wishes) == basis


def test_a_folder_of_other_tables_is_refused_and_one_of_other_code_is_prepared_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[object] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: ran.append(command))
    addresses = Addresses("application", "owner", "administrator")
    stamp = tmp_path / "prepared"
    launch._prepare(tmp_path, {}, addresses)
    assert len(ran) == 1
    launch._prepare(tmp_path, {}, addresses)
    assert len(ran) == 1
    stamp.write_text(f"{migrations_digest()}\n{'0' * 64}", "utf-8")
    launch._prepare(tmp_path, {}, addresses)
    assert len(ran) == 2
    for older in ("0" * 64, f"{'0' * 64}\n{stamp.read_text('utf-8').split()[1]}"):
        stamp.write_text(older, "utf-8")
        with pytest.raises(InputError) as caught:
            launch._prepare(tmp_path, {}, addresses)
        assert [one.code for one in caught.value.problems] == ["S309"]
        assert stamp.read_text("utf-8") == older
    assert len(ran) == 2
