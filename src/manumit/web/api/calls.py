"""Lets a call in or turns it away. Each one is an act in the ledger, with the token as who acts."""

import datetime as dt
import hmac
import re
import uuid

from django.db import transaction
from django.utils import timezone

from manumit.errors import ErrorCode, Place, Problem
from manumit.web.api.codes import ApiCode
from manumit.web.api.models import ApiToken
from manumit.web.api.scopes import scopes
from manumit.web.api.tokens import KIND, SIGN, digest_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.services import Act, record, refused

ROLE = "program"
WORD = re.compile(rf"{SIGN}_([0-9a-f]{{32}})_[A-Za-z0-9_-]{{43}}")
NOBODYS = bytes(32)
WAITS, OVER, ENDED = "token_waits", "token_over", "token_ended"
NO_SCOPE, TOO_MANY = "no_scope", "too_many_calls"
REASONS = (WAITS, OVER, ENDED, NO_SCOPE, TOO_MANY)
UNAUTHORIZED, FORBIDDEN, TOO_MANY_REQUESTS = 401, 403, 429
MINUTE = 60


class Turned(Exception):  # noqa: N818 - an answer, and no error of ours
    """A call that is not let in.

    Attributes:
        status: of the answer.
        problem: what it says.
        wait: seconds after which to try again; 0 where waiting does not help.
    """

    def __init__(self, status: int, code: ErrorCode, *, wait: int = 0, **values: object) -> None:
        self.status, self.wait = status, wait
        self.problem: Problem = code.problem(Place(), **values)
        super().__init__(self.problem.code)


def admit(word: str, operation: str, scope: str | None) -> Actor:
    """Who calls. Everything that is wrong with a token itself has one answer.

    Args:
        word: what was sent.
        operation: what is asked for.
        scope: that it needs; None where any token will do.

    Raises:
        Turned: Y601, Y602, Y603.
    """
    now = timezone.now()
    with transaction.atomic():
        token = _token(word)
        if token is None:
            raise Turned(UNAUTHORIZED, ApiCode.NO_TOKEN)
        over = _count(token, now)
        reason = _why_not(token, scope, now)
        if over and reason in ("", NO_SCOPE):
            reason = TOO_MANY
        if not reason:
            token.used_on = now.date()
            token.save(update_fields=["used_on", "minute", "calls"])
            record(_act(token, operation))
            return _actor(token)
        token.save(update_fields=["minute", "calls"])
    # Once a minute: who calls on and on does not fill the ledger.
    if not over or token.calls == scopes().calls_a_minute + 1:
        refused(_act(token, operation, reason))
    if reason == TOO_MANY:
        wait = MINUTE - now.second
        raise Turned(TOO_MANY_REQUESTS, ApiCode.TOO_MANY, wait=wait, seconds=wait)
    if reason == NO_SCOPE:
        raise Turned(FORBIDDEN, ApiCode.NO_SCOPE, scope=scope)
    raise Turned(UNAUTHORIZED, ApiCode.NO_TOKEN)


def _token(word: str) -> ApiToken | None:
    """The token of a word, locked; a wrong word takes as long to compare as a right one."""
    shape = WORD.fullmatch(word)
    key = uuid.UUID(hex=shape[1]) if shape else uuid.UUID(int=0)
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("institution")
    found: ApiToken | None = rows.filter(pk=key).first()
    kept = NOBODYS if found is None else bytes(found.digest)
    return found if hmac.compare_digest(kept, digest_of(word)) else None


def _count(token: ApiToken, now: dt.datetime) -> bool:
    """Counts a call; whether there were too many in this minute."""
    minute = now.replace(second=0, microsecond=0)
    token.calls = token.calls + 1 if token.minute == minute else 1
    token.minute = minute
    return token.calls > scopes().calls_a_minute


def _why_not(token: ApiToken, scope: str | None, now: dt.datetime) -> str:
    if token.revoked_at is not None:
        return ENDED
    if token.expires_at <= now:
        return OVER
    if token.approved_at is None:
        return WAITS
    held = set(token.scopes) & set(scopes().of_kind(token.institution.kind))
    return "" if scope is None or scope in held else NO_SCOPE


def _actor(token: ApiToken) -> Actor:
    return Actor(token.pk, token.institution_id, token.office_id, ROLE, token.expires_at)


def _act(token: ApiToken, operation: str, reason: str = "") -> Act:
    return Act(
        act="call", institution=token.institution_id, role=ROLE, actor=token.pk, kind=KIND,
        resource=token.pk, purpose=operation, reason=reason,
    )  # fmt: skip
