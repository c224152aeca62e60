"""``{% load institutions %}``: form fields with our own texts."""

from django import forms, template
from django.forms import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from manumit.web.institutions.models import named
from manumit.web.institutions.provider import configured

register = template.Library()

TOLD = frozenset(
    {
        "required", "invalid", "email_password_mismatch", "too_many_login_attempts",
        "incorrect_code", "incorrect_password", "password_too_short", "password_too_common",
        "password_too_similar", "password_entirely_numeric", "password_mismatch", "max_length",
        "max_value", "min_value", "invalid_choice", "cannot_delete_authenticator", "rate_limited",
        "invalid_password_reset", "telephone",
    }
)  # fmt: skip


@register.filter
def wrong(field: BoundField) -> list[str]:
    """Return the ids of a field's error texts."""
    return _ids(field.errors.as_data())


@register.filter
def wrong_at_all(form: forms.BaseForm) -> list[str]:
    """Return the ids of the error texts of a form as a whole."""
    return _ids(form.non_field_errors().as_data())


def _ids(found: list[forms.ValidationError]) -> list[str]:
    codes = dict.fromkeys(str(one.code) for one in found)
    return [f"wrong/{code if code in TOLD else 'other'}" for code in codes]


@register.filter
def control(field: BoundField) -> SafeString:
    """Render a field's control; screen readers get its errors too."""
    attributes: dict[str, str | bool] = {}
    if field.errors:
        attributes["aria-describedby"] = f"{field.id_for_label}_error"
    return field.as_widget(attrs=attributes)


@register.filter
def label_id(field: BoundField) -> str:
    """Return the id of a field's label text."""
    return f"field/{field.name}"


@register.simple_tag(takes_context=True)
def provider_name(context: Context) -> str:
    """Return the name of the government provider; empty if there is none."""
    found = configured()
    return "" if found is None else named(dict(found.names), context["words"].language)
