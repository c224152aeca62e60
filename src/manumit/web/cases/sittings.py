"""An interview as it stands, to be shown. Taking it up, keeping and closing it are services."""

import uuid

from django.db import transaction

from manumit.assessment import Sitting
from manumit.instruments import shipped_library
from manumit.web.cases.events import acting, tell
from manumit.web.cases.policies import draft_policy
from manumit.web.cases.services.drafts import Taken
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.sealed import open_text


@transaction.atomic
def sitting_of(actor: Actor | None, draft_id: uuid.UUID) -> Taken:
    """What was said so far, for whoever goes on with it; the ledger has each look.

    Raises:
        Refused: not for this actor.
        InputError: A111 where the questions are others now; V101 to V107, V201, V301.
    """
    row = draft_policy.load(actor, draft_id, "record")
    who = acting(actor, "evidence", "record")
    tell(who, "read_statement", "evidence", row.pk, purpose="record")
    text = open_text(row, "content") or ""
    return Taken(row.pk, Sitting.from_compact(text, shipped_library()), row.number)


def where(actor: Actor | None, draft_id: uuid.UUID) -> tuple[uuid.UUID, int, bool]:
    """The file of an interview, its number now, and whether it goes on; nothing that was said.

    Raises:
        Refused: not for this actor.
    """
    row = draft_policy.load(actor, draft_id, "record")
    return row.file_id, row.number, row.closed_at is None
