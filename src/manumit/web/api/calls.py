"""Authentication of API calls. Each call is an act in the ledger, with the token as the actor."""

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
from manumit.web.api.tokens import KIND, PREFIX, digest_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.services import Act, record, record_refused

ROLE = "program"
TOKEN_SHAPE = re.compile(rf"{PREFIX}_([0-9a-f]{{32}})_[A-Za-z0-9_-]{{43}}")
NO_DIGEST = bytes(32)
WAITS, OVER, ENDED = "token_waits", "token_over", "token_ended"
NO_SCOPE, TOO_MANY = "no_scope", "too_many_calls"
REASONS = (WAITS, OVER, ENDED, NO_SCOPE, TOO_MANY)
UNAUTHORIZED, FORBIDDEN, TOO_MANY_REQUESTS = 401, 403, 429
MINUTE = 60


class CallRefused(Exception):  # noqa: N818 - an answer, and no error of ours
    """A call that is refused.

    Attributes:
        status: of the answer.
        problem: what it says.
        wait: seconds after which to try again; 0 where waiting does not help.
    """

    def __init__(self, status: int, code: ErrorCode, *, wait: int = 0, **values: object) -> None:
        self.status, self.wait = status, wait
        self.problem: Problem = code.problem(Place(), **values)
        super().__init__(self.problem.code)


def authenticate(word: str, operation: str, scope: str | None) -> Actor:
    """Return the actor of a call; every problem with a token has the same answer.

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
            raise CallRefused(UNAUTHORIZED, ApiCode.NO_TOKEN)
        over = _count(token, now)
        reason = _refusal_reason(token, scope, now)
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
        record_refused(_act(token, operation, reason))
    if reason == TOO_MANY:
        wait = MINUTE - now.second
        raise CallRefused(TOO_MANY_REQUESTS, ApiCode.TOO_MANY, wait=wait, seconds=wait)
    if reason == NO_SCOPE:
        raise CallRefused(FORBIDDEN, ApiCode.NO_SCOPE, scope=scope)
    raise CallRefused(UNAUTHORIZED, ApiCode.NO_TOKEN)


def _token(word: str) -> ApiToken | None:
    """Lock and return the token of a word; a wrong word takes as long to compare as a right one."""
    shape = TOKEN_SHAPE.fullmatch(word)
    key = uuid.UUID(hex=shape[1]) if shape else uuid.UUID(int=0)
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("institution")
    found: ApiToken | None = rows.filter(pk=key).first()
    kept = NO_DIGEST if found is None else bytes(found.digest)
    return found if hmac.compare_digest(kept, digest_of(word)) else None


def _count(token: ApiToken, now: dt.datetime) -> bool:
    """Count a call; return whether there were too many in this minute."""
    minute = now.replace(second=0, microsecond=0)
    token.calls = token.calls + 1 if token.minute == minute else 1
    token.minute = minute
    return token.calls > scopes().calls_a_minute


def _refusal_reason(token: ApiToken, scope: str | None, now: dt.datetime) -> str:
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
