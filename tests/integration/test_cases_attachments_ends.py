"""How documents of a file end: erased with their person, over in time, brought back from a backup.

Each search first finds what was put there in clear, so that one that finds nothing means something.
"""

import datetime as dt
import secrets
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone
from pytest_django import Settings

from cases_world import HANDED_BY, SHOWN, attached, file_of, key_ring, world
from erasing import erase
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.models import CaseAttachment, CaseFile
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.keys import new_key
from manumit.web.kernel.ledger.sealer import seal_now
from manumit.web.kernel.retention import retention_kinds
from manumit.web.kernel.vault.attachments import read_attachment
from manumit.web.kernel.vault.models import Attachment, PersonKey
from manumit.web.operations.retention import end_records, read_periods
from manumit.web.site.embedded import Addresses
from operations_here import entered, installation

pytestmark = pytest.mark.usefixtures("committing")

WINDOW = 8
"""Bytes in a row: fewer are found anywhere by chance."""


def everything(addresses: Addresses, folder: Path) -> bytes:
    """All rows of all tables, bytes as hexadecimal digits, and all that the folder holds."""
    with psycopg.connect(addresses.owner) as thief:
        tables = thief.execute(
            "SELECT quote_ident(table_name) FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1"
        ).fetchall()
        rows = [
            str(row[0])
            for (table,) in tables
            for row in thief.execute(f"SELECT t::text FROM {table} t").fetchall()  # noqa: S608 - ours
        ]
    raw = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(["\n".join(rows).encode(), *raw])


def parts_in(sought: bytes, dump: bytes) -> set[bytes]:
    """Parts of a text that stand in a dump, in clear or as hexadecimal digits."""
    parts = {sought[start : start + WINDOW] for start in range(len(sought) - WINDOW + 1)}
    return {one for one in parts if one in dump or one.hex().encode() in dump}


def refused(owner: Actor, file: CaseFile, row: CaseAttachment) -> None:
    """To whoever held the file, nothing of it exists any more."""
    assert selectors.attachments(owner, file.pk) == []
    for act in (
        lambda: selectors.attachment(owner, row.pk),
        lambda: selectors.attachment_content(owner, row.pk),
        lambda: services.withdraw_attachment(owner, row.pk, reason="not_needed"),
        lambda: attached(owner, file),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.verdict.hidden


@pytest.mark.proves("documents-are-sealed")
def test_after_an_erasure_no_part_of_a_document_is_readable(
    tmp_path: Path, settings: Settings, addresses: Addresses
) -> None:
    key_ring(tmp_path, settings)
    folder, owner = tmp_path / "files", world().owner
    # No letters of hexadecimal digits: in those, eight like them lie somewhere by chance.
    file, content = file_of(owner), bytes(secrets.choice(b"ghjkmnpqrstuvwxyz") for _ in range(400))
    row = attached(owner, file, content)
    assert selectors.attachment_content(owner, row.pk).content == content
    kept = Attachment.objects.get(pk=row.sealed_file)
    (path,) = [one for one in folder.rglob("*") if one.is_file()]
    sealed, name = path.read_bytes(), kept.name

    # The search finds it wherever it lies in clear; and it does so nowhere, not even before.
    (folder / "planted").write_bytes(content)
    assert len(parts_in(content, everything(addresses, folder))) > len(content) / 2
    (folder / "planted").unlink()
    for sought in (content, HANDED_BY.encode()):
        assert parts_in(sought, everything(addresses, folder)) == set()

    erase(file.subject_id, "asked_by_the_person", owner.person)
    assert not path.exists()
    assert CaseAttachment.objects.filter(pk=row.pk).exists()
    refused(owner, file, row)
    # The sealed bytes, as a backup of the files would bring them back, open by no way.
    path.write_bytes(sealed)
    left = Attachment(id=row.sealed_file, subject_id=file.subject_id, kind="text/plain")
    left.__dict__["name"] = name
    with pytest.raises(InputError, match="V301"):
        read_attachment(left)
    for sought in (content, HANDED_BY.encode()):
        assert parts_in(sought, everything(addresses, folder)) == set()


@pytest.mark.proves("documents-are-sealed")
def test_a_document_begins_the_time_of_its_file_anew_and_ends_with_it(
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
    row = attached(owner, file)
    withdrawn = attached(owner, file)
    services.withdraw_attachment(owner, withdrawn.pk, reason="unreadable")
    assert (
        retention_kinds()["case_file"].rows().get(pk=file.pk).worked_on
        == withdrawn.made_at
        > file.opened_at
    )
    later = timezone.now() + dt.timedelta(days=20 * 366)
    (shown,) = [
        one for one in end_records(read_periods(), later, dry_run=False) if one.kind == "case_file"
    ]
    assert file.subject_id in shown.ended
    assert not [one for one in (tmp_path / "files").rglob("*") if one.is_file()]
    assert CaseAttachment.objects.filter(file=file).count() == 2
    refused(owner, file, row)


@pytest.mark.proves("documents-are-sealed")
def test_a_backup_brings_documents_back_and_nobody_who_was_erased(
    addresses: Addresses, tmp_path: Path
) -> None:
    with installation(addresses, tmp_path) as here:
        here.make_prepared("documents")
        with entered("documents"):
            owner = world().owner
            kept, erased = file_of(owner), file_of(owner)
            row, gone = attached(owner, kept), attached(owner, erased)
            seal_now()
            here.back_up(to=here.folder("data"), keys_to=here.folder("keys"))
            (data,), (keys,) = here.folder("data").iterdir(), here.folder("keys").iterdir()
            dump = here.in_words(data)
            assert str(row.pk) in dump
            assert SHOWN not in dump
            assert HANDED_BY not in dump
            erase(erased.subject_id, "asked_by_the_person", owner.person)
            seal_now()
            here.back_up(keys_to=here.folder("newer"))
        here.drop("documents")
        here.empty_files()
        here.make("documents")
        try:
            with entered("documents"):
                here.restore(data, keys)
                assert selectors.attachment_content(owner, row.pk).content == SHOWN.encode()
                assert selectors.attachment(owner, row.pk).handed_by == HANDED_BY
                refused(owner, erased, gone)
                assert PersonKey.objects.get(subject=erased.subject_id).wrapped is None
                assert {one.name for one in here.files.glob("*/*")} == {row.sealed_file.hex}
                assert attached(owner, kept).number == 2
        finally:
            here.drop("documents")
