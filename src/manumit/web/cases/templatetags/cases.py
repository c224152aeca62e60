"""``{% load cases %}``: form fields with texts, signs of members, the navigation."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms, template
from django.forms import BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from manumit.web.cases.clocks import Clock, Due
from manumit.web.cases.file_head import OVERVIEW, head_of
from manumit.web.cases.selectors import FileView, ReportView
from manumit.web.institutions import desk
from manumit.web.institutions.templatetags.institutions import TOLD
from manumit.web.kernel.access.actors import actor_of
from manumit.web.ui.languages import library
from manumit.web.ui.room.lists import reader_of
from manumit.web.ui.templatetags.ui import go, mark_language, text_for

if TYPE_CHECKING:
    from manumit.assessment.view import Words

register = template.Library()


@register.filter
def member_sign(member: uuid.UUID | None) -> str:
    """Return the short sign of a member."""
    return "" if member is None else desk.member_sign(member)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with what was entered: the id of its text, and what the text is filled with."""

    text_id: str
    values: dict[str, object]


@register.filter
def wrong_with(field: BoundField) -> list[Wrong]:
    """Return what is wrong with a field."""
    return _each(field.errors.as_data())


@register.filter
def wrong_with_all(form: forms.BaseForm) -> list[Wrong]:
    """Return what is wrong with a form as a whole."""
    return _each(form.non_field_errors().as_data())


def _each(found: list[Any]) -> list[Wrong]:
    texts = {_id(str(one.code)): one.params or {} for one in found}
    return [Wrong(text, values) for text, values in texts.items()]


@register.simple_tag(takes_context=True)
def say_wrong(context: Context, one: Wrong | str) -> SafeString:
    """Render what is wrong and what to do, in the page's language."""
    found = one if isinstance(one, Wrong) else Wrong(one, {})
    label = mark_language(text_for(context, found.text_id, "label"), **found.values)
    return format_html("{} {}", label, more(context, found.text_id))


def _id(code: str) -> str:
    if "/" in code:
        return code
    return f"wrong/{code}" if code in TOLD else "wrong/other"


@register.filter
def field_text(field: BoundField) -> str:
    """Return the id of the text beside a field."""
    return f"{getattr(field.form, 'room', 'cases')}_field/{field.name}"


@register.filter
def is_group(field: BoundField) -> bool:
    """Return whether a field is several buttons in place of one control."""
    return isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


@register.filter
def typed(field: BoundField) -> SafeString:
    """Render a field's control; screen readers get its hint and errors too."""
    described = [f"{field.id_for_label}_hint"] if _has_hint(field) else []
    if field.errors:
        described.append(f"{field.id_for_label}_error")
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)}
    return field.as_widget(attrs=attributes if described else {})


def _has_hint(field: BoundField) -> bool:
    return ("en", field_text(field), "explanation") in library().texts.strings


@register.simple_tag(takes_context=True)
def more(context: Context, text_id: str) -> SafeString | str:
    """Return the explanation of a text, if it has one."""
    words: Words = context["words"]
    found = words.library.texts.all_of(text_id, "explanation", words.language)
    return mark_language(found[0]) if found else ""


@register.filter
def is_overdue(clock: Clock, now: dt.datetime) -> bool:
    """Return whether a step is overdue."""
    return clock.overdue(now)


@register.filter
def report_text(found: ReportView) -> str:
    """Return the text of a code that was reported."""
    words = "cases_need" if found.step is Due.SERVICE else "cases_reason"
    return "" if found.content is None else f"{words}/{found.content.code}"


@register.inclusion_tag("cases/head.html", takes_context=True)
def file_head(context: Context, seen: FileView, tab: str) -> dict[str, Any]:
    """Render the head of a page of a file, and its tabs.

    Args:
        context: of the page.
        seen: the file; the view has recorded that it was read.
        tab: which one the page is in.
    """
    request, language = context["request"], context["language"]
    reader = reader_of(actor_of(request), language, "case_file")
    view = request.resolver_match.view_name
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "language": language,
        "words": context["words"],
        "head": head_of(seen, reader, tab, view),
        "overview": view == OVERVIEW,
    }


STEPS = {"withdraw": "referral_withdraw"}


@register.simple_tag(takes_context=True)
def step_address(context: Context, name: str, referral: uuid.UUID) -> str:
    """Return the URL to which the form of a referral's step is sent."""
    return go(context, f"cases:{STEPS.get(name, name)}", referral=referral)
