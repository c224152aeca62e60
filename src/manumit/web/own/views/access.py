"""The own access of a file: assessed, switched on and off, and the notices of danger."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.cases import selectors as cases
from manumit.web.institutions.desk import knows, must_know, sent
from manumit.web.own import selectors, services
from manumit.web.own.forms import AnswerForm, AssessForm, EndForm, OnceForm
from manumit.web.own.policies import access_policy, duress_policy
from manumit.web.own.questions import Use
from manumit.web.own.selectors import Overview
from manumit.web.own.services import carries
from manumit.web.own.views.room import UNPROCESSABLE, Here, room, together
from manumit.web.pages.languages import words


@require_safe
@room
def show(here: Here, file: uuid.UUID) -> HttpResponse:
    """Whether it is on, what the last assessment carries, notices, what the worker said."""
    return _page(here, selectors.overview(here.actor, file))


def _page(
    here: Here, found: Overview, sent_form: AnswerForm | EndForm | None = None
) -> HttpResponse:
    spoken = words(here.language.tag)
    context: dict[str, object] = {"found": found, "once": OnceForm(words=spoken)}
    context |= {f"carries_{use}": use in found.carries for use in Use}
    if found.access is not None:
        shown = found.access.shown
        context["answer"] = AnswerForm(words=spoken, initial={"shown": shown, "seen": shown})
        context["end"] = EndForm(words=spoken, initial={"seen": found.access.version})
    if sent_form is not None:
        context["answer" if isinstance(sent_form, AnswerForm) else "end"] = sent_form
    return here.show("access", context, status=UNPROCESSABLE if sent_form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def assess(here: Here, file: uuid.UUID) -> HttpResponse:
    """The questions of today; what they allow is said on the page of the office."""
    seen = cases.file(here.actor, file)
    access_policy.check_new(here.actor, "assess", seen.relation, file)
    form = AssessForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        once = form.cleaned_data["request"]
        services.assess(here.actor, file, form.answers(), request=once)

    if sent(here, form, act):
        return here.to("done", said="assessed", file=file)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("assess", {"file": seen, "form": form}, status=status)


@require_safe
@together
def done(here: Here, file: uuid.UUID) -> HttpResponse:
    """After what was done with the person: nothing of the file, until somebody goes on alone."""
    seen = cases.file(here.actor, file)
    access_policy.check_new(here.actor, "see", seen.relation, file)
    context = {
        "file_id": file,
        "begins": "own_session.open" in seen.may and carries(file, Use.SESSION) is not None,
        "once": OnceForm(words=words(here.language.tag)),
    }
    return here.show("done", context)


@require_POST
@room
def draw(here: Here, file: uuid.UUID) -> HttpResponse:
    """Switches it on. The slip stands on the answer to this form, once, and nowhere else."""
    form = OnceForm(here.request.POST, words=words(here.language.tag))
    if not form.is_valid():
        access_policy.check_new(here.actor, "open", cases.file(here.actor, file).relation, file)
        return here.to("access", file=file)
    slip = services.open_access(here.actor, file, request=form.cleaned_data["request"])
    return here.show("drawn", {"slip": slip, "file_id": file})


@require_POST
@room
def begin(here: Here, file: uuid.UUID) -> HttpResponse:
    """Begins an assisted session."""
    form = OnceForm(here.request.POST, words=words(here.language.tag))
    if not form.is_valid():
        cases.file(here.actor, file)
        return here.to("access", file=file)
    row = services.begin_session(here.actor, file, request=form.cleaned_data["request"])
    return here.to("session", session=row.pk)


@require_POST
@room
def answer(here: Here, access: uuid.UUID) -> HttpResponse:
    """Which neutral sentence the slip gives from now on."""
    row = access_policy.load(here.actor, access, "change")
    form = AnswerForm(here.request.POST, words=words(here.language.tag))
    if sent(here, form, lambda: services.set_answer(
        here.actor, access, form.cleaned_data["shown"], seen=form.cleaned_data["seen"]
    )):  # fmt: skip
        return here.to("access", said="kept", file=row.file_id)
    return _page(here, selectors.overview(here.actor, row.file_id), form)


@require_POST
@room
def end(here: Here, access: uuid.UUID) -> HttpResponse:
    """Switches it off."""
    row = access_policy.load(here.actor, access, "end")
    form = EndForm(here.request.POST, words=words(here.language.tag))
    if sent(here, form, lambda: services.end_access(
        here.actor, access, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("access", said="ended", file=row.file_id)
    return _page(here, selectors.overview(here.actor, row.file_id), form)


@require_safe
@room
def notices(here: Here) -> HttpResponse:
    """Notices of danger of the office that nobody has read yet."""
    must_know(here, duress_policy, "read")
    return here.show("notices", {"notices": selectors.notices(here.actor)})


@require_POST
@room
def read(here: Here, notice: uuid.UUID) -> HttpResponse:
    """It was read, by whoever of the office comes first; leads to what to do."""
    row = duress_policy.load(here.actor, notice, "read")
    services.read_duress(here.actor, notice)
    if knows(here, access_policy):
        return here.to("access", said="read", file=row.file_id)
    return here.to("notices", said="read")
