"""Rate limits that store nothing about the person who tries."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


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
