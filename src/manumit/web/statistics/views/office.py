"""Counts and releases, for statisticians: nobody else sees a number before it is published."""

import tempfile
import uuid
from typing import ClassVar

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.errors import Place
from manumit.exchange.listed import csv_pieces, write_xlsx
from manumit.web.institutions import desk
from manumit.web.institutions.desk import UNPROCESSABLE, must_know, sent
from manumit.web.pages.languages import words
from manumit.web.statistics import jobs, selectors, services
from manumit.web.statistics.codes import StatisticsCode
from manumit.web.statistics.forms import ROOM, CountForm, PrepareForm, StepForm
from manumit.web.statistics.kept import opened
from manumit.web.statistics.policies import outcomes_policy, release_policy
from manumit.web.statistics.process import RELEASE
from manumit.web.statistics.services import STEPS
from manumit.web.statistics.shown import drawn, picture

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Here(desk.Desk):
    """Who asks for a page of statistics."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


@require_safe
@room
def index(here: Here) -> HttpResponse:
    """Counts and releases of the institution."""
    must_know(here, outcomes_policy)
    context = {
        "counts": list(selectors.counts(here.actor)),
        "releases": list(selectors.releases(here.actor)),
    }
    return here.show("office", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def ask(here: Here) -> HttpResponse:
    """Asks for a count."""
    outcomes_policy.check_new(here.actor, "count")
    form = CountForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        with transaction.atomic():
            row = services.ask(
                here.actor,
                form.cleaned_data["first"],
                form.cleaned_data["last"],
                request=form.cleaned_data["request"],
            )
            jobs.order(row.pk)

    if sent(here, form, act):
        return here.to("index", said="asked")
    return here.show("ask", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@room
@transaction.atomic
def outcomes(here: Here, outcomes: uuid.UUID) -> HttpResponse:
    """The whole picture, with every small number: what was opened is written down."""
    row = selectors.outcomes(here.actor, outcomes)
    if row.content is None:
        return here.show("waiting", {"row": row})
    shown = picture(opened(row.content, row.pk))
    context = {
        "row": row,
        "shown": shown,
        "svg": drawn(shown, here.language),
        "may_export": bool(outcomes_policy.can(here.actor, "export", row)),
        "may_prepare": bool(release_policy.can_new(here.actor, "prepare")),
    }
    return here.show("outcomes", context)


@require_safe
@room
def listed(here: Here, outcomes: uuid.UUID, form: str) -> HttpResponseBase:
    """Everybody who is counted, a row each, as it comes from the database."""
    if form not in ("csv", "xlsx"):
        raise Http404
    with transaction.atomic():
        rows = selectors.listed(here.actor, outcomes)
    header = selectors.listed_header()
    if form == "csv":
        pieces = csv_pieces(header, rows)
        return _named(StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8"), form)
    # Without a name, and gone with its last reader.
    kept = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_xlsx(kept, [("list", header, rows)])
    kept.seek(0)
    return _named(FileResponse(kept, content_type=XLSX), form)


def _named(answer: HttpResponseBase, form: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="list.{form}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@room
def prepare(here: Here, outcomes: uuid.UUID) -> HttpResponse:
    """Makes a release of a count."""
    row = outcomes_policy.load(here.actor, outcomes)
    release_policy.check_new(here.actor, "prepare")
    if row.content is None:
        raise StatisticsCode.NOT_COUNTED.error(Place(field="outcomes"))
    form = PrepareForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []
    if sent(here, form, lambda: made.append(services.prepare(
        here.actor, outcomes, form.inhabitants(), request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("release", said="prepared", release=made[0])
    status = UNPROCESSABLE if form.errors else 200
    return here.show("prepare", {"row": row, "form": form}, status=status)


@require_safe
@room
def release(here: Here, release: uuid.UUID) -> HttpResponse:
    """What would be published, or is; and what protecting it cost."""
    row = selectors.release(here.actor, release)
    shown = picture(row.content)
    names = [
        name
        for name in STEPS
        if row.state in RELEASE.transition(name).sources  # type: ignore[union-attr] # all declared
        and release_policy.can(here.actor, name, row)
    ]
    context = {"row": row, "shown": shown, "svg": drawn(shown, here.language), "steps": names}
    return here.show("release", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def step(here: Here, release: uuid.UUID, name: str) -> HttpResponse:
    """Approves, refuses, publishes or withdraws."""
    if name not in STEPS:
        raise Http404
    row = release_policy.load(here.actor, release, name)
    found = RELEASE.transition(name)
    reasons = list(found.reasons.codes()) if found is not None and found.reasons else []
    form = StepForm(
        here.request.POST or None,
        words=words(here.language.tag),
        reasons=reasons,
        initial={"seen": row.version},
    )
    if sent(here, form, lambda: services.step(
        here.actor, release, name, seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("release", said="moved", release=release)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("step", {"row": row, "name": name, "form": form}, status=status)
