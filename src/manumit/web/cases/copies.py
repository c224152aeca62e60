"""What becomes of a file of one's own when consent to the referral it came from is withdrawn."""

from manumit.web.cases.models import CaseFile
from manumit.web.cases.process import REFERRAL
from manumit.web.kernel.consent.models import Consent, Said
from manumit.web.kernel.consent.verdicts import consent_for
from manumit.web.kernel.process.models import Move

WITHDRAWN = "consent_withdrawn"


def consent_withdrawn(file: CaseFile) -> bool:
    """Whether the person took back what a file came from, and agreed to nothing here since.

    What was taken over stays, as the institution's own record (ADR 17). Whoever holds it is told,
    and no search finds it, until the person agrees to something towards this institution itself.
    """
    if file.origin_id is None:
        return False
    taken_back = Move.objects.filter(
        resource=REFERRAL.resource, row=file.origin_id, name="withdraw", reason=WITHDRAWN
    )
    return taken_back.exists() and not _agreed_here(file)


def _agreed_here(file: CaseFile) -> bool:
    given = Consent.objects.filter(
        subject=file.subject_id, recipient=file.institution_id, said=Said.GIVEN
    )
    return any(
        consent_for(
            file.subject_id, purpose, file.institution_id, child=file.counts_as_child
        ).allowed
        for purpose in set(given.values_list("purpose", flat=True))
    )
