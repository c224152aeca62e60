"""Read an interview. Resuming, saving and closing it are services."""

import uuid

from django.db import transaction

from manumit.assessment import Sitting
from manumit.instruments import shipped_library
from manumit.web.cases.events import acting, tell
from manumit.web.cases.policies import draft_policy
from manumit.web.cases.services.drafts import OpenDraft
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.vault.sealed import open_text


@transaction.atomic
def sitting_of(actor: Actor | None, draft_id: uuid.UUID) -> OpenDraft:
    """Return the answers so far, for a member who may continue; the ledger records each look.

    Raises:
        Refused: the actor may not do this.
        InputError: A111 where the questions are others now; V101 to V107, V201, V301.
    """
    row = draft_policy.load(actor, draft_id, "record")
    who = acting(actor, "evidence", "record")
    tell(who, "read_statement", "evidence", row.pk, purpose="record")
    text = open_text(row, "content") or ""
    return OpenDraft(row.pk, Sitting.from_compact(text, shipped_library()), row.number)


def draft_place(actor: Actor | None, draft_id: uuid.UUID) -> tuple[uuid.UUID, int, bool]:
    """Return an interview's file, number and whether it is open, without its content.

    Raises:
        Refused: the actor may not do this.
    """
    row = draft_policy.load(actor, draft_id, "record")
    return row.file_id, row.number, row.closed_at is None
