"""Forms of a worker's own access. Their texts are in the packs."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.worker_access.models import ABOUT, SHOWN
from manumit.web.worker_access.process import REASONS
from manumit.web.worker_access.questions import SafetyAnswer, questions
from manumit.web.worker_access.sessions import LONGEST

ROOM = "worker_access"


class WorkerAccessForm(desk_forms.OfficeForm):
    """Base of the forms of this app."""

    room: ClassVar[str] = ROOM


class ConfirmForm(WorkerAccessForm):
    """A confirmation, with nothing to choose."""


class AssessForm(WorkerAccessForm):
    """The current questions, one after the other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in questions().uses:
            self.fields[name] = desk_forms.RadioField()
            self._offer(name, desk_forms.coded_choices(self.words, f"{ROOM}_answer", SafetyAnswer))

    def answers(self) -> Mapping[str, str]:
        """Return each question with its answer."""
        return {name: self.cleaned_data[name] for name in questions().uses}


class AnswerForm(WorkerAccessForm):
    """The neutral answer that a slip gives."""

    shown = desk_forms.RadioField()
    seen = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("shown", desk_forms.coded_choices(self.words, f"{ROOM}_shown", SHOWN))


class EndForm(WorkerAccessForm):
    """The reason for switching a slip off."""

    reason = desk_forms.RadioField()
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = REASONS["own_ended"].today()
        self._offer("reason", desk_forms.coded_choices(self.words, f"{ROOM}_reason", listed))


class StatementForm(WorkerAccessForm):
    """The person's statement."""

    about = desk_forms.RadioField()
    text = desk_forms.TextField(max_length=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("about", desk_forms.coded_choices(self.words, f"{ROOM}_about", ABOUT))


class WithdrawForm(WorkerAccessForm):
    """The consent to withdraw."""

    purpose = forms.CharField(max_length=40, widget=forms.HiddenInput)
    recipient = forms.UUIDField(widget=forms.HiddenInput)


class CopyForm(WorkerAccessForm):
    """Whether the person wants a copy to take along."""

    wished = forms.BooleanField(required=False)


class RecordForm(CopyForm):
    """The person's wish for an export, and the lines of it."""

    field_order = ("request", "lines", "wished")

    lines = desk_forms.CheckboxesField()
