"""What is typed into a case. Words stand in the packs, by the names of fields and choices."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from manumit.assessment import Age
from manumit.assessment.view import Words
from manumit.web.cases.identity import (
    LONGEST_NAME,
    LONGEST_NOTE,
    Contact,
    ContactKind,
    Field,
    Hours,
    NeverBy,
    SafeContact,
    Value,
    Way,
)
from manumit.web.cases.passing import Part
from manumit.web.cases.process import REASONS
from manumit.web.cases.services import Speaker
from manumit.web.cases.services.mandates import LONGEST_NAME as LONGEST_SPEAKER
from manumit.web.cases.services.referrals import LONGEST_TEXT
from manumit.web.directory.fits import Wish
from manumit.web.directory.forms import OneOrNothing
from manumit.web.directory.forms import choices as wish_choices
from manumit.web.directory.lists import ADULT, CHILD
from manumit.web.institutions import desk_forms
from manumit.web.kernel.access.reasons import opening_rules
from manumit.web.kernel.consent.models import Asked, Said, Voice
from manumit.web.kernel.consent.purposes import waiver_rules
from manumit.web.kernel.vault.search import Query
from manumit.web.kernel.vault.tokens import Kind, Number

LONGEST_LIST = 4_000
type Choices = desk_forms.Choices


def named_choices(words: Words, prefix: str, codes: Iterable[str]) -> Choices:
    """Codes with their words: ``cases_<prefix>/<code>``."""
    return desk_forms.coded_choices(words, f"cases_{prefix}", codes)


One = desk_forms.One
Several = desk_forms.Several
Long = desk_forms.Long
Short = desk_forms.Short
Day = desk_forms.Day


class Sent(desk_forms.Sent):
    """A form of the room that does something, once."""

    room: ClassVar[str] = "cases"


class HowLong(forms.IntegerField):
    """For how many hours: one at least.

    Args:
        longest: what the rules allow at most.
        too_long: id of the text that says so.
    """

    def __init__(self, *, longest: dt.timedelta, too_long: str, **kwargs: Any) -> None:
        self.most, self.too_long = longest // dt.timedelta(hours=1), too_long
        super().__init__(min_value=1, **kwargs)
        self.widget.attrs["max"] = self.most

    def validate(self, value: Any) -> None:
        """Also, that it is no longer than the rules allow."""
        super().validate(value)
        if value is not None and value > self.most:
            raise forms.ValidationError("", code=self.too_long)


class AgeForm(Sent):
    """How old the person is, as far as it is known (R-46)."""

    age = One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("age", named_choices(self.words, "age", Age))


class AgeChangeForm(AgeForm):
    """What is known of it now, and on what it rests that who counted as a child is an adult."""

    reason = One(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = REASONS["found_adult"].today()
        self._offer("reason", [("", "–"), *named_choices(self.words, "reason", found)])


class ClosingForm(Sent):
    """With what a file is closed, and why: one choice, since each ending has reasons of its own."""

    ending = One()

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
        """Ending and reason."""
        ending, _, reason = self.cleaned_data["ending"].partition(":")
        return ending, reason


class ReopenForm(Sent):
    """Why a file is opened again."""

    reason = One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", named_choices(self.words, "reason", REASONS["reopened"].today()))


class EvidenceNoteForm(Sent):
    """A note that may be shown to a prosecution."""

    text = Long(max_length=LONGEST_TEXT)


class BundleForm(Sent):
    """For which prosecution a bundle is made, and which notes are in it."""

    office = One()
    notes = Several(required=False)


class RecordForm(Sent):
    """Which lines of a record leave."""

    lines = Several()


class Seen(Sent):
    """A change that says what it was made on."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)


class IdentityForm(Seen):
    """One field of an identity."""

    def value(self) -> Value:
        """What was typed, as the field keeps it."""
        raise NotImplementedError


