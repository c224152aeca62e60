"""Pages of consents: ask for one purpose and recipient, withdraw by one button."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.forms import (
    Choices,
    ConsentForm,
    PurposeForm,
    WaiverForm,
    days_from_today,
    end_of,
    named_choices,
)
from manumit.web.cases.policies import consent_policy
from manumit.web.cases.rules import rules
from manumit.web.cases.services import ConsentStatement
from manumit.web.cases.views.room import (
    UNPROCESSABLE,
    CaseRequest,
    add_form_errors,
    office_view,
    require_action,
)
from manumit.web.institutions import desk
from manumit.web.justice.lists import CHECK_PURPOSE
from manumit.web.justice.selectors import check_recipients
from manumit.web.kernel.consent.models import ConsentStatus, ReadingMode, Voice
from manumit.web.kernel.consent.purposes import not_required, purposes, waiver_rules
from manumit.web.remedies.lists import PURPOSE as CLAIM
from manumit.web.remedies.selectors import claim_recipients
from manumit.web.ui.languages import words

DAYS = 90  # offered; a shorter time can be written
HOURS = 24  # default of a waiver form; another number can be entered
RECORD, WAIVE = "record", "waive"
# Maps the service's field of the representative to the form's field of the voice.
SPOKE = {"representative": "voice"}

type Speakers = Mapping[str, selectors.MandateView]


@require_safe
@office_view
def index(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """List the latest answer for each purpose and recipient, and whether it is valid now."""
    seen = selectors.file(here.actor, file)
    found = selectors.consents(here.actor, file)
    names = here.names({one.recipient for one in found})
    context = {
        "file": seen,
        "rows": [(one, names.get(one.recipient, "")) for one in found],
        "may": "consent.record" in seen.may,
        "may_withdraw": "consent.withdraw" in seen.may,
    }
    return here.show("consents", context)


@require_POST
@office_view
def withdraw(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Withdraw a consent at once, by one button, by any member of the office on duty."""
    services.withdraw_consent(
        here.actor,
        file,
        purpose=here.request.POST.get("purpose", ""),
        recipient=_key(here, "recipient"),
    )
    return here.to("consents", message="withdrawn", file=file)


