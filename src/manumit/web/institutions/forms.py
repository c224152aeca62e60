"""Forms of sign-in and member administration. Texts are in the templates."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

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
    """The name of an office in the language of the page."""

    name = forms.CharField(max_length=LONGEST_NAME)


class ForgottenPasswordForm(forms.Form):
    """The address to send a password link to."""

    email = forms.EmailField(widget=forms.EmailInput({"autocomplete": "username"}))
