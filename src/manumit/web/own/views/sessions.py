"""The pages of an assisted session: the worker looks, and whoever assists turns the pages."""

import uuid

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.cases.views.records import as_file, line_choices
from manumit.web.institutions.desk import sent
from manumit.web.own import services, sessions
from manumit.web.own.forms import CopyForm, OnceForm, RecordForm, SayForm, TakeBackForm
from manumit.web.own.policies import session_policy
from manumit.web.own.sessions import Assisted, OwnFile, Shared
from manumit.web.own.views.room import UNPROCESSABLE, Here, together
from manumit.web.pages.languages import words


@require_safe
@together
def show(here: Here, session: uuid.UUID) -> HttpResponse:
    """What can be looked at and done."""
    held = sessions.assisted(here.actor, session)
    return here.show("session", {"held": held, "once": OnceForm(words=words(here.language.tag))})


@require_safe
@together
def file(here: Here, session: uuid.UUID) -> HttpResponse:
    """What stands in the file."""
    held = sessions.assisted(here.actor, session)
    found = sessions.own_file(held)
    return here.show("session_file", _of_file(here, held, found))


def _of_file(here: Here, held: Assisted, found: OwnFile) -> dict[str, object]:
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
@together
def seen(here: Here, session: uuid.UUID) -> HttpResponse:
    """Who looked, by role and institution."""
    held = sessions.assisted(here.actor, session)
    found = sessions.looked(held)
    names = here.names({one.institution for one in found})
    rows = [(one, names.get(one.institution, "")) for one in found]
    return here.show("session_seen", {"held": held, "rows": rows})


@require_safe
@together
def shared(here: Here, session: uuid.UUID) -> HttpResponse:
    """What was passed on to whom for what, and what can be taken back."""
    held = sessions.assisted(here.actor, session)
    return here.show("session_shared", _of_shared(here, held, sessions.shared(held)))


def _of_shared(here: Here, held: Assisted, found: Shared) -> dict[str, object]:
    names = here.names(
        {one.sent_to for one in found.referrals} | {one.recipient for one in found.consents}
    )
    return {
        "held": held,
        "referrals": [(one, names.get(one.sent_to, "")) for one in found.referrals],
        "consents": [(one, names.get(one.recipient, "")) for one in found.consents],
        "once": OnceForm(words=words(here.language.tag)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@together
def say(here: Here, session: uuid.UUID) -> HttpResponse:
    """What the person wants to stand beside what others wrote."""
    held = sessions.assisted(here.actor, session)
    form = SayForm(here.request.POST or None, words=words(here.language.tag))
    if sent(here, form, lambda: sessions.say(
        held, form.cleaned_data["about"], form.cleaned_data["text"],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("session", said="written", session=session)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("session_say", {"held": held, "form": form}, status=status)


@require_POST
@together
def take_back(here: Here, session: uuid.UUID) -> HttpResponse:
    """One consent, at once."""
    held = sessions.assisted(here.actor, session)
    form = TakeBackForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        chosen = form.cleaned_data
        sessions.take_back(held, purpose=chosen["purpose"], recipient=chosen["recipient"])
        return here.to("session_shared", said="taken_back", session=session)
    return here.to("session_shared", session=session)


@require_POST
@together
def off(here: Here, session: uuid.UUID) -> HttpResponse:
    """The person's slip, at once."""
    held = sessions.assisted(here.actor, session)
    form = OnceForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        sessions.switch_off(held, request=form.cleaned_data["request"])
        return here.to("session", said="ended", session=session)
    return here.to("session", session=session)


@require_http_methods(["GET", "HEAD", "POST"])
@together
def copy(here: Here, session: uuid.UUID) -> HttpResponse:
    """Warns, asks for the wish, and makes a page to print, whose name says nothing."""
    held = sessions.assisted(here.actor, session)
    form = CopyForm(here.request.POST or None, words=words(here.language.tag))
    made: list[tuple[OwnFile, Shared]] = []
    if sent(here, form, lambda: made.append(
        sessions.copy_of(held, wished=form.cleaned_data["wished"])
    )):  # fmt: skip
        return _copied(here, held, *made[0])
    status = UNPROCESSABLE if form.errors else 200
    return here.show("session_copy", {"held": held, "form": form}, status=status)


def _copied(here: Here, held: Assisted, found: OwnFile, passed: Shared) -> HttpResponse:
    spoken = words(here.language.tag)
    context = {"language": here.language, "words": spoken}
    context |= _of_shared(here, held, passed) | _of_file(here, held, found)
    text = render_to_string("own/copy.html", context)
    response = HttpResponse(text, content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="paper.html"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@together
def record(here: Here, session: uuid.UUID) -> HttpResponse:
    """Shows what can leave, line by line, warns, and makes the file, whose name says nothing."""
    held = sessions.assisted(here.actor, session)
    lines, spoken = sessions.record_lines(held), words(here.language.tag)
    form = RecordForm(
        here.request.POST or None,
        words=spoken,
        choices={"lines": line_choices(spoken, lines)},
    )
    made: list[str] = []
    if sent(here, form, lambda: made.append(sessions.record_to_take_along(
        held, form.cleaned_data["lines"], wished=form.cleaned_data["wished"]
    ))):  # fmt: skip
        return as_file(made[0], "paper.csv")
    context = {"held": held, "form": form, "lines": lines}
    status = UNPROCESSABLE if form.errors else 200
    return here.show("session_record", context, status=status)


@require_POST
@together
def end(here: Here, session: uuid.UUID) -> HttpResponse:
    """Ends the session; the page after it shows nothing of the file, as the person may see it."""
    row = session_policy.load(here.actor, session, "end")
    form = OnceForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        services.end_session(here.actor, session, request=form.cleaned_data["request"])
    return here.to("done", said="over", file=row.file_id)
