"""Forms of group cases. The texts are in the language packs."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from manumit.assessment.view import Words
from manumit.instruments import shipped_library
from manumit.web.cases.reckonings import ADULT
from manumit.web.group_cases.contents import ANSWERS, SEEN_BY, WorkplaceFact
from manumit.web.institutions.desk_forms import (
    Choices,
    DayField,
    OfficeForm,
    RadioField,
    TextField,
    coded_choices,
)

ROOM = "group_cases"
LONGEST_NOTE = 2000


class GroupForm(OfficeForm):
    """Base of the forms of group cases."""

    room = ROOM


class FileForm(GroupForm):
    """The choice of one of the member's own files."""

    file = RadioField()

    def __init__(self, *args: Any, files: Iterable[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("file", [(str(key), name) for key, name in files])


class SameForm(FileForm):
    """The choice of two own files that belong to one person."""

    other = RadioField()

    def __init__(self, *args: Any, files: Iterable[tuple[uuid.UUID, str]], **kwargs: Any) -> None:
        known = list(files)
        super().__init__(*args, files=known, **kwargs)
        self._offer("other", [(str(key), name) for key, name in known])


class FactForm(GroupForm):
    """A fact about the workplace."""

    code = forms.ChoiceField()
    answer = RadioField()
    informant = RadioField()
    at = DayField(required=False)
    note = TextField(max_length=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("code", [("", self.words.name("registers/choose")), *fact_codes(self.words)])
        self._offer("answer", coded_choices(self.words, "group_cases_fact_answer", ANSWERS))
        self._offer("informant", coded_choices(self.words, "informant", SEEN_BY))

    def fact(self) -> WorkplaceFact:
        """Return the fact as entered."""
        typed = self.cleaned_data
        by_code = {str(one): one for one in (*ANSWERS, *SEEN_BY)}
        return WorkplaceFact(
            code=typed["code"],
            answer=by_code[typed["answer"]],  # type: ignore[arg-type] # one of ANSWERS
            informant=by_code[typed["informant"]],  # type: ignore[arg-type] # one of SEEN_BY
            at=typed["at"],
            note=typed["note"],
        )


def fact_codes(words: Words) -> Choices:
    """Return the indicators of the list for adults as choices."""
    codes = [one.code for one in shipped_library().instrument(ADULT).indicators]
    return [(one, f"{one} {words.name(one)}") for one in codes]
