"""Pages of an identity: opened by an act that the ledger records."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.forms import IDENTITY_FORMS, CaseForm, IdentityForm, initial_of
from manumit.web.cases.identity import Field
from manumit.web.cases.policies import identity_policy
from manumit.web.cases.selectors import ValueView
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    add_form_errors,
    office_view,
    parse_number,
    require_view,
)
from manumit.web.ui.languages import words

ORDER = (Field.SAFE_CONTACT, Field.NAMES, Field.CONTACTS, Field.BORN, Field.LANGUAGE)


@dataclass(frozen=True, slots=True, repr=False)
class Section:
    """One field of an identity on the page; its ``repr`` hides the content.

    Attributes:
        values: the current ones; several in a conflict.
        form: to change it; None where the actor may not, or has to choose first.
        once: idempotency key of the form that resolves a conflict.
    """

    field: Field
    values: tuple[ValueView, ...]
    form: IdentityForm | None
    once: CaseForm

    @property
    def text(self) -> str:
        """Return the text id of its heading."""
        return f"cases_field/{self.field}"


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def show(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Show the identity once, in the answer to "open"; otherwise closed."""
    seen = selectors.file(here.actor, file)
    require_view(here, identity_policy, seen)
    if not here.posted:
        return here.show("identity_closed", {"file": seen})
    return _opened(here, seen)


def _opened(
    here: CaseRequest, seen: selectors.FileView, failed: IdentityForm | None = None
) -> HttpResponse:
    found = selectors.identity(here.actor, seen.id)
    may = "person.correct" in seen.may
    sections = [_section(here, field, found.fields.get(field, ()), may, failed) for field in ORDER]
    context = {"file": seen, "sections": sections, "found": found.found}
    status = 200 if failed is None else UNPROCESSABLE
    return here.show("identity", context, status=status)


def _section(
    here: CaseRequest,
    field: Field,
    values: tuple[ValueView, ...],
    may: bool,
    failed: IdentityForm | None,
) -> Section:
    made = IDENTITY_FORMS[field]
    spoken = words(here.language.tag)
    form: IdentityForm | None = None
    if isinstance(failed, made):
        form = failed
    elif may and len(values) < 2:  # noqa: PLR2004 - two values: somebody chooses first
        initial: dict[str, Any] = {} if not values else initial_of(field, values[0].value)
        initial["seen"] = values[0].number if values else 0
        form = made(words=spoken, initial=initial, auto_id=f"{field}_%s")
    return Section(field, values, form, CaseForm(words=spoken, auto_id=False))


def _field(here: CaseRequest) -> Field:
    try:
        return Field(here.request.POST.get("field", ""))
    except ValueError:
        raise Http404 from None


@require_POST
@office_view
def change(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Change one field; after concurrent edits both values stay current."""
    seen, field = selectors.file(here.actor, file), _field(here)
    form = IDENTITY_FORMS[field](
        here.request.POST, words=words(here.language.tag), auto_id=f"{field}_%s"
    )
    if not form.is_valid():
        return _opened(here, seen, form)
    sent = form.cleaned_data
    try:
        conflicts = services.change_identity(
            here.actor,
            file,
            {field: form.value()},
            seen={field: sent["seen"]},
            request=sent["request"],
        )
    except InputError as problems:
        add_form_errors(form, problems)
        return _opened(here, seen, form)
    return here.to("identity", message="both" if field in conflicts else "kept", file=file)


@require_POST
@office_view
def choose(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Choose between several current values."""
    field = _field(here)
    form = CaseForm(here.request.POST, words=words(here.language.tag))
    standing = [parse_number(one) for one in here.request.POST.getlist("standing")]
    chosen = parse_number(here.request.POST.get("chosen", ""))
    if not form.is_valid() or chosen is None:
        raise Http404
    services.resolve_conflict(
        here.actor,
        file,
        field,
        chosen=chosen,
        standing=[one for one in standing if one is not None],
        request=form.cleaned_data["request"],
    )
    return here.to("identity", message="kept", file=file)
