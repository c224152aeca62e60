"""What is typed into an assignment of many files."""

import uuid
from typing import Any, ClassVar

from django import forms

from manumit.web.assignments.process import REASONS
from manumit.web.assignments.services import Wish
from manumit.web.institutions import desk_forms

ROOM = "assignments"
ALL, TICKED = "all", "ticked"


class Sent(desk_forms.Sent):
    """A form of the room."""

    room: ClassVar[str] = ROOM

    def offer_reasons(self, name: str) -> None:
        """The reasons of a list that can be given today."""
        texts = f"{ROOM}_reason"
        found = desk_forms.coded_choices(self.words, texts, REASONS[name].today())
        self._offer("reason", found)


class ProposalForm(Sent):
    """Which files of one holder, to whom, why."""

    which = desk_forms.One()
    ticked = desk_forms.Several(required=False)
    receivers = desk_forms.Several()
    reason = desk_forms.One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        which = desk_forms.coded_choices(self.words, f"{ROOM}_which", (ALL, TICKED))
        self._offer("which", which)
        self.offer_reasons("assigned")

    def wish(self, holder: uuid.UUID) -> Wish:
        """The same, as the service takes it."""
        sent = self.cleaned_data
        ticked = frozenset(map(uuid.UUID, sent["ticked"]))
        return Wish(
            holder=holder,
            files=None if sent["which"] == ALL else ticked,
            receivers=frozenset(map(uuid.UUID, sent["receivers"])),
            reason=sent["reason"],
        )


class StepForm(Sent):
    """A step of an assignment, on the version that was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class RefuseForm(StepForm):
    """Why it is refused."""

    reasons: ClassVar[str] = "refused"
    reason = desk_forms.One()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_reasons(self.reasons)


class StopForm(RefuseForm):
    """Why it is stopped."""

    reasons: ClassVar[str] = "stopped"
