"""What is typed about organisations and workplaces. Words stand in the packs."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from manumit.assessment.view import Words
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import Choices, Long, One, Short, coded_choices
from manumit.web.registers import services
from manumit.web.registers.contents import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_NUMBER,
    Called,
    Located,
)
from manumit.web.registers.dates import LONGEST
from manumit.web.registers.lists import LISTS, sectors
from manumit.web.registers.selectors import Line, OrganisationView, WorkplaceView
from manumit.web.registers.services.entries import About

ROOM = "registers"
LAST_VERSION = 2**31 - 2


def listed(words: Words, name: str) -> Choices:
    """The codes of a list that can be chosen today."""
    return coded_choices(words, f"registers_{name}", LISTS[name].today())


def sector_choices(words: Words) -> Choices:
    """Sectors, and that nobody knows."""
    known = coded_choices(words, "sector", sectors().titles)
    return [
        ("", words.name("registers/not_known")),
        *((key, f"{key} {text}") for key, text in known),
    ]


def line_choices(
    words: Words, lines: Iterable[Line], empty: str = "registers/not_known"
) -> Choices:
    """Entries by name, and that it is none of them."""
    found = [(str(one.id), f"{one.name} ({one.reference})") for one in lines]
    return [("", words.name(empty)), *found]


class Sent(desk_forms.Sent):
    """A form of the room."""

    room = ROOM


class Country(Short):
    """Two letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        """In capitals, as ISO 3166 writes it."""
        return str(super().clean(value)).upper()


class EntryForm(Sent):
    """What both kinds of entry are asked."""

    name = Short(max_length=LONGEST_NAME)
    country = Country()
    sector = forms.ChoiceField(required=False)
    source = One()
    another = forms.BooleanField(required=False)
    seen = forms.IntegerField(
        widget=forms.HiddenInput, initial=0, min_value=0, max_value=LAST_VERSION
    )

    def __init__(self, *args: Any, shown_like: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("sector", sector_choices(self.words))
        self._offer("source", listed(self.words, "source"))
        if not shown_like:
            del self.fields["another"]

    def about(self) -> About:
        """What stands in clear."""
        said = self.cleaned_data
        return About(source=said["source"], country=said["country"], sector=said["sector"])

    @property
    def another_one(self) -> bool:
        """Whether it is none of those that were shown."""
        return bool(self.cleaned_data.get("another"))


class OrganisationForm(EntryForm):
    """An organisation."""

    kind = One()
    natural_person = One()
    number = Short(max_length=LONGEST_NUMBER, required=False)
    aliases = Long(required=False)
    field_order = (
        "request", "seen", "another", "name", "aliases", "kind", "natural_person", "country",
        "number", "sector", "source",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", listed(self.words, "organisation"))
        self._offer("natural_person", listed(self.words, "natural_person"))

    def called(self) -> Called:
        """Names and number."""
        said = self.cleaned_data
        aliases = tuple(said["aliases"].splitlines())
        return Called(name=said["name"], aliases=aliases, number=said["number"])

    def told(self) -> services.ToRecord:
        """All of it."""
        said = self.cleaned_data
        return services.ToRecord(
            kind=said["kind"],
            natural_person=said["natural_person"],
            called=self.called(),
            about=self.about(),
        )

    @staticmethod
    def of(found: OrganisationView) -> dict[str, object]:
        """What the form says of an entry before somebody changes it."""
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

    address = Long(max_length=LONGEST_ADDRESS, required=False)
    place = One()
    organisation = forms.ChoiceField(required=False)
    field_order = (
        "request", "seen", "another", "name", "address", "place", "organisation", "country",
        "sector", "source",
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("place", listed(self.words, "place"))
        self._offer("organisation", line_choices(self.words, organisations))

    def located(self) -> Located:
        """Name and address."""
        said = self.cleaned_data
        return Located(name=said["name"], address=said["address"])

    def told(self) -> services.Place:
        """All of it."""
        said = self.cleaned_data
        runs = said["organisation"]
        return services.Place(
            place=said["place"],
            located=self.located(),
            about=self.about(),
            organisation=uuid.UUID(runs) if runs else None,
        )

    @staticmethod
    def of(found: WorkplaceView) -> dict[str, object]:
        """What the form says of an entry before somebody changes it."""
        return {
            "seen": found.version,
            "name": found.located.name,
            "address": found.located.address,
            "place": found.place,
            "organisation": "" if found.runs is None else str(found.runs.id),
            "country": found.country,
            "sector": found.sector,
            "source": found.source,
        }


class FindForm(forms.Form):
    """A name to look for; it travels in the form and stands in no address."""

    room = ROOM
    name = Short(max_length=LONGEST_NAME)
    country = Country()
    number = Short(max_length=LONGEST_NUMBER, required=False)

    def called(self) -> Called:
        """What is looked for."""
        said = self.cleaned_data
        return Called(name=said["name"], number=said["number"])


class OtherForm(Sent):
    """Another organisation."""

    other = forms.ChoiceField()

    def __init__(self, *args: Any, organisations: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("other", line_choices(self.words, organisations, "registers/choose"))

    @property
    def other_id(self) -> uuid.UUID:
        """Its key."""
        return uuid.UUID(self.cleaned_data["other"])


class LinkForm(OtherForm):
    """How two organisations stand to each other, from when until when."""

    kind = One()
    way = One()
    begins = Short(max_length=LONGEST, required=False)
    until = Short(max_length=LONGEST, required=False)
    source = One()
    field_order = ("request", "way", "kind", "other", "begins", "until", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", listed(self.words, "link"))
        self._offer("way", coded_choices(self.words, "registers_way", ("out", "in")))
        self._offer("source", listed(self.words, "source"))


class MergeForm(OtherForm):
    """Which entry is of the same organisation, and why one knows."""

    reason = One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", listed(self.words, "merged"))


class UnmergeForm(Sent):
    """Why an entry is parted from another."""

    reason = One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", listed(self.words, "unmerged"))


class ShareForm(Sent):
    """Whether every institution reads it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LAST_VERSION)
    shared = forms.BooleanField(required=False)
