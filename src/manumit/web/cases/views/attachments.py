"""Pages of documents and photographs: add, list, open on request, withdraw."""

import uuid

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.policies import attachment_policy
from manumit.web.cases.uploads import AttachmentForm, WithdrawalForm
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    add_form_errors,
    office_view,
    require_action,
    require_view,
)
from manumit.web.kernel.vault.attachments import LARGEST, MEGABYTE
from manumit.web.ui.files import as_download, sandboxed, with_uploads
from manumit.web.ui.languages import words


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List the documents: kind, size, day and author, latest first."""
    seen = selectors.file(here.actor, file)
    require_view(here, attachment_policy, seen)
    found = selectors.attachments(here.actor, file)[::-1]
    context = {"file": seen, "lines": found, "may": "attachment.add" in seen.may}
    return here.show("attachments", context)


# The token is checked by ``with_uploads``.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Show and process the upload form; nothing is read from a member who may not add."""
    seen = selectors.file(here.actor, file)
    require_action(here, attachment_policy, "add", seen)
    return with_uploads(here.request, {"file": LARGEST}, lambda: _new(here, seen))


def _new(here: CaseRequest, seen: selectors.FileView) -> HttpResponse:
    form = AttachmentForm(
        here.request.POST if here.posted else None,
        here.request.FILES if here.posted else None,
        words=words(here.language.tag),
    )
    if here.posted and form.is_valid():
        sent = form.cleaned_data["request"]
        try:
            services.add_attachment(here.actor, seen.id, form.to_input(), request=sent)
        except InputError as problems:
            add_form_errors(form, problems)
        else:
            return here.to("attachments", message="attached", file=seen.id)
    context = {"file": seen, "form": form, "megabytes": LARGEST // MEGABYTE}
    return here.show("attach", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@office_view
def attachment(here: CaseRequest, attachment: uuid.UUID) -> HttpResponse:
    """Show a document's description; the content opens only on request."""
    return _shown(here, attachment)


def _shown(here: CaseRequest, key: uuid.UUID, failed: WithdrawalForm | None = None) -> HttpResponse:
    found = selectors.attachment(here.actor, key)
    seen = selectors.file(here.actor, found.file)
    form = None
    if "attachment.withdraw" in seen.may and found.line.withdrawn_at is None:
        form = failed or WithdrawalForm(words=words(here.language.tag))
    status = 200 if failed is None else UNPROCESSABLE
    return here.show(
        "attachment",
        {"file": seen, "found": found, "line": found.line, "form": form},
        status=status,
    )


@require_POST
@office_view
@sandboxed
def content(here: CaseRequest, attachment: uuid.UUID) -> HttpResponse:
    """Send the content as a download, so that no browser displays it as our page."""
    opened = selectors.attachment_content(here.actor, attachment)
    return as_download(opened.content, opened.media_type, opened.name)


@require_POST
@office_view
def withdraw(here: CaseRequest, attachment: uuid.UUID) -> HttpResponse:
    """Delete the content, with a reason."""
    form = WithdrawalForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        try:
            made = services.withdraw_attachment(
                here.actor, attachment, reason=form.cleaned_data["reason"]
            )
        except InputError as problems:
            add_form_errors(form, problems)
        else:
            return here.to("attachments", message="attachment_withdrawn", file=made.file_id)
    return _shown(here, attachment, form)
