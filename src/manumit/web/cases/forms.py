"""Forms of case files. Texts are in the language packs, by names of fields and choices."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from manumit.assessment import Age
from manumit.assessment.view import Words
from manumit.web.cases.identity import (
    LONGEST_NAME,
    LONGEST_NOTE,
    Contact,
    ContactHours,
    ContactKind,
    ContactWay,
    Field,
    KeptFrom,
    SafeContact,
    Value,
)
from manumit.web.cases.process import REASONS
from manumit.web.cases.services import Speaker
from manumit.web.cases.services.mandates import LONGEST_NAME as LONGEST_SPEAKER
from manumit.web.cases.services.referrals import LONGEST_TEXT
from manumit.web.institutions import desk_forms
from manumit.web.kernel.access.reasons import opening_rules
from manumit.web.kernel.consent.models import ConsentStatus, ReadingMode, Voice
from manumit.web.kernel.consent.purposes import waiver_rules
from manumit.web.kernel.vault.search import Query
from manumit.web.kernel.vault.tokens import Number, NumberKind

LONGEST_LIST = 4_000
type Choices = desk_forms.Choices


def named_choices(words: Words, prefix: str, codes: Iterable[str]) -> Choices:
    """Return codes with their words: ``cases_<prefix>/<code>``."""
    return desk_forms.coded_choices(words, f"cases_{prefix}", codes)


RadioField = desk_forms.RadioField
CheckboxesField = desk_forms.CheckboxesField
TextField = desk_forms.TextField
LineField = desk_forms.LineField
DayField = desk_forms.DayField


class CaseForm(desk_forms.OfficeForm):
    """Base of the room's forms; a form sent twice acts once."""

    room: ClassVar[str] = "cases"


class HoursField(forms.IntegerField):
    """A number of hours, at least one.

    Args:
        longest: what the rules allow at most.
        too_long: id of the text that says so.
    """

    def __init__(self, *, longest: dt.timedelta, too_long: str, **kwargs: Any) -> None:
        self.most, self.too_long = longest // dt.timedelta(hours=1), too_long
        super().__init__(min_value=1, **kwargs)
        self.widget.attrs["max"] = self.most

    def validate(self, value: Any) -> None:
        """Check also that it does not exceed the longest time that the rules allow."""
        super().validate(value)
        if value is not None and value > self.most:
            raise forms.ValidationError("", code=self.too_long)


class AgeForm(CaseForm):
    """The person's age group, as far as it is known (R-46)."""

    age = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("age", named_choices(self.words, "age", Age))


class AgeChangeForm(AgeForm):
    """A new age group, and the basis if a person treated as a child is found to be an adult."""

    reason = RadioField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = REASONS["found_adult"].today()
        self._offer("reason", [("", "–"), *named_choices(self.words, "reason", found)])


class ClosingForm(CaseForm):
    """The outcome and reason of closing a file, in one choice: each outcome has its own reasons."""

    ending = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [
            (f"{ending}:{reason}", f"{self._of('ending', ending)}: {self._of('reason', reason)}")
            for ending in REASONS["ending"].today()
            for reason in REASONS[f"closed_{ending}"].today()
        ]
        self._offer("ending", found)

    def _of(self, prefix: str, code: str) -> str:
        return self.words.name(f"cases_{prefix}/{code}")

    def chosen(self) -> tuple[str, str]:
        """Return outcome and reason."""
        ending, _, reason = self.cleaned_data["ending"].partition(":")
        return ending, reason


class ReopenForm(CaseForm):
    """The reason for reopening a file."""

    reason = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", named_choices(self.words, "reason", REASONS["reopened"].today()))


class RecordForm(CaseForm):
    """The lines of a record that are exported."""

    lines = CheckboxesField()


