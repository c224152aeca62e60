"""Forms of assignments of many files."""

import uuid
from typing import Any, ClassVar

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.reassignment.process import REASONS
from manumit.web.reassignment.services import AssignmentProposal

ROOM = "reassignment"
ALL, TICKED = "all", "ticked"


class ReassignmentForm(desk_forms.OfficeForm):
    """Base of the forms of this app."""

    room: ClassVar[str] = ROOM

    def offer_reasons(self, name: str) -> None:
        """Offer the reasons of a list that can be given today."""
        texts = f"{ROOM}_reason"
        found = desk_forms.coded_choices(self.words, texts, REASONS[name].today())
        self._offer("reason", found)


class ProposalForm(ReassignmentForm):
    """Which files of one holder, to whom, why."""

    which = desk_forms.RadioField()
    ticked = desk_forms.CheckboxesField(required=False)
    receivers = desk_forms.CheckboxesField()
    reason = desk_forms.RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        which = desk_forms.coded_choices(self.words, f"{ROOM}_which", (ALL, TICKED))
        self._offer("which", which)
        self.offer_reasons("assigned")

    def wish(self, holder: uuid.UUID) -> AssignmentProposal:
        """Return the input as the service expects it."""
        sent = self.cleaned_data
        ticked = frozenset(map(uuid.UUID, sent["ticked"]))
        return AssignmentProposal(
            holder=holder,
            files=None if sent["which"] == ALL else ticked,
            receivers=frozenset(map(uuid.UUID, sent["receivers"])),
            reason=sent["reason"],
        )


class StepForm(ReassignmentForm):
    """A step of an assignment, on the version that was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class RefuseForm(StepForm):
    """The reason for refusing."""

    reasons: ClassVar[str] = "refused"
    reason = desk_forms.RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_reasons(self.reasons)


class StopForm(RefuseForm):
    """The reason for stopping."""

    reasons: ClassVar[str] = "stopped"
