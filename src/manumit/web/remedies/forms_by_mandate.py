"""What is typed where a worker gives a mandate, and where there is no file that holds the rest."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from manumit.assessment import Age
from manumit.web.institutions.desk_forms import Day, Long, One, Short, coded_choices
from manumit.web.kernel.consent.models import Asked, Said
from manumit.web.remedies.forms import MOST_SEEN, Sent
from manumit.web.remedies.lists import GUARDIAN
from manumit.web.remedies.services import Given, ToOpen, Words
from manumit.web.remedies.services.claims import LONGEST_TEXT
from manumit.web.remedies.services.passing import LONGEST_NAME

LONGEST_LANGUAGE = 3
_LAST_DAY = dt.date(9999, 1, 1)
"""From here on a day has no moment in every zone."""


def in_days(days: int) -> dt.date:
    """A day from today on."""
    return timezone.now().date() + dt.timedelta(days=days)


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(min(day, _LAST_DAY), dt.time.max, tzinfo=dt.UTC)


class Read(Sent):
    """How the words of consent came to the worker, and until when a yes holds."""

    text_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_SEEN)
    heard = One()
    language = Short(max_length=LONGEST_LANGUAGE)
    until = Day()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("heard", coded_choices(self.words, "cases_asked", Asked))

    def words_read(self) -> Words:
        """The same, as the service takes it."""
        found = self.cleaned_data
        return Words(
            text_version=found["text_version"],
            language=found["language"].lower(),
            asked=Asked(found["heard"]),
            until=_end_of(found["until"]),
        )


class WordForm(Read):
    """What the worker says to another institution having the claim."""

    recipient = One()
    said = One()
    field_order = ("request", "text_version", "recipient", "said", "heard", "language", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = (Said.GIVEN, Said.REFUSED)
        self._offer("said", coded_choices(self.words, "cases_said", offered))

    def agrees(self) -> bool:
        """Whether the worker says yes."""
        return str(self.cleaned_data["said"]) == Said.GIVEN


class GivenForm(Read):
    """The mandate as the worker gave it."""

    age = One()
    guardian = Short(required=False, max_length=LONGEST_NAME)
    basis = One()
    mandate_for = Long(max_length=LONGEST_TEXT)
    given_on = Day()
    alone = One()
    understood = One()
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

    def given(self) -> Given:
        """The same, as the service takes it."""
        found = self.cleaned_data
        return Given(
            age=Age(found["age"]),
            guardian=found["guardian"],
            basis=found["basis"],
            given_on=found["given_on"],
            mandate_for=found["mandate_for"],
            alone=found["alone"],
            understood=found["understood"],
            words=self.words_read(),
        )


class OpenForm(GivenForm):
    """A claim by mandate: who the worker is, the mandate, and what it is about."""

    route = One()
    claimant = Long(max_length=LONGEST_TEXT)
    safe_contact = Long(max_length=LONGEST_TEXT)
    debtor = Long(max_length=LONGEST_TEXT)
    field_order = (
        "request", "text_version", "claimant", "safe_contact", *GivenForm.of_mandate, "route",
        "debtor",
    )  # fmt: skip
    listed: ClassVar[Mapping[str, str]] = {"basis": "basis", "route": "route"}

    def opened(self) -> ToOpen:
        """The same, as the service takes it."""
        found = self.cleaned_data
        return ToOpen(
            route=found["route"],
            claimant=found["claimant"],
            safe_contact=found["safe_contact"],
            debtor=found["debtor"],
        )
