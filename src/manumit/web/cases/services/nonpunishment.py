"""Ask a prosecution not to punish a person for acts they were compelled to commit (R-50).

From then on the check knows nothing of the file: both are sealed under the key of the person.
"""

import uuid

from django.db import transaction

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.copies import consent_withdrawn
from manumit.web.cases.disclosures import chosen_finding
from manumit.web.cases.models import CaseFile
from manumit.web.cases.policies import load_for
from manumit.web.cases.services.protection import GROUNDS
from manumit.web.cases.signs import signs_of
from manumit.web.justice import services as justice
from manumit.web.justice.models import NonPunishment
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.justice.services import CheckSubmission
from manumit.web.kernel.access.actors import Actor


@transaction.atomic
def send_check(
    actor: Actor | None, file_id: uuid.UUID, asked: CheckSubmission, *, request: uuid.UUID
) -> NonPunishment:
    """Send a non-punishment check for a person with reasonable grounds.

    Where the person took back what the file came from, nothing is sent without their own yes to it.

    Args:
        actor: a holder of the file.
        file_id: the file.
        asked: what; its signs are of the latest finding of the file.
        request: idempotency key of the form; a repeat returns the same check.

    Raises:
        Refused: the actor may not do this.
        InputError: K301, K907, K951; and those of
            :func:`manumit.web.justice.services.send_check`.
    """
    load_for(actor, non_punishment_policy, "send", file_id)
    # Locked against a change of age: it waits for the check, or the check sees it.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    if file.state not in GROUNDS:
        raise CaseCode.NOT_PRESUMED.error(Place(field="file"))
    found = chosen_finding(file, None)
    if found is None:
        raise CaseCode.NO_FINDING.error(Place(field="finding"))
    if not set(asked.signs) <= set(signs_of(found)) or asked.list_id != found.list_id:
        raise CaseCode.NOT_IN_FINDING.error(Place(field="signs"))
    return justice.send_check(
        actor,
        asked,
        subject=file.subject_id,
        child=file.counts_as_child,
        request=request,
        anew=consent_withdrawn(file),
    )
