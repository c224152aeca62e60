"""What is typed about protection. Words stand in the packs, by the names of fields and choices."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import Day, Long, One, Several, Short, coded_choices
from manumit.web.protection.lists import LISTS
from manumit.web.protection.services.notes import LONGEST_COURT
from manumit.web.protection.services.plans import LONGEST_TEXT

ROOM = "protection"
MOST_SEEN = 2**31 - 2
"""A version that the database can hold, and the one after it."""


class Sent(desk_forms.Sent):
    """A form of the room.

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


class Stepped(Sent):
    """A form that moves something on."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=MOST_SEEN)


class StepForm(Stepped):
    """A step with its reason; where it asks for none, a button alone."""

    reason = One()

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "protection_reason", reasons))
        else:
            del self.fields["reason"]


class ExtendForm(StepForm):
    """A later last day."""

    until = Day()


class NeedForm(Sent):
    """What was found out about one area."""

    area = One()
    level = One()
    text = Long(max_length=LONGEST_TEXT, required=False)
    listed: ClassVar[Mapping[str, str]] = {"area": "area", "level": "level"}


class ServiceForm(Sent):
    """A service that is offered."""

    area = One()
    text = Long(max_length=LONGEST_TEXT)
    listed: ClassVar[Mapping[str, str]] = {"area": "area"}


class FollowUpForm(Stepped):
    """What became of the person."""

    months = One()
    on_day = Day()
    reached = One()
    outcome = Several(required=False)
    text = Long(max_length=LONGEST_TEXT, required=False)
    listed: ClassVar[Mapping[str, str]] = {"reached": "reached", "outcome": "outcome"}


class NoteForm(Sent):
    """A note."""

    text = Long(max_length=LONGEST_TEXT)


class OrderForm(Sent):
    """An order of a court, and which notes it names."""

    court = Short(max_length=LONGEST_COURT)
    reference = Short(max_length=LONGEST_COURT)
    ordered_on = Day()
    notes = Several()


class HandOverForm(Sent):
    """Who goes on."""

    member = One()
