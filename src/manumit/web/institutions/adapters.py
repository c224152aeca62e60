"""Adapters for allauth: redirects, permissions, storage of secrets, no e-mail."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse

from manumit.web.institutions.acting import needs_second_factor, posts_of
from manumit.web.institutions.models import Member
from manumit.web.kernel.vault.locked import lock_text, unlock_text

PURPOSE = b"manumit second factor"
SECONDS_RECENT = 5 * 60
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Accounts come from invitations alone, and allauth sends nothing."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: accounts come from invitations."""
        del request
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the first page after a sign-in."""
        del request
        return reverse("office_home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Return the sign-in page."""
        del request
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the page on sign-in methods."""
        del request
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return False for the first factor and its codes, just after the password."""
        asked = context.request
        records = get_authentication_records(asked, asked.user)
        recent = bool(records) and time.time() - records[-1]["at"] < SECONDS_RECENT
        if recent and (_is_new(asked.user) or _sees_codes_first(asked)):
            return False
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: ``jobs`` sends the only message, one neutral link."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Second factors; their secrets are sealed under the key ring."""

    def encrypt(self, text: str) -> str:
        """Return a secret in stored form: the key's id and the ciphertext."""
        return lock_text(text.encode(), purpose=PURPOSE, bound_to=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret that :meth:`encrypt` sealed.

        Raises:
            InputError: V101 to V107.
            SealError: it was changed.
        """
        return unlock_text(encrypted_text, purpose=PURPOSE, bound_to=PURPOSE).decode()

    def get_totp_label(self, user: Member) -> str:
        """Return the label for authenticator apps: neither an address nor a name."""
        return f"manumit {user.pk.hex[:6]}"

    def get_totp_issuer(self) -> str:
        """Return an issuer name that reveals nothing to a person who sees the telephone."""
        return "office"

    def get_public_key_credential_user_entity(self, user: Member) -> dict[str, Any]:
        """Return the same neutral label for passkeys."""
        label = self.get_totp_label(user)
        return {"id": user.pk.hex.encode(), "name": label, "display_name": label}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return this site under a neutral name."""
        found: dict[str, str] = super().get_public_key_credential_rp_entity()
        return found | {"name": "office"}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return False for the last factor if the role needs one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
        has_another = others.exclude(pk=authenticator.pk).exists()
        return has_another or not needs_second_factor(posts_of(authenticator.user))

    def generate_authenticator_name(self, user: Member, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """Return a number: words depend on the page's language."""
        return str(Authenticator.objects.filter(user=user, type=type).count() + 1)


def _is_new(member: Member) -> bool:
    return not is_mfa_enabled(member, FACTORS)


def _sees_codes_first(request: HttpRequest) -> bool:
    """Return whether the recovery codes of the first factor are shown for the first time."""
    match = request.resolver_match
    if match is None or match.view_name != "institutions:codes":
        return False
    codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES)
    return any(not one.wrap().did_view for one in codes)
