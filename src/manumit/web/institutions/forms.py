"""Forms of sign-in and member administration. Texts are in the templates."""

from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache

from manumit.web.institutions.directory import LONGEST_TYPED
from manumit.web.institutions.models import Member, Office, named
from manumit.web.institutions.services import LONGEST_NAME, LONGEST_POST


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password1 = forms.CharField(
        strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean(self) -> dict[str, Any]:
        """Check that both are the same and follow the password rules."""
        found = super().clean() or self.cleaned_data
        first, second = found.get("password1"), found.get("password2")
        if first is not None and second is not None:
            if first != second:
                self.add_error("password2", forms.ValidationError("", code="password_mismatch"))
            else:
                try:
                    validate_password(first, self.member)
                except forms.ValidationError as wrong:
                    self.add_error("password1", wrong)
        return found


class InvitationForm(forms.Form):
    """An invitation: address, office, role, duration."""

    email = forms.EmailField(widget=forms.EmailInput({"autocomplete": "off"}))
    office = forms.ModelChoiceField(Office.objects.none(), empty_label=None)
    role = forms.ChoiceField()
    days = forms.IntegerField(min_value=1, max_value=LONGEST_POST, initial=LONGEST_POST)

    def __init__(
        self, *args: Any, offices: Any, roles: list[tuple[str, str]], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        places: Any = self.fields["office"]
        places.queryset = offices
        places.label_from_instance = lambda office: named(office.names, language)
        chosen: Any = self.fields["role"]
        chosen.choices = roles


class OfficeForm(forms.Form):
    """The name of an office in the language of the page, and its telephone number."""

    name = forms.CharField(max_length=LONGEST_NAME)
    telephone = forms.CharField(
        max_length=LONGEST_TYPED,
        required=False,
        widget=forms.TextInput({"type": "tel", "dir": "ltr", "autocomplete": "off"}),
    )


class ForgottenPasswordForm(forms.Form):
    """The address to send a password link to."""

    email = forms.EmailField(widget=forms.EmailInput({"autocomplete": "username"}))


def use_code(member: Member, typed: str) -> bool:
    """Record that a valid code of an app was typed; return False if it was before.

    A code is accepted once (RFC 6238, section 5.2). allauth remembers it for one period; with a
    tolerance for clocks it is valid for longer, and a person who saw it typed could use it again.
    """
    periods = 2 * app_settings.TOTP_TOLERANCE + 1
    key = f"code_once?user={member.pk}&code={normalize_user_code(typed)}"
    return bool(cache.add(key, "y", timeout=periods * app_settings.TOTP_PERIOD))


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc] # allauth ships no types
    """The second step of a sign-in."""

    def clean_code(self) -> str:
        """Return the code; refuse one that was used before."""
        return _once(self, super().clean_code())


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    """A code before an act that asks for one."""

    def clean_code(self) -> str:
        """Return the code; refuse one that was used before."""
        return _once(self, super().clean_code())


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new app: it opens nothing afterwards."""

    def clean_code(self) -> str:
        """Return the code."""
        typed: str = super().clean_code()
        use_code(self.user, typed)
        return typed


def _once(form: AuthenticateForm | ReauthenticateForm, typed: str) -> str:
    """Return a code that allauth found valid; recovery codes remember their use themselves.

    Raises:
        ValidationError: it is of the app and was used before.
    """
    is_of_app = form.authenticator.type == Authenticator.Type.TOTP
    if is_of_app and not use_code(form.user, typed):
        form._emit_authentication_failed(form.authenticator)  # noqa: SLF001 - as allauth's forms do
        raise get_adapter().validation_error("incorrect_code")
    return typed
