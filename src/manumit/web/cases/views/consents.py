"""What a person agreed to: asked for one purpose and one recipient, withdrawn by one press."""

import datetime as dt
import uuid
from collections.abc import Mapping

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
    end_of,
    in_days,
    named_choices,
)
from manumit.web.cases.policies import consent_policy
from manumit.web.cases.rules import rules
from manumit.web.cases.services import Spoken
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must, put_into, room
from manumit.web.justice.lists import CHECK_PURPOSE
from manumit.web.justice.selectors import decided_by
from manumit.web.kernel.consent.models import Asked, Said, Voice
from manumit.web.kernel.consent.purposes import not_required, purposes, waiver_rules
from manumit.web.pages.languages import words
from manumit.web.remedies.lists import PURPOSE as CLAIM
from manumit.web.remedies.selectors import served_by

DAYS = 90  # offered; a shorter time can be written
HOURS = 24  # offered where danger stands in place of consent; another number can be written
RECORD, WAIVE = "record", "waive"
# The service names who spoke by their mandate, the form by what is chosen.
SPOKE = {"representative": "voice"}

type Speakers = Mapping[str, selectors.MandateView]


@require_safe
@room
def index(here: Here, file: uuid.UUID) -> HttpResponse:
    """The last word for each purpose and recipient, and whether it covers an act now."""
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
@room
def withdraw(here: Here, file: uuid.UUID) -> HttpResponse:
    """Takes it back: at once, by one press, whoever of the office is there."""
    services.withdraw_consent(
        here.actor,
        file,
        purpose=here.request.POST.get("purpose", ""),
        recipient=_key(here, "recipient"),
    )
    return here.to("consents", said="withdrawn", file=file)


@require_POST
@room
def end_waiver(here: Here, file: uuid.UUID) -> HttpResponse:
    """The danger is over: at once, by one press, whoever of the office is there."""
    services.end_waiver(
        here.actor,
        file,
        purpose=here.request.POST.get("purpose", ""),
        recipient=_key(here, "recipient"),
    )
    return here.to("consents", said="danger_over", file=file)


def _key(here: Here, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(here.request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@room
def new(here: Here, file: uuid.UUID) -> HttpResponse:
    """First the purpose; then the words that are read out, and what the person said."""
    seen = selectors.file(here.actor, file)
    must(here, consent_policy, "record", seen)
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


def _purposes(here: Here) -> list[str]:
    """Those to which the role records an answer."""
    role = "" if here.actor is None else here.actor.role
    return [one for one in purposes() if rules().asks_for(role, one)]


def _words(here: Here, seen: selectors.FileView, purpose: str) -> HttpResponse:
    """The words with the form of the answer; where danger may stand for it, a second form."""
    known, recipients = purposes()[purpose], _recipients(here, seen, purpose)
    speakers = {str(one.id): one for one in selectors.mandates(here.actor, seen.id) if one.holds}
    form = _answer_form(here, purpose, recipients, speakers)
    may_waive = known.danger_overrides and "consent.waive" in seen.may
    waiver = _waiver_form(here, seen, purpose, recipients) if may_waive else None
    for sent in (form, waiver):
        if sent is None or not (sent.is_bound and sent.is_valid()):
            continue
        try:
            _record(here, seen.id, sent, speakers)
        except InputError as problems:
            put_into(sent, problems, SPOKE)
        else:
            return here.to("consents", said="kept", file=seen.id)
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


def _recipients(here: Here, seen: selectors.FileView, purpose: str) -> Choices:
    """Institutions that serve the purpose, and the own one where it can be the one that acts."""
    keys = [one.institution for one in selectors.recipients(here.actor, seen.id, purpose)]
    if here.actor is not None and purpose == CHECK_PURPOSE:
        keys += decided_by(here.actor.institution)
    elif here.actor is not None:
        keys += served_by(here.actor.institution) if purpose == CLAIM else []
        keys.append(here.actor.institution)
    names = here.names(dict.fromkeys(keys))
    return [(str(key), names[key]) for key in dict.fromkeys(keys)]


def _answer_form(here: Here, purpose: str, recipients: Choices, speakers: Speakers) -> ConsentForm:
    known = purposes()[purpose]
    return ConsentForm(
        here.request.POST if here.request.POST.get("do") == RECORD else None,
        words=words(here.language.tag),
        choices={"recipient": recipients, "voice": _voices(here, speakers)},
        initial={
            "purpose": purpose,
            "text_version": known.current_text,
            "until": in_days(min(known.longest_days, DAYS) - 1),
            "language": here.language.tag,
        },
    )


def _voices(here: Here, speakers: Speakers) -> Choices:
    """The person, and whoever has a mandate of this file that holds now."""
    spoken = words(here.language.tag)
    return [
        *named_choices(spoken, "voice", [Voice.PERSON]),
        *(
            (key, f"{spoken.name(f'cases_voice/{one.kind}')}: {one.name}")
            for key, one in speakers.items()
        ),
    ]


def _waiver_form(
    here: Here, seen: selectors.FileView, purpose: str, recipients: Choices
) -> WaiverForm:
    spoken = words(here.language.tag)
    reasons = [
        code for code in not_required().today() if waiver_rules().fits_age(code, child=seen.child)
    ]
    return WaiverForm(
        here.request.POST if here.request.POST.get("do") == WAIVE else None,
        words=spoken,
        choices={
            "recipient": recipients,
            "reason": named_choices(spoken, "emergency", reasons),
        },
        initial={"purpose": purpose, "for_hours": min(HOURS, _longest_hours())},
        auto_id="waiver_%s",
    )


def _longest_hours() -> int:
    return waiver_rules().longest // dt.timedelta(hours=1)


def _record(
    here: Here, file: uuid.UUID, form: ConsentForm | WaiverForm, speakers: Speakers
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
    spoken = _spoken(form, speakers.get(sent["voice"]))
    if sent["said"] == Said.GIVEN:
        services.give_consent(
            here.actor,
            file,
            purpose=purpose,
            recipient=recipient,
            until=end_of(sent["until"]),
            spoken=spoken,
        )
    else:
        services.refuse_consent(
            here.actor, file, purpose=purpose, recipient=recipient, spoken=spoken
        )


def _spoken(form: ConsentForm, speaker: selectors.MandateView | None) -> Spoken:
    """Who answered to which words: the person, or somebody by their mandate."""
    sent = form.cleaned_data
    return Spoken(
        text_version=sent["text_version"],
        language=sent["language"].lower(),
        asked=Asked(sent["asked"]),
        voice=Voice.PERSON if speaker is None else Voice(speaker.kind),
        representative=None if speaker is None else speaker.id,
    )
