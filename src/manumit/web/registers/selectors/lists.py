"""Lists of entries: filtered by what stands in clear, sorted by what is opened, a page at a time.

Nothing in a line tells when an entry was made, by whom, or how many workers anybody knows of: the
order is by name, and there is none by time (R-30).
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION, Policy
from manumit.web.kernel.access.telling import acting, tell
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.registers.contents import Called, Located
from manumit.web.registers.lists import rules
from manumit.web.registers.models import Entry, Merge, Organisation, Workplace
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.services.entries import like_ones

SORTS = ("name", "sector", "country")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of a list; codes alone, so that it may stand in an address.

    Attributes:
        what: a code of the list ``organisation`` or ``place``; empty: all.
        sector, country: the same.
        sort: one of :data:`SORTS`.
        page: from 1.
    """

    what: str = ""
    sector: str = ""
    country: str = ""
    sort: str = SORTS[0]
    page: int = 1


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One entry in a list; its ``repr`` shows nothing.

    Attributes:
        name: empty where it was erased or the mask hides it.
        what: its kind, or which kind of place.
        closed: for whoever recorded it alone.
        relation: how the actor stands to it.
    """

    id: uuid.UUID
    reference: str
    name: str
    what: str
    sector: str
    country: str
    closed: bool
    relation: Relation


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """One page of a list; its ``repr`` shows nothing.

    Attributes:
        number, pages: which of how many.
        cut: there are more entries than one list opens: narrow it.
        sectors, countries: those that some entry has, for the filters.
    """

    lines: Sequence[Line]
    number: int
    pages: int
    cut: bool
    sectors: Sequence[str]
    countries: Sequence[str]


@transaction.atomic
def organisations(actor: Actor | None, asked: Asked) -> Shown:
    """Organisations that somebody may see; an entry that is part of another is not listed.

    Raises:
        InputError: V101 to V107, V201.
    """
    parts = Merge.objects.filter(undone_at=None).values("other")
    rows = organisation_policy.scope(actor).exclude(pk__in=parts)
    return _shown(actor, organisation_policy, rows, asked, "kind")


@transaction.atomic
def workplaces(actor: Actor | None, asked: Asked) -> Shown:
    """Workplaces that somebody may see.

    Raises:
        InputError: V101 to V107, V201.
    """
    return _shown(actor, workplace_policy, workplace_policy.scope(actor), asked, "place")


def _shown(actor: Actor | None, policy: Policy[Any], rows: Any, asked: Asked, column: str) -> Shown:
    there = rows.order_by().values_list("sector", "country").distinct()
    sectors, countries = ({one[place] for one in there} - {""} for place in (0, 1))
    wanted = {column: asked.what, "sector": asked.sector, "country": asked.country}
    rows = rows.filter(**{name: code for name, code in wanted.items() if code})
    most = rules().most_opened
    found = list(rows.order_by("pk")[: most + 1])
    who = acting(actor, policy.resource, SEE)
    tell(who, "list_files", policy.resource, None, purpose=SEE)
    lines = sorted(lines_of(who, policy, found[:most]), key=lambda one: _order(one, asked.sort))
    size = rules().on_a_page
    pages = max(1, -(-len(lines) // size))
    number = min(max(asked.page, 1), pages)
    return Shown(
        lines[(number - 1) * size : number * size],
        number,
        pages,
        len(found) > most,
        sorted(sectors),
        sorted(countries),
    )


def _order(line: Line, sort: str) -> tuple[bool, str, str, uuid.UUID]:
    """What is not known comes last."""
    first = line.name if sort not in SORTS[1:] else getattr(line, sort)
    return (not first, str(first).casefold(), line.name.casefold(), line.id)


def lines_of(who: Actor, policy: Policy[Any], rows: Iterable[Entry]) -> list[Line]:
    """Rows of a scope as lines; the keys of all names come with one query.

    Raises:
        InputError: V101 to V107, V201.
    """
    found = list(rows)
    seen = grants().of(who.role, policy.resource, SEE)
    keys = subject_keys(row.subject_id for row in found)
    return [_line(row, seen, keys) for row in found]


def _line(row: Any, seen: Any, keys: Any) -> Line:
    relation = Relation(getattr(row, RELATION))
    name = ""
    if FieldClass.IDENTIFYING in seen.get(relation, ()) and row.subject_id in keys:
        name = name_in(row, open_text(row, "content", key=keys[row.subject_id]) or "")
    what = row.kind if isinstance(row, Organisation) else row.place
    return Line(row.pk, row.reference, name, what, row.sector, row.country, row.closed, relation)


def name_in(row: Entry, text: str) -> str:
    """What an entry is called, of what is sealed of it."""
    kind = Called if isinstance(row, Organisation) else Located
    return kind.from_text(text).name


@transaction.atomic
def like(actor: Actor | None, content: Called | Located, country: str = "") -> list[Line]:
    """Entries that may be the same as one that somebody looks for, the likest first.

    Raises:
        Refused: the role sees none.
        InputError: V101 to V107, V201, V304.
    """
    policy: Policy[Any] = organisation_policy if isinstance(content, Called) else workplace_policy
    who = acting(actor, policy.resource, SEE)
    if not grants().of(who.role, policy.resource, SEE):
        policy.check_new(who, SEE)
    tell(who, "search", policy.resource, None, purpose=SEE)
    keys = like_ones(who, policy, content, country)
    rows = {row.pk: row for row in policy.scope(who).filter(pk__in=keys)}
    return lines_of(who, policy, [rows[key] for key in keys])


def called(actor: Actor | None, policy: Policy[Any], key: uuid.UUID) -> Line:
    """One entry that somebody may see, as it is called now; for a room above that names it.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201.
    """
    policy.load(actor, key)
    who = acting(actor, policy.resource, SEE)
    (found,) = lines_of(who, policy, policy.scope(who).filter(pk=key))
    return found


@transaction.atomic
def chosen(actor: Actor | None, policy: Policy[Any]) -> list[Line]:
    """Entries among which somebody chooses in a form, by name; as many as one list opens.

    Raises:
        InputError: V101 to V107, V201.
    """
    who = acting(actor, policy.resource, SEE)
    rows = policy.scope(who).order_by("pk")
    if policy.model is not Workplace:
        rows = rows.exclude(pk__in=Merge.objects.filter(undone_at=None).values("other"))
    lines = lines_of(who, policy, rows[: rules().most_opened])
    return sorted((one for one in lines if one.name), key=lambda one: _order(one, "name"))
