"""What is typed into an own access. Words stand in the packs, by names of fields and choices."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.own.models import ABOUT, SHOWN
from manumit.web.own.process import REASONS
from manumit.web.own.questions import Said, questions
from manumit.web.own.sessions import LONGEST

ROOM = "own"


class Sent(desk_forms.Sent):
    """A form of the room."""

    room: ClassVar[str] = ROOM


class OnceForm(Sent):
    """Does something, with nothing to choose."""


class AssessForm(Sent):
    """The questions of today, one after the other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in questions().uses:
            self.fields[name] = desk_forms.One()
            self._offer(name, desk_forms.coded_choices(self.words, f"{ROOM}_said", Said))

    def answers(self) -> Mapping[str, str]:
        """Each question with its answer."""
        return {name: self.cleaned_data[name] for name in questions().uses}


class AnswerForm(Sent):
    """Which of the neutral answers a slip gives."""

    shown = desk_forms.One()
    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("shown", desk_forms.coded_choices(self.words, f"{ROOM}_shown", SHOWN))


class EndForm(Sent):
    """Why a slip is switched off."""

    reason = desk_forms.One()
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = REASONS["own_ended"].today()
        self._offer("reason", desk_forms.coded_choices(self.words, f"{ROOM}_reason", listed))


class SayForm(Sent):
    """What the person wants to be written."""

    about = desk_forms.One()
    text = desk_forms.Long(max_length=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("about", desk_forms.coded_choices(self.words, f"{ROOM}_about", ABOUT))


class TakeBackForm(Sent):
    """Which consent is taken back."""

    purpose = forms.CharField(max_length=40, widget=forms.HiddenInput)
    recipient = forms.UUIDField(widget=forms.HiddenInput)


class CopyForm(Sent):
    """Whether the person wants a copy to take along."""

    wished = forms.BooleanField(required=False)


class RecordForm(CopyForm):
    """The same as a record, and which lines of it."""

    field_order = ("request", "lines", "wished")

    lines = desk_forms.Several()
