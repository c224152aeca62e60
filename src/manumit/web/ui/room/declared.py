"""The declaration of a list: its columns, filters and views, as plain data.

What a member may see follows from the policy and the grants: a column names the class of what it
shows, and a row shows it, is filtered by it and is sorted by it only where the member's relation to
the row shows that class. A list can't show, nor reveal by its order, more than a single record.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import QuerySet
from django.urls import reverse

from manumit.assessment.view import Words
from manumit.terms.words import number_text
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.register import FieldClass
from manumit.web.ui.languages import Language

type Rows = QuerySet[Any]
type Place = Literal["first", "next", "urgent", "state", "about", "far"]
type Tone = Literal["", "state", "danger", "today", "good", "info"]
SIZE = 25
"""Rows on a page."""
MOST = 1_000
"""Rows that a list counts and pages through; a longer list is narrowed by filters."""
SEALED_MOST = 500
"""Held files that a filter opens in memory at most, as one act of the ledger."""

EXPORT_REASONS = ("handover", "audit", "court", "report", "offline")
"""Reasons for exporting a list: codes; texts ``room_list_reason/<code>``."""


def ledger_code(reason: str) -> str:
    """Return the code under which the ledger keeps the reason of an export."""
    return f"list_{reason}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a list, and in which language.

    Attributes:
        today: the day on which it is read, in UTC.
    """

    actor: Actor
    language: Language
    words: Words
    today: dt.date

    def say(self, text_id: str, **values: object) -> str:
        """Return a text in the language of the page."""
        return self.words.say(text_id, **values)

    def address(self, view: str, **arguments: object) -> str:
        """Return the address of a page in the language of this one."""
        return reverse(view, kwargs={"language": self.language.tag, **arguments})


@dataclass(frozen=True, slots=True)
class Badge:
    """A word in a frame; the word carries the meaning, the tone only underlines it."""

    text: str
    tone: Tone = "state"


@dataclass(frozen=True, slots=True)
class RowStep:
    """A step that a line offers at once, because it needs nothing but a press.

    Attributes:
        text: id of the label of the button; ``href``: where it is sent, with the fields
            ``request``, ``seen`` and ``back``.
        seen: the version of the row; ``prefix``: of the names of the first two fields.
        back: which list it is sent from.
        which: what else a screen reader says, so that no two buttons are alike.
        instead, other: id of the label and address of another answer, which needs more; empty:
            there is none.
        request: the idempotency key.
    """

    text: str
    href: str
    seen: int
    back: str
    which: str
    prefix: str = ""
    instead: str = ""
    other: str = ""
    request: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row shows in one column; empty in every part is shown as "Not recorded".

    Attributes:
        text: the first line.
        code: whether the text is a code or a number, which is written from left to right.
        href: where the text leads.
        badges: after the text.
        fine: the second line; ``fine_code``: whether it is a code.
        tone: of the second line: ``danger`` for overdue, ``today`` for due today.
        called: what the reader calls the row, before the text: on the screen alone, never printed
            and in no file.
        in_file: what a file shows in place of the first line, such as a number without separators.
        step: what the reader can do at once; in no file.
    """

    text: str = ""
    code: bool = False
    href: str = ""
    badges: tuple[Badge, ...] = ()
    fine: str = ""
    fine_code: bool = False
    tone: Tone = ""
    called: str = field(default="", repr=False)
    in_file: str = ""
    step: RowStep | None = None

    @property
    def known(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self.text or self.badges or self.fine)

    @property
    def plain(self) -> str:
        """Return the cell as one text, for a file."""
        return " · ".join(
            filter(None, (self.in_file or self.text, *(one.text for one in self.badges), self.fine))
        )


def amount_cell(amounts: Sequence[str], reader: Reader) -> Cell:
    """Return amounts with their currencies: in the reader's language, and plain in a file.

    Args:
        amounts: from :func:`manumit.web.kernel.money.format_sums`.
        reader: who reads the list.
    """
    shown = ", ".join(number_text(reader.words, one) for one in amounts)
    return Cell(shown, code=bool(shown), in_file=", ".join(amounts))


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a list.

    Attributes:
        key: its name in the address, for sorting.
        heading: id of its text.
        cell: makes the cell from a line; None: the member may not see it.
        needs: class of what it shows.
        sort: path or annotation that sorts it in SQL; empty: nothing sorts by it.
        indexed: an index answers its order, so that it sorts a list of any length.
        place: its position on a card; ``far`` is left out on a narrow screen.
        sealed: opened in memory for held rows; never sorted and never exported.
        latest: sorting begins with the greatest value, as for days of change.
        then: path or annotation that sorts rows with the same value, of the same class; the
            smallest first.
    """

    key: str
    heading: str
    cell: Callable[[Any, Reader], Cell | None]
    needs: FieldClass = FieldClass.INTERNAL
    sort: str = ""
    indexed: bool = False
    place: Place = "about"
    sealed: bool = False
    latest: bool = False
    then: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter by codes: any of those that are ticked.

    Attributes:
        key: its name in the address.
        heading: id of its text.
        options: codes with their texts, for the reader.
        narrow: the rows with one of the codes.
        needs: class of what it reveals of a row.
    """

    key: str
    heading: str
    options: Callable[[Reader], Sequence[tuple[str, str]]]
    narrow: Callable[[Rows, Sequence[str], Reader], Rows]
    needs: FieldClass = FieldClass.INTERNAL


@dataclass(frozen=True, slots=True)
class DayFilter:
    """A filter by a column of days or moments: from one day, until another.

    Attributes:
        column: path of the column; ``moment``: whether it holds a time of day too.
    """

    key: str
    heading: str
    column: str
    needs: FieldClass = FieldClass.PERSONAL
    moment: bool = True


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view that a list offers, shown as a tab with the number of its rows.

    Attributes:
        key: its name in the address.
        text: id of its text.
        narrow: its rows.
        relation: offered only to roles that are granted rows in this relation; None: to all.
    """

    key: str
    text: str
    narrow: Callable[[Rows, Reader], Rows]
    relation: Relation | None = None


