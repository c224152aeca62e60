"""Pages of services: looking for one, keeping them, what is missing."""

import datetime as dt
import uuid
from typing import ClassVar

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.exchange.listed import csv_pieces
from manumit.web.directory import gaps, selectors, services, unmet
from manumit.web.directory.forms import (
    ROOM,
    ConfirmForm,
    EndForm,
    LanguageForm,
    SearchForm,
    ServiceForm,
    said_of,
)
from manumit.web.directory.lists import rules, today
from manumit.web.directory.policies import service_policy, unmet_policy
from manumit.web.institutions import desk
from manumit.web.institutions.directory import offices_of
from manumit.web.institutions.models import named
from manumit.web.pages.languages import words

HEADER = ("need", "language", "sex", "age", "cover", "fit", "unknown", "full")


class Here(desk.Desk):
    """Who asks for a page of the room."""

    room: ClassVar[str] = ROOM


room = desk.door(Here)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def index(here: Here) -> HttpResponse:
    """What somebody looks for, and what there is; the form is sent, so that no address tells."""
    service_policy.check_new(here.actor, "see")
    form = SearchForm(here.request.POST or None, words=words(here.language.tag))
    context: dict[str, object] = {
        "form": form,
        "keeps": desk.knows(here, service_policy, "keep"),
        "counts": desk.knows(here, unmet_policy, "leave"),
    }
    if here.posted and form.is_valid():
        found = selectors.found(here.actor, form.wish())
        context |= {
            "asked": True,
            "found": found,
            "wish": form.wish(),
            "any_fits": any(one.answer == "yes" for one in found),
            "none_fits": selectors.none_fits(found),
            "new_request": uuid.uuid4(),
        }
    return here.show("index", context, status=desk.UNPROCESSABLE if form.errors else 200)


# Keeping


@require_safe
@room
def own(here: Here) -> HttpResponse:
    """The services of the own institution, those to be confirmed first."""
    desk.must_know(here, service_policy, "keep")
    looks = desk.knows(here, service_policy)
    return here.show("own", {"found": selectors.own(here.actor), "looks": looks})


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here) -> HttpResponse:
    """A service that is not there yet."""
    service_policy.check_new(here.actor, "keep")
    form = _form(here, None)

    def enter() -> None:
        services.enter(here.actor, form.offer(), request=form.cleaned_data["request"])

    if desk.sent(here, form, enter):
        return here.to("own", said="kept")
    return _shown(here, "edit", form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def edit(here: Here, service: uuid.UUID) -> HttpResponse:
    """All that is said of a service."""
    found = selectors.kept(here.actor, service)
    form = _form(here, found)

    def change() -> None:
        services.change(
            here.actor, service, form.offer(),
            seen=form.cleaned_data["seen"], request=form.cleaned_data["request"],
        )  # fmt: skip

    if desk.sent(here, form, change):
        return here.to("own", said="kept")
    return _shown(here, "edit", form, found)


def _form(here: Here, found: selectors.Found | None) -> ServiceForm:
    tag = here.language.tag
    institution = None if here.actor is None else here.actor.institution
    offices = [(str(one.pk), named(one.names, tag)) for one in offices_of(institution)]
    initial = {} if found is None else said_of(found)
    return ServiceForm(
        here.request.POST or None, words=words(tag), choices={"office": offices}, initial=initial
    )


@require_http_methods(["GET", "HEAD", "POST"])
@room
def confirm(here: Here, service: uuid.UUID) -> HttpResponse:
    """That a service still is as it stands."""
    found = selectors.kept(here.actor, service)
    form = ConfirmForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": found.version},
    )

    def do() -> None:
        said = form.cleaned_data
        services.confirm(
            here.actor, service, said["free_places"], seen=said["seen"], request=said["request"]
        )

    if desk.sent(here, form, do):
        return here.to("own", said="confirmed")
    return _shown(here, "confirm", form, found)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def end(here: Here, service: uuid.UUID) -> HttpResponse:
    """That a service is not offered any more."""
    found = selectors.kept(here.actor, service)
    form = EndForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": found.version},
    )

    def do() -> None:
        said = form.cleaned_data
        services.end(
            here.actor, service, said["reason"], seen=said["seen"], request=said["request"]
        )

    if desk.sent(here, form, do):
        return here.to("own", said="ended")
    return _shown(here, "end", form, found)


def _shown(
    here: Here,
    template: str,
    form: ServiceForm | ConfirmForm | EndForm,
    found: selectors.Found | None,
) -> HttpResponse:
    context = {"form": form, "found": found, "rules": rules()}
    return here.show(template, context, status=desk.UNPROCESSABLE if form.errors else 200)


# What is missing


@require_POST
@room
def count(here: Here) -> HttpResponse:
    """Has it counted that nothing fits. The page knows no file, and neither does the address."""
    unmet_policy.check_new(here.actor, "leave")
    form = SearchForm(here.request.POST, words=words(here.language.tag))

    def leave() -> None:
        unmet.leave(here.actor, form.wish(), request=form.cleaned_data["request"])

    if desk.sent(here, form, leave):
        # No word in the session: it would stand there, with a time, until the next page.
        return here.to("left")
    context = {"form": form, "keeps": False, "counts": True}
    return here.show("index", context, status=desk.UNPROCESSABLE)


@require_safe
@room
def left(here: Here) -> HttpResponse:
    """What was done; the same page for everybody who may have it counted, whether they did."""
    unmet_policy.check_new(here.actor, "leave")
    return here.show("left", {})


@require_safe
@room
def missing(here: Here) -> HttpResponse:
    """What nobody offers in one language or in whichever, and what was not met."""
    service_policy.check_new(here.actor, selectors.GAPS)
    form = LanguageForm(here.request.GET, words=words(here.language.tag))
    language = form.chosen()
    cells = selectors.coverage(here.actor, gaps.in_language(language))
    rows: dict[str, list[gaps.Cell]] = {}
    for one in cells:
        rows.setdefault(one.wish.need, []).append(one)
    context = {
        "form": form,
        "heads": [one.wish for one in next(iter(rows.values()), [])],
        "rows": list(rows.items()),
        "gaps": sum(one.cover in gaps.GAPS for one in cells),
        "years": selectors.years(here.actor),
    }
    return here.show("missing", context)


@require_safe
@room
def missing_csv(here: Here) -> HttpResponse:
    """The same for every language, as a file: codes and numbers of services, nothing of people."""
    cells = selectors.coverage(here.actor, gaps.everything())
    rows = (
        (*_codes(one), str(one.cover), str(one.fit), str(one.unknown), str(one.full))
        for one in cells
    )
    text = "".join(csv_pieces(HEADER, rows))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(today())}"'
    return response


def _codes(cell: gaps.Cell) -> tuple[str, ...]:
    return cell.wish.need, cell.wish.language, cell.wish.sex, cell.wish.age


def _file_name(day: dt.date) -> str:
    return f"services-{day.isoformat()}.csv"
