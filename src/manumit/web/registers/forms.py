"""Forms of organisations and workplaces. The texts are in the language packs."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from manumit.assessment.view import Words
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import (
    Choices,
    LineField,
    RadioField,
    SeenField,
    TextField,
    coded_choices,
)
from manumit.web.registers import services
from manumit.web.registers.contents import (
    LONGEST_ADDRESS,
    LONGEST_AREA,
    LONGEST_NAME,
    LONGEST_NUMBER,
    MOST_WORKERS,
    OrganisationDetails,
    WorkplaceDetails,
)
from manumit.web.registers.dates import LONGEST
from manumit.web.registers.lists import LISTS, sectors
from manumit.web.registers.selectors import EntryLine, OrganisationView, WorkplaceView
from manumit.web.registers.services.entries import ClearDetails

ROOM = "registers"


def list_choices(words: Words, name: str) -> Choices:
    """Return the codes of a list that can be chosen today."""
    return coded_choices(words, f"registers_{name}", LISTS[name].today())


def sector_choices(words: Words) -> Choices:
    """Return the sectors as choices, and "not known"."""
    known = coded_choices(words, "sector", sectors().titles)
    return [
        ("", words.name("registers/not_known")),
        *((key, f"{key} {text}") for key, text in known),
    ]


def line_choices(
    words: Words, lines: Iterable[EntryLine], empty: str = "registers/not_known"
) -> Choices:
    """Return entries as choices by name, and one for none of them."""
    found = [(str(one.id), f"{one.name} ({one.reference})") for one in lines]
    return [("", words.name(empty)), *found]


class RegisterForm(desk_forms.OfficeForm):
    """Base of the room's forms."""

    room = ROOM


class CountryField(LineField):
    """A country by its ISO 3166 code of two letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the code in capitals."""
        return str(super().clean(value)).upper()


