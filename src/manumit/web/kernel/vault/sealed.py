"""Encrypt texts for one column of one row of one person, and decrypt them there only."""

import uuid

from django.db import models

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode
from manumit.web.kernel.vault.fields import Cell, Sealed, SealedField
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.padding import pad, unpad
from manumit.web.sealing import SealError, decrypt, encrypt


def seal_text(
    row: models.Model, column: str, text: str, *, key: SubjectKey | None = None
) -> Sealed:
    """Encrypt a text and put it into the row, which still has to be saved.

    Args:
        row: it has its id and its person already.
        column: name of a :class:`SealedField` of the row.
        text: anything that can be encoded.
        key: of the row's person, where the caller has it already.

    Raises:
        InputError: V101 to V107, V201, V203, V301.
    """
    cell, subject = _place(row, column)
    sealed = encrypt(pad(text.encode()), key=_key(cell, subject, key).key, bound_to=cell.bound_to)
    value = Sealed(sealed, cell, fresh=True)
    setattr(row, column, value)
    return value


def open_text(row: models.Model, column: str, *, key: SubjectKey | None = None) -> str | None:
    """Return the decrypted text of a column of a row; None if there is none.

    The caller has checked access and written the ledger entry.

    Raises:
        InputError: V101 to V107; V201 for any doubt; V202 where it was read without its row; V301
            where the person was erased.
    """
    value = getattr(row, column)
    if value is None:
        return None
    cell, subject = _place(row, column)
    if not isinstance(value, Sealed) or value.cell is None:
        raise VaultCode.NO_PLACE.error(Place(column=column))
    try:
        padded = decrypt(value.raw, key=_key(cell, subject, key).key, bound_to=cell.bound_to)
        return unpad(padded).decode()
    except (SealError, ValueError):
        raise VaultCode.CANT_OPEN.error(Place(field=f"{cell.table}.{cell.column}")) from None


def _place(row: models.Model, column: str) -> tuple[Cell, uuid.UUID]:
    field = row._meta.get_field(column)  # noqa: SLF001 - documented by Django
    if not isinstance(field, SealedField):
        raise TypeError(f"'{column}' is no sealed column")
    return field.cell(row), getattr(row, field.subject)


def _key(cell: Cell, subject: uuid.UUID, given: SubjectKey | None) -> SubjectKey:
    if given is None:
        return subject_key(subject)
    if given.subject != subject:
        raise VaultCode.CANT_OPEN.error(Place(field=f"{cell.table}.{cell.column}"))
    return given
