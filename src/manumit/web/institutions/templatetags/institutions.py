"""``{% load institutions %}``: a field of a form without the library's words."""

from django import forms, template
from django.forms import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from manumit.web.institutions import policies
from manumit.web.institutions.models import named
from manumit.web.institutions.provider import configured
from manumit.web.kernel.access.actors import actor_of

register = template.Library()

TOLD = frozenset(
    {
        "required", "invalid", "email_password_mismatch", "too_many_login_attempts",
        "incorrect_code", "incorrect_password", "password_too_short", "password_too_common",
        "password_too_similar", "password_entirely_numeric", "password_mismatch", "max_length",
        "max_value", "min_value", "invalid_choice", "cannot_delete_authenticator", "rate_limited",
        "invalid_password_reset",
    }
)  # fmt: skip


@register.filter
def wrong(field: BoundField) -> list[str]:
    """Ids of the texts that say what is wrong with a field."""
    return _ids(field.errors.as_data())


@register.filter
def wrong_at_all(form: forms.BaseForm) -> list[str]:
    """Ids of the texts that say what is wrong with a form as a whole."""
    return _ids(form.non_field_errors().as_data())


def _ids(found: list[forms.ValidationError]) -> list[str]:
    codes = dict.fromkeys(str(one.code) for one in found)
    return [f"wrong/{code if code in TOLD else 'other'}" for code in codes]


@register.filter
def control(field: BoundField) -> SafeString:
    """What is typed into; what is wrong with it is told to screen readers too."""
    attributes: dict[str, str | bool] = {}
    if field.errors:
        attributes["aria-describedby"] = f"{field.id_for_label}_error"
    return field.as_widget(attrs=attributes)


@register.filter
def label_id(field: BoundField) -> str:
    """The id of the text beside a field."""
    return f"field/{field.name}"


@register.simple_tag(takes_context=True)
def provider_name(context: Context) -> str:
    """What the government provider is called; empty where there is none."""
    found = configured()
    return "" if found is None else named(dict(found.names), context["words"].language)


@register.simple_tag(takes_context=True)
def people_links(context: Context) -> list[dict[str, str]]:
    """What whoever acts may do about people and offices: addresses and texts."""
    actor = actor_of(context["request"])
    found = {
        ("institutions:people", "account/people"): policies.may_look(actor),
        ("institutions:waiting", "account/waiting"): policies.may_approve(actor),
        ("institutions:offices", "account/offices"): policies.may_administer(actor),
        ("api:index", "api/tokens"): policies.may_know_tokens(actor),
    }
    return [{"view": view, "text": text} for (view, text), may in found.items() if may]
