"""Pages of services: search, maintenance, and gaps."""

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
    initial_values,
)
from manumit.web.directory.lists import rules, today
from manumit.web.directory.policies import service_policy, unmet_policy
from manumit.web.institutions import desk
from manumit.web.institutions.directory import offices_of
from manumit.web.institutions.models import named
from manumit.web.ui.files import as_download
from manumit.web.ui.languages import words

HEADER = ("need", "language", "sex", "age", "cover", "fit", "unknown", "full")


class DirectoryRequest(desk.OfficeRequest):
    """The request for a page of this app."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(DirectoryRequest)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def index(here: DirectoryRequest) -> HttpResponse:
    """Search for services. The form is sent by POST, so that no address contains the search."""
    service_policy.check_new(here.actor, "see")
    form = SearchForm(here.request.POST or None, words=words(here.language.tag))
    context: dict[str, object] = {
        "form": form,
        "keeps": desk.role_allows(here, service_policy, "keep"),
        "counts": desk.role_allows(here, unmet_policy, "leave"),
    }
    if here.posted and form.is_valid():
        found = selectors.search(here.actor, form.wish())
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
@office_view
def own(here: DirectoryRequest) -> HttpResponse:
    """List the services of the own institution, those to be confirmed first."""
    desk.require_role(here, service_policy, "keep")
    looks = desk.role_allows(here, service_policy)
    return here.show("own", {"found": selectors.own_services(here.actor), "looks": looks})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: DirectoryRequest) -> HttpResponse:
    """Add a service."""
    service_policy.check_new(here.actor, "keep")
    form = _form(here, None)

    def enter() -> None:
        services.create_service(here.actor, form.offer(), request=form.cleaned_data["request"])

    if desk.submit_form(here, form, enter):
        return here.to("own", message="kept")
    return _shown(here, "edit", form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def edit(here: DirectoryRequest, service: uuid.UUID) -> HttpResponse:
    """Edit the details of a service."""
    found = selectors.own_service(here.actor, service)
    form = _form(here, found)

    def change() -> None:
        services.update_service(
            here.actor, service, form.offer(),
            seen=form.cleaned_data["seen"], request=form.cleaned_data["request"],
        )  # fmt: skip

    if desk.submit_form(here, form, change):
        return here.to("own", message="kept")
    return _shown(here, "edit", form, found)


def _form(here: DirectoryRequest, found: selectors.ServiceMatch | None) -> ServiceForm:
    tag = here.language.tag
    institution = None if here.actor is None else here.actor.institution
    offices = [(str(one.pk), named(one.names, tag)) for one in offices_of(institution)]
    initial = {} if found is None else initial_values(found)
    return ServiceForm(
        here.request.POST or None, words=words(tag), choices={"office": offices}, initial=initial
    )


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def confirm(here: DirectoryRequest, service: uuid.UUID) -> HttpResponse:
    """Confirm that a service is up to date."""
    found = selectors.own_service(here.actor, service)
    form = ConfirmForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": found.version},
    )

    def do() -> None:
        data = form.cleaned_data
        services.confirm_service(
            here.actor, service, data["free_places"], seen=data["seen"], request=data["request"]
        )

    if desk.submit_form(here, form, do):
        return here.to("own", message="confirmed")
    return _shown(here, "confirm", form, found)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def end(here: DirectoryRequest, service: uuid.UUID) -> HttpResponse:
    """End a service."""
    found = selectors.own_service(here.actor, service)
    form = EndForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"seen": found.version},
    )

    def do() -> None:
        data = form.cleaned_data
        services.end_service(
            here.actor, service, data["reason"], seen=data["seen"], request=data["request"]
        )

    if desk.submit_form(here, form, do):
        return here.to("own", message="ended")
    return _shown(here, "end", form, found)


def _shown(
    here: DirectoryRequest,
    template: str,
    form: ServiceForm | ConfirmForm | EndForm,
    found: selectors.ServiceMatch | None,
) -> HttpResponse:
    context = {"form": form, "found": found, "rules": rules()}
    return here.show(template, context, status=desk.UNPROCESSABLE if form.errors else 200)


# What is missing


@require_POST
@office_view
def count(here: DirectoryRequest) -> HttpResponse:
    """Count that nothing fits. The page knows no file, and neither does the address."""
    unmet_policy.check_new(here.actor, "leave")
    form = SearchForm(here.request.POST, words=words(here.language.tag))

    def leave() -> None:
        unmet.count_unmet_need(here.actor, form.wish(), request=form.cleaned_data["request"])

    if desk.submit_form(here, form, leave):
        # No word in the session: it would stand there, with a time, until the next page.
        return here.to("left")
    context = {"form": form, "keeps": False, "counts": True}
    return here.show("index", context, status=desk.UNPROCESSABLE)


@require_safe
@office_view
def left(here: DirectoryRequest) -> HttpResponse:
    """Show what was done; the same page for everybody who may count, whether they did or not."""
    unmet_policy.check_new(here.actor, "leave")
    return here.show("left", {})


@require_safe
@office_view
def missing(here: DirectoryRequest) -> HttpResponse:
    """Show what nobody offers in one or any language, and unmet needs."""
    service_policy.check_new(here.actor, selectors.GAPS)
    form = LanguageForm(here.request.GET, words=words(here.language.tag))
    language = form.chosen()
    cells = selectors.coverage(here.actor, gaps.in_language(language))
    rows: dict[str, list[gaps.CoverageCell]] = {}
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
@office_view
def missing_csv(here: DirectoryRequest) -> HttpResponse:
    """Return the cover in every language as a file: codes and numbers of services only."""
    cells = selectors.coverage(here.actor, gaps.everything())
    rows = (
        (*_codes(one), str(one.cover), str(one.fit), str(one.unknown), str(one.full))
        for one in cells
    )
    text = "".join(csv_pieces(HEADER, rows))
    return as_download(text, "text/csv; charset=utf-8", _file_name(today()))


def _codes(cell: gaps.CoverageCell) -> tuple[str, ...]:
    return cell.wish.need, cell.wish.language, cell.wish.sex, cell.wish.age


def _file_name(day: dt.date) -> str:
    return f"services-{day.isoformat()}.csv"
