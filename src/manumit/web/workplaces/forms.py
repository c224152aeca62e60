"""Forms of imports and near matches. The texts are in the language packs."""

from collections.abc import Sequence
from typing import Any

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import RadioField, coded_choices
from manumit.web.registers.lists import LISTS
from manumit.web.workplaces.imports import NAMES, RegisterFile
from manumit.web.workplaces.matching import DECISIONS
from manumit.web.workplaces.names import FIELDS
from manumit.web.workplaces.reading import ImportView

ROOM = "workplaces"


class ImportForm(desk_forms.OfficeForm):
    """Base of the room's forms."""

    room = ROOM


class RegisterFileForm(ImportForm):
    """A register of workplaces as a file."""

    sheet = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ",".join(NAMES)})
    )

    def entered(self) -> RegisterFile:
        """Return the file for the service."""
        sent = self.cleaned_data["sheet"]
        return RegisterFile(sent.name, sent.read())


class ColumnsForm(ImportForm):
    """Which column of a register means what."""

    place_default = RadioField()

    def __init__(self, *args: Any, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = [("", self.words.name("workplaces/no_such_column"))]
        for meant in FIELDS:
            self.fields[f"column_{meant}"] = forms.ChoiceField(
                choices=[*none, *((name, name) for name in columns)], required=meant == "name"
            )
        self.order_fields(["request", *(f"column_{one}" for one in FIELDS), "place_default"])
        codes = LISTS["place"].today()
        self._offer("place_default", coded_choices(self.words, "registers_place", codes))

    def columns(self) -> dict[str, str]:
        """Return the chosen columns by what they mean."""
        return {meant: self.cleaned_data[f"column_{meant}"] for meant in FIELDS}

    @staticmethod
    def initial_from(seen: ImportView) -> dict[str, object]:
        """Return the columns as they were chosen or are proposed."""
        chosen = {f"column_{meant}": name for meant, name in seen.chosen.items()}
        return {**chosen, "place_default": seen.place}


class MatchForm(ImportForm):
    """Whether two entries are the same workplace, and under which of them both are shown."""

    decision = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("decision", coded_choices(self.words, "workplaces_decision", DECISIONS))
