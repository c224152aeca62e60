"""Pages to close a file with a reason, and to reopen it."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.web.cases import selectors, services
from manumit.web.cases.forms import ClosingForm, ReopenForm
from manumit.web.cases.policies import file_policy
from manumit.web.cases.views.room import UNPROCESSABLE, CaseRequest, office_view, require_action
from manumit.web.institutions.desk import submit_form
from manumit.web.ui.languages import words


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def close(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Take the file off the working list."""
    seen = selectors.file(here.actor, file)
    require_action(here, file_policy, "close", seen)
    form = ClosingForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        ending, reason = form.chosen()
        services.close_file(
            here.actor, file, ending=ending, reason=reason, request=form.cleaned_data["request"]
        )

    if submit_form(here, form, act):
        return here.to("file", message="file_closed", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("close", {"file": seen, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def reopen(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Put it back on the working list."""
    seen = selectors.file(here.actor, file)
    require_action(here, file_policy, "reopen", seen)
    form = ReopenForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.reopen_file(
        here.actor, file, reason=form.cleaned_data["reason"], request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("file", message="reopened", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("reopen", {"file": seen, "form": form}, status=status)
