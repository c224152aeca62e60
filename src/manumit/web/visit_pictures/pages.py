"""Pages of pictures: the list of a visit, a new one, one with its custody, its content."""

import uuid
from typing import ClassVar

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.inspections.law import visit_policy
from manumit.web.inspections.models import Visit
from manumit.web.institutions import desk
from manumit.web.institutions.desk import UNPROCESSABLE, submit_form
from manumit.web.institutions.desk_forms import Choices
from manumit.web.kernel.vault.attachments import LARGEST, MEGABYTE
from manumit.web.ui.files import as_download, sandboxed, with_uploads
from manumit.web.ui.languages import words
from manumit.web.visit_pictures import law, reading, verbs
from manumit.web.visit_pictures.forms import ROOM, PictureForm, PictureWithdrawalForm
from manumit.web.visit_pictures.law import picture_policy


class PictureRequest(desk.OfficeRequest):
    """A member's request for a page of pictures."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(PictureRequest)


@require_safe
@office_view
def index(here: PictureRequest, visit: uuid.UUID) -> HttpResponse:
    """List the pictures of a visit, latest first, without their content."""
    desk.require_role(here, picture_policy)
    return here.show("index", {"seen": reading.pictures_of(here.actor, visit)})


# The token is checked by ``with_uploads``.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: PictureRequest, visit: uuid.UUID) -> HttpResponse:
    """Add a picture; nothing is read from a member who may not."""
    row = visit_policy.load(here.actor, visit, law.ADD.action)
    picture_policy.check_new(here.actor, "add")
    return with_uploads(here.request, {"file": LARGEST}, lambda: _new(here, row))


def _new(here: PictureRequest, row: Visit) -> HttpResponse:
    form = PictureForm(
        here.request.POST if here.posted else None,
        here.request.FILES if here.posted else None,
        words=words(here.language.tag),
        choices={"violation": _violations(here, row)},
    )

    def act() -> None:
        sent = form.cleaned_data["request"]
        verbs.add_picture(here.actor, row.pk, form.entered(), request=sent)

    if submit_form(here, form, act):
        return here.to("pictures", message="added", visit=row.pk)
    context = {"form": form, "visit": row, "megabytes": LARGEST // MEGABYTE}
    return here.show("new", context, status=UNPROCESSABLE if form.errors else 200)


def _violations(here: PictureRequest, row: Visit) -> Choices:
    spoken = words(here.language.tag)
    found = [
        (str(one.pk), spoken.name(f"inspections_item/{one.item}"))
        for one in row.violations.order_by("made_at", "pk")
    ]
    return [("", spoken.name("visit_pictures/no_violation")), *found]


@require_safe
@office_view
def show(here: PictureRequest, picture: uuid.UUID) -> HttpResponse:
    """Show a picture without its content, and who opened that."""
    return _shown(here, picture, PictureWithdrawalForm(words=words(here.language.tag)))


def _shown(here: PictureRequest, picture: uuid.UUID, form: PictureWithdrawalForm) -> HttpResponse:
    context = {"seen": reading.picture(here.actor, picture), "form": form, "me": here.person}
    return here.show("picture", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@office_view
@sandboxed
def content(here: PictureRequest, picture: uuid.UUID) -> HttpResponse:
    """Send the content as a download."""
    opened = reading.picture_content(here.actor, picture)
    return as_download(opened.content, opened.media_type, opened.name)


@require_POST
@office_view
def withdraw(here: PictureRequest, picture: uuid.UUID) -> HttpResponse:
    """Delete the content, with a reason."""
    form = PictureWithdrawalForm(here.request.POST, words=words(here.language.tag))
    done: list[uuid.UUID] = []

    def act() -> None:
        reason = form.cleaned_data["reason"]
        done.append(verbs.withdraw_picture(here.actor, picture, reason=reason).visit_id)

    if submit_form(here, form, act):
        return here.to("pictures", message="withdrawn", visit=done[0])
    return _shown(here, picture, form)
