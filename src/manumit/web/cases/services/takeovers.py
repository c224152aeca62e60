"""Take over a file whose holders have all left."""

import uuid

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.holders import left_in, without_holder
from manumit.web.cases.models import CaseHolder, Takeover
from manumit.web.cases.policies import file_policy
from manumit.web.cases.process import REASONS
from manumit.web.cases.services.files import add_holder, colleagues, locked_file
from manumit.web.kernel.access.actors import Actor

LIST = "taken_over"


@transaction.atomic
def take_over_file(
    actor: Actor | None,
    file_id: uuid.UUID,
    *,
    reason: str,
    request: uuid.UUID,
    member: uuid.UUID | None = None,
) -> None:
    """Make the actor or a colleague the holder of a file that nobody holds any more.

    Former holders lose it, even if they return. The data protection officer is notified.

    Args:
        actor: of the office of the file, in a role in which it was held.
        file_id: the file.
        reason: a code of the list ``taken_over``.
        request: idempotency key of the form; a repeat changes nothing.
        member: who holds it from now on, of the same office and role; oneself, if not given. They
            could take it over themselves.

    Raises:
        Refused: the actor may not do this.
        InputError: K501, K502, K504 to K506.
    """
    who = acting(actor, "case_file", "take_over")
    # Locked before anything is asked, so that of two at once the second sees what the first did.
    locked_file(file_id)
    if _done(who, file_id, request, member):
        return
    file = file_policy.load(who, file_id, "take_over")
    now = timezone.now()
    if not REASONS[LIST].has(reason, now.date()):
        raise CaseCode.NO_TAKEOVER_REASON.error(Place(field="reason"))
    if not without_holder(now).filter(pk=file.pk).exists():
        raise CaseCode.HELD.error(Place(field="file"))
    if not left_in(who.role, now).filter(pk=file.pk).exists():
        raise CaseCode.OTHER_ROLE.error(Place(field="file"))
    if member not in (None, who.person) and not colleagues(who).filter(member=member).exists():
        raise CaseCode.NO_COLLEAGUE.error(Place(field="member"))
    if Takeover.objects.filter(request=request).exists():
        raise CaseCode.REQUEST_USED.error(Place(field="request"))
    tell(who, "assign", "case_file", file.pk, purpose="take_over", reason=reason)
    CaseHolder.objects.filter(file=file, until=None).update(until=now)
    add_holder(file, member or who.person)
    Takeover.objects.create(
        file=file,
        institution_id=file.institution_id,
        office_id=file.office_id,
        decided_by=who.person,
        given_to=_given_to(who, member),
        role=who.role,
        reason=reason,
        request=request,
    )


def _given_to(who: Actor, member: uuid.UUID | None) -> uuid.UUID | None:
    return None if member == who.person else member


def _done(who: Actor, file_id: uuid.UUID, request: uuid.UUID, member: uuid.UUID | None) -> bool:
    """Return whether the same form already did this.

    Raises:
        InputError: K501, it gave the file to somebody else.
    """
    made = Takeover.objects.filter(
        request=request, file=file_id, decided_by=who.person, institution=who.institution
    ).first()
    if made is not None and made.given_to != _given_to(who, member):
        raise CaseCode.REQUEST_USED.error(Place(field="request"))
    return made is not None
