"""Close and reopen files. Protection and claims of the person continue."""

import uuid

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Closing, Referral
from manumit.web.cases.policies import file_policy
from manumit.web.cases.process import REASONS
from manumit.web.cases.rules import rules
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.models import Consent, ConsentStatus

ENDINGS, REOPENED = "ending", "reopened"
CLOSINGS = (REOPENED, *(f"closed_{one}" for one in REASONS[ENDINGS].codes()))
"""Lists of reasons."""
SUSPECTED = ("presumed", "identified")
PROCEEDINGS = "criminal_proceedings"


def reasons_of(ending: str) -> list[str]:
    """Return the reasons that can be given today for an outcome."""
    found = REASONS.get(f"closed_{ending}")
    return [] if found is None else found.today()


def open_closing(file: CaseFile) -> Closing | None:
    """Return the closing in force; None if the file is open."""
    found: Closing | None = file.closings.filter(reopened_at=None).first()
    return found


def must_be_open(file: CaseFile) -> None:
    """Check that new work may begin in a file.

    Consent, identity and age may change in a closed file too: the person's word waits for nobody.

    Raises:
        InputError: K902.
    """
    if open_closing(file) is not None:
        raise CaseCode.FILE_CLOSED.error(Place(field="file"))


@transaction.atomic
def close_file(
    actor: Actor | None, file_id: uuid.UUID, *, ending: str, reason: str, request: uuid.UUID
) -> Closing:
    """Take a file off the working list, with a reason; it stays readable and can be reopened.

    Args:
        actor: a holder of the file.
        file_id: the file.
        ending: a code of the list ``ending``.
        reason: a code of the list ``closed_<ending>``.
        request: idempotency key of the form; a repeat returns the same closing.

    Raises:
        Refused: the actor may not do this.
        InputError: K501, K901, K902, K904.
    """
    file_policy.load(actor, file_id, "close")
    who = acting(actor, "case_file", "close")
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = Closing.objects.filter(request=request).first()
    if known is not None:
        if (known.file_id, known.closed_by) != (file.pk, who.person):
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    today = timezone.now().date()
    if not REASONS[ENDINGS].has(ending, today) or reason not in reasons_of(ending):
        raise CaseCode.NO_ENDING.error(Place(field="ending"))
    must_be_open(file)
    if not _fits(file, ending):
        raise CaseCode.OTHERWISE_KNOWN.error(Place(field="ending"))
    tell(who, "change", "case_file", file.pk, purpose="close", reason=reason)
    return Closing.objects.create(
        file=file,
        institution_id=file.institution_id,
        ending=ending,
        reason=reason,
        closed_by=who.person,
        request=request,
    )


def _fits(file: CaseFile, ending: str) -> bool:
    """Return whether the outcome is consistent with the content of the file."""
    match ending:
        case "unfounded":
            return file.state not in SUSPECTED
        case "informed_refusal":
            return not file.counts_as_child and _refused(file)
        case "trafficking_track":
            return file.state in SUSPECTED or _referred(file)
    return True


def _refused(file: CaseFile) -> bool:
    """Return whether the person's last word on some referral or help is an adult's no.

    A no to proceedings closes no file: that would be non-cooperation under another name (R-49).
    Neither does a no to what refers nobody, as research, nor one that a yes has followed.
    """
    rows = Consent.objects.filter(subject=file.subject_id).exclude(
        status=ConsentStatus.NOT_REQUIRED
    )
    refers_nobody = {PROCEEDINGS, *rules().not_referred_for}
    spoken = rows.exclude(purpose__in=refers_nobody).order_by("recorded_at")
    last = {(one.purpose, one.recipient): one for one in spoken}
    return any(one.status == ConsentStatus.REFUSED and not one.as_child for one in last.values())


def _referred(file: CaseFile) -> bool:
    """Return whether another institution has accepted the person."""
    taken = Referral.objects.filter(file=file, state__in=["accepted", "answered"])
    return bool(taken.exists())


@transaction.atomic
def reopen_file(
    actor: Actor | None, file_id: uuid.UUID, *, reason: str, request: uuid.UUID
) -> Closing:
    """Put a file back on the working list, with a reason.

    Raises:
        Refused: the actor may not do this.
        InputError: K501, K901, K903.
    """
    file_policy.load(actor, file_id, "reopen")
    who = acting(actor, "case_file", "reopen")
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = Closing.objects.filter(reopened_request=request).first()
    if known is not None:
        if (known.file_id, known.reopened_by) != (file.pk, who.person):
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    row = open_closing(file)
    if row is None:
        raise CaseCode.NOT_CLOSED.error(Place(field="file"))
    now = timezone.now()
    if not REASONS[REOPENED].has(reason, now.date()):
        raise CaseCode.NO_ENDING.error(Place(field="reason"))
    tell(who, "change", "case_file", file.pk, purpose="reopen", reason=reason)
    row.reopened_by, row.reopened_at = who.person, now
    row.reopened_reason, row.reopened_request = reason, request
    row.save(update_fields=["reopened_by", "reopened_at", "reopened_reason", "reopened_request"])
    return row
