"""Penalties on the timeline of a workplace: after its inspections, and of the firm that runs it.

A penalty seals whom it is about. One that follows no inspection is found by the number of the
organisation in the register of companies or licences. Each is shown
to those alone who may read whom it is about.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.db.models import F, Q, QuerySet

from manumit.errors import InputError
from manumit.web.justice.models import Organisation, Penalty
from manumit.web.justice.policies import penalty_policy
from manumit.web.justice.services.records import find_organisation
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.money import format_sums
from manumit.web.kernel.register import FieldClass
from manumit.web.registers.contents import OrganisationDetails
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.services.connections import group_of
from manumit.web.registers.services.entries import content_of
from manumit.web.ui.room.declared import Cell, Reader, amount_cell
from manumit.web.ui.room.rows import shown_in
from manumit.web.workplaces.timeline import Moment, TimelineEvent, TimelineSource, event, moments_of


def _penalties(who: Actor) -> QuerySet[Penalty]:
    within = shown_in(penalty_policy, who.role, FieldClass.IDENTIFYING)
    return penalty_policy.scope(who, within=within)


def _organisations(who: Actor, workplaces: frozenset[uuid.UUID]) -> Iterator[Organisation]:
    """Yield the organisations that run the workplaces, as far as a number is known of them."""
    places = workplace_policy.scope(who).filter(pk__in=workplaces).order_by()
    run_by = places.filter(organisation__isnull=False).values_list("organisation", flat=True)
    keys = {part for one in run_by for part in group_of(one)}
    for row in organisation_policy.scope(who).filter(pk__in=keys):
        if "content" not in organisation_policy.mask(who, row):
            continue
        found = _found(row.country, OrganisationDetails.from_text(content_of(row)).number)
        if found is not None:
            yield found


def _found(country: str, number: str) -> Organisation | None:
    try:
        return find_organisation(country, number)
    except InputError:  # no number, or one that no penalty could have been recorded under
        return None


def _moments(who: Actor, workplaces: frozenset[uuid.UUID]) -> QuerySet[Any, Any]:
    here = Q(order__workplace__in=workplaces) | Q(violation__visit__workplace__in=workplaces)
    run_by = Q(organisation__in=list(_organisations(who, workplaces)))
    return moments_of(_penalties(who).filter(run_by | here), F("on_day"))


def _events(moments: Sequence[Moment], reader: Reader) -> Mapping[Moment, TimelineEvent]:
    rows = _penalties(reader.actor).in_bulk([key for _, key in moments])
    return {(day, key): _event(rows[key], reader) for day, key in moments if key in rows}


def _event(row: Penalty, reader: Reader) -> TimelineEvent:
    href = reader.address("justice:penalty", penalty=row.pk)
    sums = format_sums({row.currency: Fraction(row.amount)}) if row.amount is not None else ()
    known = filter(None, (amount_cell(sums, reader).text, row.article))
    details = Cell(reader.say(f"justice_penalty/{row.kind}"), fine=" · ".join(known))
    state = f"justice_penalty_state/{row.state}"
    return event("justice/penalty", row, href, details, reader, state=state)


PENALTY_EVENTS = TimelineSource("penalty", "penalty", _moments, _events)
