"""Forms of rounds. The texts are in the language packs."""

from typing import Any

from django import forms

from manumit.terms import shipped_law, shipped_laws
from manumit.terms.statement.owed_words import law_name
from manumit.web.inspections.lists import LISTS as INSPECTION_LISTS
from manumit.web.institutions.desk_forms import (
    CheckboxesField,
    DayField,
    OfficeForm,
    RadioField,
    SeenField,
    coded_choices,
)
from manumit.web.rounds.lists import LISTS
from manumit.web.rounds.payrolls import NAMES, PayrollInput
from manumit.web.rounds.verbs import RoundInput
from manumit.web.ui.languages import languages

ROOM = "rounds"


class RoundPlanForm(OfficeForm):
    """A new round: who, what and when. No field asks why, and none takes text."""

    room = ROOM
    area = RadioField()
    sector = forms.ChoiceField(required=False)
    records = CheckboxesField()
    first_day = DayField()
    last_day = DayField()
    letters_on = DayField()
    answer_by = DayField()
    second_language = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, sectors: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = INSPECTION_LISTS["area"].today()
        self._offer("area", coded_choices(self.words, "inspections_area", areas))
        named = coded_choices(self.words, "sector", sectors)
        self._offer("sector", [("", self.words.name("rounds/all_sectors")), *named])
        records = LISTS["records"].today()
        self._offer("records", coded_choices(self.words, "rounds_records", records))
        others = [(one.tag, one.name) for one in languages() if one.tag != self.words.language]
        self._offer("second_language", [("", self.words.name("rounds/no_language")), *others])

    def entered(self) -> RoundInput:
        """Return what was entered; the letters are in the language of the page."""
        typed = {name: one for name, one in self.cleaned_data.items() if name != "request"}
        return RoundInput(language=self.words.language, **typed)


class RoundStepForm(OfficeForm):
    """A step of a round that somebody has seen."""

    room = ROOM
    seen = SeenField()


class LetterAnswerForm(OfficeForm):
    """The answer to a request."""

    room = ROOM
    answer = RadioField()
    answered_on = DayField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = LISTS["answer"].today()
        self._offer("answer", coded_choices(self.words, "rounds_answer", answers))


class PayrollForm(OfficeForm):
    """A payroll that answers a request, with the mapping that reads it."""

    room = ROOM
    payroll_file = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ",".join(NAMES)})
    )
    mapping = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".yaml,.yml"})
    )
    law = forms.ChoiceField()
    asked_on = DayField()
    answered_on = DayField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tag = self.words.language
        laws = [(one, law_name(shipped_law(one), tag)) for one in shipped_laws()]
        self._offer("law", sorted(laws, key=lambda one: one[1]))

    def entered(self) -> PayrollInput:
        """Return what was sent, as the service takes it."""
        clean = self.cleaned_data
        return PayrollInput(
            called=clean["payroll_file"].name,
            records=clean["payroll_file"].read(),
            mapping=clean["mapping"].read(),
            law=clean["law"],
            asked_on=clean["asked_on"],
            answered_on=clean["answered_on"],
        )
