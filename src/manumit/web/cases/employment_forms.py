"""Forms of employments. The texts are in the language packs."""

import uuid
from typing import Any

from django import forms

from manumit.assessment.view import Words
from manumit.web.cases.employments import WORKPLACE, EmployerRole, EmploymentDetails, NamedEntry
from manumit.web.cases.process import REASONS
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import Choices, LineField, RadioField, coded_choices
from manumit.web.registers.contents import LONGEST_NAME
from manumit.web.registers.dates import LONGEST
from manumit.web.registers.forms import CountryField, line_choices, sector_choices
from manumit.web.registers.lists import occupations
from manumit.web.registers.selectors import EntryLine

ROOM = "employments"
"""Of the texts beside fields: those of cases use some of the names otherwise."""


def occupation_choices(words: Words) -> Choices:
    """Return the groups of ISCO-08 as choices, and "not known"."""
    known = coded_choices(words, "occupation", occupations().titles)
    return [
        ("", words.name("registers/not_known")),
        *((key, f"{key} {text}") for key, text in known),
    ]


class EmploymentForm(desk_forms.OfficeForm):
    """One employment; each organisation is chosen from the register or entered by name."""

    room = ROOM
    occupation = forms.ChoiceField(required=False)
    sector = forms.ChoiceField(required=False)
    from_country = CountryField()
    from_region = LineField(max_length=LONGEST_NAME, required=False)
    to_country = CountryField()
    begins = LineField(max_length=LONGEST, required=False)
    until = LineField(max_length=LONGEST, required=False)
    source = RadioField()

    def __init__(
        self, *args: Any, organisations: list[EntryLine], workplaces: list[EntryLine], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = []
        for part in (*EmployerRole, WORKPLACE):
            lines = workplaces if part == WORKPLACE else organisations
            self.fields[str(part)] = forms.ChoiceField(required=False)
            self._offer(str(part), line_choices(self.words, lines, "cases/not_in_register"))
            self.fields[f"{part}_name"] = LineField(max_length=LONGEST_NAME, required=False)
            named += [str(part), f"{part}_name"]
        self._offer("occupation", occupation_choices(self.words))
        self._offer("sector", sector_choices(self.words))
        sources = REASONS["employment_source"].today()
        self._offer("source", coded_choices(self.words, "cases_employment_source", sources))
        self.order_fields(["request", *named])

    def to_input(self) -> EmploymentDetails:
        """Return the employment as entered."""
        typed = self.cleaned_data
        found = {part: self._named(part) for part in EmployerRole}
        return EmploymentDetails(
            organisations={part: one for part, one in found.items() if one is not None},
            workplace=self._named(WORKPLACE),
            **{
                name: typed[name]
                for name in (
                    "occupation", "sector", "from_country", "from_region", "to_country", "begins",
                    "until", "source",
                )
            },
        )  # fmt: skip

    def _named(self, part: str) -> NamedEntry | None:
        entry, name = self.cleaned_data[part], self.cleaned_data[f"{part}_name"].strip()
        if entry:
            return NamedEntry(name, uuid.UUID(entry))
        return NamedEntry(name) if name else None

    @staticmethod
    def initial_from(details: EmploymentDetails) -> dict[str, str]:
        """Return the form's initial data for a version."""
        found = {
            name: getattr(details, name)
            for name in (
                "occupation", "sector", "from_country", "from_region", "to_country", "begins",
                "until", "source",
            )
        }  # fmt: skip
        for part, one in (*details.organisations.items(), (WORKPLACE, details.workplace)):
            if one is not None:
                found[str(part)] = "" if one.entry is None else str(one.entry)
                found[f"{part}_name"] = one.name if one.entry is None else ""
        return found
