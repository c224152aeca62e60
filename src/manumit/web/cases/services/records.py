"""Export a referral as an HTCDS record, for its recipient."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.disclosures import read_disclosure, receiving_roles
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import Referral
from manumit.web.cases.policies import OPEN_TO_RECIPIENT, referral_policy
from manumit.web.cases.records import record_lines, record_table
from manumit.web.cases.services.progress import TAKEN_ON
from manumit.web.institutions.directory import any_partner
from manumit.web.institutions.models import Office, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.services import ConsentQuestion, check_consent
from manumit.web.kernel.consent.verdicts import ConsentReason
from manumit.web.kernel.vault.sealed import open_text


@transaction.atomic
def write_record(actor: Actor | None, referral_id: uuid.UUID, chosen: Collection[str]) -> str:
    """Return the chosen lines of a sent referral as a CSV table.

    It is no way of its own: what the recipient may not see now is not written either, and consent
    to that purpose towards that institution is asked again (R-52). Danger in place of consent sends
    a sealed referral and writes no file in clear (R-53).

    Args:
        actor: who may send it.
        referral_id: the referral.
        chosen: keys of lines.

    Returns:
        the table, as CSV.

    Raises:
        Refused: the actor may not do this.
        InputError: I114; K409 to K411; N201; V101 to V107, V201, V301.
    """
    referral_policy.load(actor, referral_id, "send")
    who = acting(actor, "referral", "send")
    row = Referral.objects.select_for_update().get(pk=referral_id)
    if not recipient_sees_all(row):
        raise CaseCode.REFERRAL_OVER.error(Place(field="referral"))
    question = ConsentQuestion(
        subject=row.subject, purpose=row.purpose, recipient=row.recipient, child=row.child
    )
    if check_consent(who, question).reason is not ConsentReason.GIVEN:
        raise CaseCode.DANGER_WRITES_NO_FILE.error(Place(field="referral"))
    tell(who, "export", "referral", row.pk, purpose="send")
    passed = read_disclosure(open_text(row, "passed") or "")
    return record_table(record_lines(passed.identity, passed.evidence), chosen)


def recipient_sees_all(row: Referral) -> bool:
    """Return whether the recipient may see everything disclosed, consent aside.

    Until the referral is accepted, the recipient sees neither identity nor statements, and no
    export may reveal them. If nobody of the office uses this or a partner system, the export is the
    only way for the referral to reach them.
    """
    over = row.state != "answered" and row.valid_until <= timezone.now()
    if over or row.state not in OPEN_TO_RECIPIENT:
        return False
    return row.state in TAKEN_ON or not _is_staffed(row.office)


def _is_staffed(office: Office) -> bool:
    """Return whether somebody can open referrals to an office, here or at a partner system."""
    roles = receiving_roles(office.institution)
    here = Post.objects.filter(office=office, role__in=roles).valid()
    return here.exists() or any_partner([office.institution_id])
