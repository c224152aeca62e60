"""Notes that may be shown to a prosecution, and the bundles in which they leave."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.forms import BundleForm, EvidenceNoteForm
from manumit.web.cases.policies import evidence_note_policy
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must, must_see, room
from manumit.web.institutions.desk import sent
from manumit.web.institutions.models import named
from manumit.web.pages.languages import words


@require_http_methods(["GET", "HEAD", "POST"])
@room
def notes(here: Here, file: uuid.UUID) -> HttpResponse:
    """The evidence notes, for whoever holds the file; opening them is written down."""
    seen = selectors.file(here.actor, file)
    must(here, evidence_note_policy, "write", seen)
    form = EvidenceNoteForm(here.request.POST or None, words=words(here.language.tag))
    if sent(here, form, lambda: services.write_evidence_note(
        here.actor, file, form.cleaned_data["text"], request=form.cleaned_data["request"]
    )):  # fmt: skip
        return here.to("evidence_notes", said="kept", file=file)
    context = {"file": seen, "form": form, "notes": selectors.evidence_notes(here.actor, file)}
    return here.show("evidence_notes", context, status=UNPROCESSABLE if form.errors else 200)


@require_safe
@room
def index(here: Here, file: uuid.UUID) -> HttpResponse:
    """Which bundles were made, for whom; not what is in them."""
    seen = selectors.file(here.actor, file)
    must_see(here, evidence_note_policy, seen)
    found = selectors.bundles(here.actor, file)
    names = here.names({one.sent_to for one in found})
    context = {
        "file": seen,
        "rows": [(one, names.get(one.sent_to, "")) for one in found],
        "may": "evidence_note.pass_on" in seen.may,
    }
    return here.show("bundles", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here, file: uuid.UUID) -> HttpResponse:
    """Puts a bundle together for a prosecution to which the person agrees."""
    seen = selectors.file(here.actor, file)
    must(here, evidence_note_policy, "pass_on", seen)
    spoken, tag = words(here.language.tag), here.language.tag
    offices = [
        (str(one.pk), f"{named(one.institution.names, tag)}, {named(one.names, tag)}")
        for one in selectors.prosecutions(here.actor, file)
    ]
    written = [
        (str(one.number), f"{spoken.name('cases/evidence_note')} {one.number}")
        for one in selectors.evidence_notes(here.actor, file)
    ]
    form = BundleForm(
        here.request.POST or None, words=spoken, choices={"office": offices, "notes": written}
    )
    made: list[uuid.UUID] = []
    if sent(here, form, lambda: made.append(services.make_bundle(
        here.actor, file, office=uuid.UUID(form.cleaned_data["office"]),
        notes=[int(one) for one in form.cleaned_data["notes"]],
        request=form.cleaned_data["request"],
    ).pk)):  # fmt: skip
        return here.to("bundle", said="kept", bundle=made[0])
    status = UNPROCESSABLE if form.errors else 200
    context = {"file": seen, "form": form, "any": offices, "findings": "finding.see" in seen.may}
    return here.show("bundle_new", context, status=status)


@require_safe
@room
def show(here: Here, bundle: uuid.UUID) -> HttpResponse:
    """What is in a bundle, what is left out, and its custody log."""
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
@room
def export(here: Here, bundle: uuid.UUID) -> HttpResponse:
    """Hands it out as a file; the custody log says so. Its name tells nothing of anybody."""
    row, text = services.export_bundle(here.actor, bundle)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="bundle-{row.number}.json"'
    response["Cache-Control"] = "no-store"
    return response
