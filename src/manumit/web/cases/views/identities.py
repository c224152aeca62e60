"""Who a person is: opened by an act of its own, which the ledger keeps, and closed by leaving."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.forms import IDENTITY_FORMS, IdentityForm, Sent, initial_of
from manumit.web.cases.identity import Field
from manumit.web.cases.policies import identity_policy
from manumit.web.cases.selectors import ValueView
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must_see, number, put_into, room
from manumit.web.pages.languages import words

ORDER = (Field.SAFE_CONTACT, Field.NAMES, Field.CONTACTS, Field.BORN, Field.LANGUAGE)


@dataclass(frozen=True, slots=True, repr=False)
class Section:
    """One field of an identity on its page; its ``repr`` shows nothing.

    Attributes:
        values: what stands; several where somebody has to choose.
        form: to change it; None where the actor may not, or has to choose first.
        once: request of the form in which somebody chooses.
    """

    field: Field
    values: tuple[ValueView, ...]
    form: IdentityForm | None
    once: Sent

    @property
    def text(self) -> str:
        """The id of its heading."""
        return f"cases_field/{self.field}"


@require_http_methods(["GET", "HEAD", "POST"])
@room
def show(here: Here, file: uuid.UUID) -> HttpResponse:
    """Closed until somebody presses "open"; then shown once, in the answer to that press."""
    seen = selectors.file(here.actor, file)
    must_see(here, identity_policy, seen)
    if not here.posted:
        return here.show("identity_closed", {"file": seen})
    return _opened(here, seen)


def _opened(
    here: Here, seen: selectors.FileView, failed: IdentityForm | None = None
) -> HttpResponse:
    found = selectors.identity(here.actor, seen.id)
    may = "person.correct" in seen.may
    sections = [_section(here, field, found.fields.get(field, ()), may, failed) for field in ORDER]
    context = {"file": seen, "sections": sections, "found": found.found}
    status = 200 if failed is None else UNPROCESSABLE
    return here.show("identity", context, status=status)


def _section(
    here: Here,
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
    return Section(field, values, form, Sent(words=spoken, auto_id=False))


def _field(here: Here) -> Field:
    try:
        return Field(here.request.POST.get("field", ""))
    except ValueError:
        raise Http404 from None


@require_POST
@room
def change(here: Here, file: uuid.UUID) -> HttpResponse:
    """Changes one field. Where somebody changed it meanwhile, both values stand."""
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
        put_into(form, problems)
        return _opened(here, seen, form)
    return here.to("identity", said="both" if field in conflicts else "kept", file=file)


@require_POST
@room
def choose(here: Here, file: uuid.UUID) -> HttpResponse:
    """Chooses between values that stand side by side."""
    field = _field(here)
    form = Sent(here.request.POST, words=words(here.language.tag))
    standing = [number(one) for one in here.request.POST.getlist("standing")]
    chosen = number(here.request.POST.get("chosen", ""))
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
    return here.to("identity", said="kept", file=file)
