"""By what the figures tell people apart: one short form, in which nobody has to answer."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from manumit.web.cases import selectors, services
from manumit.web.cases.characteristics_forms import CharacteristicsForm
from manumit.web.cases.policies import characteristics_policy
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must, must_see, room
from manumit.web.institutions.desk import sent
from manumit.web.pages.languages import words


@require_http_methods(["GET", "HEAD", "POST"])
@room
def show(here: Here, file: uuid.UUID) -> HttpResponse:
    """What stands there, and the same as a form for whoever holds the file."""
    seen = selectors.file(here.actor, file)
    must_see(here, characteristics_policy, seen)
    if here.posted:
        must(here, characteristics_policy, "take", seen)
    stands = selectors.characteristics(here.actor, file)
    form = CharacteristicsForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial=CharacteristicsForm.of(stands.told) | {"seen": stands.version},
    )
    if sent(here, form, lambda: services.record_characteristics(
        here.actor, file, form.told(), seen=form.cleaned_data["seen"],
        request=form.cleaned_data["request"],
    )):  # fmt: skip
        return here.to("characteristics", said="kept", file=file)
    context = {"file": seen, "stands": stands, "form": form, "may": "statement.take" in seen.may}
    return here.show("characteristics", context, status=UNPROCESSABLE if form.errors else 200)
