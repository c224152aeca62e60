"""Sign-in through the government provider, for existing members only."""

import hmac

from django.conf import settings
from django.db import transaction

from manumit.web.institutions.acting import posts_of
from manumit.web.institutions.events import member_acts, record_member_event
from manumit.web.institutions.models import Binding, Member
from manumit.web.institutions.oidc import Identity, Provider, ProviderError
from manumit.web.kernel.ledger.services import record_refused
from manumit.web.kernel.vault.ring import key_ring

PURPOSE = b"manumit government provider"


def configured() -> Provider | None:
    """Return the provider of this installation, or None."""
    return settings.MANUMIT.oidc


def member_for(provider: Provider, identity: Identity) -> Member:
    """Return the member bound to an identity, or bind one by its verified address.

    An account is never made. Who begins anew (no usable password) comes by the invitation first,
    so that somebody else with their account at the provider can't come before them.

    Raises:
        ProviderError: no member; a refusal to a known member is in the ledger.
    """
    digests = _digests(provider, identity)
    bound = Binding.objects.select_related("member").filter(digest__in=digests).first()
    if bound is not None:
        member = bound.member
    else:
        found = Member.objects.filter(email=identity.email).first() if identity.email else None
        if found is None:
            raise ProviderError("nobody")
        member = found
    may = member.is_active and member.has_usable_password() and bool(posts_of(member))
    if not may or (bound is None and not _bind(member, digests[0], verified=identity.verified)):
        for one in member_acts("sign_in", member, reason="not_by_provider"):
            record_refused(one)
        raise ProviderError("not_admitted")
    return member


@transaction.atomic
def _bind(member: Member, digest: bytes, *, verified: bool) -> bool:
    """Return whether the member is bound to this subject; bind if it is the first verified one."""
    if not verified:
        return False
    held, new = Binding.objects.get_or_create(member=member, defaults={"digest": digest})
    if new:
        record_member_event("change", member)
    return hmac.compare_digest(bytes(held.digest), digest)


def _digests(provider: Provider, identity: Identity) -> list[bytes]:
    """Return the subject's digest under each key of the ring, current key first."""
    ring = key_ring()
    keys = [ring.current, *(key for key in ring.keys.values() if key.id != ring.current.id)]
    identifier = f"{provider.issuer}\n{identity.subject}".encode()
    return [hmac.digest(key.derived(PURPOSE), identifier, "sha256") for key in keys]
