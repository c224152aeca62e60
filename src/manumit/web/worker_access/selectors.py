"""The person's own access, as the holder of the file and their office see it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from manumit.web.cases import selectors as cases
from manumit.web.cases.selectors import FileView
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.worker_access.models import DuressAlert
from manumit.web.worker_access.policies import (
    access_policy,
    assessment_policy,
    duress_policy,
    session_policy,
)
from manumit.web.worker_access.questions import Use
from manumit.web.worker_access.services import valid_assessment
from manumit.web.worker_access.sessions import StatementView, statements


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """An emergency notice.

    Attributes:
        pseudonym: of the file.
        read: whether somebody of the office has read it.
    """

    id: uuid.UUID
    file: uuid.UUID
    pseudonym: str
    raised_at: dt.datetime
    read: bool


@dataclass(frozen=True, slots=True)
class AccessLine:
    """A slip that is on, without its number and codes.

    Attributes:
        shown, until: None where the mask hides them.
    """

    id: uuid.UUID
    version: int
    shown: str | None
    until: dt.datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class Overview:
    """The own access of one file.

    Attributes:
        assessed_at: when it was last assessed; None where never, or hidden.
        carries: what that still allows.
        access: the slip that is on; None where it is off.
        session: one that the actor holds.
        notices: of danger, latest first.
        statements: of the worker.
    """

    file: FileView
    assessed_at: dt.datetime | None
    carries: frozenset[Use]
    access: AccessLine | None
    session: uuid.UUID | None
    notices: Sequence[NoticeLine]
    statements: Sequence[StatementView]


@transaction.atomic
def overview(actor: Actor | None, file_id: uuid.UUID) -> Overview:
    """Return the own access of a file.

    Raises:
        Refused: not for this actor.
        InputError: V101 to V107, V201, V301.
    """
    found = cases.file(actor, file_id)
    access_policy.check_new(actor, "see", found.relation, file_id)
    who = require_actor(actor, "worker_access", "see")
    record_act(who, "read_file", "worker_access", file_id, purpose="see")
    assessed = assessment_policy.scope(who).filter(file=file_id).order_by("-made_at").first()
    own = assessed is not None and "made_at" in assessment_policy.mask(who, assessed)
    held = session_policy.scope(who, "open").filter(
        file=file_id, state="held", until__gt=timezone.now()
    )
    return Overview(
        file=found,
        assessed_at=assessed.made_at if own and assessed is not None else None,
        carries=frozenset(use for use in Use if own and valid_assessment(file_id, use) is not None),
        access=_on(who, file_id),
        session=held.order_by("-begun_at").values_list("pk", flat=True).first(),
        notices=_notices(duress_policy.scope(who).filter(file=file_id)),
        statements=statements(who, file_id),
    )


def _on(who: Actor, file_id: uuid.UUID) -> AccessLine | None:
    row = access_policy.scope(who).filter(file=file_id, state="on").first()
    if row is None:
        return None
    seen = access_policy.mask(who, row)
    return AccessLine(
        row.pk,
        row.version,
        row.shown if "shown" in seen else None,
        row.until if "until" in seen else None,
    )


@transaction.atomic
def notices(actor: Actor | None) -> list[NoticeLine]:
    """Return unread emergency notices of the office, latest first.

    Raises:
        Refused: a stranger.
    """
    who = require_actor(actor, "emergency_code", "read")
    record_act(who, "list_files", "emergency_code", None, purpose="read")
    return _notices(duress_policy.scope(who).filter(read_at=None))


def has_unread_notice(actor: Actor | None, file_id: uuid.UUID) -> bool:
    """Return whether an emergency code of a file was given and nobody has read so yet."""
    return duress_policy.scope(actor).filter(file=file_id, read_at=None).exists()


def _notices(rows: QuerySet[DuressAlert]) -> list[NoticeLine]:
    found = rows.select_related("file").order_by("-raised_at", "pk")
    return [
        NoticeLine(one.pk, one.file_id, one.file.pseudonym, one.raised_at, one.read_at is not None)
        for one in found
    ]
