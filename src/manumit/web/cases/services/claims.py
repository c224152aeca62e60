"""Opening a claim for the person of a file. From then on the claim knows nothing of the file."""

import uuid

from django.db import transaction

from manumit.web.cases.models import CaseFile
from manumit.web.cases.policies import load_for
from manumit.web.kernel.access.actors import Actor
from manumit.web.remedies import services as remedies
from manumit.web.remedies.models import Claim
from manumit.web.remedies.policies import claim_policy


@transaction.atomic
def open_claim(actor: Actor | None, file_id: uuid.UUID, *, route: str, request: uuid.UUID) -> Claim:
    """A claim of the person of a file, drafted; whoever opens it holds it.

    The claim is sealed under the person's key. That is all that the two have in common: there is no
    column in the claim that names the file.

    Args:
        actor: who holds the file.
        file_id: of whom.
        route: a code of the list ``route``.
        request: of the form; sent again it gives the same claim.

    Raises:
        Refused: not for this actor.
        InputError: Q101, Q501.
    """
    load_for(actor, claim_policy, "open", file_id)
    # Whoever changes the age waits for the claim, or the claim sees what was changed.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    return remedies.open_claim(
        actor, subject=file.subject_id, child=file.counts_as_child, route=route, request=request
    )
