"""Pages of the guided path: purpose and recipient, what is shared with the answer, sending."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from manumit.web.cases import selectors, services
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.forms import days_from_today, end_of, named_choices
from manumit.web.cases.policies import referral_policy
from manumit.web.cases.rules import rules
from manumit.web.cases.selectors import FileView, Recipient
from manumit.web.cases.services import ReferralInput
from manumit.web.cases.views.consents import (
    Speakers,
    consent_end,
    record_answer,
    speakers_of,
    voices,
)
from manumit.web.cases.views.room import CaseRequest, require_action
from manumit.web.directory.fits import Fit, ServiceQuery
from manumit.web.directory.policies import unmet_policy
from manumit.web.directory.selectors import ServiceMatch, best_by_office, fit_texts, none_fits, rank
from manumit.web.directory.urgency import need_text, urgency_text
from manumit.web.guided.forms import (
    CARRIED,
    COVERED,
    NOT_NOW,
    PathSendForm,
    PathShareForm,
    RecipientForm,
    WishForm,
)
from manumit.web.guided.path import GuidedPath, end_path, keep_path, kept_path
from manumit.web.institutions import desk
from manumit.web.institutions.desk import UNPROCESSABLE, role_allows, submit_form
from manumit.web.institutions.models import named
from manumit.web.kernel.consent.models import ConsentStatus
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.consent.verdicts import ConsentReason
from manumit.web.ui.languages import languages, words

ROOM = "guided"
REFERRAL_DAYS = 30
ANSWERS = (ConsentStatus.GIVEN.value, NOT_NOW, ConsentStatus.REFUSED.value)
ANSWERED = frozenset(
    {
        ConsentReason.GIVEN,
        ConsentReason.NOT_REQUIRED,
        ConsentReason.REFUSED,
        ConsentReason.WITHDRAWN,
    }
)
"""Where the person was asked before; for all others the answer is asked on the way."""
SPOKE = {"representative": "voice"}
"""The form's field for the service's field of who spoke."""


class GuidedRequest(desk.OfficeRequest):
    """A member's request for a page of the guided path."""

    room: ClassVar[str] = ROOM


office_view = desk.view_decorator(GuidedRequest)


def _to_send(here: GuidedRequest, file: uuid.UUID) -> FileView:
    """Return a file that the member may refer.

    Raises:
        Refused: the member may not do this.
    """
    seen = selectors.file(here.actor, file)
    require_action(here, referral_policy, "send", seen)
    return seen


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def start(here: GuidedRequest, file: uuid.UUID) -> HttpResponse:
    """Choose the purpose, then the recipient among those who serve it."""
    seen, spoken = _to_send(here, file), words(here.language.tag)
    offered = [one for one in purposes() if one not in rules().not_referred_for]
    form = WishForm(
        here.request.POST or None,
        words=spoken,
        choices={"purpose": named_choices(spoken, "purpose", offered)},
    )
    if not (here.posted and form.is_valid()):
        status = UNPROCESSABLE if form.errors else 200
        return here.show("purpose", {"file": seen, "form": form}, status=status)
    return _recipients(here, seen, form)


def _recipients(here: GuidedRequest, seen: FileView, asked: WishForm) -> HttpResponse:
    chosen, wish = asked.cleaned_data, asked.wish(child=seen.child)
    purpose = chosen["purpose"]
    found = selectors.recipients(here.actor, seen.id, purpose)
    fitting = best_by_office(here.actor, wish, [one.office for one in found]) if wish.need else {}
    found = sorted(found, key=lambda one: rank(fitting.get(one.office)))
    tag = here.language.tag
    offices = [(str(one.office), _sentence(one, tag, wish, fitting)) for one in found]
    form = RecipientForm(
        here.request.POST if here.request.POST.get("do") == "choose" else None,
        words=words(tag),
        choices={"office": offices},
        initial={name: chosen[name] for name in CARRIED},
    )
    if form.is_bound and form.is_valid():
        office = uuid.UUID(form.cleaned_data["office"])
        path = GuidedPath(seen.id, purpose, office, need=chosen["need"], urgency=chosen["urgency"])
        keep_path(here.request.session, path)
        return here.to("share", file=seen.id)
    context = {
        "file": seen,
        "form": form,
        "purpose": f"cases_purpose/{purpose}",
        "any": found,
        "wish": wish,
        "any_fits": any(one.answer is Fit.YES for one in fitting.values()),
        "none_fits": none_fits(fitting.values()),
        "counts": role_allows(here, unmet_policy, "leave"),
        "new_request": uuid.uuid4(),
    }
    return here.show("recipient", context, status=UNPROCESSABLE if form.errors else 200)


def _sentence(
    one: Recipient, tag: str, wish: ServiceQuery, fitting: Mapping[uuid.UUID, ServiceMatch]
) -> str:
    """Return an office's name, what the person answered for it, and how its service fits."""
    spoken = words(tag)
    sentences = [_name(one, tag)]
    if one.consent.reason in ANSWERED:
        sentences.append(spoken.name(f"cases_why/{one.consent.reason}"))
    if wish.need:
        sentences += map(spoken.name, fit_texts(fitting.get(one.office)))
    return " · ".join(sentences)


def _name(one: Recipient, tag: str) -> str:
    """Return the institution and, where it has another name, the office."""
    place, office = named(dict(one.names), tag), named(dict(one.office_names), tag)
    return place if office == place else f"{place}, {office}"