class VersionedForm(CaseForm):
    """A change that names the version it was made on, so that conflicts are found."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)


class IdentityForm(VersionedForm):
    """One field of an identity."""

    def value(self) -> Value:
        """Return the input in the format that the field stores."""
        raise NotImplementedError


class ContactRules(IdentityForm):
    """How, when and by whom a person can be contacted safely."""

    ways = CheckboxesField(required=False)
    hours = CheckboxesField(required=False)
    never_by = CheckboxesField(required=False)
    note = TextField(required=False, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("ways", named_choices(self.words, "way", ContactWay))
        self._offer("hours", named_choices(self.words, "hours", ContactHours))
        self._offer("never_by", named_choices(self.words, "never_by", KeptFrom))

    def value(self) -> Value:
        """Return the rules."""
        found = self.cleaned_data
        return SafeContact(
            ways=tuple(map(ContactWay, found["ways"])),
            hours=tuple(map(ContactHours, found["hours"])),
            never_by=tuple(map(KeptFrom, found["never_by"])),
            note=found["note"].strip(),
        )


class NamesForm(IdentityForm):
    """Names, one a line, in any script."""

    names = TextField(max_length=LONGEST_LIST)

    def value(self) -> Value:
        """Return each line."""
        return tuple(_lines(self.cleaned_data["names"]))


class ContactsForm(IdentityForm):
    """Telephone numbers and addresses, one a line."""

    telephone = TextField(required=False, max_length=LONGEST_LIST)
    email = TextField(required=False, max_length=LONGEST_LIST)
    address = TextField(required=False, max_length=LONGEST_LIST)
    document = TextField(required=False, max_length=LONGEST_LIST)

    def value(self) -> Value:
        """Return each line with its kind."""
        return tuple(
            Contact(kind, line) for kind in ContactKind for line in _lines(self.cleaned_data[kind])
        )


class BirthDateForm(IdentityForm):
    """Date of birth."""

    born = DayField()

    def value(self) -> Value:
        """Return the day."""
        found: dt.date = self.cleaned_data["born"]
        return found


class LanguageForm(IdentityForm):
    """The language that the person speaks best, by its code."""

    language = LineField(max_length=3)

    def value(self) -> Value:
        """Return the code."""
        return str(self.cleaned_data["language"]).lower()


IDENTITY_FORMS: dict[Field, type[IdentityForm]] = {
    Field.SAFE_CONTACT: ContactRules,
    Field.NAMES: NamesForm,
    Field.CONTACTS: ContactsForm,
    Field.BORN: BirthDateForm,
    Field.LANGUAGE: LanguageForm,
}


def initial_of(field: Field, value: Value) -> dict[str, Any]:
    """Return the form's initial data for a stored value."""
    match field, value:
        case Field.SAFE_CONTACT, SafeContact():
            return {
                "ways": list(value.ways),
                "hours": list(value.hours),
                "never_by": list(value.never_by),
                "note": value.note,
            }
        case Field.NAMES, tuple():
            return {"names": "\n".join(str(one) for one in value)}
        case Field.CONTACTS, tuple():
            contacts = [one for one in value if isinstance(one, Contact)]
            return {
                kind.value: "\n".join(one.value for one in contacts if one.kind is kind)
                for kind in ContactKind
            }
        case _:
            return {field.value: value}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class SearchForm(forms.Form):
    """The person to search for."""

    names = TextField(required=False, max_length=LONGEST_LIST)
    telephone = LineField(required=False, max_length=LONGEST_NAME)
    email = LineField(required=False, max_length=LONGEST_NAME)
    document = LineField(required=False, max_length=LONGEST_NAME)
    born = DayField(required=False)

    def clean(self) -> dict[str, Any]:
        """Require at least one criterion."""
        found = super().clean() or self.cleaned_data
        if not self.errors and not any(found.values()):
            self.add_error("names", forms.ValidationError("", code="required"))
        return found

    def query(self) -> Query:
        """Return the query for the vault's index."""
        found = self.cleaned_data
        numbers = [
            Number(kind, str(found[kind]))
            for kind in NumberKind
            if found.get(kind) not in (None, "")
        ]
        return Query(names=_lines(found["names"]), numbers=numbers)


