"""My work, the tasks about a row, and one task."""

import uuid
from typing import ClassVar

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.institutions import desk
from manumit.web.kernel.access.telling import acting
from manumit.web.kernel.days import today
from manumit.web.pages.languages import words
from manumit.web.work import selectors, services
from manumit.web.work.abouts import About
from manumit.web.work.forms import ROOM, GiveBackForm, StepForm, TaskForm
from manumit.web.work.policies import task_policy

FORMS = {"finish": StepForm, "give_back": GiveBackForm, "withdraw": StepForm}


class Here(desk.Desk):
    """Who asks for a page of the room."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


@require_safe
@room
def mine(here: Here) -> HttpResponse:
    """What is due for me and for my office, from every room, late first."""
    asked = here.request.GET
    horizon = asked.get("until", "")
    whose = asked.get("whose", "")
    horizon = horizon if horizon in selectors.HORIZONS else "month"
    whose = whose if whose in selectors.WHOSE else "all"
    number = desk.number(asked.get("page", "")) or 1
    work = selectors.my_work(here.actor, horizon=horizon, whose=whose, number=number)
    day = today()
    context = {
        "work": work,
        "lines": [
            (one, one.address(here.language.tag), one.late(day), one.due == day)
            for one in work.lines
        ],
        "horizon": horizon,
        "horizons": tuple(selectors.HORIZONS),
        "whose": whose,
        "everybodys": tuple(selectors.WHOSE),
    }
    return here.show("mine", context)


def _about(kind: str) -> About:
    found = services.about_of(kind)
    if found is None:
        raise Http404
    return found


@require_safe
@room
def about(here: Here, kind: str, row: uuid.UUID) -> HttpResponse:
    """The tasks about one row."""
    of = _about(kind)
    lines = selectors.tasks_of(here.actor, of, row)
    may_write = bool(of.policy.can(here.actor, of.action, of.policy.load(here.actor, row)))
    back = of.address(here.language.tag, row)
    context = {"about": of, "row": row, "lines": lines, "may_write": may_write, "back": back}
    return here.show("about", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here, kind: str, row: uuid.UUID) -> HttpResponse:
    """Writes a task for a colleague, or for oneself."""
    of = _about(kind)
    of.policy.load(here.actor, row, of.action)
    task_policy.check_new(here.actor, "write", of=row)
    found = services.members_for(of, acting(here.actor, task_policy.resource, "write"))
    choices = {"member": [(str(one), desk.sign(one)) for one in found]}
    form = TaskForm(here.request.POST or None, words=words(here.language.tag), choices=choices)
    if desk.sent(here, form, lambda: _written(here, of, row, form)):
        return here.to("about", said="written", kind=kind, row=row)
    status = desk.UNPROCESSABLE if form.errors else 200
    return here.show("new", {"form": form, "about": of, "row": row}, status=status)


def _written(here: Here, of: About, row: uuid.UUID, form: TaskForm) -> None:
    sent = form.cleaned_data
    wish = services.Wish(sent["note"], sent["due_on"], uuid.UUID(sent["member"]))
    services.write_task(here.actor, of, row, wish, request=sent["request"])


@require_safe
@room
def task(here: Here, task: uuid.UUID) -> HttpResponse:
    """One task, and what can be done with it now."""
    return here.show("task", {"task": selectors.task(here.actor, task)})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def step(here: Here, task: uuid.UUID, name: str) -> HttpResponse:
    """Does a task, gives it back with a reason, or takes it back."""
    if name not in FORMS:
        raise Http404
    task_policy.load(here.actor, task, services.STEP_ACTIONS[name])
    seen = selectors.task(here.actor, task)
    form = FORMS[name](
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": seen.version},
    )
    if desk.sent(here, form, lambda: _moved(here, task, name, form)):
        return here.to("about", said="moved", kind=seen.about.kind, row=seen.row)
    status = desk.UNPROCESSABLE if form.errors else 200
    context = {"form": form, "task": seen, "text": f"work_step/{name}"}
    return here.show("step", context, status=status)


def _moved(here: Here, task: uuid.UUID, name: str, form: StepForm) -> None:
    sent = form.cleaned_data
    services.move_task(
        here.actor,
        task,
        name,
        seen=sent["seen"],
        request=sent["request"],
        reason=sent.get("reason", ""),
    )
