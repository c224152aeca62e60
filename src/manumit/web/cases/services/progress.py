"""What the recipient does with a referral: confirm receipt, report services and outcome."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.cases.clocks import Due
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.documents import latest_day
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Referral, ReferralReport
from manumit.web.cases.policies import referral_policy
from manumit.web.cases.process import REASONS, REFERRAL
from manumit.web.cases.reports import ReportContent
from manumit.web.cases.services.referrals import may_inform_sender
from manumit.web.institutions.kinds import NEEDS
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.process.services import move
from manumit.web.kernel.vault.keys import subject_key
from manumit.web.kernel.vault.sealed import seal_text

LISTS = {Due.SERVICE: NEEDS, Due.OUTCOME: REASONS["outcome"]}
"""What can be reported, by step."""
TAKEN_ON = ("accepted", "answered")


@transaction.atomic
def confirm_receipt(actor: Actor | None, referral_id: uuid.UUID) -> Referral:
    """Record that the recipient's office has opened a referral; only the first time.

    Members who may not answer it, and the sender, change nothing by opening it.

    Raises:
        Refused: the actor may not do this.
        InputError: T107, consent ended at this moment.
    """
    row = referral_policy.load(actor, referral_id)
    who = acting(actor, "referral", "see")
    # Locked, so that of two colleagues who open it at once the second finds it received.
    row = Referral.objects.select_for_update().get(pk=row.pk)
    if row.state == "sent" and referral_policy.can(who, "answer", row):
        move(REFERRAL, row, "receive", who, seen_version=row.version, request=uuid.uuid4())
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInput:
    """A report of the recipient.

    Attributes:
        step: a service, or the outcome.
        code: an area of need (``needs.yaml``), or a code of the list ``outcome``.
        on_day: the day of the service, or on which the outcome was known.
    """

    step: Due
    code: str
    on_day: dt.date


@transaction.atomic
def report(
    actor: Actor | None, referral_id: uuid.UUID, report: ReportInput, *, request: uuid.UUID
) -> ReferralReport:
    """Add a report of a service or the outcome; of several outcomes the last one counts.

    The sender learns that a report exists, which stops its clock. The sender reads service, outcome
    and day only if the person consented to ``disclosure`` towards it: consent to be referred is no
    consent to report back (R-52).

    Args:
        actor: the member who accepted it.
        referral_id: the referral.
        report: the report.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: the actor may not do this, or consent does not hold any more.
        InputError: K406 to K408, K501.
    """
    referral_policy.load(actor, referral_id, "answer")
    who = acting(actor, "referral", "answer")
    # Locked, so that it does not end, and a form sent twice adds one row.
    row = Referral.objects.select_for_update().get(pk=referral_id)
    known = ReferralReport.objects.filter(request=request).first()
    if known is not None:
        if known.referral_id != row.pk or known.reported_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    _check(row, report)
    sender_may_read = may_inform_sender(row, CaseFile.objects.filter(origin=row).first())
    return _added(
        who,
        row,
        report.step,
        ReportContent(report.code, report.on_day).to_text(),
        sender_may_read=sender_may_read,
        request=request,
    )


@transaction.atomic
def report_from_partner(
    who: Actor, row: Referral, step: Due, report: ReportContent | None, *, request: uuid.UUID
) -> ReferralReport:
    """Add a report from the recipient's own installation.

    Who may report there, and whether the person agreed that the sender reads which, was asked
    there: what the sender may not read does not come.

    Args:
        who: the other side.
        row: the referral, locked; that consent covers it is asked before.
        step: a service, or the outcome.
        report: the report; None if only its existence is disclosed.
        request: idempotency key of the message; a repeat returns the same row.

    Raises:
        InputError: K406 to K408.
    """
    known = ReferralReport.objects.filter(request=request, referral=row).first()
    if known is not None:
        return known
    if report is None:
        _check_taken_on(row)
    else:
        _check(row, ReportInput(step=step, code=report.code, on_day=report.on_day))
    text = "" if report is None else report.to_text()
    return _added(who, row, step, text, sender_may_read=report is not None, request=request)


def _added(
    who: Actor, row: Referral, step: Due, text: str, *, sender_may_read: bool, request: uuid.UUID
) -> ReferralReport:
    made = ReferralReport(
        referral=row,
        person_id=row.person_id,
        institution_id=row.sent_to_id,
        step=step.value,
        sender_may_read=sender_may_read,
        reported_by=who.person,
        request=request,
    )
    tell(who, "change", "referral", row.pk, purpose="answer")
    seal_text(made, "content", text, key=subject_key(row.person_id))
    made.save(force_insert=True)
    return made


def _check(row: Referral, report: ReportInput) -> None:
    """Check what applies to every report.

    Raises:
        InputError: K406 to K408.
    """
    _check_taken_on(row)
    listed = LISTS.get(report.step)
    if listed is None or not listed.has(report.code, timezone.now().date()):
        raise CaseCode.NO_SUCH_REPORT.error(Place(field="code"))
    if not row.made_at.date() <= report.on_day <= latest_day():
        raise CaseCode.NO_SUCH_DAY.error(Place(field="day"))


def _check_taken_on(row: Referral) -> None:
    if row.state not in TAKEN_ON:
        raise CaseCode.NOT_TAKEN_ON.error(Place(field="referral"))
