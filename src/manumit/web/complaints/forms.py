"""Forms of complaints. The texts are in the language packs."""

import uuid
from typing import Any

from django import forms

from manumit.web.complaints.lists import AGREED, LISTS
from manumit.web.complaints.models import ANSWER, QUESTION
from manumit.web.complaints.process import JOIN_ROUND, TOUCHING
from manumit.web.complaints.receiving import LONGEST_MESSAGE
from manumit.web.complaints.reprisals import LONGEST_REPRISAL
from manumit.web.complaints.verbs import BriefingInput
from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import (
    CheckboxesField,
    Choices,
    DayField,
    RadioField,
    SeenField,
    TextField,
    coded_choices,
)
from manumit.web.kernel.vault.attachments import ENDINGS

ROOM = "complaints"
MOST_WORKERS = 1_000_000
YES, NO = "yes", "no"


class ComplaintForm(desk_forms.OfficeForm):
    """Base of the room's forms.

    Attributes:
        listed: fields that choose from a code list, with the list.
    """

    room = ROOM
    listed: dict[str, str] = {}  # noqa: RUF012 - of the class, and never changed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in self.listed.items():
            self._offer(field, coded_choices(self.words, f"complaints_{name}", LISTS[name].today()))


class StepForm(ComplaintForm):
    """A step, with its reason where it asks for one."""

    seen = SeenField()
    briefing = forms.UUIDField(widget=forms.HiddenInput, required=False)
    reason = RadioField()

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "complaints_reason", reasons))
        else:
            del self.fields["reason"]


class UrgencyForm(ComplaintForm):
    """Danger and child, as intake knows them now."""

    danger = RadioField()
    child = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("danger", "child"):
            self._offer(field, coded_choices(self.words, "complaints_yes", (YES, NO)))


class NewDateForm(ComplaintForm):
    """A new date for the answer."""

    until = DayField()


class MessageForm(ComplaintForm):
    """An answer or a question to the worker."""

    kind = RadioField()
    text = TextField(max_length=LONGEST_MESSAGE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", coded_choices(self.words, "complaints_kind", (ANSWER, QUESTION)))


class BriefingForm(ComplaintForm):
    """The briefing of a route: codes and a number. No field takes a text.

    Args:
        rounds: what the complaint can wait for, with a line about each.
        collective: whether others were added: then no answer says that "the worker" agrees.
    """

    route = RadioField()
    round = RadioField(required=False)
    sector = forms.ChoiceField()
    knowable_by = forms.IntegerField(min_value=1, max_value=MOST_WORKERS)
    facts = CheckboxesField(required=False)
    agreed = RadioField()
    listed = {"sector": "sector", "facts": "topic", "agreed": "agreed"}  # noqa: RUF012 - as above

    def __init__(
        self, *args: Any, rounds: Choices, collective: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if collective:
            codes = [one for one in LISTS["agreed"].today() if one != AGREED]
            self._offer("agreed", coded_choices(self.words, "complaints_agreed", codes))
        # Nothing is chosen beforehand: a wrong sector would give a wrong chance.
        sector: Any = self.fields["sector"]
        sector.choices = [("", "–"), *sector.choices]
        routes = [one for one in TOUCHING if rounds or one != JOIN_ROUND]
        self._offer("route", coded_choices(self.words, "complaints_step", routes))
        if rounds:
            self._offer("round", rounds)
        else:
            del self.fields["round"]

    def given(self) -> BriefingInput:
        """Return what was entered, as the service takes it."""
        clean = self.cleaned_data
        return BriefingInput(
            route=clean["route"],
            sector=clean["sector"],
            knowable_by=clean["knowable_by"],
            facts=tuple(clean["facts"]),
            agreed=clean["agreed"],
            round=uuid.UUID(clean["round"]) if clean.get("round") else None,
        )


class AskSourceForm(ComplaintForm):
    """The purpose for which a source is to be opened."""

    purpose = RadioField()
    listed = {"purpose": "purpose"}  # noqa: RUF012 - as above


class ReprisalForm(ComplaintForm):
    """What was done to the worker after the complaint."""

    reprisal = RadioField()
    reprisal_text = TextField(max_length=LONGEST_REPRISAL, required=False)
    listed = {"reprisal": "reprisal"}  # noqa: RUF012 - as above


class PaperForm(ComplaintForm):
    """A photograph or paper; what may be sent is the vault's to say, also of an empty file."""

    file = forms.FileField(
        allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)})
    )


class ReadForm(ComplaintForm):
    """Nothing but the button."""
