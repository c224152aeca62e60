"""What is typed about characteristics of a person. Words stand in the packs."""

from typing import Any

from django import forms

from manumit.web.cases.characteristics import STATELESS, Characteristics
from manumit.web.cases.forms import named_choices
from manumit.web.cases.process import REASONS
from manumit.web.directory.forms import OneOrNothing
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import Several
from manumit.web.registers.forms import Country


class CharacteristicsForm(desk_forms.Sent):
    """By what the figures tell people apart; nobody has to answer."""

    room = "characteristics"
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    sex = OneOrNothing(widget=forms.RadioSelect)
    nationality = Country()
    stateless = forms.BooleanField(required=False)
    forms = Several(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = {name: REASONS[name].today() for name in ("sex", "form_of_exploitation")}
        not_known = ("", self.words.name("registers/not_known"))
        self._offer("sex", [not_known, *named_choices(self.words, "sex", today["sex"])])
        self._offer("forms", named_choices(
            self.words, "form_of_exploitation", today["form_of_exploitation"]
        ))  # fmt: skip

    def told(self) -> Characteristics:
        """All of it; who is stateless has no nationality."""
        said = self.cleaned_data
        return Characteristics(
            sex=said["sex"],
            nationality=STATELESS if said["stateless"] else said["nationality"],
            forms=tuple(said["forms"]),
        )

    @staticmethod
    def of(told: Characteristics) -> dict[str, object]:
        """What the form says before somebody corrects it."""
        stateless = told.nationality == STATELESS
        return {
            "sex": told.sex,
            "nationality": "" if stateless else told.nationality,
            "stateless": stateless,
            "forms": list(told.forms),
        }
