"""Pages of my work, the tasks about a row, and one task."""

import uuid
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.institutions import desk
from manumit.web.kernel.access.recording import require_actor
from manumit.web.tasks import selectors, services
from manumit.web.tasks.forms import (
    ROOM,
    GiveBackForm,
    LaterForm,
    RemindForm,
    StepForm,
    TaskForm,
)
from manumit.web.tasks.home import work_lines
from manumit.web.tasks.later import MOST_DAYS, days_offered, line_to_postpone, postpone
from manumit.web.tasks.policies import task_policy
from manumit.web.tasks.process import REASONS
from manumit.web.tasks.reminders import remind
from manumit.web.tasks.returning import sent_from_work, to_work
from manumit.web.tasks.subjects import TaskSubject
from manumit.web.ui.languages import words

FORMS = {"finish": StepForm, "give_back": GiveBackForm, "withdraw": StepForm}


class TaskRequest(desk.OfficeRequest):
    """A member's request for a page of tasks."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(TaskRequest)


@require_safe
@office_view
def my_work(here: TaskRequest) -> HttpResponse:
    """List what is due for the member and the office, from every room, late first."""
    asked = here.request.GET
    horizon = asked.get("until", "")
    turn = asked.get("turn", "")
    horizon = horizon if horizon in selectors.HORIZONS else "month"
    turn = turn if turn in selectors.TURNS else "to_do"
    number = desk.parse_number(asked.get("page", "")) or 1
    work = selectors.my_work(here.actor, horizon=horizon, turn=turn, number=number)
    context = {
        "work": work,
        "lines": work_lines(here.actor, work.lines, here.language),
        "horizon": horizon,
        "horizons": tuple(selectors.HORIZONS),
        "turn": turn,
        "turns": [one for one in selectors.TURNS if one != "all"],
    }
    return here.show("mine", context)


def _subject(kind: str) -> TaskSubject:
    found = services.subject_of(kind)
    if found is None:
        raise Http404
    return found


@require_safe
@office_view
def tasks_about(here: TaskRequest, kind: str, row: uuid.UUID) -> HttpResponse:
    """List the tasks about one row."""
    of = _subject(kind)
    lines = selectors.tasks_of(here.actor, of, row)
    may_write = bool(of.policy.can(here.actor, of.action, of.policy.load(here.actor, row)))
    back = of.address(here.language.tag, row)
    context = {"about": of, "row": row, "lines": lines, "may_write": may_write, "back": back}
    return here.show("about", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: TaskRequest, kind: str, row: uuid.UUID) -> HttpResponse:
    """Write a task for a colleague or oneself."""
    of = _subject(kind)
    of.policy.load(here.actor, row, of.action)
    task_policy.check_new(here.actor, "write", of=row)
    found = services.members_for(of, require_actor(here.actor, task_policy.resource, "write"))
    choices = {"member": [(str(one), desk.member_sign(one)) for one in found]}
    form = TaskForm(here.request.POST or None, words=words(here.language.tag), choices=choices)
    if desk.submit_form(here, form, lambda: _write(here, of, row, form)):
        return here.to("about", message="written", kind=kind, row=row)
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("new", {"form": form, "about": of, "row": row}, status=status)


def _write(here: TaskRequest, of: TaskSubject, row: uuid.UUID, form: TaskForm) -> None:
    sent = form.cleaned_data
    wish = services.NewTask(sent["note"], sent["due_on"], uuid.UUID(sent["member"]))
    services.write_task(here.actor, of, row, wish, request=sent["request"])


@require_safe
@office_view
def task(here: TaskRequest, task: uuid.UUID) -> HttpResponse:
    """Show one task and its possible steps."""
    return here.show("task", {"task": selectors.task(here.actor, task)})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: TaskRequest, task: uuid.UUID, name: str) -> HttpResponse:
    """Finish a task, return it with a reason, or take it back."""
    if name not in FORMS:
        raise Http404
    task_policy.load(here.actor, task, services.STEP_ACTIONS[name])
    seen = selectors.task(here.actor, task)
    form = FORMS[name](
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": seen.version},
    )
    if desk.submit_form(here, form, lambda: _move(here, task, name, form)):
        if sent_from_work(here):
            return to_work(here, "tasks/said_moved")
        return here.to("about", message="moved", kind=seen.about.kind, row=seen.row)
    status = desk.UNPROCESSABLE if form.errors else 200
    context = {"form": form, "task": seen, "text": f"tasks_step/{name}"}
    return here.show("step", context, status=status)


def _move(here: TaskRequest, task: uuid.UUID, name: str, form: StepForm) -> None:
    sent = form.cleaned_data
    services.move_task(
        here.actor,
        task,
        name,
        seen=sent["seen"],
        request=sent["request"],
        reason=sent.get("reason", ""),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def later(here: TaskRequest, kind: str, row: uuid.UUID) -> HttpResponse:
    """Put off a line of work; each reason is a button, so that two presses do it."""
    task_policy.check_new(here.actor, "do")
    item = line_to_postpone(require_actor(here.actor, task_policy.resource, "do"), kind, row)
    if item is None:
        raise Http404
    days = days_offered()
    form = LaterForm(
        here.request.POST or None,
        words=words(here.language.tag),
        choices={"day": [(one.isoformat(), one.isoformat()) for one in days]},
    )
    fields = {"day": "other"}
    if desk.submit_form(here, form, lambda: _postpone(here, kind, row, form), fields):
        return here.to("mine", message="later")
    context = {
        "form": form,
        "line": work_lines(here.actor, [item], here.language)[0],
        "reasons": REASONS["later"].today(),
        "days": days,
        "most": MOST_DAYS,
    }
    return here.show("later", context, status=desk.UNPROCESSABLE if form.errors else 200)


def _postpone(here: TaskRequest, kind: str, row: uuid.UUID, form: LaterForm) -> None:
    sent = form.cleaned_data
    postpone(
        here.actor, kind, row, until=form.until, reason=sent["reason"], request=sent["request"]
    )


@require_POST
@office_view
def remind_of(here: TaskRequest, kind: str, row: uuid.UUID) -> HttpResponse:
    """Remind others of a line that the member waits for."""
    task_policy.check_new(here.actor, "do")
    form = RemindForm(here.request.POST, words=words(here.language.tag))
    if not form.is_valid():
        raise Http404
    remind(here.actor, kind, row, request=form.cleaned_data["request"])
    return to_work(here, "tasks/said_reminded", turn="waiting")
