"""Forms of the line. The texts are in the language packs."""

import uuid
from typing import Any

from django import forms

from manumit.assessment import Age
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import (
    Choices,
    LineField,
    RadioField,
    SeenField,
    TextField,
    coded_choices,
)
from manumit.web.line.handover import ComplaintEntry
from manumit.web.line.lists import LISTS, REASONS, UNKNOWN, rules, sector_codes, text_of
from manumit.web.line.models import CODED
from manumit.web.line.reading import ShownContact
from manumit.web.line.verbs import ContactEntry

ROOM = "line"
LONGEST_NUMBER = 40
# Those of complaints; a test compares them.
LONGEST_TEXT, LONGEST_LINE, LONGEST_OTHERS = 500, 120, 12_000
DASHES = frozenset("-‐–—")
TOPICS = ("topic", "topic_2", "topic_3")
KEPT = ("channel", "language")
"""Fields that a desk mostly repeats: the next contact begins with those of the last one."""


class LineForm(desk_forms.OfficeForm):
    """Base of the room's forms."""

    room = ROOM

    def _listed(self, listed: str) -> Choices:
        codes = sector_codes() if listed == "sector" else LISTS[listed].today()
        return [(one, self.words.name(text_of(listed, one))) for one in codes]

    def _choose(self, name: str, listed: str, *, empty: bool) -> None:
        first = [("", self.words.name("line/choose"))] if empty else []
        self._offer(name, first + self._listed(listed))


class ContactForm(LineForm):
    """The nine fields of a contact: each is a list that is chosen from by its first letters."""

    danger = forms.ChoiceField(widget=forms.Select(attrs={"autofocus": True}))
    channel = forms.ChoiceField()
    language = forms.ChoiceField(initial=UNKNOWN)
    caller = forms.ChoiceField(initial=UNKNOWN)
    sector = forms.ChoiceField(initial=UNKNOWN)
    area = forms.ChoiceField(initial=UNKNOWN)
    topic = forms.ChoiceField()
    topic_2 = forms.ChoiceField(required=False)
    topic_3 = forms.ChoiceField(required=False)
    done = forms.ChoiceField()
    wait = forms.ChoiceField(required=False)
    number = LineField(
        required=False,
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "dir": "ltr"}),
    )
    note = TextField(
        required=False,
        max_length=rules().longest_note,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("channel", "language", "caller", "sector", "area"):
            self._choose(name, name, empty=False)
        for name in ("danger", "done", "wait"):
            self._choose(name, name, empty=True)
        for name in TOPICS:
            self._choose(name, "topic", empty=True)

    def entry(self) -> ContactEntry:
        """Return the contact as the service takes it."""
        clean = self.cleaned_data
        return ContactEntry(
            topics=[clean[one] for one in TOPICS if clean[one]],
            number=clean["number"],
            note=clean["note"],
            done=clean.get("done", ""),
            wait=clean.get("wait", ""),
            **{name: clean[name] for name in CODED},
        )


class CorrectForm(ContactForm):
    """Everything of a contact but what was done, which a step changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["done"], self.fields["wait"]


def as_entered(seen: ShownContact) -> dict[str, str]:
    """Return what a contact says, as the form of its correction begins."""
    row = seen.row
    return {
        **{name: getattr(row, name) for name in CODED},
        **dict(zip(TOPICS, row.topics, strict=False)),
        "number": seen.number,
        "note": seen.note,
    }


class StepForm(LineForm):
    """A step of a contact, with its reason where it asks for one."""

    seen = SeenField()
    reason = RadioField()

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", [(one, self.words.name(text_of("done", one))) for one in reasons])
        else:
            del self.fields["reason"]


class OpenFileForm(LineForm):
    """Why a file may be opened, and the person's age group; nothing is chosen beforehand.

    Args:
        child: whether somebody who may be under 18 called: then *adult* is no choice.
    """

    seen = SeenField()
    file_request = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    basis = RadioField()
    age = RadioField()

    def __init__(self, *args: Any, child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = REASONS["basis"].today()
        self._offer("basis", coded_choices(self.words, "line_basis", reasons))
        ages = [one for one in Age if not (child and one is Age.ADULT)]
        self._offer("age", coded_choices(self.words, "line_age", ages))


class SendComplaintForm(LineForm):
    """What a complaint says beyond the codes of the contact; nothing is filled in beforehand."""

    seen = SeenField()
    complaint_request = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    basis = RadioField()
    text = TextField(max_length=LONGEST_TEXT)
    employer = LineField(required=False, max_length=LONGEST_LINE)
    place = LineField(required=False, max_length=LONGEST_LINE)
    reached = LineField(required=False, max_length=LONGEST_LINE)
    others = TextField(required=False, max_length=LONGEST_OTHERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = REASONS["basis"].today()
        self._offer("basis", coded_choices(self.words, "line_basis", reasons))

    def entry(self) -> ComplaintEntry:
        """Return the complaint as the service takes it; a dash means no way to be reached."""
        clean = self.cleaned_data
        lines = [one.strip() for one in clean["others"].splitlines() if one.strip()]
        return ComplaintEntry(
            others=["" if one in DASHES else one for one in lines],
            **{name: clean[name] for name in ("text", "employer", "place", "reached")},
        )


class PostponeForm(LineForm):
    """A new time to call back."""

    wait = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("wait", "wait", empty=False)
