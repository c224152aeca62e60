"""What is typed into the pages of services: codes, numbers, a region."""

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from manumit.assessment.view import Words
from manumit.web.directory.fits import Wish
from manumit.web.directory.lists import LISTS, REFERRAL, UNKNOWN
from manumit.web.directory.models import LONGEST_AREA
from manumit.web.directory.selectors import Found
from manumit.web.directory.services import Offer
from manumit.web.institutions import desk_forms

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOM = "directory"
MOST = 9_999


def choices(words: Words, name: str, *, nothing: bool = False) -> desk_forms.Choices:
    """The codes of a list that can be chosen today; first that nothing is asked for, if wanted."""
    listed = desk_forms.coded_choices(words, f"{ROOM}_{name}", LISTS[name].today())
    return [("", words.name(f"{ROOM}/not_asked")), *listed] if nothing else listed


class OneOrNothing(forms.ChoiceField):
    """One of many, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


class Number(forms.IntegerField):
    """A number of places, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=MOST, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class SearchForm(desk_forms.Sent):
    """What somebody looks for. It is sent in a form, so that no address tells of it."""

    room: ClassVar[str] = ROOM
    need = OneOrNothing()
    language = OneOrNothing()
    sex = OneOrNothing()
    age = OneOrNothing()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("need", "language", "sex", "age"):
            self._offer(name, choices(self.words, name, nothing=True))

    def wish(self) -> Wish:
        """The same, as the selectors take it."""
        found = self.cleaned_data
        return Wish(found["need"], found["language"], found["sex"], found["age"])


class ServiceForm(desk_forms.Sent):
    """All that is said of a service. There is no text but the region."""

    room: ClassVar[str] = ROOM
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    office = desk_forms.One()
    needs = desk_forms.Several()
    languages = desk_forms.Several(required=False)
    sexes = desk_forms.Several(required=False)
    ages = desk_forms.Several(required=False)
    capacity = desk_forms.One(initial=UNKNOWN)
    places = Number()
    free_places = Number()
    area = desk_forms.Short(max_length=LONGEST_AREA, required=False)
    hours = desk_forms.One(initial=UNKNOWN)
    contact = desk_forms.One(initial=REFERRAL)
    papers = desk_forms.One(initial=UNKNOWN)
    step_free = desk_forms.One(initial=UNKNOWN)
    cost = forms.DecimalField(
        required=False, min_value=0, max_digits=12, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip
    currency = desk_forms.Short(max_length=3, required=False)
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

    def offer(self) -> Offer:
        """The same, as the service takes it."""
        said = self.cleaned_data
        return Offer(
            office=uuid.UUID(said["office"]),
            needs=tuple(said["needs"]),
            languages=tuple(said["languages"]),
            sexes=tuple(said["sexes"]),
            ages=tuple(said["ages"]),
            capacity=said["capacity"],
            hours=said["hours"],
            contact=said["contact"],
            papers=said["papers"],
            places=said["places"],
            free_places=said["free_places"],
            area=said["area"],
            cost=said["cost"] or Decimal(0),
            currency=said["currency"].upper(),
            cost_per=said["cost_per"],
            step_free=said["step_free"],
        )


def said_of(found: Found) -> dict[str, object]:
    """What the form holds of a service that is there; never the free places, which are of today."""
    names: Sequence[str] = (
        "office", "needs", "languages", "sexes", "ages", "capacity", "places", "area", "hours",
        "contact", "papers", "step_free", "currency", "cost_per",
    )  # fmt: skip
    said = {name: getattr(found, name) for name in names}
    return {**said, "seen": found.version, "cost": found.cost or None}


class ConfirmForm(desk_forms.Sent):
    """That a service still is as it stands, with the places that are free today."""

    room: ClassVar[str] = ROOM
    seen = forms.IntegerField(widget=forms.HiddenInput)
    free_places = Number()


class EndForm(desk_forms.Sent):
    """Why a service ends."""

    room: ClassVar[str] = ROOM
    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = desk_forms.One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", choices(self.words, "service_ended"))


class LanguageForm(forms.Form):
    """In which language gaps are looked at; of no person, so that it may stand in the address."""

    room: ClassVar[str] = ROOM
    language = OneOrNothing()

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        field: Any = self.fields["language"]
        field.choices = choices(words, "language", nothing=True)

    def chosen(self) -> str:
        """The code; an empty text for whichever."""
        return str(self.cleaned_data["language"]) if self.is_valid() else ""
