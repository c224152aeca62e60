"""What is typed about characteristics of a person. The texts are in the language packs."""

from typing import Any

from django import forms

from manumit.web.cases.characteristics import STATELESS, Characteristics
from manumit.web.cases.forms import named_choices
from manumit.web.cases.process import REASONS
from manumit.web.directory.forms import OneOrNothing
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import CheckboxesField
from manumit.web.registers.forms import CountryField


class CharacteristicsForm(desk_forms.OfficeForm):
    """Breakdown attributes for statistics; nobody has to answer."""

    room = "characteristics"
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    sex = OneOrNothing(widget=forms.RadioSelect)
    nationality = CountryField()
    stateless = forms.BooleanField(required=False)
    forms = CheckboxesField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = {name: REASONS[name].today() for name in ("sex", "form_of_exploitation")}
        not_known = ("", self.words.name("registers/not_known"))
        self._offer("sex", [not_known, *named_choices(self.words, "sex", today["sex"])])
        self._offer("forms", named_choices(
            self.words, "form_of_exploitation", today["form_of_exploitation"]
        ))  # fmt: skip

    def to_input(self) -> Characteristics:
        """Return all of it; who is stateless has no nationality."""
        sent = self.cleaned_data
        return Characteristics(
            sex=sent["sex"],
            nationality=STATELESS if sent["stateless"] else sent["nationality"],
            forms=tuple(sent["forms"]),
        )

    @staticmethod
    def initial_from(attributes: Characteristics) -> dict[str, object]:
        """Return the form's initial data."""
        stateless = attributes.nationality == STATELESS
        return {
            "sex": attributes.sex,
            "nationality": "" if stateless else attributes.nationality,
            "stateless": stateless,
            "forms": list(attributes.forms),
        }
