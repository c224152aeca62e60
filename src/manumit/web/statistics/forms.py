"""What is typed into a count and a release. Words stand in the packs, by the names of fields."""

import datetime as dt
from typing import Any, ClassVar

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import LineField, RadioField, coded_choices
from manumit.web.statistics.services import EARLIEST, Inhabitants

ROOM = "statistics"
MOST_PEOPLE = 2_000_000_000
LONGEST_SOURCE = 300
MOST_SEEN = 2**31 - 2


class StatisticsForm(desk_forms.OfficeForm):
    """Base of the forms of this app."""

    room: ClassVar[str] = ROOM


def _year() -> forms.IntegerField:
    return forms.IntegerField(
        min_value=EARLIEST,
        max_value=dt.date.max.year,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )


class CountForm(StatisticsForm):
    """Whole years."""

    first = _year()
    last = _year()


class PrepareForm(StatisticsForm):
    """A release, with the inhabitants of the country where rates are wanted."""

    persons = forms.IntegerField(
        min_value=1,
        max_value=MOST_PEOPLE,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )
    source = LineField(max_length=LONGEST_SOURCE, required=False)

    def inhabitants(self) -> Inhabitants:
        """Return the input as the service expects it."""
        return Inhabitants(self.cleaned_data["persons"], self.cleaned_data["source"])


class StepForm(StatisticsForm):
    """A step of a release with its reason; where it asks for none, a button alone."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=MOST_SEEN)
    reason = RadioField()

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "statistics_reason", reasons))
        else:
            del self.fields["reason"]
