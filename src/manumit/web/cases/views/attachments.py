"""Documents and photographs of a file: added, listed, opened by a press, taken away again."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.policies import attachment_policy
from manumit.web.cases.uploads import AttachmentForm, InMemory, WithdrawalForm
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must, must_see, put_into, room
from manumit.web.kernel.vault.attachments import LARGEST
from manumit.web.pages.languages import words

MEGABYTE = 1_000_000


@require_safe
@room
def index(here: Here, file: uuid.UUID) -> HttpResponse:
    """Kind, size and day of each, and who added it, the latest first."""
    seen = selectors.file(here.actor, file)
    must_see(here, attachment_policy, seen)
    found = selectors.attachments(here.actor, file)[::-1]
    context = {"file": seen, "lines": found, "may": "attachment.add" in seen.may}
    return here.show("attachments", context)


# The token is checked within, once the request has what takes its file.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here, file: uuid.UUID) -> HttpResponse:
    """The form, and what it sends; nothing is taken in from somebody who may not add it."""
    seen = selectors.file(here.actor, file)
    must(here, attachment_policy, "add", seen)
    if here.posted:
        here.request.upload_handlers = [InMemory()]
    answer: HttpResponse = _new(here.request, here, seen)
    return answer


@csrf_protect
def _new(request: HttpRequest, here: Here, seen: selectors.FileView) -> HttpResponse:
    form = AttachmentForm(
        request.POST if here.posted else None,
        request.FILES if here.posted else None,
        words=words(here.language.tag),
    )
    if here.posted and form.is_valid():
        sent = form.cleaned_data["request"]
        try:
            services.add_attachment(here.actor, seen.id, form.brought(), request=sent)
        except InputError as problems:
            put_into(form, problems)
        else:
            return here.to("attachments", said="attached", file=seen.id)
    context = {"file": seen, "form": form, "megabytes": LARGEST // MEGABYTE}
    return here.show("attach", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@room
def attachment(here: Here, attachment: uuid.UUID) -> HttpResponse:
    """What was said of one document; what it shows is closed until somebody presses "open"."""
    return _shown(here, attachment)


def _shown(here: Here, key: uuid.UUID, failed: WithdrawalForm | None = None) -> HttpResponse:
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
@room
@csp_override(
    {
        "default-src": [CSP.NONE],
        "frame-ancestors": [CSP.NONE],
        "sandbox": True,  # type: ignore[dict-item] # documented for what takes no value
    }
)
def content(here: Here, attachment: uuid.UUID) -> HttpResponse:
    """What a document shows, as a file for the device; no browser shows it as a page of ours."""
    opened = selectors.attachment_content(here.actor, attachment)
    response = HttpResponse(opened.content, content_type=opened.media_type)
    response["Content-Disposition"] = f'attachment; filename="{opened.name}"'
    return response


@require_POST
@room
def withdraw(here: Here, attachment: uuid.UUID) -> HttpResponse:
    """Takes what it shows away, with a reason of the list."""
    form = WithdrawalForm(here.request.POST, words=words(here.language.tag))
    if form.is_valid():
        try:
            made = services.withdraw_attachment(
                here.actor, attachment, reason=form.cleaned_data["reason"]
            )
        except InputError as problems:
            put_into(form, problems)
        else:
            return here.to("attachments", said="attachment_withdrawn", file=made.file_id)
    return _shown(here, attachment, form)
