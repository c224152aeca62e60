"""Acknowledge notices for the data protection officer."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from manumit.web.cases.events import acting, tell
from manumit.web.cases.policies import NoticePolicy, takeover_policy, waiver_policy
from manumit.web.kernel.access.actors import Actor


def acknowledge_waiver(actor: Actor | None, notice_id: uuid.UUID) -> None:
    """Record that a data protection officer has read a waiver notice.

    Raises:
        Refused: the actor may not do this.
    """
    _read(actor, waiver_policy, notice_id)


def acknowledge_takeover(actor: Actor | None, notice_id: uuid.UUID) -> None:
    """Record that a data protection officer has read a takeover notice.

    Raises:
        Refused: the actor may not do this.
    """
    _read(actor, takeover_policy, notice_id)


@transaction.atomic
def _read(actor: Actor | None, policy: NoticePolicy[Any], notice_id: uuid.UUID) -> None:
    row = policy.load(actor, notice_id, "notice")
    who = acting(actor, policy.resource, "notice")
    tell(who, "read_notice", "case_file", row.file_id, purpose="notice")
    unread = policy.scope(who, "notice").filter(pk=row.pk, noticed_at=None)
    unread.update(noticed_by=who.person, noticed_at=timezone.now())
