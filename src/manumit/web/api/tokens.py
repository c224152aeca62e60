"""Services for tokens. Each is one transaction with its event."""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.web.api.codes import ApiCode
from manumit.web.api.models import ApiToken
from manumit.web.api.policies import kind_of, offices, token_policy
from manumit.web.api.scopes import scopes
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.access.verdicts import AccessReason, AccessVerdict, Refused

KIND = "api_token"
PREFIX = "manumit"
"""What every token begins with, so that a search for lost secrets finds it."""


@dataclass(frozen=True, slots=True, repr=False)
class NewToken:
    """A token and its word, which is never seen again."""

    token: ApiToken
    word: str


def digest_of(word: str) -> bytes:
    """Return the digest of a word, which alone is stored."""
    return hashlib.sha256(word.encode()).digest()


@transaction.atomic
def make_token(
    actor: Actor | None,
    office: uuid.UUID,
    chosen: Collection[str],
    days: int,
    *,
    request: uuid.UUID,
) -> NewToken:
    """Create a token that is valid once a second person has approved it.

    Args:
        actor: an administrator.
        office: of the institution.
        chosen: scopes.
        days: for how long it holds, from now.
        request: of the form.

    Raises:
        Refused: not for this actor, or an office of somewhere else.
        InputError: Y701, Y702, Y703.
    """
    token_policy.check_new(actor, "make")
    who = require_actor(actor, KIND, "make")
    place = offices(who).filter(pk=office).first()
    if place is None:
        raise Refused(AccessVerdict(allowed=False, reason=AccessReason.NOT_OF_RELATION))
    if not chosen or not set(chosen) <= set(scopes().of_kind(kind_of(who))):
        raise ApiCode.SCOPES.error(Place(field="scopes"))
    longest = scopes().longest_days
    if not 1 <= days <= longest:
        raise ApiCode.TOO_LONG.error(Place(field="days"))
    if ApiToken.objects.filter(request=request).exists():
        raise ApiCode.MADE_ALREADY.error(Place())
    key = uuid.uuid4()
    word = f"{PREFIX}_{key.hex}_{secrets.token_urlsafe(32)}"
    made = ApiToken(
        id=key, digest=digest_of(word), institution=place.institution, office=place,
        scopes=sorted(set(chosen)), made_by_id=who.person, request=request,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )  # fmt: skip
    record_act(who, "make_token", KIND, key, purpose="make")
    made.save(force_insert=True)
    return NewToken(made, word)


@transaction.atomic
def approve_token(actor: Actor | None, token: uuid.UUID) -> None:
    """Approve a token, as the second person.

    Raises:
        Refused: not for this actor, who may be the one that made it.
        InputError: Y704.
    """
    found, who = _waiting(actor, token)
    record_act(who, "approve_token", KIND, token, purpose="approve")
    found.approved_by_id, found.approved_at = who.person, timezone.now()
    found.save(update_fields=["approved_by", "approved_at"])


@transaction.atomic
def refuse_token(actor: Actor | None, token: uuid.UUID) -> None:
    """Refuse a waiting token, as the second person.

    Raises:
        Refused: not for this actor.
        InputError: Y704.
    """
    found, who = _waiting(actor, token)
    record_act(who, "refuse_token", KIND, token, purpose="approve")
    found.revoked_at = timezone.now()
    found.save(update_fields=["revoked_at"])


def _waiting(actor: Actor | None, token: uuid.UUID) -> tuple[ApiToken, Actor]:
    token_policy.load(actor, token, "approve")
    found = ApiToken.objects.select_for_update().filter(pk=token, pk__in=ApiToken.objects.waiting())
    row = found.first()
    if row is None:
        raise ApiCode.NOT_WAITING.error(Place(field="token"))
    return row, require_actor(actor, KIND, "approve")


@transaction.atomic
def revoke_token(actor: Actor | None, token: uuid.UUID) -> None:
    """Revoke a token, at once; repeating it changes nothing.

    Raises:
        Refused: not for this actor.
    """
    token_policy.load(actor, token, "revoke")
    who = require_actor(actor, KIND, "revoke")
    record_act(who, "end_token", KIND, token, purpose="revoke")
    ApiToken.objects.filter(pk=token, revoked_at=None).update(revoked_at=timezone.now())
