"""Forms of tasks."""

import datetime as dt
from typing import Any, ClassVar

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.tasks.process import REASONS

ROOM = "tasks"


class TaskForm(desk_forms.OfficeForm):
    """A new task."""

    room: ClassVar[str] = ROOM
    note = desk_forms.LineField()
    due_on = desk_forms.DayField()
    member = desk_forms.RadioField()


class StepForm(desk_forms.OfficeForm):
    """A step of a task, with the version that the page showed."""

    room: ClassVar[str] = ROOM
    seen = forms.IntegerField(widget=forms.HiddenInput)


class RemindForm(desk_forms.OfficeForm):
    """A reminder: a press, and nothing else."""

    room: ClassVar[str] = ROOM


class LaterForm(desk_forms.OfficeForm):
    """A day on which a line of work is back; the reason is the button that sends the form."""

    room: ClassVar[str] = ROOM
    day = desk_forms.RadioField(required=False)
    other = desk_forms.DayField(required=False)
    reason = forms.SlugField(widget=forms.HiddenInput)

    @property
    def until(self) -> dt.date | None:
        """Return the day; another day that was written counts before those that are offered."""
        offered = self.cleaned_data["day"]
        written: dt.date | None = self.cleaned_data["other"]
        return written or (dt.date.fromisoformat(offered) if offered else None)


class GiveBackForm(StepForm):
    """The reason for returning a task."""

    reason = desk_forms.RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = REASONS["given_back"].today()
        self._offer("reason", desk_forms.coded_choices(self.words, "work_given_back", found))