class ContactRules(IdentityForm):
    """How, when and by whom a person is reached safely."""

    ways = Several(required=False)
    hours = Several(required=False)
    never_by = Several(required=False)
    note = Long(required=False, max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("ways", named_choices(self.words, "way", Way))
        self._offer("hours", named_choices(self.words, "hours", Hours))
        self._offer("never_by", named_choices(self.words, "never_by", NeverBy))

    def value(self) -> Value:
        """The rules."""
        found = self.cleaned_data
        return SafeContact(
            ways=tuple(map(Way, found["ways"])),
            hours=tuple(map(Hours, found["hours"])),
            never_by=tuple(map(NeverBy, found["never_by"])),
            note=found["note"].strip(),
        )


class NamesForm(IdentityForm):
    """Names, one a line, in any script."""

    names = Long(max_length=LONGEST_LIST)

    def value(self) -> Value:
        """Each line."""
        return tuple(_lines(self.cleaned_data["names"]))


class ContactsForm(IdentityForm):
    """Numbers and addresses, one a line."""

    telephone = Long(required=False, max_length=LONGEST_LIST)
    email = Long(required=False, max_length=LONGEST_LIST)
    address = Long(required=False, max_length=LONGEST_LIST)
    document = Long(required=False, max_length=LONGEST_LIST)

    def value(self) -> Value:
        """Each line with its kind."""
        return tuple(
            Contact(kind, line) for kind in ContactKind for line in _lines(self.cleaned_data[kind])
        )


class BornForm(IdentityForm):
    """Date of birth."""

    born = Day()

    def value(self) -> Value:
        """The day."""
        found: dt.date = self.cleaned_data["born"]
        return found


class LanguageForm(IdentityForm):
    """The language that the person speaks best, by its code."""

    language = Short(max_length=3)

    def value(self) -> Value:
        """The code."""
        return str(self.cleaned_data["language"]).lower()


IDENTITY_FORMS: dict[Field, type[IdentityForm]] = {
    Field.SAFE_CONTACT: ContactRules,
    Field.NAMES: NamesForm,
    Field.CONTACTS: ContactsForm,
    Field.BORN: BornForm,
    Field.LANGUAGE: LanguageForm,
}


def initial_of(field: Field, value: Value) -> dict[str, Any]:
    """What stands, as the form of its field shows it."""
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
    """Who is looked for."""

    names = Long(required=False, max_length=LONGEST_LIST)
    telephone = Short(required=False, max_length=LONGEST_NAME)
    email = Short(required=False, max_length=LONGEST_NAME)
    document = Short(required=False, max_length=LONGEST_NAME)
    born = Day(required=False)

    def clean(self) -> dict[str, Any]:
        """Something has to be known."""
        found = super().clean() or self.cleaned_data
        if not self.errors and not any(found.values()):
            self.add_error("names", forms.ValidationError("", code="required"))
        return found

    def query(self) -> Query:
        """As the vault looks."""
        found = self.cleaned_data
        numbers = [
            Number(kind, str(found[kind])) for kind in Kind if found.get(kind) not in (None, "")
        ]
        return Query(names=_lines(found["names"]), numbers=numbers)


class BeginForm(Sent):
    """With which list an interview begins."""

    list = One()


class DecisionForm(Seen):
    """What a person of the competent body decides, and why."""

    outcome = One()
    finding = One()
    reasoning = Long(max_length=LONGEST_TEXT)


class PurposeForm(Sent):
    """What something is for."""

    purpose = One()


class ReferForm(PurposeForm):
    """What a referral is for, and what is looked for: which services stand first. None is kept."""

    need = OneOrNothing()
    spoken = OneOrNothing()
    sex = OneOrNothing()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in (("need", "need"), ("spoken", "language"), ("sex", "sex")):
            self._offer(name, wish_choices(self.words, listed, nothing=True))

    def wish(self, *, child: bool) -> Wish:
        """The same, with the age that the file says (R-46)."""
        found = self.cleaned_data
        age = CHILD if child else ADULT
        return Wish(found["need"], found["spoken"], found["sex"], age)


class ConsentForm(Sent):
    """What a person answered to which words.

    ``voice`` is the person's own, or the id of the mandate of whoever spoke for them.
    """

    purpose = forms.CharField(widget=forms.HiddenInput)
    text_version = forms.IntegerField(widget=forms.HiddenInput)
    recipient = One()
    said = One()
    voice = One(initial=Voice.PERSON.value)
    asked = One()
    language = Short(max_length=3)
    until = Day(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("said", named_choices(self.words, "said", (Said.GIVEN, Said.REFUSED)))
        self._offer("asked", named_choices(self.words, "asked", Asked))

    def clean(self) -> dict[str, Any]:
        """A yes has an end."""
        found = super().clean() or self.cleaned_data
        missing = "until" not in self.errors and not found.get("until")
        if found.get("said") == Said.GIVEN and missing:
            self.add_error("until", forms.ValidationError("", code="required"))
        return found


class WaiverForm(Sent):
    """That danger stands in place of consent: towards whom, which danger, for how long (R-53)."""

    purpose = forms.CharField(widget=forms.HiddenInput)
    recipient = One()
    reason = One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = waiver_rules().longest
        self.fields["for_hours"] = HowLong(longest=longest, too_long="cases_wrong/N109")


class MandateForm(Sent):
    """Who speaks for a person, on what that rests, from and until when."""

    basis = One()
    name = Short(max_length=LONGEST_SPEAKER)
    begins = Day()
    ends = Day(required=False)

    def speaker(self) -> Speaker:
        """The same, as the service takes it; a basis says of which kind it is."""
        found = self.cleaned_data
        kind, _, basis = found["basis"].partition(":")
        return Speaker(
            kind=Voice(kind),
            name=found["name"],
            basis=basis,
            begins=start_of(found["begins"]),
            until=None if found["ends"] is None else end_of(found["ends"]),
        )


class ReferralForm(Sent):
    """To whom, what is passed on, and until when."""

    purpose = forms.CharField(widget=forms.HiddenInput)
    need = forms.CharField(widget=forms.HiddenInput, required=False)
    spoken = forms.CharField(widget=forms.HiddenInput, required=False)
    sex = forms.CharField(widget=forms.HiddenInput, required=False)
    office = One()
    parts = Several()
    message = Long(max_length=LONGEST_TEXT)
    until = Day()

    def chosen_parts(self) -> list[Part]:
        """The parts that are passed on."""
        return [Part(one) for one in self.cleaned_data["parts"]]


class StepForm(Seen):
    """A step of a referral."""


class ReasonForm(Seen):
    """A step with its reason."""

    reason = One()


class AnswerForm(Seen):
    """What became of a referral."""

    answer = Long(max_length=LONGEST_TEXT)


class ReportForm(Sent):
    """A service that was given, or what came of a referral, and on what day."""

    code = One()
    day = Day(initial=lambda: in_days(0))


class MemberForm(Sent):
    """A colleague."""

    member = One()


class TakeoverForm(Sent):
    """Why somebody takes over a file."""

    reason = One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = REASONS["taken_over"].today()
        self._offer("reason", named_choices(self.words, "reason", found))


class EmergencyForm(Sent):
    """Why a file has to be opened, and for how long."""

    reason = One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = opening_rules()
        self._offer("reason", named_choices(self.words, "emergency", allowed.reasons))
        self.fields["for_hours"] = HowLong(
            longest=allowed.longest, too_long="cases_wrong/G402", initial=1
        )


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=dt.UTC)


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day."""
    return dt.datetime.combine(day, dt.time.max, tzinfo=dt.UTC)


def in_days(days: int) -> dt.date:
    """A day from today on."""
    return timezone.now().date() + dt.timedelta(days=days)


def ids(keys: Sequence[uuid.UUID], words: Sequence[str]) -> Choices:
    """Rows to choose from."""
    return [(str(key), word) for key, word in zip(keys, words, strict=True)]
