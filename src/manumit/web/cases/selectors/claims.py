"""Read claims of a file's person."""

import uuid

from manumit.web.cases.policies import file_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.remedies.selectors import ClaimLine, claims_of


def claims(actor: Actor | None, file_id: uuid.UUID) -> list[ClaimLine]:
    """Return claims that the actor may see, latest first; found by the person's key alone.

    Raises:
        Refused: the actor may not see the file.
    """
    row = file_policy.load(actor, file_id)
    return claims_of(actor, row.subject_id)