class EntryForm(RegisterForm):
    """Fields that organisations and workplaces share."""

    name = LineField(max_length=LONGEST_NAME)
    country = CountryField()
    sector = forms.ChoiceField(required=False)
    source = RadioField()
    another = forms.BooleanField(required=False)
    seen = SeenField()

    def __init__(self, *args: Any, shown_like: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("sector", sector_choices(self.words))
        self._offer("source", list_choices(self.words, "source"))
        if not shown_like:
            del self.fields["another"]

    def about(self) -> ClearDetails:
        """Return the details that are stored unencrypted."""
        data = self.cleaned_data
        return ClearDetails(source=data["source"], country=data["country"], sector=data["sector"])

    @property
    def another_one(self) -> bool:
        """Return whether the member says that it is none of the similar entries."""
        return bool(self.cleaned_data.get("another"))


class OrganisationForm(EntryForm):
    """An organisation."""

    kind = RadioField()
    natural_person = RadioField()
    number = LineField(max_length=LONGEST_NUMBER, required=False)
    aliases = TextField(required=False)
    field_order = (
        "request", "seen", "another", "name", "aliases", "kind", "natural_person", "country",
        "number", "sector", "source",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", list_choices(self.words, "organisation"))
        self._offer("natural_person", list_choices(self.words, "natural_person"))

    def called(self) -> OrganisationDetails:
        """Return names and number."""
        data = self.cleaned_data
        aliases = tuple(data["aliases"].splitlines())
        return OrganisationDetails(name=data["name"], aliases=aliases, number=data["number"])

    def to_input(self) -> services.OrganisationInput:
        """Return the input for the service."""
        data = self.cleaned_data
        return services.OrganisationInput(
            kind=data["kind"],
            natural_person=data["natural_person"],
            called=self.called(),
            about=self.about(),
        )

    @staticmethod
    def initial_from(found: OrganisationView) -> dict[str, object]:
        """Return the form's initial data for an entry."""
        return {
            "seen": found.version,
            "name": found.called.name,
            "aliases": "\n".join(found.called.aliases),
            "number": found.called.number,
            "kind": found.kind,
            "natural_person": found.natural_person,
            "country": found.country,
            "sector": found.sector,
            "source": found.source,
        }


class WorkplaceForm(EntryForm):
    """A workplace."""

    register_number = LineField(max_length=LONGEST_NUMBER, required=False)
    address = TextField(max_length=LONGEST_ADDRESS, required=False)
    area = LineField(max_length=LONGEST_AREA, required=False)
    workers = forms.IntegerField(min_value=0, max_value=MOST_WORKERS, required=False)
    place = RadioField()
    organisation = forms.ChoiceField(required=False)
    field_order = (
        "request", "seen", "another", "name", "register_number", "address", "area", "place",
        "workers", "organisation", "country", "sector", "source",
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Iterable[EntryLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("place", list_choices(self.words, "place"))
        self._offer("organisation", line_choices(self.words, organisations))

    def located(self) -> WorkplaceDetails:
        """Return name, address and what else is sealed."""
        typed = self.cleaned_data
        return WorkplaceDetails(
            name=typed["name"],
            address=typed["address"],
            number=typed["register_number"],
            area=typed["area"],
            workers=typed["workers"],
        )

    def to_input(self) -> services.WorkplaceInput:
        """Return the input for the service."""
        data = self.cleaned_data
        runs = data["organisation"]
        return services.WorkplaceInput(
            place=data["place"],
            located=self.located(),
            about=self.about(),
            organisation=uuid.UUID(runs) if runs else None,
        )

    @staticmethod
    def initial_from(found: WorkplaceView) -> dict[str, object]:
        """Return the form's initial data for an entry."""
        return {
            "seen": found.version,
            "name": found.located.name,
            "register_number": found.located.number,
            "address": found.located.address,
            "area": found.located.area,
            "workers": found.located.workers,
            "place": found.place,
            "organisation": "" if found.runs is None else str(found.runs.id),
            "country": found.country,
            "sector": found.sector,
            "source": found.source,
        }


class FindForm(forms.Form):
    """A name to search for; it is sent in the body and is in no URL."""

    room = ROOM
    name = LineField(max_length=LONGEST_NAME)
    country = CountryField()
    number = LineField(max_length=LONGEST_NUMBER, required=False)

    def called(self) -> OrganisationDetails:
        """Return the details to search for."""
        data = self.cleaned_data
        return OrganisationDetails(name=data["name"], number=data["number"])


class OtherForm(RegisterForm):
    """The choice of another organisation."""

    other = forms.ChoiceField()

    def __init__(self, *args: Any, organisations: Iterable[EntryLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("other", line_choices(self.words, organisations, "registers/choose"))

    @property
    def other_id(self) -> uuid.UUID:
        """Return the key of the other organisation."""
        return uuid.UUID(self.cleaned_data["other"])


class LinkForm(OtherForm):
    """The kind and period of a link between two organisations."""

    kind = RadioField()
    way = RadioField()
    begins = LineField(max_length=LONGEST, required=False)
    until = LineField(max_length=LONGEST, required=False)
    source = RadioField()
    field_order = ("request", "way", "kind", "other", "begins", "until", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", list_choices(self.words, "link"))
        self._offer("way", coded_choices(self.words, "registers_way", ("out", "in")))
        self._offer("source", list_choices(self.words, "source"))


class MergeForm(OtherForm):
    """The other entry of the same organisation, and the reason."""

    reason = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", list_choices(self.words, "merged"))


class PlaceMergeForm(RegisterForm):
    """The other entry of the same workplace, and the reason."""

    other_place = forms.ChoiceField()
    reason = RadioField()

    def __init__(self, *args: Any, workplaces: Iterable[EntryLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("other_place", line_choices(self.words, workplaces, "registers/choose"))
        self._offer("reason", list_choices(self.words, "merged"))


class UnmergeForm(RegisterForm):
    """The reason for undoing a merge."""

    reason = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", list_choices(self.words, "unmerged"))


class ShareForm(RegisterForm):
    """Whether every institution may read the entry."""

    seen = SeenField(initial=None)
    shared = forms.BooleanField(required=False)