def _chosen(
    here: GuidedRequest, seen: FileView
) -> tuple[GuidedPath, Recipient] | tuple[None, None]:
    """Return the path and its recipient; None where it has to begin anew."""
    path = kept_path(here.request.session, seen.id)
    if path is None:
        return None, None
    found = selectors.recipients(here.actor, seen.id, path.purpose)
    to = next((one for one in found if one.office == path.office), None)
    return (None, None) if to is None else (path, to)


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def share(here: GuidedRequest, file: uuid.UUID) -> HttpResponse:
    """Choose what is shared, read out the words, and record the person's answer."""
    seen = _to_send(here, file)
    path, to = _chosen(here, seen)
    if path is None or to is None:
        return here.to("start", file=file)
    ready = selectors.parts_ready(here.actor, file)
    covered = to.consent.allowed
    answers = (COVERED,) if covered else ANSWERS
    speakers = {} if covered else speakers_of(here, seen)
    form = _share_form(
        here, path, [part for part in to.parts if part in ready], speakers, ask=not covered
    )
    if here.posted and form.answer == NOT_NOW:
        return _end(here, file, NOT_NOW)
    if form.answer in answers and submit_form(
        here, form, lambda: _record(here, path, to, form, speakers), SPOKE, room="cases"
    ):
        if form.answer == ConsentStatus.REFUSED:
            return _end(here, file, ConsentStatus.REFUSED)
        keep_path(here.request.session, path.sharing(form.cleaned_data["parts"]))
        return here.to("check", file=file)
    tag, text = here.language.tag, f"cases_consent/{path.purpose}"
    may_waive = purposes()[path.purpose].danger_overrides and "consent.waive" in seen.may
    context = {
        "file": seen,
        "form": form,
        "to": _name(to, tag),
        "purpose": f"cases_purpose/{path.purpose}",
        "answers": answers,
        "covered": covered,
        "why": f"cases_why/{to.consent.reason}",
        "missing": [f"guided_missing/{part}" for part in to.parts if part not in ready],
        "text": text,
        "others": [(one, words(one.tag).name(text)) for one in languages() if one.tag != tag],
        "until": consent_end(path.purpose),
        "may_waive": may_waive,
    }
    return here.show("share", context, status=UNPROCESSABLE if form.errors else 200)


def _share_form(
    here: GuidedRequest,
    path: GuidedPath,
    parts: list[FilePart],
    speakers: Speakers,
    *,
    ask: bool,
) -> PathShareForm:
    spoken = words(here.language.tag)
    choices = {"parts": named_choices(spoken, "part", parts)}
    if ask:
        choices["voice"] = voices(here, speakers)
    return PathShareForm(
        here.request.POST or None,
        words=spoken,
        ask=ask,
        choices=choices,
        initial={"parts": list(path.parts), "language": here.language.tag},
    )


def _record(
    here: GuidedRequest,
    path: GuidedPath,
    to: Recipient,
    form: PathShareForm,
    speakers: Speakers,
) -> None:
    """Record a yes or a no; there is none where the referral is covered already."""
    if form.answer == COVERED:
        return
    asked = {
        "purpose": path.purpose,
        "recipient": str(to.institution),
        "text_version": purposes()[path.purpose].current_text,
    }
    given = form.answer == ConsentStatus.GIVEN
    until = consent_end(path.purpose) if given else None
    record_answer(here, path.file, form.cleaned_data | asked, speakers, until=until)


def _end(here: GuidedRequest, file: uuid.UUID, how: str) -> HttpResponse:
    end_path(here.request.session)
    return here.to("ended", message=how, file=file)


@require_safe
@office_view
def ended(here: GuidedRequest, file: uuid.UUID) -> HttpResponse:
    """Say that nothing was sent, and what can still be offered."""
    return here.show("ended", {"file": _to_send(here, file)})


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def check(here: GuidedRequest, file: uuid.UUID) -> HttpResponse:
    """Show who gets what, and send it."""
    seen = _to_send(here, file)
    path, to = _chosen(here, seen)
    if path is None or to is None:
        return here.to("start", file=file)
    if not path.parts:
        return here.to("share", file=file)
    form = PathSendForm(
        here.request.POST or None,
        words=words(here.language.tag),
        initial={"until": days_from_today(REFERRAL_DAYS)},
    )
    made: list[uuid.UUID] = []
    if submit_form(here, form, lambda: made.append(_sent(here, path, form)), room="cases"):
        end_path(here.request.session)
        there = CaseRequest(here.request, here.language, here.actor)
        return there.to("referral", message="sent", referral=made[0])
    context = {
        "file": seen,
        "form": form,
        "to": _name(to, here.language.tag),
        "purpose": f"cases_purpose/{path.purpose}",
        "need": need_text(path.need),
        "urgency": urgency_text(path.urgency),
        "parts": [f"cases_part/{part}" for part in path.parts],
        "age": f"cases_age/{seen.age.value}",
        "why": f"cases_why/{to.consent.reason}",
    }
    return here.show("check", context, status=UNPROCESSABLE if form.errors else 200)


def _sent(here: GuidedRequest, path: GuidedPath, form: PathSendForm) -> uuid.UUID:
    sent = form.cleaned_data
    wish = ReferralInput(
        office=path.office,
        purpose=path.purpose,
        parts=path.parts,
        message=sent["message"],
        valid_until=end_of(sent["until"]),
        need=path.need,
        urgency=path.urgency,
    )
    return services.refer(here.actor, path.file, wish, request=sent["request"]).pk
