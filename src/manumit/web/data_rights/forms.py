"""Forms of the room. The texts are in the language packs."""

from typing import Any

from django import forms

from manumit.web.data_rights.rights_list import REASON
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import (
    DayField,
    LineField,
    RadioField,
    SeenField,
    coded_choices,
)
from manumit.web.kernel.days import today
from manumit.web.kernel.vault.erasure import reason_lists

ROOM = "data_rights"
LONGEST_CODE = 20
# Time alone ends a record by retention, not by a request.
BY_RETENTION = "time_is_over"


class RightsForm(desk_forms.OfficeForm):
    """Base of the room's forms."""

    room = ROOM


class ErasureForm(RightsForm):
    """Which record is to be erased, and why."""

    code = LineField(
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    reason = RadioField()
    listed, name = "erase", "erasure"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [one for one in reason_lists()[self.listed].today() if one != BY_RETENTION]
        self._offer("reason", coded_choices(self.words, REASON[self.name], codes))


class HoldForm(ErasureForm):
    """Which record must be kept, why, and until when."""

    until = DayField(required=False)
    listed, name = "hold", "hold"

    def clean_until(self) -> object:
        """Refuse a day that is over."""
        day = self.cleaned_data["until"]
        if day is not None and day < today():
            raise forms.ValidationError("", code="wrong/V303")
        return day


class StepForm(RightsForm):
    """A step, with its reason where it asks for one."""

    seen = SeenField()
    reason = RadioField()

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "data_rights_why", reasons))
        else:
            del self.fields["reason"]
