"""Lines of entries for lists, searches and forms."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from manumit.errors import InputError
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION, Policy
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.register import FieldClass
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.registers.contents import OrganisationDetails, WorkplaceDetails
from manumit.web.registers.lists import rules
from manumit.web.registers.models import (
    Entry,
    Merge,
    Organisation,
    Workplace,
    WorkplaceMerge,
)
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.services.entries import similar_keys
from manumit.web.ui.room.search import SHORTEST, complete_code


@dataclass(frozen=True, slots=True, repr=False)
class EntryLine:
    """One entry in a list; its ``repr`` hides the content.

    Attributes:
        name: empty where it was erased or the mask hides it.
        what: its kind, or which kind of place.
        closed: for the member who recorded it alone.
        relation: the actor's relation to it.
    """

    id: uuid.UUID
    reference: str
    name: str
    what: str
    sector: str
    country: str
    closed: bool
    relation: Relation


def lines_of(who: Actor, policy: Policy[Any], rows: Iterable[Entry]) -> list[EntryLine]:
    """Return rows of a scope as lines; one query fetches the keys of all names.

    Raises:
        InputError: V101 to V107, V201.
    """
    found = list(rows)
    seen = grants().of(who.role, policy.resource, SEE)
    keys = subject_keys(row.subject_id for row in found)
    return [_line(row, seen, keys) for row in found]


def _line(row: Any, seen: Any, keys: Any) -> EntryLine:
    relation = Relation(getattr(row, RELATION))
    name = ""
    if FieldClass.IDENTIFYING in seen.get(relation, ()) and row.subject_id in keys:
        name = name_from(row, open_text(row, "content", key=keys[row.subject_id]) or "")
    what = row.kind if isinstance(row, Organisation) else row.place
    return EntryLine(
        row.pk, row.reference, name, what, row.sector, row.country, row.closed, relation
    )


def name_from(row: Entry, text: str) -> str:
    """Return the name of an entry from its opened content."""
    kind = OrganisationDetails if isinstance(row, Organisation) else WorkplaceDetails
    return kind.from_text(text).name


@transaction.atomic
def similar_entries(
    actor: Actor | None, content: OrganisationDetails | WorkplaceDetails, country: str = ""
) -> list[EntryLine]:
    """Return entries that may be the same as the details given, best match first.

    Raises:
        Refused: the role sees none.
        InputError: V101 to V107, V201, V304.
    """
    policy: Policy[Any] = (
        organisation_policy if isinstance(content, OrganisationDetails) else workplace_policy
    )
    who = require_actor(actor, policy.resource, SEE)
    if not grants().of(who.role, policy.resource, SEE):
        policy.check_new(who, SEE)
    record_act(who, "search", policy.resource, None, purpose=SEE)
    keys = similar_keys(who, policy, content, country)
    rows = {row.pk: row for row in policy.scope(who).filter(pk__in=keys)}
    return lines_of(who, policy, [rows[key] for key in keys])


@dataclass(frozen=True, slots=True, repr=False)
class WorkplaceChoices:
    """Workplaces to choose from on a page.

    Attributes:
        text: what was looked for; empty where the page lists the register.
        lines: at most as many as the page shows; none of a register that is longer.
        more: whether there are more.
    """

    text: str
    lines: list[EntryLine]
    more: bool

    @property
    def asked(self) -> bool:
        """Whether the text was looked for."""
        return len(self.text) >= SHORTEST

    @property
    def short(self) -> bool:
        """Whether the text is too short to look for."""
        return bool(self.text) and not self.asked


@transaction.atomic
def workplace_choices(actor: Actor | None, text: str, most: int) -> WorkplaceChoices:
    """Return the workplaces to choose from: a short register whole, or those that were found.

    Args:
        actor: who chooses.
        text: a reference, or a name; best match first. A home, or what may be one, is found by its
            reference alone: its name is a person's.
        most: how many the page shows. Of a longer register it lists none: which ones came first
            would say nothing.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201.
    """
    who = require_actor(actor, workplace_policy.resource, SEE)
    if len(text) >= SHORTEST:
        lines = _found(who, text)
        return WorkplaceChoices(text, lines[:most], len(lines) > most)
    rows = list(_selectable(who, workplace_policy)[: most + 1])
    more = len(rows) > most
    return WorkplaceChoices(text, [] if more else _by_name(who, workplace_policy, rows), more)


def _found(who: Actor, text: str) -> list[EntryLine]:
    policy = workplace_policy
    record_act(who, "search", policy.resource, None, purpose=SEE)
    rows = _selectable(who, policy)
    if code := complete_code(text):
        return lines_of(who, policy, rows.filter(reference=code))
    try:
        keys = similar_keys(who, policy, WorkplaceDetails(name=text), "")
    except InputError:  # no name that could be looked up
        return []
    found = {row.pk: row for row in rows.filter(pk__in=keys, closed=False)}
    return lines_of(who, policy, [found[key] for key in keys if key in found])


def entry_line(actor: Actor | None, policy: Policy[Any], key: uuid.UUID) -> EntryLine:
    """Return one entry under its current name, for a room above.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201.
    """
    policy.load(actor, key)
    who = require_actor(actor, policy.resource, SEE)
    (found,) = lines_of(who, policy, policy.scope(who).filter(pk=key))
    return found


@transaction.atomic
def selectable_entries(actor: Actor | None, policy: Policy[Any]) -> list[EntryLine]:
    """Return entries to choose from in a form, by name, up to the limit of one list.

    Raises:
        InputError: V101 to V107, V201.
    """
    who = require_actor(actor, policy.resource, SEE)
    return _by_name(who, policy, _selectable(who, policy)[: rules().most_opened])


def _selectable(who: Actor, policy: Policy[Any]) -> Any:
    """Return the rows of a scope that were merged into no other."""
    merges = WorkplaceMerge if policy.model is Workplace else Merge
    merged = merges.objects.filter(undone_at=None).values("other")
    return policy.scope(who).order_by("pk").exclude(pk__in=merged)


def _by_name(who: Actor, policy: Policy[Any], rows: Iterable[Entry]) -> list[EntryLine]:
    named = (one for one in lines_of(who, policy, rows) if one.name)
    return sorted(named, key=lambda one: (one.name.casefold(), one.id))
