"""Forms of protection. Their texts are in the packs, by the names of fields and choices."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import (
    CheckboxesField,
    DayField,
    LineField,
    RadioField,
    TextField,
    coded_choices,
)
from manumit.web.protection.lists import LISTS
from manumit.web.protection.services.notes import LONGEST_COURT
from manumit.web.protection.services.plans import LONGEST_TEXT

ROOM = "protection"
MOST_SEEN = 2**31 - 2
"""A version that the database can hold, and the one after it."""


class ProtectionForm(desk_forms.OfficeForm):
    """Base of the forms of this app.

    Attributes:
        listed: fields that choose from a code list, with the list.
    """

    room: ClassVar[str] = ROOM
    listed: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in self.listed.items():
            codes = LISTS[name].today()
            self._offer(field, coded_choices(self.words, f"protection_{name}", codes))


class VersionedForm(ProtectionForm):
    """A form that takes a step on a version."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=MOST_SEEN)


class StepForm(VersionedForm):
    """A step with its reason; where it asks for none, a button alone."""

    reason = RadioField()

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "protection_reason", reasons))
        else:
            del self.fields["reason"]


class ExtendForm(StepForm):
    """A later last day."""

    until = DayField()


class NeedForm(ProtectionForm):
    """The need found in one area."""

    area = RadioField()
    level = RadioField()
    text = TextField(max_length=LONGEST_TEXT, required=False)
    listed: ClassVar[Mapping[str, str]] = {"area": "area", "level": "level"}


class ServiceForm(ProtectionForm):
    """An offered service."""

    area = RadioField()
    text = TextField(max_length=LONGEST_TEXT)
    listed: ClassVar[Mapping[str, str]] = {"area": "area"}


class FollowUpForm(VersionedForm):
    """The outcome for the person."""

    months = RadioField()
    on_day = DayField()
    reached = RadioField()
    outcome = CheckboxesField(required=False)
    text = TextField(max_length=LONGEST_TEXT, required=False)
    listed: ClassVar[Mapping[str, str]] = {"reached": "reached", "outcome": "outcome"}


class NoteForm(ProtectionForm):
    """A note."""

    text = TextField(max_length=LONGEST_TEXT)


class OrderForm(ProtectionForm):
    """An order of a court, and which notes it names."""

    court = LineField(max_length=LONGEST_COURT)
    reference = LineField(max_length=LONGEST_COURT)
    ordered_on = DayField()
    notes = CheckboxesField()


class HandOverForm(ProtectionForm):
    """The next holder."""

    member = RadioField()
