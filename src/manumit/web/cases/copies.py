"""What happens to a recipient's file when consent to its referral is withdrawn."""

from manumit.web.cases.models import CaseFile
from manumit.web.cases.process import REFERRAL
from manumit.web.kernel.consent.models import Consent, ConsentStatus
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.process.models import Move

WITHDRAWN = "consent_withdrawn"


def consent_withdrawn(file: CaseFile) -> bool:
    """Return whether consent to a file's origin was withdrawn and none given here since.

    The copied content stays, as the institution's own record (ADR 17). Its holders see a notice,
    and no search finds it, until the person consents to something towards this institution itself.
    """
    if file.origin_id is None:
        return False
    taken_back = Move.objects.filter(
        resource=REFERRAL.resource, row=file.origin_id, name="withdraw", reason=WITHDRAWN
    )
    return taken_back.exists() and not _agreed_here(file)


def _agreed_here(file: CaseFile) -> bool:
    given = Consent.objects.filter(
        subject=file.subject_id, recipient=file.institution_id, status=ConsentStatus.GIVEN
    )
    return any(
        consent_for(
            file.subject_id, purpose, file.institution_id, child=file.counts_as_child
        ).allowed
        for purpose in set(given.values_list("purpose", flat=True))
    )