def same_lines(rows: Sequence[Any], reader: Reader) -> Sequence[Any]:
    """Return rows as they are, for lists whose columns need nothing else."""
    del reader
    return rows


@dataclass(frozen=True, slots=True)
class RoomList:
    """The declaration of one list.

    Attributes:
        view: its address, as a name.
        policy: says which rows, and in which relation.
        heading: id of its title; ``empty``: of what an empty list says.
        columns: the first leads to the row.
        filters, views: as declared; the first view is shown if none is asked for.
        order: the key of the column that sorts it; a leading minus begins with the greatest.
        otherwise: the same, for a list that is too long to be sorted by ``order``.
        prepare: annotates what columns sort and filters narrow by.
        lines: reads what the rows of one page show from other tables.
        export: the action that a role has to be granted to export the list; empty: nobody.
    """

    view: str
    policy: Policy[Any]
    heading: str
    empty: str
    columns: tuple[ListColumn, ...]
    order: str
    otherwise: str = ""
    filters: tuple[Filter | DayFilter, ...] = ()
    views: tuple[SavedView, ...] = ()
    prepare: Callable[[Rows, Reader], Rows] = lambda rows, reader: rows  # noqa: ARG005
    lines: Callable[[Sequence[Any], Reader], Sequence[Any]] = same_lines
    export: str = ""

    def views_for(self, reader: Reader) -> list[SavedView]:
        """Return the views that the reader's role is offered."""
        given = grants().of(reader.actor.role, self.policy.resource, SEE)
        return [one for one in self.views if one.relation is None or one.relation in given]

    def column(self, key: str) -> ListColumn | None:
        """Return the column of a key, or None."""
        return next((one for one in self.columns if one.key == key), None)


def coded(prefix: str, codes: Sequence[str]) -> Callable[[Reader], Sequence[tuple[str, str]]]:
    """Return the options of a filter whose codes have texts ``<prefix>/<code>``."""

    def options(reader: Reader) -> Sequence[tuple[str, str]]:
        return [(one, reader.say(f"{prefix}/{one}")) for one in codes]

    return options


def one_of(column: str) -> Callable[[Rows, Sequence[str], Reader], Rows]:
    """Return the narrowing by codes of one column."""
    return functools.partial(_one_of, column)


def _one_of(column: str, rows: Rows, codes: Sequence[str], reader: Reader) -> Rows:
    del reader
    return rows.filter(**{f"{column}__in": codes})


type Chosen = Mapping[str, tuple[str, ...]]
