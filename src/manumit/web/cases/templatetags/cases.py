"""``{% load cases %}``: fields of forms in words of the packs, signs of members, the navigation."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django import forms, template
from django.forms import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from manumit.web.cases.clocks import Clock, Due
from manumit.web.cases.selectors import ReportView, may_search
from manumit.web.cases.views.room import sign
from manumit.web.institutions.templatetags.institutions import TOLD
from manumit.web.kernel.access.actors import actor_of
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.pages.languages import library
from manumit.web.pages.templatetags.pages import go, in_its_language
from manumit.web.work.sources import has_work

if TYPE_CHECKING:
    from manumit.assessment.view import Words

register = template.Library()

# Resource that has to be seen at all, text and view of each link.
LINKS = (
    ("case_file", "cases/files", "cases:index"),
    ("referral", "cases/inbox", "cases:inbox"),
    ("group_case", "cases/groups", "cases:groups"),
    ("organisation", "registers/organisations", "registers:organisations"),
    ("workplace", "registers/workplaces", "registers:workplaces"),
    ("claim", "remedies/claims", "remedies:index"),
    ("reflection", "protection/periods", "protection:periods"),
    ("support_plan", "protection/plans", "protection:plans"),
    ("proceeding", "justice/proceedings", "justice:proceedings"),
    ("non_punishment", "justice/non_punishments", "justice:non_punishments"),
    ("penalty", "justice/penalties", "justice:penalties"),
    ("sanction", "justice/sanctions", "justice:sanctions"),
    ("outcomes", "statistics/office", "statistics:index"),
    ("notification", "notifications/tables", "notifications:index"),
    ("service", "directory/services", "directory:index"),
    ("unmet", "directory/missing", "directory:missing"),
    ("own_duress", "own/notices", "own:notices"),
    ("assignment", "assignments/index", "assignments:index"),
    ("break_glass", "cases/openings", "cases:openings"),
    ("peer", "between/installations", "between:index"),
)


@register.simple_tag(takes_context=True)
def case_links(context: Context) -> list[dict[str, str]]:
    """The pages of the room that the role of whoever asks has."""
    actor = actor_of(context["request"])
    if actor is None:
        return []
    known = grants()
    found = [
        {"text": text, "view": view}
        for resource, text, view in LINKS
        if known.of(actor.role, resource, SEE)
    ]
    if known.of(actor.role, "sanction", "look_up"):
        found.append({"text": "justice/look_up", "view": "justice:look_up"})
    if known.of(actor.role, "service", "keep") and not known.of(actor.role, "service", SEE):
        found.append({"text": "directory/own", "view": "directory:own"})
    if known.of(actor.role, "import", SEE) and not known.of(actor.role, "case_file", SEE):
        # Whoever sees files comes to the imports from the list of files.
        found.append({"text": "cases/imports", "view": "cases:imports"})
    if has_work(actor):
        # What is due comes first: it is what somebody looks for when they come in.
        found.insert(0, {"text": "work/mine", "view": "work:mine"})
    if may_search(actor):
        found.insert(2, {"text": "cases/search", "view": "cases:search"})
    return found


@register.filter
def member_sign(member: uuid.UUID | None) -> str:
    """The short sign of a member."""
    return "" if member is None else sign(member)


@register.filter
def wrong_with(field: BoundField) -> list[str]:
    """Ids of the texts that say what is wrong with a field."""
    return _ids(field.errors.as_data())


@register.filter
def wrong_with_all(form: forms.BaseForm) -> list[str]:
    """Ids of the texts that say what is wrong with a form as a whole."""
    return _ids(form.non_field_errors().as_data())


def _ids(found: list[Any]) -> list[str]:
    return list(dict.fromkeys(_id(str(one.code)) for one in found))


def _id(code: str) -> str:
    if "/" in code:
        return code
    return f"wrong/{code}" if code in TOLD else "wrong/other"


@register.filter
def field_text(field: BoundField) -> str:
    """The id of the text beside a field."""
    return f"{getattr(field.form, 'room', 'cases')}_field/{field.name}"


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether a field is several buttons in place of one control."""
    return isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


@register.filter
def typed(field: BoundField) -> SafeString:
    """What is typed into; hint and what is wrong are told to screen readers too."""
    described = [f"{field.id_for_label}_hint"] if _has_hint(field) else []
    if field.errors:
        described.append(f"{field.id_for_label}_error")
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)}
    return field.as_widget(attrs=attributes if described else {})


def _has_hint(field: BoundField) -> bool:
    return ("en", field_text(field), "explanation") in library().texts.strings


@register.simple_tag(takes_context=True)
def more(context: Context, text_id: str) -> SafeString | str:
    """The explanation of a text, where it has one."""
    words: Words = context["words"]
    found = words.library.texts.all_of(text_id, "explanation", words.language)
    return in_its_language(found[0]) if found else ""


@register.filter
def is_overdue(clock: Clock, now: dt.datetime) -> bool:
    """Whether a step is late and still to be done."""
    return clock.overdue(now)


@register.filter
def report_text(found: ReportView) -> str:
    """The text of a code that was reported."""
    words = "cases_need" if found.step is Due.SERVICE else "cases_reason"
    return "" if found.said is None else f"{words}/{found.said.code}"


STEPS = {"withdraw": "referral_withdraw"}


@register.simple_tag(takes_context=True)
def step_address(context: Context, name: str, referral: uuid.UUID) -> str:
    """Where the form of a step of a referral is sent."""
    return go(context, f"cases:{STEPS.get(name, name)}", referral=referral)
