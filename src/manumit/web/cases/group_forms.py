"""What is typed about employments and group cases. Words stand in the packs."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from manumit.assessment.view import Words
from manumit.instruments import shipped_library
from manumit.web.cases.employments import Employed, Named, Part
from manumit.web.cases.groups import ANSWERS, SEEN_BY, Fact
from manumit.web.cases.process import REASONS
from manumit.web.cases.reckonings import ADULT
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import Choices, Day, Long, One, Short, coded_choices
from manumit.web.registers.contents import LONGEST_NAME
from manumit.web.registers.dates import LONGEST
from manumit.web.registers.forms import Country, line_choices, sector_choices
from manumit.web.registers.lists import occupations
from manumit.web.registers.selectors import Line

ROOM = "groups"
"""Of the texts beside fields: those of cases use some of the names otherwise."""
WORKPLACE = "workplace"
LONGEST_NOTE = 2000


class Sent(desk_forms.Sent):
    """A form of employments or group cases."""

    room = ROOM


def occupation_choices(words: Words) -> Choices:
    """Groups of ISCO-08, and that nobody knows."""
    known = coded_choices(words, "occupation", occupations().titles)
    return [
        ("", words.name("registers/not_known")),
        *((key, f"{key} {text}") for key, text in known),
    ]


class EmploymentForm(Sent):
    """One employment: each organisation chosen of the register, or written as somebody calls it."""

    occupation = forms.ChoiceField(required=False)
    sector = forms.ChoiceField(required=False)
    from_country = Country()
    from_region = Short(max_length=LONGEST_NAME, required=False)
    to_country = Country()
    begins = Short(max_length=LONGEST, required=False)
    until = Short(max_length=LONGEST, required=False)
    source = One()

    def __init__(
        self, *args: Any, organisations: list[Line], workplaces: list[Line], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = []
        for part in (*Part, WORKPLACE):
            lines = workplaces if part == WORKPLACE else organisations
            self.fields[str(part)] = forms.ChoiceField(required=False)
            self._offer(str(part), line_choices(self.words, lines, "cases/not_in_register"))
            self.fields[f"{part}_name"] = Short(max_length=LONGEST_NAME, required=False)
            named += [str(part), f"{part}_name"]
        self._offer("occupation", occupation_choices(self.words))
        self._offer("sector", sector_choices(self.words))
        sources = REASONS["employment_source"].today()
        self._offer("source", coded_choices(self.words, "cases_employment_source", sources))
        self.order_fields(["request", *named])

    def told(self) -> Employed:
        """All of it."""
        said = self.cleaned_data
        found = {part: self._named(part) for part in Part}
        return Employed(
            organisations={part: one for part, one in found.items() if one is not None},
            workplace=self._named(WORKPLACE),
            **{
                name: said[name]
                for name in (
                    "occupation", "sector", "from_country", "from_region", "to_country", "begins",
                    "until", "source",
                )
            },
        )  # fmt: skip

    def _named(self, part: str) -> Named | None:
        entry, name = self.cleaned_data[part], self.cleaned_data[f"{part}_name"].strip()
        if entry:
            return Named(name, uuid.UUID(entry))
        return Named(name) if name else None

    @staticmethod
    def of(told: Employed) -> dict[str, str]:
        """What the form says of a version before somebody corrects it."""
        found = {
            name: getattr(told, name)
            for name in (
                "occupation", "sector", "from_country", "from_region", "to_country", "begins",
                "until", "source",
            )
        }  # fmt: skip
        for part, one in (*told.organisations.items(), (WORKPLACE, told.workplace)):
            if one is not None:
                found[str(part)] = "" if one.entry is None else str(one.entry)
                found[f"{part}_name"] = one.name if one.entry is None else ""
        return found


class FileForm(Sent):
    """One of one's own files."""

    file = One()

    def __init__(self, *args: Any, files: Iterable[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("file", [(str(key), name) for key, name in files])


class SameForm(FileForm):
    """Two of one's own files that are of one person."""

    other = One()

    def __init__(self, *args: Any, files: Iterable[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        known = list(files)
        super().__init__(*args, files=known, **kwargs)
        self._offer("other", [(str(key), name) for key, name in known])


class FactForm(Sent):
    """Something about the place."""

    code = forms.ChoiceField()
    answer = One()
    informant = One()
    at = Day(required=False)
    note = Long(max_length=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("code", [("", self.words.name("registers/choose")), *fact_codes(self.words)])
        self._offer("answer", coded_choices(self.words, "cases_fact_answer", ANSWERS))
        self._offer("informant", coded_choices(self.words, "informant", SEEN_BY))

    def fact(self) -> Fact:
        """What it is."""
        said = self.cleaned_data
        by_code = {str(one): one for one in (*ANSWERS, *SEEN_BY)}
        return Fact(
            code=said["code"],
            answer=by_code[said["answer"]],  # type: ignore[arg-type] # one of ANSWERS
            informant=by_code[said["informant"]],  # type: ignore[arg-type] # one of SEEN_BY
            at=said["at"],
            note=said["note"],
        )


def fact_codes(words: Words) -> Choices:
    """Indicators of the list for adults, in its words."""
    codes = [one.code for one in shipped_library().instrument(ADULT).indicators]
    return [(one, f"{one} {words.name(one)}") for one in codes]
