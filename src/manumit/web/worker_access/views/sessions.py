"""The pages of an assisted session: the worker reads, and a member turns the pages."""

import uuid

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.cases.views.records import as_file, line_choices
from manumit.web.institutions.desk import submit_form
from manumit.web.ui.files import as_download
from manumit.web.ui.languages import words
from manumit.web.worker_access import services, sessions
from manumit.web.worker_access.forms import (
    ConfirmForm,
    CopyForm,
    RecordForm,
    StatementForm,
    WithdrawForm,
)
from manumit.web.worker_access.policies import session_policy
from manumit.web.worker_access.sessions import ActiveSession, SharedData, WorkerFileView
from manumit.web.worker_access.views.room import UNPROCESSABLE, WorkerAccessRequest, assisted_view


@require_safe
@assisted_view
def show(here: WorkerAccessRequest, session: uuid.UUID) -> HttpResponse:
    """Show what can be looked at and done."""
    held = sessions.active_session(here.actor, session)
    return here.show("session", {"held": held, "once": ConfirmForm(words=words(here.language.tag))})


@require_safe
@assisted_view
def file(here: WorkerAccessRequest, session: uuid.UUID) -> HttpResponse:
    """Show the content of the file."""
    held = sessions.active_session(here.actor, session)
    found = sessions.worker_file(held)
    return here.show("session_file", _of_file(here, held, found))


def _of_file(
    here: WorkerAccessRequest, held: ActiveSession, found: WorkerFileView
) -> dict[str, object]:
    names = here.names({one.institution for one in found.entries if one.institution})
    return {
        "held": held,
        "own": found,
        "values": [(field, values) for field, values in found.identity.fields.items()],
        "entries": [
            (one, names.get(one.institution, "") if one.institution else "")
            for one in found.entries
        ],
    }


@require_safe
@assisted_view
def seen(here: WorkerAccessRequest, session: uuid.UUID) -> HttpResponse:
    """Show who looked, by role and institution."""
    held = sessions.active_session(here.actor, session)
    found = sessions.session_access_log(held)
    names = here.names({one.institution for one in found})
    rows = [(one, names.get(one.institution, "")) for one in found]
    return here.show("session_seen", {"held": held, "rows": rows})


@require_safe
@assisted_view
def shared(here: WorkerAccessRequest, session: uuid.UUID) -> HttpResponse:
    """Show what was shared with whom for what, and what can be withdrawn."""
    held = sessions.active_session(here.actor, session)
    return here.show("session_shared", _of_shared(here, held, sessions.shared_data(held)))


def _of_shared(
    here: WorkerAccessRequest, held: ActiveSession, found: SharedData
) -> dict[str, object]:
    names = here.names(
        {one.sent_to for one in found.referrals} | {one.recipient for one in found.consents}
    )
    return {
        "held": held,
        "referrals": [(one, names.get(one.sent_to, "")) for one in found.referrals],
        "consents": [(one, names.get(one.recipient, "")) for one in found.consents],
        "once": ConfirmForm(words=words(here.language.tag)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@assisted_view
def say(here: WorkerAccessRequest, session: uuid.UUID) -> HttpResponse:
    """Add a statement of the person."""
    held = sessions.active_session(here.actor, session)
    form = StatementForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(here, form, lambda: sessions.add_statement(
        held, form.cleaned_data["about"], form.cleaned_data["text"],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("session", message="written", session=session)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("session_say", {"held": held, "form": form}, status=status)


@require_POST
@assisted_view
def take_back(here: WorkerAccessRequest, session: uuid.UUID) -> HttpResponse:
    """Withdraw one consent, at once."""
    held = sessions.active_session(here.actor, session)
    form = WithdrawForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        chosen = form.cleaned_data
        sessions.withdraw(held, purpose=chosen["purpose"], recipient=chosen["recipient"])
        return here.to("session_shared", message="taken_back", session=session)
    return here.to("session_shared", session=session)


@require_POST
@assisted_view
def off(here: WorkerAccessRequest, session: uuid.UUID) -> HttpResponse:
    """Switch off the person's slip, at once."""
    held = sessions.active_session(here.actor, session)
    form = ConfirmForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        sessions.end_slip(held, request=form.cleaned_data["request"])
        return here.to("session", message="ended", session=session)
    return here.to("session", session=session)


@require_http_methods(["GET", "HEAD", "POST"])
@assisted_view
def copy(here: WorkerAccessRequest, session: uuid.UUID) -> HttpResponse:
    """Warn, ask for the wish, and make a page to print, with a neutral name."""
    held = sessions.active_session(here.actor, session)
    form = CopyForm(here.request.POST or None, words=words(here.language.tag))
    made: list[tuple[WorkerFileView, SharedData]] = []
    if submit_form(here, form, lambda: made.append(
        sessions.printable_copy(held, wished=form.cleaned_data["wished"])
    )):  # fmt: skip
        return _copied(here, held, *made[0])
    status = UNPROCESSABLE if form.errors else 200
    return here.show("session_copy", {"held": held, "form": form}, status=status)


def _copied(
    here: WorkerAccessRequest, held: ActiveSession, found: WorkerFileView, passed: SharedData
) -> HttpResponse:
    spoken = words(here.language.tag)
    context = {"language": here.language, "words": spoken}
    context |= _of_shared(here, held, passed) | _of_file(here, held, found)
    text = render_to_string("worker_access/copy.html", context)
    return as_download(text, "text/html; charset=utf-8", "paper.html")


@require_http_methods(["GET", "HEAD", "POST"])
@assisted_view
def record(here: WorkerAccessRequest, session: uuid.UUID) -> HttpResponse:
    """Show the lines that can leave, warn, and make the file, with a neutral name."""
    held = sessions.active_session(here.actor, session)
    lines, spoken = sessions.record_lines(held), words(here.language.tag)
    form = RecordForm(
        here.request.POST or None,
        words=spoken,
        choices={"lines": line_choices(spoken, lines)},
    )
    made: list[str] = []
    if submit_form(here, form, lambda: made.append(sessions.export_record(
        held, form.cleaned_data["lines"], wished=form.cleaned_data["wished"]
    ))):  # fmt: skip
        return as_file(made[0], "paper.csv")
    context = {"held": held, "form": form, "lines": lines}
    status = UNPROCESSABLE if form.errors else 200
    return here.show("session_record", context, status=status)


@require_POST
@assisted_view
def end(here: WorkerAccessRequest, session: uuid.UUID) -> HttpResponse:
    """End the session; the next page shows nothing of the file, as the person may see it."""
    row = session_policy.load(here.actor, session, "end")
    form = ConfirmForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        services.end_session(here.actor, session, request=form.cleaned_data["request"])
    return here.to("done", message="over", file=row.file_id)
