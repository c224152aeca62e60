"""Pages of an institution's offices, for its administrators."""

import uuid
from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from manumit.errors import InputError
from manumit.web.institutions import directory, policies
from manumit.web.institutions.forms import OfficeForm
from manumit.web.institutions.gates import administers
from manumit.web.institutions.models import Office, named
from manumit.web.kernel.access.actors import Actor
from manumit.web.ui.languages import Language
from manumit.web.ui.redirects import see_other
from manumit.web.ui.views import page


@require_http_methods(["GET", "HEAD", "POST"])
@administers
def list_offices(request: HttpRequest, language: Language, actor: Actor) -> HttpResponse:
    """List the offices of the institution, and add one."""
    form = OfficeForm(request.POST or None)
    tag = language.tag
    if _done(
        form,
        lambda sent: directory.add_office(actor, {tag: sent["name"]}, sent["telephone"]),
    ):
        return see_other("institutions:offices", tag)
    found = [
        {"id": one.pk, "name": named(one.names, tag), "telephone": one.telephone}
        for one in policies.offices(actor)
    ]
    context = {"form": form, "offices": sorted(found, key=lambda one: str(one["name"]))}
    return page(request, language, "institutions/offices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administers
def change_office(
    request: HttpRequest, language: Language, actor: Actor, office: uuid.UUID
) -> HttpResponse:
    """Change the name of an office in the page's language, and its telephone number."""
    found = get_object_or_404(policies.offices(actor), pk=office)
    tag = language.tag
    form = OfficeForm(
        request.POST or None,
        initial={"name": named(found.names, tag), "telephone": found.telephone},
    )
    if _done(
        form,
        lambda sent: directory.change_office(actor, office, {tag: sent["name"]}, sent["telephone"]),
    ):
        return see_other("institutions:offices", tag)
    context = {"form": form, "name": named(found.names, tag)}
    return page(request, language, "institutions/office.html", context)


def _done(form: OfficeForm, do: Callable[[dict[str, str]], Office]) -> bool:
    """Do what a valid form asks for; return whether it was done, else the form says why not."""
    if not form.is_valid():
        return False
    try:
        do(form.cleaned_data)
    except InputError as refused:
        for one in refused.problems:
            code = "telephone" if one.place.field == "telephone" else "invalid"
            form.add_error(
                "telephone" if code == "telephone" else "name", forms.ValidationError("", code=code)
            )
        return False
    return True
