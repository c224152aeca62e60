"""Forms of services: codes, numbers, a region."""

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from manumit.assessment.view import Words
from manumit.web.directory.fits import ServiceQuery
from manumit.web.directory.lists import LISTS, REFERRAL, UNKNOWN
from manumit.web.directory.models import LONGEST_AREA
from manumit.web.directory.selectors import ServiceMatch
from manumit.web.directory.services import ServiceDetails
from manumit.web.institutions import desk_forms

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOM = "directory"
MOST = 9_999


def choices(words: Words, name: str, *, nothing: bool = False) -> desk_forms.Choices:
    """Return the codes of a list that can be chosen today, with an empty choice first if wanted."""
    listed = desk_forms.coded_choices(words, f"{ROOM}_{name}", LISTS[name].today())
    return [("", words.name(f"{ROOM}/not_asked")), *listed] if nothing else listed


class OneOrNothing(forms.ChoiceField):
    """One choice, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class Number(forms.IntegerField):
    """A number of places, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=MOST, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class SearchForm(desk_forms.OfficeForm):
    """A search for services. Sent by POST, so that no address or log contains it."""

    room: ClassVar[str] = ROOM
    need = OneOrNothing()
    language = OneOrNothing()
    sex = OneOrNothing()
    age = OneOrNothing()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("need", "language", "sex", "age"):
            self._offer(name, choices(self.words, name, nothing=True))

    def wish(self) -> ServiceQuery:
        """Return the query as the selectors take it."""
        found = self.cleaned_data
        return ServiceQuery(found["need"], found["language"], found["sex"], found["age"])


class ServiceForm(desk_forms.OfficeForm):
    """The details of a service. The region is the only free text."""

    room: ClassVar[str] = ROOM
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    office = desk_forms.RadioField()
    needs = desk_forms.CheckboxesField()
    languages = desk_forms.CheckboxesField(required=False)
    sexes = desk_forms.CheckboxesField(required=False)
    ages = desk_forms.CheckboxesField(required=False)
    capacity = desk_forms.RadioField(initial=UNKNOWN)
    places = Number()
    free_places = Number()
    area = desk_forms.LineField(max_length=LONGEST_AREA, required=False)
    hours = desk_forms.RadioField(initial=UNKNOWN)
    contact = desk_forms.RadioField(initial=REFERRAL)
    papers = desk_forms.RadioField(initial=UNKNOWN)
    step_free = desk_forms.RadioField(initial=UNKNOWN)
    cost = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    currency = desk_forms.LineField(max_length=3, required=False)
    cost_per = OneOrNothing()

    lists: ClassVar = {
        "needs": "need", "languages": "language", "sexes": "sex", "ages": "age",
        "capacity": "capacity", "hours": "hours", "contact": "contact", "papers": "papers",
        "step_free": "step_free",
    }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in self.lists.items():
            self._offer(name, choices(self.words, listed))
        self._offer("cost_per", choices(self.words, "cost_per", nothing=True))

    def offer(self) -> ServiceDetails:
        """Return the input as the service expects it."""
        data = self.cleaned_data
        return ServiceDetails(
            office=uuid.UUID(data["office"]),
            needs=tuple(data["needs"]),
            languages=tuple(data["languages"]),
            sexes=tuple(data["sexes"]),
            ages=tuple(data["ages"]),
            capacity=data["capacity"],
            hours=data["hours"],
            contact=data["contact"],
            papers=data["papers"],
            places=data["places"],
            free_places=data["free_places"],
            area=data["area"],
            cost=data["cost"] or Decimal(0),
            currency=data["currency"].upper(),
            cost_per=data["cost_per"],
            step_free=data["step_free"],
        )


def initial_values(found: ServiceMatch) -> dict[str, object]:
    """Return the form's values from a service; never the free places, which are today's."""
    names: Sequence[str] = (
        "office", "needs", "languages", "sexes", "ages", "capacity", "places", "area", "hours",
        "contact", "papers", "step_free", "currency", "cost_per",
    )  # fmt: skip
    values = {name: getattr(found, name) for name in names}
    return {**values, "seen": found.version, "cost": found.cost or None}


class ConfirmForm(desk_forms.OfficeForm):
    """Confirmation that a service is up to date, with the places that are free today."""

    room: ClassVar[str] = ROOM
    seen = forms.IntegerField(widget=forms.HiddenInput)
    free_places = Number()


class EndForm(desk_forms.OfficeForm):
    """Why a service ends."""

    room: ClassVar[str] = ROOM
    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = desk_forms.RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", choices(self.words, "service_ended"))


class LanguageForm(forms.Form):
    """The language in which gaps are shown; of no person, so it may be part of the address."""

    room: ClassVar[str] = ROOM
    language = OneOrNothing()

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        field: Any = self.fields["language"]
        field.choices = choices(words, "language", nothing=True)

    def chosen(self) -> str:
        """Return the code; empty for any language."""
        return str(self.cleaned_data["language"]) if self.is_valid() else ""
