"""Pages of evidence notes and prosecution bundles."""

import uuid
from typing import ClassVar

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.cases.selectors import file as case_file
from manumit.web.cases.views.room import require_action, require_view
from manumit.web.institutions import desk
from manumit.web.institutions.desk import UNPROCESSABLE, submit_form
from manumit.web.institutions.models import named
from manumit.web.prosecution_bundles import selectors, services
from manumit.web.prosecution_bundles.forms import BundleForm, EvidenceNoteForm
from manumit.web.prosecution_bundles.policies import evidence_note_policy
from manumit.web.ui.languages import words


class BundleRequest(desk.OfficeRequest):
    """A member's request for a page of evidence notes and bundles; errors are those of files."""

    room: ClassVar[str] = "prosecution_bundles"
    errors: ClassVar[str] = "cases"


office_view = desk.view_decorator(BundleRequest)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def evidence_notes(here: BundleRequest, file: uuid.UUID) -> HttpResponse:
    """List the evidence notes for a holder of the file; the ledger records it."""
    seen = case_file(here.actor, file)
    require_action(here, evidence_note_policy, "write", seen)
    form = EvidenceNoteForm(here.request.POST or None, words=words(here.language.tag))
    if submit_form(here, form, lambda: services.write_evidence_note(
        here.actor, file, form.cleaned_data["text"], request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("evidence_notes", message="kept", file=file)
    context = {"file": seen, "form": form, "notes": selectors.evidence_notes(here.actor, file)}
    return here.show("evidence_notes", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@office_view
def bundles(here: BundleRequest, file: uuid.UUID) -> HttpResponse:
    """List the bundles and their recipients, without content."""
    seen = case_file(here.actor, file)
    require_view(here, evidence_note_policy, seen)
    found = selectors.bundles(here.actor, file)
    names = here.names({one.sent_to for one in found})
    context = {
        "file": seen,
        "rows": [(one, names.get(one.sent_to, "")) for one in found],
        "may": "evidence_note.pass_on" in seen.may,
    }
    return here.show("bundles", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def bundle_new(here: BundleRequest, file: uuid.UUID) -> HttpResponse:
    """Assemble a bundle for a prosecution to which the person consents."""
    seen = case_file(here.actor, file)
    require_action(here, evidence_note_policy, "pass_on", seen)
    spoken, tag = words(here.language.tag), here.language.tag
    offices = [
        (str(one.pk), f"{named(one.institution.names, tag)}, {named(one.names, tag)}")
        for one in selectors.prosecutions(here.actor, file)
    ]
    written = [
        (str(one.number), f"{spoken.name('prosecution_bundles/evidence_note')} {one.number}")
        for one in selectors.evidence_notes(here.actor, file)
    ]
    form = BundleForm(
        here.request.POST or None, words=spoken, choices={"office": offices, "notes": written}
    )
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(services.make_bundle(
        here.actor, file, office=uuid.UUID(form.cleaned_data["office"]),
        notes=[int(one) for one in form.cleaned_data["notes"]],
        request=form.cleaned_data["request"],
    ).pk)):  # fmt: skip
        return here.to("bundle", message="kept", bundle=made[0])
    status = UNPROCESSABLE if form.errors else 200
    context = {"file": seen, "form": form, "any": offices, "findings": "finding.see" in seen.may}
    return here.show("bundle_new", context, status=status)


@require_safe
@office_view
def bundle(here: BundleRequest, bundle: uuid.UUID) -> HttpResponse:
    """Show a bundle's content, what it leaves out, and its chain of custody."""
    found = selectors.bundle(here.actor, bundle)
    names = here.names({found.line.sent_to})
    pieces = (found.document.get("evidence") or {}).get("evidence", [])
    context = {
        "bundle": found,
        "to": names.get(found.line.sent_to, ""),
        "pieces": len(pieces),
    }
    return here.show("bundle", context)


@require_POST
@office_view
def bundle_export(here: BundleRequest, bundle: uuid.UUID) -> HttpResponse:
    """Send the bundle as a file; its name identifies nobody, and the custody log records it."""
    row, text = services.export_bundle(here.actor, bundle)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="bundle-{row.number}.json"'
    response["Cache-Control"] = "no-store"
    return response
