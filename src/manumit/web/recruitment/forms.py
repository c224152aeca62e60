"""Forms of the room. The texts are in the language packs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import (
    DayField,
    LineField,
    RadioField,
    SeenField,
    TextField,
    coded_choices,
)
from manumit.web.kernel.days import today
from manumit.web.recruitment.content import LONGEST, AgencyContent, lines_of
from manumit.web.recruitment.lists import RESULTS, licensing_rules
from manumit.web.recruitment.models import MOVEMENTS
from manumit.web.recruitment.verbs import LONGEST_CONDITIONS

ROOM = "recruitment"
LONGEST_LINES = 3_000
LINES = ("other_names", "officers", "owners", "telephones", "mails", "websites")


class RecruitmentForm(desk_forms.OfficeForm):
    """Base of the room's forms."""

    room = ROOM


class ApplicationForm(RecruitmentForm):
    """The applicant, as the application names it: one name or contact on each line."""

    name = LineField(max_length=LONGEST, required=False)
    other_names = TextField(max_length=LONGEST_LINES, required=False)
    address = LineField(max_length=LONGEST, required=False)
    officers = TextField(max_length=LONGEST_LINES, required=False)
    owners = TextField(max_length=LONGEST_LINES, required=False)
    telephones = TextField(max_length=LONGEST_LINES, required=False)
    mails = TextField(max_length=LONGEST_LINES, required=False)
    websites = TextField(max_length=LONGEST_LINES, required=False)

    def content(self) -> AgencyContent:
        """Return the applicant as the service takes it."""
        clean = self.cleaned_data
        return AgencyContent(
            name=" ".join(clean["name"].split()),
            address=" ".join(clean["address"].split()),
            **{name: lines_of(clean[name]) for name in LINES},
        )


class ApplicationStepForm(RecruitmentForm):
    """A step, with its reason where it asks for one, and conditions where it sets some."""

    seen = SeenField()
    reason = RadioField()
    conditions = TextField(max_length=LONGEST_CONDITIONS)
    conditions_by = DayField()

    def __init__(
        self, *args: Any, reasons: Sequence[str], conditions: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "recruitment_reason", reasons))
        else:
            del self.fields["reason"]
        if not conditions:
            del self.fields["conditions"], self.fields["conditions_by"]

    def more(self) -> dict[str, Any]:
        """Return what the form says beyond the step itself."""
        names = ("reason", "conditions", "conditions_by")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class StandardsForm(RecruitmentForm):
    """One result for each standard; what was found before is filled in."""

    def __init__(self, *args: Any, before: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = coded_choices(self.words, "recruitment_result", RESULTS)
        for standard in licensing_rules().points:
            self.fields[standard] = RadioField(choices=choices, initial=before.get(standard))

    def results(self) -> dict[str, str]:
        """Return the results by standard."""
        return {one: self.cleaned_data[one] for one in licensing_rules().points}


class ApplicationHearingForm(RecruitmentForm):
    """The day on which the applicant is heard."""

    hearing_on = DayField()


class BondForm(RecruitmentForm):
    """A movement of the bond."""

    kind = RadioField()
    amount = LineField(
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal", "dir": "ltr"}),
    )
    day = DayField(initial=today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", coded_choices(self.words, "recruitment_move", MOVEMENTS))
