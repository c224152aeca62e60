"""What allauth asks of us: where to go, what may be done, how secrets are kept, what is sent."""

import time
from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.http import HttpRequest
from django.urls import reverse

from manumit.web.institutions.acting import needs_second_factor, posts_of
from manumit.web.institutions.models import Member
from manumit.web.kernel.vault.ring import RingKey, key_ring
from manumit.web.sealing import KEY_BYTES, decrypt, encrypt

PURPOSE = b"manumit second factor"
SECONDS_RECENT = 5 * 60
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Accounts come from invitations alone, and nothing is sent that says anything."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        del request
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page after a sign-in."""
        del request
        return reverse("office_home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The page to sign in."""
        del request
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """The page on how one signs in."""
        del request
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for the first second factor, and its codes, just after the password was given."""
        asked = context.request
        records = get_authentication_records(asked, asked.user)
        recent = bool(records) and time.time() - records[-1]["at"] < SECONDS_RECENT
        if recent and (_is_new(asked.user) or _sees_codes_first(asked)):
            return False
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends nothing: what is sent is in ``jobs``, and it is one neutral link."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Second factors, whose secrets lie sealed under the key ring."""

    def encrypt(self, text: str) -> str:
        """A secret as it is kept: the key's id, and what only it opens."""
        key = key_ring().current
        sealed = encrypt(text.encode(), key=_key(key), bound_to=PURPOSE)
        return f"{key.id}:{b64encode(sealed).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        """What :meth:`encrypt` sealed.

        Raises:
            InputError: V101 to V107.
            SealError: it was changed.
        """
        key_id, _, sealed = encrypted_text.partition(":")
        key = _key(key_ring().key(key_id))
        return decrypt(b64decode(sealed), key=key, bound_to=PURPOSE).decode()

    def get_totp_label(self, user: Member) -> str:
        """What an authenticator app shows: neither an address nor a name."""
        return f"manumit {user.pk.hex[:6]}"

    def get_totp_issuer(self) -> str:
        """Nothing that says whose account it is to whoever sees the telephone."""
        return "office"

    def get_public_key_credential_user_entity(self, user: Member) -> dict[str, Any]:
        """What a passkey's list shows: the same."""
        label = self.get_totp_label(user)
        return {"id": user.pk.hex.encode(), "name": label, "display_name": label}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """This site, without a name that says what it is."""
        found: dict[str, str] = super().get_public_key_credential_rp_entity()
        return found | {"name": "office"}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last factor of somebody whose role needs one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        has_another = others.exclude(pk=authenticator.pk).exists()
        return has_another or not needs_second_factor(posts_of(authenticator.user))

    def generate_authenticator_name(self, user: Member, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """A number: words are in the language of the page."""
        return str(Authenticator.objects.filter(user=user, type=type).count() + 1)


def _is_new(member: Member) -> bool:
    return not is_mfa_enabled(member, FACTORS)


def _sees_codes_first(request: HttpRequest) -> bool:
    """Whether the codes that came with the first factor are looked at, for the first time."""
    match = request.resolver_match
    if match is None or match.view_name != "institutions:codes":
        return False
    codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES)
    return any(not one.wrap().did_view for one in codes)


def _key(of: RingKey) -> bytes:
    """A key for second factors alone, so that no key serves two purposes."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE).derive(of.wrapping)
