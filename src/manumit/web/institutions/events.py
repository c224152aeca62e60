"""What this room tells the ledger."""

import uuid
from typing import Any

from allauth.account.signals import authentication_step_completed, user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added
from allauth.usersessions.models import UserSession
from django.db import models, transaction
from django.db.models.signals import pre_save
from django.http import HttpRequest

from manumit.web.institutions.acting import SESSION_SECOND_FACTOR, posts_of
from manumit.web.institutions.models import Invitation, Member, Post
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.roles import roles
from manumit.web.kernel.ledger.acts import Column, declare
from manumit.web.kernel.ledger.services import Act, record, refused

NOWHERE = "::"
OPERATOR = "operator"
"""The role of whoever has the installation's command line; belongs to no institution."""
KINDS = ("institution", "office", "member", "post", "invitation", "session", "authenticator")
REASONS = ("wrong_second_factor", "no_post", "not_yours", "not_by_provider")


def ready() -> None:
    """Declares codes and connects listeners, once."""
    declare(Column.ROLE, OPERATOR, *roles().by_key)
    declare(Column.KIND, *KINDS)
    declare(Column.REASON, *REASONS)
    user_logged_in.connect(_signed_in, dispatch_uid="institutions")
    authenticator_added.connect(_enrolled, dispatch_uid="institutions")
    authentication_step_completed.connect(_step, dispatch_uid="institutions")
    authentication_failed.connect(_failed, dispatch_uid="institutions")
    pre_save.connect(_without_device, sender=UserSession, dispatch_uid="institutions")


def tell(act: str, actor: Actor, row: models.Model, *, reason: str = "") -> None:
    """Records what an actor does to a row, in the transaction of the act."""
    record(_act(act, actor, row, reason))


def tell_as_operator(act: str, row: Post | Invitation) -> None:
    """Records what the installation's operator does to a row of an institution."""
    record(
        Act(
            act=act,
            institution=row.office.institution_id,
            role=OPERATOR,
            kind=str(row._meta.model_name),  # noqa: SLF001 - Django's public name
            resource=row.pk,
        )
    )


def tell_refused(act: str, actor: Actor, *, reason: str) -> None:
    """Records that something was refused to an actor; stays whatever is rolled back."""
    refused(_act(act, actor, None, reason))


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


def of_member(act: str, member: Member, *, reason: str = "") -> list[Act]:
    """An act of somebody who acts in no post yet: one event for each of their institutions."""
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


def tell_member(act: str, member: Member) -> None:
    """Records what a member does before they act in a post."""
    with transaction.atomic():
        for one in of_member(act, member):
            record(one)


def _signed_in(user: Member, **kwargs: Any) -> None:
    del kwargs
    tell_member("sign_in", user)


def _enrolled(request: HttpRequest, user: Member, **kwargs: Any) -> None:
    del kwargs
    # Whoever has just proved a new factor has given it in this session.
    request.session[SESSION_SECOND_FACTOR] = str(user.pk)
    tell_member("change", user)


def _step(request: HttpRequest, user: Member, method: str, **kwargs: Any) -> None:
    if method != "mfa":
        return
    request.session[SESSION_SECOND_FACTOR] = str(user.pk)
    tell_member("recover" if kwargs.get("type") == "recovery_codes" else "second_factor", user)


def _failed(user: Member, **kwargs: Any) -> None:
    del kwargs
    for one in of_member("second_factor", user, reason="wrong_second_factor"):
        refused(one)


def _without_device(instance: UserSession, **kwargs: Any) -> None:
    """A session is told apart by when it began: not by where somebody was, and with what."""
    del kwargs
    instance.ip, instance.user_agent = NOWHERE, ""
