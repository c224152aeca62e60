"""Claims of the person of a file."""

import uuid

from manumit.web.cases.policies import file_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.remedies.selectors import ClaimLine, claims_of


def claims(actor: Actor | None, file_id: uuid.UUID) -> list[ClaimLine]:
    """Those that somebody may see, latest first; found by the key of the person alone.

    Raises:
        Refused: the file is not for this actor.
    """
    row = file_policy.load(actor, file_id)
    return claims_of(actor, row.subject_id)
