"""What a person agreed to: asked for one purpose and one recipient, withdrawn by one press."""

import uuid

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.forms import ConsentForm, PurposeForm, end_of, in_days, named_choices
from manumit.web.cases.policies import consent_policy
from manumit.web.cases.services import Spoken
from manumit.web.cases.views.room import UNPROCESSABLE, Here, must, put_into, room
from manumit.web.kernel.consent.models import Asked, Said, Voice
from manumit.web.kernel.consent.purposes import not_required, purposes
from manumit.web.pages.languages import words

DAYS = 90  # offered; a shorter time can be written


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
        choices={"purpose": named_choices(spoken, "purpose", purposes())},
    )
    if not (here.posted and first.is_valid()):
        status = UNPROCESSABLE if first.errors else 200
        return here.show("consent_purpose", {"file": seen, "form": first}, status=status)
    return _words(here, seen, first.cleaned_data["purpose"])


def _words(here: Here, seen: selectors.FileView, purpose: str) -> HttpResponse:
    known, spoken = purposes()[purpose], words(here.language.tag)
    recorded = here.request.POST.get("do") == "record"
    form = ConsentForm(
        here.request.POST if recorded else None,
        words=spoken,
        choices=_choices(here, seen, purpose),
        initial={
            "purpose": purpose,
            "text_version": known.current_text,
            "until": in_days(min(known.longest_days, DAYS) - 1),
            "language": here.language.tag,
        },
    )
    if recorded and form.is_valid():
        try:
            _record(here, seen.id, form)
        except InputError as problems:
            put_into(form, problems)
        else:
            return here.to("consents", said="kept", file=seen.id)
    context = {
        "file": seen,
        "form": form,
        "purpose": f"cases_purpose/{purpose}",
        "text": f"cases_consent/{purpose}",
        "version": known.current_text,
        "days": known.longest_days,
    }
    return here.show("consent", context, status=UNPROCESSABLE if form.errors else 200)


def _choices(
    here: Here, seen: selectors.FileView, purpose: str
) -> dict[str, list[tuple[str, str]]]:
    spoken = words(here.language.tag)
    keys = [one.institution for one in selectors.recipients(here.actor, seen.id, purpose)]
    if here.actor is not None:
        keys.append(here.actor.institution)
    names = here.names(dict.fromkeys(keys))
    said = [one for one in Said if one is not Said.NOT_REQUIRED or _overridden(purpose)]
    today = timezone.now().date()
    reasons = [one.code for one in not_required().reasons if one.holds_on(today)]
    return {
        "recipient": [(str(key), names[key]) for key in dict.fromkeys(keys)],
        "said": named_choices(spoken, "said", said),
        "reason": named_choices(spoken, "emergency", reasons),
    }


def _overridden(purpose: str) -> bool:
    return purposes()[purpose].danger_overrides


def _record(here: Here, file: uuid.UUID, form: ConsentForm) -> None:
    sent = form.cleaned_data
    purpose, recipient = sent["purpose"], uuid.UUID(sent["recipient"])
    if sent["said"] == Said.NOT_REQUIRED:
        services.waive_consent(
            here.actor,
            file,
            purpose=purpose,
            recipient=recipient,
            reason=sent["reason"],
            until=end_of(sent["until"]),
        )
        return
    spoken = Spoken(
        text_version=sent["text_version"],
        language=sent["language"].lower(),
        asked=Asked(sent["asked"]),
        voice=Voice(sent["voice"]),
    )
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
