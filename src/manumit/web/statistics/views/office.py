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
from manumit.web.institutions.desk import UNPROCESSABLE, require_role, submit_form
from manumit.web.statistics import jobs, selectors, services
from manumit.web.statistics.codes import StatisticsCode
from manumit.web.statistics.forms import ROOM, CountForm, PrepareForm, StepForm
from manumit.web.statistics.kept import open_count
from manumit.web.statistics.policies import outcomes_policy, release_policy
from manumit.web.statistics.process import RELEASE
from manumit.web.statistics.services import STEPS
from manumit.web.statistics.shown import draw_chain, statistics_page
from manumit.web.ui.languages import words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StatisticsRequest(desk.OfficeRequest):
    """The request for a page of statistics."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(StatisticsRequest)


@require_safe
@office_view
def index(here: StatisticsRequest) -> HttpResponse:
    """Counts and releases of the institution."""
    require_role(here, outcomes_policy)
    context = {
        "counts": list(selectors.counts(here.actor)),
        "releases": list(selectors.releases(here.actor)),
    }
    return here.show("office", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def ask(here: StatisticsRequest) -> HttpResponse:
    """Asks for a count."""
    outcomes_policy.check_new(here.actor, "count")
    form = CountForm(here.request.POST or None, words=words(here.language.tag))

    def act() -> None:
        with transaction.atomic():
            row = services.request_count(
                here.actor,
                form.cleaned_data["first"],
                form.cleaned_data["last"],
                request=form.cleaned_data["request"],
            )
            jobs.enqueue_count(row.pk)

    if submit_form(here, form, act):
        return here.to("index", message="asked")
    return here.show("ask", {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@office_view
@transaction.atomic
def outcomes(here: StatisticsRequest, outcomes: uuid.UUID) -> HttpResponse:
    """The whole picture, with every small number: what was opened is written down."""
    row = selectors.outcomes(here.actor, outcomes)
    if row.content is None:
        return here.show("waiting", {"row": row})
    shown = statistics_page(open_count(row.content, row.pk))
    context = {
        "row": row,
        "shown": shown,
        "svg": draw_chain(shown, here.language),
        "may_export": bool(outcomes_policy.can(here.actor, "export", row)),
        "may_prepare": bool(release_policy.can_new(here.actor, "prepare")),
    }
    return here.show("outcomes", context)


@require_safe
@office_view
def listed(here: StatisticsRequest, outcomes: uuid.UUID, form: str) -> HttpResponseBase:
    """Everybody who is counted, a row each, as it comes from the database."""
    if form not in ("csv", "xlsx"):
        raise Http404
    with transaction.atomic():
        rows = selectors.person_rows(here.actor, outcomes)
    header = selectors.person_header()
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
@office_view
def prepare(here: StatisticsRequest, outcomes: uuid.UUID) -> HttpResponse:
    """Makes a release of a count."""
    row = outcomes_policy.load(here.actor, outcomes)
    release_policy.check_new(here.actor, "prepare")
    if row.content is None:
        raise StatisticsCode.NOT_COUNTED.error(Place(field="outcomes"))
    form = PrepareForm(here.request.POST or None, words=words(here.language.tag))
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(services.prepare_release(
        here.actor, outcomes, form.inhabitants(), request=form.cleaned_data["request"]
    ).pk)):  # fmt: skip
        return here.to("release", message="prepared", release=made[0])
    status = UNPROCESSABLE if form.errors else 200
    return here.show("prepare", {"row": row, "form": form}, status=status)


@require_safe
@office_view
def release(here: StatisticsRequest, release: uuid.UUID) -> HttpResponse:
    """What would be published, or is; and what protecting it cost."""
    row = selectors.release(here.actor, release)
    shown = statistics_page(row.content)
    names = [
        name
        for name in STEPS
        if row.state in RELEASE.transition(name).sources  # type: ignore[union-attr] # all declared
        and release_policy.can(here.actor, name, row)
    ]
    context = {"row": row, "shown": shown, "svg": draw_chain(shown, here.language), "steps": names}
    return here.show("release", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def step(here: StatisticsRequest, release: uuid.UUID, name: str) -> HttpResponse:
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
    if submit_form(here, form, lambda: services.take_step(
        here.actor, release, name, seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"], reason=form.cleaned_data.get("reason", ""),
    )):  # fmt: skip
        return here.to("release", message="moved", release=release)
    status = UNPROCESSABLE if form.errors else 200
    return here.show("step", {"row": row, "name": name, "form": form}, status=status)
