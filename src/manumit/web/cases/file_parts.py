"""What rooms above add to a file: on its page and in its records.

Each registers in ``AppConfig.ready``, so that this room imports none of them.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Model, QuerySet

from manumit.web.cases.models import CaseFile
from manumit.web.cases.selectors import FileView
from manumit.web.kernel.access.actors import Actor


@dataclass(frozen=True, slots=True)
class FileNote:
    """A line at the top of a file's page that leads to a page of another room.

    Attributes:
        need: the right to the file that its reader needs, such as ``statement.see``.
        text: id of its text.
        view: its page, whose address has the key of the file as ``file``.
        shown: whether the file has it.
        danger: whether it is a warning above everything else there.
    """

    need: str
    text: str
    view: str
    shown: Callable[[Actor | None, uuid.UUID], bool]
    danger: bool = False


@dataclass(frozen=True, slots=True)
class FileRecords:
    """A table with records of files.

    Attributes:
        model: the table.
        kind: of the ledger's events on its rows, which the file's access log has; empty if none.
        worked: field with the moment that counts as work on the file; empty if none does.
        file: the field that leads to the file.
    """

    model: type[Model]
    kind: str = ""
    worked: str = ""
    file: str = "file"

    def of(self, file: object) -> QuerySet[Model]:
        """Return the records of a file, or of a reference to one in a query."""
        rows: QuerySet[Model] = self.model._default_manager.filter(**{self.file: file})  # noqa: SLF001 - documented by Django
        return rows


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page of this room, with what a room above has to show there.

    Attributes:
        on: the page: of a file, or of the people who worked at a place.
        template: renders it, with ``section.content`` and what the page itself shows.
        content: of a file, or of an entry of the register; None where the reader gets no section.
    """

    on: Literal["file", "place"]
    template: str
    content: Callable[[Actor, uuid.UUID], object | None]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as its template reads it."""

    template: str
    content: object


type FileLink = tuple[str, str, str, str]
"""A page of a file: its tab there, the right that its reader needs, text and view."""

_LINKS: list[FileLink] = []
_NOTES: list[FileNote] = []
_RECORDS: list[FileRecords] = []
_SECTIONS: list[Section] = []


def register_links(*links: FileLink) -> None:
    """Register links; called once from the ``ready`` of a room above."""
    _LINKS.extend(links)


def register_notes(*notes: FileNote) -> None:
    """Register notes; called once from the ``ready`` of a room above."""
    _NOTES.extend(notes)


def register_records(*records: FileRecords) -> None:
    """Register tables with records of files; called once from the ``ready`` of a room above."""
    _RECORDS.extend(records)


def register_sections(*sections: Section) -> None:
    """Register sections; called once from the ``ready`` of a room above."""
    _SECTIONS.extend(sections)


def with_links(own: Sequence[FileLink]) -> list[FileLink]:
    """Return a room's own pages of a file with those of rooms above, each tab together."""
    order = list(dict.fromkeys(tab for tab, *_ in own))
    return sorted((*own, *_LINKS), key=lambda one: order.index(one[0]))


def notes_of(actor: Actor | None, seen: FileView, *, danger: bool = False) -> list[FileNote]:
    """Return the notes of a file that its reader may follow: the warnings, or all others."""
    return [
        one
        for one in _NOTES
        if one.danger is danger and one.need in seen.may and one.shown(actor, seen.id)
    ]


def sections_of(
    on: Literal["file", "place"], actor: Actor | None, key: uuid.UUID
) -> list[ShownSection]:
    """Return the sections of a file, or of a place of the register, that its reader gets."""
    if actor is None:
        return []
    found = ((one.template, one.content(actor, key)) for one in _SECTIONS if one.on == on)
    return [ShownSection(template, content) for template, content in found if content is not None]


def record_keys(file: CaseFile) -> Iterator[tuple[str, uuid.UUID]]:
    """Yield kind and key of every registered record of a file, as the ledger names them."""
    for one in _RECORDS:
        if one.kind:
            yield from ((one.kind, key) for key in one.of(file).values_list("pk", flat=True))


def records_of_work() -> list[FileRecords]:
    """Return the registered tables whose rows count as work on a file."""
    return [one for one in _RECORDS if one.worked]
