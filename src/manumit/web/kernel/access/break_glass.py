"""Emergency access to a file: requested with a reason, read by a second person, and short.

ADR 14 says why each rule is as it is.
"""

import datetime as dt
import uuid

from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from manumit.errors import Place
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.codes import AccessCode
from manumit.web.kernel.access.events import record_opening, record_refusal
from manumit.web.kernel.access.models import BreakGlass
from manumit.web.kernel.access.openings import lapsed_at_once
from manumit.web.kernel.access.policies import (
    OPENABLE,
    Policy,
    break_glass_policy,
)
from manumit.web.kernel.access.reasons import opening_rules
from manumit.web.kernel.access.verdicts import AccessReason, AccessVerdict, Refused, decide

RESOURCE = "break_glass"
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def ask[Row: models.Model](
    actor: Actor | None, policy: Policy[Row], row: Row, *, reason: str, hours: float
) -> BreakGlass:
    """Request emergency access to one file of the own institution.

    With danger to life, or a child in danger, it opens at once and closes again unless a second
    reader confirms it in time; for any other reason nothing opens before.

    Args:
        actor: who asks.
        policy: of case files.
        row: the case file.
        reason: of ``data/reasons.yaml``.
        hours: for how long; more than 0, at most 24.

    Raises:
        Refused: the role may not, or the file is not one that such an opening reaches.
        InputError: G401, G402, G403.
    """
    rules, now = opening_rules(), timezone.now()
    held = frozenset() if actor is None else policy.relations_to(actor, row) & set(OPENABLE)
    verdict = decide(actor, RESOURCE, "ask", held, now)
    if actor is None or not verdict:
        record_refusal(actor, RESOURCE, "ask", verdict, row.pk)
        raise Refused(verdict)
    if reason not in rules.reasons:
        raise AccessCode.NO_SUCH_REASON.error(Place(field="reason"))
    lasts = dt.timedelta(hours=hours)
    if not dt.timedelta() < lasts <= rules.longest:
        raise AccessCode.TOO_LONG.error(Place(field="hours"))
    at_once, ends_at = rules.reasons[reason], now + lasts
    with transaction.atomic():
        _one_by_one(actor)
        if at_once and lapsed_at_once(actor, now - rules.longest, now):
            raise AccessCode.UNCONFIRMED.error(Place(field="reason"))
        file = policy.file_of(row)
        record_opening(actor, "break_glass", file, reason)
        return BreakGlass.objects.create(
            file=file,
            person=actor.person,
            institution=actor.institution,
            office=actor.office,
            role=actor.role,
            reason=reason,
            asked_at=now,
            ends_at=ends_at,
            confirm_until=min(ends_at, now + rules.confirm_within) if at_once else ends_at,
            opens_at_once=at_once,
        )


def _one_by_one(actor: Actor) -> None:
    """Serialise requests of one person, so that concurrent ones can't exceed a limit."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_BY_ONE, [f"break_glass {actor.person}"])


def confirm(actor: Actor | None, key: uuid.UUID) -> BreakGlass:
    """Confirm an emergency access as its second reader: another person of the institution.

    Neither somebody whom the asker let in, nor somebody who has only just come.

    Raises:
        Refused: not for this actor.
        InputError: G404 if it is over, lapsed or confirmed already; G406.
    """
    now = timezone.now()
    _check_independent(actor, key, now)
    return _step(
        actor,
        key,
        "confirm",
        waiting=models.Q(confirmed_at=None, revoked_at=None, confirm_until__gt=now),
        over=AccessCode.NOT_CONFIRMABLE,
        act="second_reading",
        now=now,
    )


def _check_independent(actor: Actor | None, key: uuid.UUID, now: dt.datetime) -> None:
    found, least = break_glass_policy.load(actor, key, "confirm"), opening_rules().reader_after
    held = actor is not None and actor.since is not None and now - actor.since >= least
    if actor is None or not held or found.person in actor.let_in_by:
        verdict = AccessVerdict(allowed=False, reason=AccessReason.NOT_INDEPENDENT)
        record_refusal(actor, RESOURCE, "confirm", verdict, key)
        raise AccessCode.NOT_INDEPENDENT.error(Place(field=RESOURCE))


def revoke(actor: Actor | None, key: uuid.UUID) -> BreakGlass:
    """End an emergency access before its time; it shows nothing from then on.

    Raises:
        Refused: not for this actor.
        InputError: G405 if it is over.
    """
    now = timezone.now()
    return _step(
        actor,
        key,
        "revoke",
        waiting=models.Q(revoked_at=None, ends_at__gt=now),
        over=AccessCode.ALREADY_OVER,
        act="end_break_glass",
        now=now,
    )


_DONE = {"confirm": "confirmed", "revoke": "revoked"}


def _step(
    actor: Actor | None,
    key: uuid.UUID,
    action: str,
    *,
    waiting: models.Q,
    over: AccessCode,
    act: str,
    now: dt.datetime,
) -> BreakGlass:
    found = break_glass_policy.load(actor, key, action)
    if actor is None:  # load() has refused a stranger
        raise Refused(AccessVerdict(allowed=False, reason=AccessReason.NO_ACTOR))
    done = _DONE[action]
    with transaction.atomic():
        record_opening(actor, act, found.file, found.reason)
        # In one statement: of two concurrent requests, one learns that it was done already.
        changed = BreakGlass.objects.filter(waiting, pk=found.pk).update(
            **{f"{done}_by": actor.person, f"{done}_at": now}
        )
        if not changed:
            raise over.error(Place(field=RESOURCE))
    found.refresh_from_db()
    return found


def notices(actor: Actor | None) -> QuerySet[BreakGlass]:
    """Return emergency accesses that no data protection officer has read yet, latest first.

    Everybody else's list is empty.
    """
    found = break_glass_policy.scope(actor, "notice")
    return found.filter(noticed_at=None).order_by("-asked_at")


def notice(actor: Actor | None, key: uuid.UUID) -> BreakGlass:
    """Record that a data protection officer has read the notice of an emergency access.

    Raises:
        Refused: not for this actor.
    """
    found = break_glass_policy.load(actor, key, "notice")
    if actor is not None:
        with transaction.atomic():
            record_opening(actor, "read_notice", found.file, found.reason)
            unread = BreakGlass.objects.filter(pk=found.pk, noticed_at=None)
            unread.update(noticed_by=actor.person, noticed_at=timezone.now())
    found.refresh_from_db()
    return found
