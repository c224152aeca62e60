"""Whom a government provider lets in: a member who is there already, and nobody else."""

import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from manumit.web.institutions.acting import posts_of
from manumit.web.institutions.events import of_member, tell_member
from manumit.web.institutions.models import Binding, Member
from manumit.web.institutions.oidc import Identity, Provider, ProviderError
from manumit.web.kernel.ledger.services import refused
from manumit.web.kernel.vault.ring import RingKey, key_ring
from manumit.web.sealing import KEY_BYTES

PURPOSE = b"manumit government provider"


def configured() -> Provider | None:
    """The provider of this installation."""
    return settings.MANUMIT.oidc


def admitted(provider: Provider, identity: Identity) -> Member:
    """The member whom an identity is bound to, or becomes bound to by its verified address.

    An account is never made. Who begins anew (no usable password) comes by the invitation first,
    so that whoever holds their account at the provider can't come before them.

    Raises:
        ProviderError: nobody; a refusal to somebody who is known is in the ledger.
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
        for one in of_member("sign_in", member, reason="not_by_provider"):
            refused(one)
        raise ProviderError("not_admitted")
    return member


@transaction.atomic
def _bind(member: Member, digest: bytes, *, verified: bool) -> bool:
    """Whether the member is bound to this subject now: the first one whose address is verified."""
    if not verified:
        return False
    held, new = Binding.objects.get_or_create(member=member, defaults={"digest": digest})
    if new:
        tell_member("change", member)
    return hmac.compare_digest(bytes(held.digest), digest)


def _digests(provider: Provider, identity: Identity) -> list[bytes]:
    """The subject under each key of the ring, the current one first."""
    ring = key_ring()
    keys = [ring.current, *(key for key in ring.keys.values() if key.id != ring.current.id)]
    said = f"{provider.issuer}\n{identity.subject}".encode()
    return [hmac.digest(_key(key), said, "sha256") for key in keys]


def _key(of: RingKey) -> bytes:
    """A key for this alone, so that no key serves two purposes."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE).derive(of.wrapping)
