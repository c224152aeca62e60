"""Record many workplaces in one act."""

import uuid
from collections.abc import Sequence

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.pseudonyms import free_pseudonyms
from manumit.web.kernel.vault.keys import new_subjects
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.kernel.vault.search import index_new_people
from manumit.web.registers import matching
from manumit.web.registers.models import Workplace
from manumit.web.registers.services.workplaces import WorkplaceInput, is_closed

AT_ONCE = 500
"""Rows that are sealed and saved together."""


def record_many_workplaces(
    who: Actor, entered: Sequence[WorkplaceInput], *, request: uuid.UUID
) -> list[uuid.UUID]:
    """Save workplaces, and return their keys in the same order.

    The caller has asked the policy, checked every entry, and recorded an act in the transaction
    that is open. None of them has an organisation.

    Args:
        who: the member who records them.
        entered: checked; their details are in stored form.
        request: of the act; each entry has one of its own that follows from it.

    Raises:
        InputError: V101 to V106, V304.
    """
    keys: list[uuid.UUID] = []
    for start in range(0, len(entered), AT_ONCE):
        rows = _saved(who, entered[start : start + AT_ONCE], request, start)
        keys += [row.pk for row in rows]
    return keys


def _saved(
    who: Actor, entered: Sequence[WorkplaceInput], request: uuid.UUID, start: int
) -> list[Workplace]:
    known = Workplace.objects.filter(institution=who.institution)
    references = free_pseudonyms(known, len(entered))
    subjects = new_subjects(len(entered))
    rows, index = [], []
    for at, (one, key) in enumerate(zip(entered, subjects, strict=True)):
        row = Workplace(
            institution_id=who.institution,
            office_id=who.office,
            subject_id=key.subject,
            reference=references[at],
            recorded_by=who.person,
            request=uuid.uuid5(request, str(start + at)),
            place=one.place,
            closed=is_closed(one, None),
            country=one.about.country,
            sector=one.about.sector,
            source=one.about.source,
        )
        seal_text(row, "content", one.located.to_text(), key=key)
        rows.append(row)
        query = matching.search_query(one.located)
        if query.names or query.numbers:
            index.append((key, matching.search_scope(row), query))
    Workplace.objects.bulk_create(rows)
    index_new_people(index)
    return rows
