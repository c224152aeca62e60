"""Disclose a record to an office of another institution of a permitted kind."""

import uuid

from django.db import transaction
from django.db.models import QuerySet

from manumit.errors import Place
from manumit.web.institutions.directory import local_offices
from manumit.web.institutions.models import Office
from manumit.web.justice.codes import JusticeCode
from manumit.web.justice.lists import rules
from manumit.web.justice.models import Record, RecordDisclosure
from manumit.web.justice.policies import RecordPolicy
from manumit.web.justice.services.records import load_for_update
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act


@transaction.atomic
def pass_on[Row: Record](
    actor: Actor | None,
    policy: RecordPolicy[Row],
    row_id: uuid.UUID,
    office: uuid.UUID,
    *,
    request: uuid.UUID,
) -> RecordDisclosure:
    """Disclose a record to an office of another institution; its role decides what it sees.

    Args:
        actor: who keeps the record.
        policy: of the record.
        row_id: which.
        office: of an institution of a kind in ``rules.yaml``.
        request: id of the form; a repeated submission returns the same row.

    Raises:
        Refused: not for this actor.
        InputError: J201, J202, J501.
    """
    row, who = load_for_update(actor, policy, row_id, "pass_on")
    known = RecordDisclosure.objects.filter(request=request).first()
    if known is not None:
        if (known.row, known.made_by) != (row.pk, who.person):
            raise JusticeCode.REQUEST_USED.error(Place(field="request"))
        return known
    to = recipients(row).filter(pk=office).first()
    if to is None:
        raise JusticeCode.NO_RECIPIENT.error(Place(field="office"))
    if RecordDisclosure.objects.filter(row=row.pk, sent_to=to.institution_id).exists():
        raise JusticeCode.THERE_ALREADY.error(Place(field="office"))
    record_act(who, "disclose", policy.resource, row.pk, purpose="pass_on")
    return RecordDisclosure.objects.create(
        institution_id=row.institution_id,
        resource=policy.resource,
        row=row.pk,
        sent_to=to.institution,
        office=to,
        made_by=who.person,
        request=request,
    )


def recipients(row: Record) -> QuerySet[Office]:
    """Return offices to which a record may be disclosed."""
    return offices_for(row.RESOURCE, row.institution_id)


def offices_for(resource: str, institution: uuid.UUID) -> QuerySet[Office]:
    """Return offices that may receive an institution's records of a kind."""
    kinds = rules().passed_on[resource]
    offices = local_offices().filter(institution__kind__in=kinds)
    return offices.exclude(institution=institution).order_by("pk")
