"""Forms for mandates given by a worker, and for consents in claims without a case file."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from manumit.assessment import Age
from manumit.web.institutions.desk_forms import (
    DayField,
    LineField,
    RadioField,
    TextField,
    coded_choices,
)
from manumit.web.kernel.consent.models import ConsentStatus, ReadingMode
from manumit.web.remedies.forms import MOST_SEEN, RemediesForm
from manumit.web.remedies.lists import GUARDIAN
from manumit.web.remedies.services import ConsentDetails, WorkerMandate
from manumit.web.remedies.services.claims import LONGEST_TEXT
from manumit.web.remedies.services.passing import LONGEST_NAME

LONGEST_LANGUAGE = 3
_LAST_DAY = dt.date(9999, 1, 1)
"""Latest day that still has a valid moment in every time zone."""


def days_from_today(days: int) -> dt.date:
    """Return the day that is this many days after today."""
    return timezone.now().date() + dt.timedelta(days=days)


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(min(day, _LAST_DAY), dt.time.max, tzinfo=dt.UTC)


class ConsentForm(RemediesForm):
    """Base of forms that record how consent was asked for and until when it is valid."""

    text_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_SEEN)
    heard = RadioField()
    language = LineField(max_length=LONGEST_LANGUAGE)
    until = DayField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("heard", coded_choices(self.words, "cases_asked", ReadingMode))

    def consent_details(self) -> ConsentDetails:
        """Return the input as the service expects it."""
        found = self.cleaned_data
        return ConsentDetails(
            text_version=found["text_version"],
            language=found["language"].lower(),
            asked=ReadingMode(found["heard"]),
            until=_end_of(found["until"]),
        )


class RecipientConsentForm(ConsentForm):
    """Record consent or refusal that another institution has the claim."""

    recipient = RadioField()
    status = RadioField()
    field_order = ("request", "text_version", "recipient", "status", "heard", "language", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = (ConsentStatus.GIVEN, ConsentStatus.REFUSED)
        self._offer("status", coded_choices(self.words, "cases_consent_status", offered))

    def agrees(self) -> bool:
        """Return whether the worker consents."""
        return str(self.cleaned_data["status"]) == ConsentStatus.GIVEN


class WorkerMandateForm(ConsentForm):
    """Record a mandate given by the worker."""

    age = RadioField()
    guardian = LineField(required=False, max_length=LONGEST_NAME)
    basis = RadioField()
    mandate_for = TextField(max_length=LONGEST_TEXT)
    given_on = DayField()
    alone = RadioField()
    understood = RadioField()
    of_mandate: ClassVar[tuple[str, ...]] = (
        "age", "guardian", "basis", "mandate_for", "given_on", "until", "alone", "understood",
        "language", "heard",
    )  # fmt: skip
    field_order = ("request", "text_version", *of_mandate)
    listed: ClassVar[Mapping[str, str]] = {"basis": "basis"}
    asked: ClassVar[tuple[str, ...]] = ("alone", "understood")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("age", coded_choices(self.words, "cases_age", Age))
        basis: Any = self.fields["basis"]
        basis.choices = [one for one in basis.choices if one[0] != GUARDIAN]

    def worker_mandate(self) -> WorkerMandate:
        """Return the input as the service expects it."""
        found = self.cleaned_data
        return WorkerMandate(
            age=Age(found["age"]),
            guardian=found["guardian"],
            basis=found["basis"],
            given_on=found["given_on"],
            mandate_for=found["mandate_for"],
            alone=found["alone"],
            understood=found["understood"],
            words=self.consent_details(),
        )


class OpenByMandateForm(WorkerMandateForm):
    """Open a claim by mandate: the worker, the mandate and the first facts."""

    route = RadioField()
    claimant = TextField(max_length=LONGEST_TEXT)
    safe_contact = TextField(max_length=LONGEST_TEXT)
    debtor = TextField(max_length=LONGEST_TEXT)
    lodge_by = DayField(required=False)
    field_order = (
        "request", "text_version", "claimant", "safe_contact", *WorkerMandateForm.of_mandate,
        "route", "debtor", "lodge_by",
    )  # fmt: skip
    listed: ClassVar[Mapping[str, str]] = {"basis": "basis", "route": "route"}
