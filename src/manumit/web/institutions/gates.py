"""Who may open a page, and how often: roles, and rate limits that store nothing about who tries."""

import functools
from collections.abc import Callable
from typing import Any

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from manumit.web.institutions import policies
from manumit.web.institutions.events import record_refusal
from manumit.web.kernel.access.actors import Actor, actor_of
from manumit.web.ui.languages import Language

type Administered = Callable[..., HttpResponse]


def restricted_to(may: Callable[[Actor | None], bool]) -> Callable[[Administered], Administered]:
    """Return a decorator that answers 404 to actors without a right."""

    def decorated(view: Administered) -> Administered:
        @functools.wraps(view)
        def guarded(request: HttpRequest, language: Language, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request)
            if actor is None or not may(actor):
                if actor is not None:
                    record_refusal("refuse", actor, reason="not_yours")
                raise Http404
            return view(request, language, actor, **kwargs)

        return guarded

    return decorated


administers = restricted_to(policies.may_administer)


def allowed(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Return whether one more attempt is within the limit; also for links, unlike allauth.

    Args:
        request: the current request.
        action: allauth's name for a limit.
        key: what is counted beside the network address, such as an e-mail address.
    """
    found = ratelimit.consume(
        request, app="allauth.account", action=action, key=key, limit_get=True
    )
    return found is not None


def attempt_key(key: str, prefix: str, version: int) -> str:
    """Return the cache key of an attempt; a reader of the table learns no address."""
    scoped = f"{prefix}:{version}:{key}"
    return salted_hmac("manumit attempts", scoped, algorithm="sha256").hexdigest()
