"""The page on which the holder of a file chooses its safe label."""

import uuid
from typing import ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from manumit.web.cases.policies import file_policy
from manumit.web.institutions import desk, desk_forms
from manumit.web.labels.reading import label_of
from manumit.web.labels.verbs import LABEL, label_file
from manumit.web.labels.words import LONGEST_WORD, offer_label
from manumit.web.ui.languages import words


class LabelRequest(desk.OfficeRequest):
    """A member's request for the page."""

    room: ClassVar[str] = "labels"


class LabelForm(desk_forms.OfficeForm):
    """Two words."""

    room = "labels"
    label = forms.CharField(max_length=2 * LONGEST_WORD + 1)


@require_http_methods(["GET", "HEAD", "POST"])
@desk.view_decorator(LabelRequest)
def label(here: LabelRequest, file: uuid.UUID) -> HttpResponse:
    """Show the label of a file, or two words that could be it, and change it."""
    row = file_policy.load(here.actor, file, LABEL.action)
    initial = {"label": label_of(here.actor, file) or offer_label(here.language.tag)}
    form = LabelForm(here.request.POST or None, words=words(here.language.tag), initial=initial)

    def save() -> object:
        sent = form.cleaned_data
        return label_file(here.actor, file, sent["label"], request=sent["request"])

    if desk.submit_form(here, form, save):
        address = {"language": here.language.tag, "file": file}
        answer = redirect(reverse("cases:file", kwargs=address))
        answer.status_code = 303
        return answer
    status = desk.UNPROCESSABLE if form.errors else 200
    context = {"form": form, "file": file, "code": row.pseudonym}
    return here.show("label", context, status=status)
