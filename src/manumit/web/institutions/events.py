"""Ledger events of this room."""

import datetime as dt
import uuid
from typing import Any

from allauth.account.signals import authentication_step_completed, user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added
from allauth.usersessions.models import UserSession
from django.contrib.auth import signals
from django.contrib.auth.models import update_last_login
from django.db import models, transaction
from django.db.models.signals import pre_save
from django.dispatch import Signal
from django.http import HttpRequest

from manumit.web.institutions.acting import SESSION_SECOND_FACTOR, posts_of
from manumit.web.institutions.models import Invitation, Member, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.roles import roles
from manumit.web.kernel.ledger.acts import Column, declare
from manumit.web.kernel.ledger.services import Act, record, record_refused

NOWHERE = "::"
SESSION_LAST_VISIT = "last_visit"
post_ended = Signal()
"""Sent with ``post`` in the transaction that ends it, for rooms above."""
OPERATOR = "operator"
"""The role of the operator at the command line; belongs to no institution."""
KINDS = ("institution", "office", "member", "post", "invitation", "session", "authenticator")
REASONS = ("wrong_second_factor", "no_post", "not_yours", "not_by_provider")


def ready() -> None:
    """Declare codes and connect signal listeners, once."""
    declare(Column.ROLE, OPERATOR, *roles().by_key)
    declare(Column.KIND, *KINDS)
    declare(Column.REASON, *REASONS)
    user_logged_in.connect(_signed_in, dispatch_uid="institutions")
    # In place of Django's own, which overwrites the moment of the last visit before it is read.
    signals.user_logged_in.disconnect(dispatch_uid="update_last_login")
    signals.user_logged_in.connect(_comes_again, dispatch_uid="institutions")
    authenticator_added.connect(_enrolled, dispatch_uid="institutions")
    authentication_step_completed.connect(_step, dispatch_uid="institutions")
    authentication_failed.connect(_failed, dispatch_uid="institutions")
    pre_save.connect(_without_device, sender=UserSession, dispatch_uid="institutions")


def record_event(act: str, actor: Actor, row: models.Model, *, reason: str = "") -> None:
    """Record an actor's act on a row, in the transaction of the act."""
    record(_act(act, actor, row, reason))


def record_operator_event(act: str, row: Post | Invitation) -> None:
    """Record an act of the installation's operator on an institution's row."""
    record(
        Act(
            act=act,
            institution=row.office.institution_id,
            role=OPERATOR,
            kind=str(row._meta.model_name),  # noqa: SLF001 - Django's public name
            resource=row.pk,
        )
    )


def record_refusal(act: str, actor: Actor, *, reason: str) -> None:
    """Record a refusal; it stays even if the transaction is rolled back."""
    record_refused(_act(act, actor, None, reason))


def _act(act: str, actor: Actor, row: models.Model | None, reason: str) -> Act:
    return Act(
        act=act,
        institution=actor.institution,
        role=actor.role,
        actor=actor.person,
        kind="" if row is None else str(row._meta.model_name),  # noqa: SLF001 - Django's public name
        resource=row.pk if row is not None and isinstance(row.pk, uuid.UUID) else None,
        reason=reason,
    )


def member_acts(act: str, member: Member, *, reason: str = "") -> list[Act]:
    """Return the acts of a member without acting post: one for each institution."""
    found = {post.office.institution_id: post for post in posts_of(member)}
    return [
        Act(
            act=act,
            institution=institution,
            role=post.role,
            actor=member.pk,
            kind="member",
            resource=member.pk,
            reason=reason,
        )
        for institution, post in found.items()
    ]


def record_member_event(act: str, member: Member) -> None:
    """Record an act of a member before they act in a post."""
    with transaction.atomic():
        for one in member_acts(act, member):
            record(one)


def _signed_in(user: Member, **kwargs: Any) -> None:
    del kwargs
    record_member_event("sign_in", user)


def _comes_again(sender: type[Member], user: Member, request: HttpRequest, **kwargs: Any) -> None:
    """Keep in the session when a member signed in before, and save that they do now."""
    if user.last_login is not None:
        request.session[SESSION_LAST_VISIT] = user.last_login.isoformat()
    update_last_login(sender, user, **kwargs)


def last_visit(request: HttpRequest) -> dt.datetime | None:
    """Return the beginning of the day on which a member signed in before; None if never.

    The whole day, so that a session that ended in the morning hides nothing at noon.
    """
    kept = request.session.get(SESSION_LAST_VISIT)
    if kept is None:
        return None
    day = dt.datetime.fromisoformat(kept).date()
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _enrolled(request: HttpRequest, user: Member, **kwargs: Any) -> None:
    del kwargs
    # A member who has just proved a new factor has given it in this session.
    request.session[SESSION_SECOND_FACTOR] = str(user.pk)
    record_member_event("change", user)


def _step(request: HttpRequest, user: Member, method: str, **kwargs: Any) -> None:
    if method != "mfa":
        return
    request.session[SESSION_SECOND_FACTOR] = str(user.pk)
    record_member_event(
        "recover" if kwargs.get("type") == "recovery_codes" else "second_factor", user
    )


def _failed(user: Member, **kwargs: Any) -> None:
    del kwargs
    for one in member_acts("second_factor", user, reason="wrong_second_factor"):
        record_refused(one)


def _without_device(instance: UserSession, **kwargs: Any) -> None:
    """Clear a session's address and device: sessions are distinguished by their start."""
    del kwargs
    instance.ip, instance.user_agent = NOWHERE, ""
