"""Pages that ask a prosecution not to punish the person of a file (R-50).

Not sending is the default on every page: a notice can betray an offence that nobody knew of. What
was sent is read in the room of justice, which knows nothing of the file.
"""

import uuid
from collections.abc import Iterable

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.views.room import UNPROCESSABLE, CaseRequest, office_view, require_action
from manumit.web.institutions import desk
from manumit.web.institutions.models import named
from manumit.web.justice.forms import (
    ROOM,
    ProceedingsForm,
    SendForm,
    SendOnAdviceForm,
    SendOnProceedingsForm,
)
from manumit.web.justice.lists import YES
from manumit.web.justice.policies import non_punishment_policy
from manumit.web.ui.languages import words

SEND = "send"


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List the checks that were sent, with their clock, and what the next one requires."""
    seen = selectors.file(here.actor, file)
    require_action(here, non_punishment_policy, SEND, seen)
    ready = selectors.ready_for_check(here.actor, file)
    context = {
        "file": seen,
        "lines": selectors.checks(here.actor, file),
        "ready": ready,
        "prosecutions": [(_called(here, one), one) for one in ready.prosecutions],
        "may_record": "consent.record" in seen.may,
    }
    return here.show("checks", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Ask whether proceedings exist; the rest of the form depends on it."""
    seen = selectors.file(here.actor, file)
    require_action(here, non_punishment_policy, SEND, seen)
    ready = selectors.ready_for_check(here.actor, file)
    first = ProceedingsForm(here.request.POST or None, words=words(here.language.tag))
    if ready.missing or not (here.posted and first.is_valid()):
        context = {"file": seen, "form": first, "ready": ready}
        status = UNPROCESSABLE if first.errors else 200
        return here.show("check_proceedings", context, status=status)
    return _second(here, seen, ready, first.cleaned_data["proceedings"])


def _second(
    here: CaseRequest, seen: selectors.FileView, ready: selectors.CheckReadiness, proceedings: str
) -> HttpResponse:
    """Show the form of the check, for the prosecutions that may receive it."""
    agreed = ready.anew or proceedings != YES
    offices = [one for one in ready.prosecutions if one.verdict.allowed or not agreed]
    signs = (
        selectors.signs_for_check(here.actor, seen.id)
        if offices
        else selectors.PassableSigns("", ())
    )
    form = _form(here, proceedings, offices, signs)
    if _sent(here, seen.id, form, signs):
        return here.to("checks", message="check_sent", file=seen.id)
    context = {
        "file": seen,
        "form": form,
        "agreed": agreed,
        "offices": [(_called(here, one), one) for one in offices],
        "signs": signs.codes,
        "may_record": "consent.record" in seen.may,
    }
    return here.show("check_new", context, status=UNPROCESSABLE if form.errors else 200)


def _form(
    here: CaseRequest,
    proceedings: str,
    offices: Iterable[selectors.ProsecutionOffice],
    signs: selectors.PassableSigns,
) -> SendForm:
    spoken = words(here.language.tag)
    kind = SendOnProceedingsForm if proceedings == YES else SendOnAdviceForm
    choices = {
        "recipient": [(str(one.office), _called(here, one)) for one in offices],
        "signs": [(code, spoken.name(code)) for code in signs.codes],
    }
    return kind(
        here.request.POST if here.request.POST.get("do") == SEND else None,
        words=spoken,
        choices=choices,
        initial={"proceedings": proceedings},
    )


def _sent(
    here: CaseRequest, file: uuid.UUID, form: SendForm, signs: selectors.PassableSigns
) -> bool:
    """Return whether the check was sent; errors use the texts of the room of justice."""
    return desk.submit_form(
        here,
        form,
        lambda: services.send_check(
            here.actor, file, form.to_check(signs.list_id), request=form.cleaned_data["request"]
        ),
        form.fields_of_service,
        room=ROOM,
    )


def _called(here: CaseRequest, one: selectors.ProsecutionOffice) -> str:
    tag = here.language.tag
    return f"{named(dict(one.names), tag)}, {named(dict(one.office_names), tag)}"
