"""What is typed into a task."""

from typing import Any, ClassVar

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.work.process import REASONS

ROOM = "work"


class TaskForm(desk_forms.Sent):
    """A new task."""

    room: ClassVar[str] = ROOM
    note = desk_forms.Short()
    due_on = desk_forms.Day()
    member = desk_forms.One()


class StepForm(desk_forms.Sent):
    """A step of a task, on the version that was seen."""

    room: ClassVar[str] = ROOM
    seen = forms.IntegerField(widget=forms.HiddenInput)


class GiveBackForm(StepForm):
    """Why it is given back."""

    reason = desk_forms.One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = REASONS["given_back"].today()
        self._offer("reason", desk_forms.coded_choices(self.words, "work_given_back", found))
