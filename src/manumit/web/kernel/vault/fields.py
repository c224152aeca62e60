"""A column of encrypted text. Reading a row decrypts nothing; opening is a call of its own."""

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models
from django.db.models import signals
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute

from manumit.errors import Place
from manumit.web.kernel.vault.codes import VaultCode

FORMAT = b"manumit sealed 1"


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of an encrypted value: it opens nowhere else."""

    table: str
    column: str
    row: uuid.UUID
    subject: uuid.UUID | None

    def holds(self, value: "Sealed") -> bool:
        """Return whether a value belongs to this cell, as far as it was read with its row."""
        found = value.cell
        if found is not None and found.subject is None:  # read alone, as a deferred column is
            found = replace(found, subject=self.subject)
        return found == self

    @property
    def bound_to(self) -> bytes:
        """Return the place as associated data; no part of it can contain the separator."""
        parts = (self.table, self.column, str(self.row), str(self.subject))
        return b"\0".join((FORMAT, *(part.encode() for part in parts)))


class Sealed:
    """An encrypted value that only :func:`~manumit.web.kernel.vault.sealed.open_text` opens.

    Its text is the same for all of them, so that a template, a log or an error shows nothing.
    """

    __slots__ = ("_cell", "_fresh", "_raw")

    def __init__(self, raw: bytes, cell: Cell | None = None, *, fresh: bool = False) -> None:
        self._raw = raw
        self._cell = cell
        self._fresh = fresh

    @property
    def raw(self) -> bytes:
        """Return the bytes that the table holds."""
        return self._raw

    @property
    def cell(self) -> Cell | None:
        """Return the cell it belongs to; None if it was read without its row."""
        return self._cell

    @property
    def fresh(self) -> bool:
        """Return whether it was encrypted in this process, and not read."""
        return self._fresh

    def __str__(self) -> str:
        """Never the content."""
        return "[sealed]"

    __repr__ = __str__

    def __reduce__(self) -> NoReturn:
        """Never pickled: neither into a cache nor into a job."""
        raise TypeError("a sealed value is not pickled")

    def __copy__(self) -> "Sealed":
        """Itself: it can't be changed."""
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Sealed":
        """Itself."""
        return self


@dataclass(frozen=True, slots=True)
class _Checked:
    """Bytes that were checked to belong where they are about to be stored."""

    raw: bytes


if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field  # generic for type checkers only


class _SealedAttribute(DeferredAttribute):
    """Accepts encrypted values only, and in a stored row only those of its own place."""

    field: "SealedField"

    def __set__(self, instance: models.Model, value: object) -> None:
        if value is not None and not isinstance(value, Sealed):
            raise self.field.refused()
        stored = not instance._state.adding  # noqa: SLF001 - Django documents it for this question
        if stored and value is not None and not self.field.cell(instance).holds(value):
            raise self.field.refused()
        instance.__dict__[self.field.attname] = value


class SealedField(_Field):
    """Encrypted text in a ``bytea`` column.

    Rows have a UUID as their key, known before anything is sealed for them. A value can be stored
    with ``save()``, ``create()`` and ``bulk_create()`` only: the others know no row to check.

    Args:
        subject: attribute of the row that holds the person's id.
    """

    descriptor_class = _SealedAttribute
    empty_strings_allowed = False

    def __init__(self, *args: Any, subject: str = "subject_id", **options: Any) -> None:
        self.subject = subject
        super().__init__(*args, **{"editable": False, **options})

    def deconstruct(self) -> Any:
        """Add the name of the person's attribute."""
        name, path, args, options = super().deconstruct()
        options.pop("editable", None)
        return name, path, args, {**options, "subject": self.subject}

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        """Give each value its place as soon as its row is read."""
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            signals.post_init.connect(self._place, sender=cls)

    def _place(self, instance: models.Model, **kwargs: Any) -> None:
        del kwargs
        value = instance.__dict__.get(self.attname)
        if isinstance(value, Sealed) and value.cell is None:
            subject = instance.__dict__.get(self.subject)
            cell = Cell(self._table, str(self.column), self._key(instance), subject)
            instance.__dict__[self.attname] = Sealed(value.raw, cell)

    def get_internal_type(self) -> str:
        """``bytea`` on PostgreSQL."""
        return "BinaryField"

    def cell(self, row: models.Model) -> Cell:
        """Return the place of this column in a row.

        Raises:
            InputError: V203 where the row has no UUID or no person.
        """
        key, subject = self._key(row), getattr(row, self.subject)
        if not isinstance(key, uuid.UUID) or not isinstance(subject, uuid.UUID):
            raise self.refused()
        return Cell(self._table, str(self.column), key, subject)

    def _key(self, row: models.Model) -> Any:
        """Return the row's id; for a history row, the id of the row that it is a version of."""
        return row.pk if self._tracked is None else getattr(row, "pgh_obj_id", None)

    @property
    def _tracked(self) -> type[models.Model] | None:
        """Return the model whose history this is (django-pghistory); None for any other."""
        return getattr(self.model, "pgh_tracked_model", None)

    @property
    def _table(self) -> str:
        return str((self._tracked or self.model)._meta.db_table)  # noqa: SLF001 - documented by Django

    def refused(self) -> Exception:
        """V203 at this column."""
        return VaultCode.NOT_SEALED.error(Place(column=self.name))

    def from_db_value(self, value: Any, *args: Any) -> Sealed | None:
        """Return the value without a place: the row gives it."""
        del args
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Check that the value was encrypted for this very row.

        Raises:
            InputError: V203.
        """
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        if not isinstance(value, Sealed) or not self.cell(model_instance).holds(value):
            raise self.refused()
        new = add or model_instance._state.adding  # noqa: SLF001 - as above
        if new and not value.fresh:  # decrypted elsewhere, and only claimed for this row
            raise self.refused()
        return _Checked(value.raw)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return the bytes of a checked value.

        Raises:
            InputError: V203 for anything else.
        """
        del prepared
        if value is None:
            return None
        if not isinstance(value, _Checked):
            raise self.refused()
        return connection.Database.Binary(value.raw)

    def get_lookup(self, lookup_name: str) -> Any:
        """Allow only the lookup whether there is a value.

        Raises:
            InputError: V204.
        """
        if lookup_name == "isnull":
            return IsNull
        raise VaultCode.NOT_SEARCHABLE.error(Place(column=self.name))

    def value_to_string(self, obj: models.Model) -> str:
        """Refused: what is exported could not be opened where it is imported.

        Raises:
            InputError: V203.
        """
        del obj
        raise self.refused()

    def formfield(self, *args: Any, **options: Any) -> None:
        """None: a form shows opened text and seals it itself."""
        del args, options