@require_POST
@office_view
def end_waiver(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Record that the danger is over, by one button."""
    services.end_waiver(
        here.actor,
        file,
        purpose=here.request.POST.get("purpose", ""),
        recipient=_key(here, "recipient"),
    )
    return here.to("consents", message="danger_over", file=file)


def _key(here: CaseRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(here.request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@office_view
def new(here: CaseRequest, file: uuid.UUID) -> HttpResponse:
    """Choose the purpose; then show the consent text and record the answer."""
    seen = selectors.file(here.actor, file)
    require_action(here, consent_policy, "record", seen)
    spoken = words(here.language.tag)
    first = PurposeForm(
        here.request.POST or None,
        words=spoken,
        choices={"purpose": named_choices(spoken, "purpose", _purposes(here))},
    )
    if not (here.posted and first.is_valid()):
        status = UNPROCESSABLE if first.errors else 200
        return here.show("consent_purpose", {"file": seen, "form": first}, status=status)
    return _words(here, seen, first.cleaned_data["purpose"])


def _purposes(here: CaseRequest) -> list[str]:
    """Return the purposes for which the role records answers."""
    role = "" if here.actor is None else here.actor.role
    return [one for one in purposes() if rules().asks_for(role, one)]


def _words(here: CaseRequest, seen: selectors.FileView, purpose: str) -> HttpResponse:
    """Show the consent text with the answer form, and the waiver form where it may apply."""
    known, recipients = purposes()[purpose], _recipients(here, seen, purpose)
    speakers = speakers_of(here, seen)
    form = _answer_form(here, purpose, recipients, speakers)
    may_waive = known.danger_overrides and "consent.waive" in seen.may
    waiver = _waiver_form(here, seen, purpose, recipients) if may_waive else None
    for sent in (form, waiver):
        if sent is None or not (sent.is_bound and sent.is_valid()):
            continue
        try:
            _record(here, seen.id, sent, speakers)
        except InputError as problems:
            add_form_errors(sent, problems, SPOKE)
        else:
            return here.to("consents", message="kept", file=seen.id)
    context = {
        "file": seen,
        "form": form,
        "waiver": waiver,
        "hours": _longest_hours(),
        "purpose": f"cases_purpose/{purpose}",
        "text": f"cases_consent/{purpose}",
        "version": known.current_text,
        "days": known.longest_days,
    }
    wrong = form.errors or (waiver is not None and waiver.errors)
    return here.show("consent", context, status=UNPROCESSABLE if wrong else 200)


def _recipients(here: CaseRequest, seen: selectors.FileView, purpose: str) -> Choices:
    """Return the institutions that serve the purpose, also the own one if it may act."""
    keys = [one.institution for one in selectors.recipients(here.actor, seen.id, purpose)]
    if here.actor is not None and purpose == CHECK_PURPOSE:
        keys += check_recipients(here.actor.institution)
    elif here.actor is not None:
        keys += claim_recipients(here.actor.institution) if purpose == CLAIM else []
        keys.append(here.actor.institution)
    names = here.names(dict.fromkeys(keys))
    return [(str(key), names[key]) for key in dict.fromkeys(keys)]


def _answer_form(
    here: CaseRequest, purpose: str, recipients: Choices, speakers: Speakers
) -> ConsentForm:
    known = purposes()[purpose]
    return ConsentForm(
        here.request.POST if here.request.POST.get("do") == RECORD else None,
        words=words(here.language.tag),
        choices={"recipient": recipients, "voice": voices(here, speakers)},
        initial={
            "purpose": purpose,
            "text_version": known.current_text,
            "until": consent_end(purpose),
            "language": here.language.tag,
        },
    )


def consent_end(purpose: str) -> dt.date:
    """Return the last day that is offered for a yes."""
    return days_from_today(min(purposes()[purpose].longest_days, DAYS) - 1)


def speakers_of(here: desk.OfficeRequest, seen: selectors.FileView) -> Speakers:
    """Return the representatives with a valid mandate of a file."""
    return {str(one.id): one for one in selectors.mandates(here.actor, seen.id) if one.holds}


def voices(here: desk.OfficeRequest, speakers: Speakers) -> Choices:
    """Return the person and each representative with a valid mandate of this file."""
    spoken = words(here.language.tag)
    return [
        *named_choices(spoken, "voice", [Voice.PERSON]),
        *(
            (key, f"{spoken.name(f'cases_voice/{one.kind}')}: {one.name}")
            for key, one in speakers.items()
        ),
    ]


def _waiver_form(
    here: CaseRequest, seen: selectors.FileView, purpose: str, recipients: Choices
) -> WaiverForm:
    spoken = words(here.language.tag)
    reasons = [
        code for code in not_required().today() if waiver_rules().fits_age(code, child=seen.child)
    ]
    return WaiverForm(
        here.request.POST if here.request.POST.get("do") == WAIVE else None,
        words=spoken,
        choices={"recipient": recipients, "reason": named_choices(spoken, "emergency", reasons)},
        initial={"purpose": purpose, "for_hours": min(HOURS, _longest_hours())},
        auto_id="waiver_%s",
    )


def _longest_hours() -> int:
    return waiver_rules().longest // dt.timedelta(hours=1)


def _record(
    here: CaseRequest, file: uuid.UUID, form: ConsentForm | WaiverForm, speakers: Speakers
) -> None:
    sent = form.cleaned_data
    purpose, recipient = sent["purpose"], uuid.UUID(sent["recipient"])
    if isinstance(form, WaiverForm):
        services.waive_consent(
            here.actor,
            file,
            purpose=purpose,
            recipient=recipient,
            reason=sent["reason"],
            until=timezone.now() + dt.timedelta(hours=sent["for_hours"]),
        )
        return
    given = sent["status"] == ConsentStatus.GIVEN
    record_answer(here, file, sent, speakers, until=sent["until"] if given else None)


def record_answer(
    here: desk.OfficeRequest,
    file: uuid.UUID,
    sent: Mapping[str, Any],
    speakers: Speakers,
    *,
    until: dt.date | None,
) -> None:
    """Record a yes until the end of a day, or a no.

    Args:
        here: whose request.
        file: the file.
        sent: purpose, recipient, text_version, language, asked and voice, as of ``ConsentForm``.
        speakers: representatives who may have spoken.
        until: the last day of a yes; None for a no.

    Raises:
        Refused, InputError: as the service.
    """
    speaker = speakers.get(sent["voice"])
    answer: dict[str, Any] = {
        "purpose": sent["purpose"],
        "recipient": uuid.UUID(sent["recipient"]),
        "spoken": ConsentStatement(
            text_version=sent["text_version"],
            language=sent["language"].lower(),
            asked=ReadingMode(sent["asked"]),
            voice=Voice.PERSON if speaker is None else Voice(speaker.kind),
            representative=None if speaker is None else speaker.id,
        ),
    }
    if until is None:
        services.refuse_consent(here.actor, file, **answer)
    else:
        services.give_consent(here.actor, file, until=end_of(until), **answer)
