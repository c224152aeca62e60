"""Handing out what a referral passed on as a record of HTCDS, for its recipient."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import Referral
from manumit.web.cases.passing import opened, receiving_roles
from manumit.web.cases.policies import OPEN_TO_RECIPIENT, referral_policy
from manumit.web.cases.records import record_lines, record_table
from manumit.web.cases.services.progress import TAKEN_ON
from manumit.web.institutions.directory import any_elsewhere
from manumit.web.institutions.models import Office, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.services import Question, check_consent
from manumit.web.kernel.consent.verdicts import Why
from manumit.web.kernel.vault.sealed import open_text


@transaction.atomic
def write_record(actor: Actor | None, referral_id: uuid.UUID, chosen: Collection[str]) -> str:
    """A referral that was sent, as a table: what it passed on, and of that what somebody chose.

    It is no way of its own: what the recipient may not see now is not written either, and consent
    to that purpose towards that institution is asked again (R-52). Danger in place of consent sends
    a sealed referral and writes no file in clear (R-53).

    Args:
        actor: who may send it.
        referral_id: which.
        chosen: keys of lines.

    Returns:
        the table, as CSV.

    Raises:
        Refused: not for this actor.
        InputError: I114; K409 to K411; N201; V101 to V107, V201, V301.
    """
    referral_policy.load(actor, referral_id, "send")
    who = acting(actor, "referral", "send")
    row = Referral.objects.select_for_update().get(pk=referral_id)
    if not may_know(row):
        raise CaseCode.REFERRAL_OVER.error(Place(field="referral"))
    question = Question(
        subject=row.subject, purpose=row.purpose, recipient=row.recipient, child=row.child
    )
    if check_consent(who, question).reason is not Why.GIVEN:
        raise CaseCode.DANGER_WRITES_NO_FILE.error(Place(field="referral"))
    tell(who, "export", "referral", row.pk, purpose="send")
    passed = opened(open_text(row, "passed") or "")
    return record_table(record_lines(passed.identity, passed.evidence), chosen)


def may_know(row: Referral) -> bool:
    """Whether the recipient may know all that was passed on now, but for consent.

    Until somebody there takes the person on, they see neither who it is nor what was said, and no
    file tells them. Where nobody can take anybody on, since nobody of the office works here, it is
    the only form in which the referral reaches them.
    """
    over = row.state != "answered" and row.valid_until <= timezone.now()
    if over or row.state not in OPEN_TO_RECIPIENT:
        return False
    return row.state in TAKEN_ON or not _anybody_there(row.office)


def _anybody_there(office: Office) -> bool:
    """Whether somebody can open referrals to an office, here or in another installation."""
    roles = receiving_roles(office.institution)
    here = Post.objects.filter(office=office, role__in=roles).valid()
    return here.exists() or any_elsewhere([office.institution_id])
