"""How often something is tried, counted without keeping who tried."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def allowed(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Whether one more attempt is within the limit. Links count too, which allauth leaves out.

    Args:
        request: of whoever tries.
        action: allauth's name for a limit.
        key: what is counted beside the network address, such as an e-mail address.
    """
    found = ratelimit.consume(
        request, app="allauth.account", action=action, key=key, limit_get=True
    )
    return found is not None


def attempt_key(key: str, prefix: str, version: int) -> str:
    """What an attempt is counted under (``CACHES``): tells no address to who reads the table."""
    said = f"{prefix}:{version}:{key}"
    return salted_hmac("manumit attempts", said, algorithm="sha256").hexdigest()
