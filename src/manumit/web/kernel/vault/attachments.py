"""Sealed files: cleaned, sealed in pieces, in a folder that no address leads to."""

import contextlib
import io
import os
import tempfile
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.vault.apart import cleaned_apart
from manumit.web.kernel.vault.cleaning import kind_of
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.fields import Cell
from manumit.web.kernel.vault.folder import files_folder
from manumit.web.kernel.vault.keys import locked, subject_key, unwrap
from manumit.web.kernel.vault.models import Attachment
from manumit.web.kernel.vault.ring import key_ring
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.sealing import SealError, decrypt_stream, encrypt_stream

LARGEST = 20_000_000
"""Bytes."""
ORPHAN_SECONDS = 24 * 3600
BESIDE = ".new-"
"""Begins the name of a file that is being written."""


@transaction.atomic
def attach(subject: uuid.UUID, name: str, content: bytes, *, about: str = "") -> Attachment:
    """Cleans, seals and keeps a file of a person.

    Args:
        subject: the person.
        name: as whoever brings it calls it; it is sealed too.
        content: all of it.
        about: what it shows; sealed.

    Raises:
        InputError: V101 to V107, V201, V301, V401 to V404, V406 to V408. Nothing is kept then.
    """
    if len(content) > LARGEST:
        raise VaultCode.TOO_LARGE.error(Place(field="file"), megabytes=LARGEST // 1_000_000)
    kind = kind_of(content)
    clean = cleaned_apart(content, kind)
    key = unwrap(locked(subject), key_ring())
    row = Attachment(subject_id=subject, kind=kind)
    seal_text(row, "name", name, key=key)
    seal_text(row, "about", about, key=key)
    path = _path(files_folder(), row.pk)
    try:
        _write(path, clean, key.key, _bound_to(row))
        row.save()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return row


def kept_file(key: uuid.UUID) -> Attachment:
    """The row of a sealed file, for a room that keeps its id.

    Raises:
        InputError: V405 where there is none (any more).
    """
    found = Attachment.objects.filter(pk=key).first()
    if found is None:
        raise VaultCode.FILE_CANT_BE_OPENED.error(Place(field="file"))
    return found


def content_of(row: Attachment) -> bytes:
    """The content of a sealed file, all of it or nothing.

    Whoever calls this has asked the access mechanism, and the ledger has it.

    Raises:
        InputError: V101 to V107, V201, V301, V404; V405 for any doubt.
    """
    key = subject_key(row.subject_id)
    try:
        with _path(files_folder(), row.pk).open("rb") as sealed:
            return b"".join(decrypt_stream(sealed, key=key.key, bound_to=_bound_to(row)))
    except (OSError, SealError):
        raise VaultCode.FILE_CANT_BE_OPENED.error(Place(field="file")) from None


def detach(row: Attachment) -> None:
    """Removes one file.

    Raises:
        InputError: V301; V302 where a legal hold keeps the record.
    """
    with transaction.atomic():
        if locked(row.subject_id).held:
            raise VaultCode.UNDER_HOLD.error(Place())
        removed = row.pk
        row.delete()
        transaction.on_commit(lambda: forget_files([removed]))


def forget_files(removed: Iterable[uuid.UUID]) -> None:
    """Removes files whose rows are gone; who can't be removed can't be opened either."""
    if settings.MANUMIT_FILES is not None:
        for one in removed:
            with contextlib.suppress(OSError):
                _path(Path(settings.MANUMIT_FILES), one).unlink()


def forget_orphans() -> None:
    """Removes old files without a row: of acts that were rolled back, or whose end was killed.

    Raises:
        InputError: V404.
    """
    before = time.time() - ORPHAN_SECONDS
    for path in files_folder().glob("??/*"):
        if path.stat().st_mtime < before and _is_orphan(path.name):
            path.unlink(missing_ok=True)


def _is_orphan(name: str) -> bool:
    try:
        row = uuid.UUID(hex=name)
    except ValueError:
        return name.startswith(BESIDE)  # anything else is nothing of ours
    return not Attachment.objects.filter(pk=row).exists()


def _path(folder: Path, row: uuid.UUID) -> Path:
    return folder / row.hex[:2] / row.hex


def _bound_to(row: Attachment) -> bytes:
    return Cell("vault_attachment", "content", row.pk, row.subject_id).bound_to


def _write(path: Path, content: bytes, key: bytes, bound_to: bytes) -> None:
    """Beside it first, so that there is never half a file under its name."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=BESIDE, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as sealed:
            encrypt_stream(io.BytesIO(content), sealed, key=key, bound_to=bound_to)
            sealed.flush()
            os.fsync(sealed.fileno())
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