class BeginForm(CaseForm):
    """The indicator list that a new interview uses."""

    list = RadioField()


class DecisionForm(VersionedForm):
    """The decision of the competent body, and its reasons."""

    outcome = RadioField()
    finding = RadioField()
    reasoning = TextField(max_length=LONGEST_TEXT)


class PurposeForm(CaseForm):
    """The purpose of a consent or a referral."""

    purpose = RadioField()


class ConsentForm(CaseForm):
    """A person's answer to a consent text.

    ``voice`` is the person's own, or the id of the representative's mandate.
    """

    purpose = forms.CharField(widget=forms.HiddenInput)
    text_version = forms.IntegerField(widget=forms.HiddenInput)
    recipient = RadioField()
    status = RadioField()
    voice = RadioField(initial=Voice.PERSON.value)
    asked = RadioField()
    language = LineField(max_length=3)
    until = DayField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(
            "status",
            named_choices(
                self.words, "consent_status", (ConsentStatus.GIVEN, ConsentStatus.REFUSED)
            ),
        )
        self._offer("asked", named_choices(self.words, "asked", ReadingMode))

    def clean(self) -> dict[str, Any]:
        """Require an end date for a yes."""
        found = super().clean() or self.cleaned_data
        missing = "until" not in self.errors and not found.get("until")
        if found.get("status") == ConsentStatus.GIVEN and missing:
            self.add_error("until", forms.ValidationError("", code="required"))
        return found


class WaiverForm(CaseForm):
    """Danger in place of consent: towards whom, which danger, how long (R-53)."""

    purpose = forms.CharField(widget=forms.HiddenInput)
    recipient = RadioField()
    reason = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = waiver_rules().longest
        self.fields["for_hours"] = HoursField(longest=longest, too_long="wrong/N109")


class MandateForm(CaseForm):
    """A guardian or lawyer of a person: name, legal basis, begin and end."""

    basis = RadioField()
    name = LineField(max_length=LONGEST_SPEAKER)
    begins = DayField()
    ends = DayField(required=False)

    def speaker(self) -> Speaker:
        """Return the input for the service; the basis determines the kind."""
        found = self.cleaned_data
        kind, _, basis = found["basis"].partition(":")
        return Speaker(
            kind=Voice(kind),
            name=found["name"],
            basis=basis,
            begins=start_of(found["begins"]),
            until=None if found["ends"] is None else end_of(found["ends"]),
        )


class StepForm(VersionedForm):
    """A step of a referral."""


class ReasonForm(VersionedForm):
    """A step with its reason."""

    reason = RadioField()


class AnswerForm(VersionedForm):
    """The recipient's answer to a referral."""

    answer = TextField(max_length=LONGEST_TEXT)


class ReportForm(CaseForm):
    """A service that was provided, or the outcome of a referral, and its day."""

    code = RadioField()
    day = DayField(initial=lambda: days_from_today(0))


class MemberForm(CaseForm):
    """The choice of a colleague."""

    member = RadioField()


class TakeoverForm(CaseForm):
    """The reason for taking over a file."""

    reason = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = REASONS["taken_over"].today()
        self._offer("reason", named_choices(self.words, "reason", found))


class EmergencyForm(CaseForm):
    """Why a file is opened in an emergency, and for how long."""

    reason = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = opening_rules()
        self._offer("reason", named_choices(self.words, "emergency", allowed.reasons))
        self.fields["for_hours"] = HoursField(
            longest=allowed.longest, too_long="wrong/G402", initial=1
        )


def start_of(day: dt.date) -> dt.datetime:
    """Return the first moment of a day."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=dt.UTC)


def end_of(day: dt.date) -> dt.datetime:
    """Return the last moment of a day."""
    return dt.datetime.combine(day, dt.time.max, tzinfo=dt.UTC)


def days_from_today(days: int) -> dt.date:
    """Return the day that is some days after today."""
    return timezone.now().date() + dt.timedelta(days=days)
