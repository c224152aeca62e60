"""Encrypted files: cleaned, encrypted in pieces, in a folder that no address leads to."""

import contextlib
import io
import os
import tempfile
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.vault.cleaning import kind_of
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.fields import Cell
from manumit.web.kernel.vault.folder import files_folder
from manumit.web.kernel.vault.keys import lock_person_key, subject_key, unwrap
from manumit.web.kernel.vault.models import Attachment
from manumit.web.kernel.vault.ring import key_ring
from manumit.web.kernel.vault.sandbox import clean_in_sandbox
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.sealing import SealError, decrypt_stream, encrypt_stream

KILOBYTE, MEGABYTE = 1_000, 1_000_000
LARGEST = 20_000_000
"""Bytes."""
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "text/plain": "txt",
}
"""What the vault takes, and how a file of it ends."""
ORPHAN_SECONDS = 24 * 3600
BESIDE = ".new-"
"""Begins the name of a file that is being written."""


def size_text(size: int) -> str:
    """Return a size in bytes as kilobytes or megabytes of a thousand."""
    if size < MEGABYTE:
        return f"{max(1, round(size / KILOBYTE))}\N{NO-BREAK SPACE}kB"
    return f"{size / MEGABYTE:.1f}\N{NO-BREAK SPACE}MB"


@dataclass(frozen=True, slots=True, repr=False)
class CleanFile:
    """A file without metadata, and its type."""

    kind: str
    content: bytes


def clean_file(content: bytes) -> CleanFile:
    """Clean a file in a process of its own; it may take a minute, so hold no lock meanwhile.

    Raises:
        InputError: V401 to V403, V406 to V408.
    """
    if len(content) > LARGEST:
        raise VaultCode.TOO_LARGE.error(Place(field="file"))
    kind = kind_of(content)
    return CleanFile(kind, clean_in_sandbox(content, kind))


def attach(subject: uuid.UUID, name: str, content: bytes, *, about: str = "") -> Attachment:
    """Clean, encrypt and store a file of a person: :func:`clean_file`, then :func:`keep_file`."""
    return keep_file(subject, name, clean_file(content), about=about)


@transaction.atomic
def keep_file(subject: uuid.UUID, name: str, clean: CleanFile, *, about: str = "") -> Attachment:
    """Encrypt and store a file of a person.

    Args:
        subject: the person.
        name: of the uploaded file; encrypted too.
        clean: what is kept.
        about: what it shows; sealed.

    Raises:
        InputError: V101 to V107, V201, V301, V404. Nothing is kept then.
    """
    key = unwrap(lock_person_key(subject), key_ring())
    row = Attachment(subject_id=subject, kind=clean.kind)
    seal_text(row, "name", name, key=key)
    seal_text(row, "about", about, key=key)
    path = _path(files_folder(), row.pk)
    try:
        _write(path, clean.content, key.key, _bound_to(row))
        row.save()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return row


def get_attachment(key: uuid.UUID) -> Attachment:
    """Return the row of an encrypted file, for an app that keeps its id.

    Raises:
        InputError: V405 where there is none (any more).
    """
    found = Attachment.objects.filter(pk=key).first()
    if found is None:
        raise VaultCode.FILE_CANT_BE_OPENED.error(Place(field="file"))
    return found


def read_attachment(row: Attachment) -> bytes:
    """Return the content of an encrypted file, all of it or nothing.

    The caller has checked access and written the ledger entry.

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
    """Remove one file.

    Raises:
        InputError: V301; V302 where a legal hold keeps the record.
    """
    with transaction.atomic():
        if lock_person_key(row.subject_id).held:
            raise VaultCode.UNDER_HOLD.error(Place())
        removed = row.pk
        row.delete()
        transaction.on_commit(lambda: delete_files([removed]))


def delete_files(removed: Iterable[uuid.UUID]) -> None:
    """Remove files whose rows are gone; a file that can't be removed can't be opened either."""
    if settings.MANUMIT_FILES is not None:
        for one in removed:
            with contextlib.suppress(OSError):
                _path(Path(settings.MANUMIT_FILES), one).unlink()


def delete_orphans() -> None:
    """Remove old files without a row: of acts that were rolled back or killed.

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
