"""Form to create a token."""

from typing import Any, ClassVar

from django import forms

from manumit.web.api.scopes import scopes
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import CheckboxesField, Choices, RadioField

ROOM = "api"
DAYS = 90
"""What a form proposes."""


class TokenForm(desk_forms.OfficeForm):
    """The office, scopes and lifetime of a token."""

    room: ClassVar[str] = ROOM
    office = RadioField()
    scopes = CheckboxesField()
    days = forms.IntegerField(min_value=1, initial=DAYS)

    def __init__(self, *args: Any, choices: dict[str, Choices], **kwargs: Any) -> None:
        super().__init__(*args, choices=choices, **kwargs)
        days: Any = self.fields["days"]
        days.max_value = days.widget.attrs["max"] = scopes().longest_days
