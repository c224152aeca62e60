"""How accounts of a file end: erased with their person, over in time, brought back from a backup.

Each search first finds what was put there in clear, so that one that finds nothing means something.
"""

import datetime as dt
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from account_texts import EMPLOYER, WAGES, wage_account
from cases_world import accounted, file_of, key_ring, request, weighed, world
from erasing import erase
from integration.test_cases_attachments_ends import everything, parts_in
from manumit.web.cases import selectors, services
from manumit.web.cases.accounts import WageAccount
from manumit.web.cases.models import AccountVersion, CaseFile, Reckoning, SignReview
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.keys import new_key
from manumit.web.kernel.ledger.sealer import seal_now
from manumit.web.kernel.retention import retention_kinds
from manumit.web.operations.retention import end_records, read_periods
from manumit.web.site.embedded import Addresses
from operations_here import entered, installation

pytestmark = pytest.mark.usefixtures("committing")


def refused(owner: Actor, file: CaseFile, row: AccountVersion) -> None:
    """To whoever held the file, nothing of it exists any more."""
    assert selectors.accounts(owner, file.pk) == []
    result = Reckoning.objects.filter(account_version=row).latest("number").pk
    for act in (
        lambda: selectors.account(owner, row.pk),
        lambda: selectors.reckoning(owner, result),
        lambda: selectors.download(owner, result, paper=True),
        lambda: services.correct_account(owner, row.pk, wage_account(), request=request()),
        lambda: services.withdraw_account(owner, row.pk, reason="not_needed"),
        lambda: accounted(owner, file, wage_account(), take=False),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.verdict.hidden


def random_account() -> tuple[WageAccount, bytes]:
    """An account that names somebody as nobody is called, and that name."""
    # No letters of hexadecimal digits: in those, eight like them lie somewhere by chance.
    name = "".join(secrets.choice("ghjkmnpqrstuvwxyz") for _ in range(60))
    return wage_account(data={**WAGES, "worker": name}), name.encode()


@pytest.mark.proves("accounts-of-work")
def test_no_part_of_an_account_lies_in_clear_and_after_an_erasure_none_can_be_read(
    tmp_path: Path, settings: Settings, addresses: Addresses
) -> None:
    key_ring(tmp_path, settings)
    folder, owner = tmp_path / "files", world().owner
    file, (account, name) = file_of(owner), random_account()
    row, _ = accounted(owner, file, account)
    seen = selectors.account(owner, row.pk)
    assert seen.content is not None
    assert name in seen.content.text.encode()
    assert name in repr(seen.result and seen.result.statements).encode()
    sealed = [one for one in folder.rglob("*") if one.is_file()]
    assert len(sealed) == 2

    # The search finds it wherever it lies in clear; and it does so nowhere, not even before.
    (folder / "planted").write_bytes(name)
    assert len(parts_in(name, everything(addresses, folder))) > len(name) / 2
    (folder / "planted").unlink()
    assert parts_in(name, everything(addresses, folder)) == set()
    assert b"owed-signs" not in everything(addresses, folder)

    erase(file.subject_id, "asked_by_the_person", owner.person)
    assert not [one for one in sealed if one.exists()]
    assert AccountVersion.objects.filter(pk=row.pk).exists()
    assert SignReview.objects.filter(file=file).exists()
    refused(owner, file, row)
    assert parts_in(name, everything(addresses, folder)) == set()


@pytest.mark.proves("accounts-of-work")
def test_an_account_begins_the_time_of_its_file_anew_and_ends_with_it(
    tmp_path: Path, settings: Settings
) -> None:
    key_ring(tmp_path, settings)
    (tmp_path / "heads").mkdir()
    new_key(tmp_path / "ledger.pem")
    settings.MANUMIT = replace(
        settings.MANUMIT, ledger_heads=tmp_path / "heads", ledger_key=tmp_path / "ledger.pem"
    )
    owner = world().owner
    file = file_of(owner)
    row, _ = accounted(owner, file, wage_account(), take=False)
    result = Reckoning.objects.get(account_version=row)
    found = retention_kinds()["case_file"].rows().get(pk=file.pk).worked_on
    assert found == result.made_at > row.made_at > file.opened_at
    weighed(owner, row, take=False)
    last = SignReview.objects.get(reckoning=result)
    assert retention_kinds()["case_file"].rows().get(pk=file.pk).worked_on == last.made_at
    later = timezone.now() + dt.timedelta(days=20 * 366)
    (ended,) = [
        one for one in end_records(read_periods(), later, dry_run=False) if one.kind == "case_file"
    ]
    assert file.subject_id in ended.ended
    assert not [one for one in (tmp_path / "files").rglob("*") if one.is_file()]
    assert AccountVersion.objects.filter(file=file).count() == 1
    refused(owner, file, row)


@pytest.mark.proves("accounts-of-work")
def test_a_backup_brings_accounts_back_and_nobody_who_was_erased(
    addresses: Addresses, tmp_path: Path
) -> None:
    with installation(addresses, tmp_path) as here:
        here.make_prepared("told")
        with entered("told"):
            owner = world().owner
            kept, erased = file_of(owner), file_of(owner)
            (row, _), (gone, _) = (accounted(owner, one, wage_account()) for one in (kept, erased))
            before = selectors.account(owner, row.pk)
            seal_now()
            here.back_up(to=here.folder("data"), keys_to=here.folder("keys"))
            (data,), (keys,) = here.folder("data").iterdir(), here.folder("keys").iterdir()
            dump = here.in_words(data)
            assert str(row.pk) in dump
            assert EMPLOYER not in dump
            erase(erased.subject_id, "asked_by_the_person", owner.person)
            seal_now()
            here.back_up(keys_to=here.folder("newer"))
        here.drop("told")
        here.empty_files()
        here.make("told")
        try:
            with entered("told"):
                here.restore(data, keys)
                after = selectors.account(owner, row.pk)
                assert (after.content, after.result) == (before.content, before.result)
                assert (after.weighed, after.seen) == (before.weighed, 1)
                refused(owner, erased, gone)
        finally:
            here.drop("told")
