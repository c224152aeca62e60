"""Forms of the guided path. Labels are those of consents and referrals."""

from typing import Any

from django import forms

from manumit.web.cases.forms import (
    CaseForm,
    CheckboxesField,
    Choices,
    DayField,
    LineField,
    PurposeForm,
    RadioField,
    TextField,
    named_choices,
)
from manumit.web.cases.services.referrals import LONGEST_TEXT
from manumit.web.directory.fits import ServiceQuery
from manumit.web.directory.forms import OneOrNothing
from manumit.web.directory.forms import choices as wish_choices
from manumit.web.directory.lists import ADULT, CHILD
from manumit.web.directory.urgency import OTHER, need_text
from manumit.web.kernel.consent.models import ConsentStatus, ReadingMode, Voice

WISHES = (("spoken", "language"), ("sex", "sex"))
CARRIED = ("purpose", "need", "urgency", "spoken", "sex")
"""What the choice of a recipient repeats, hidden."""
RECORDED = frozenset({ConsentStatus.GIVEN.value, ConsentStatus.REFUSED.value})
"""Answers that are recorded; the others leave nothing."""
NOT_NOW, COVERED = "not_now", "covered"


class WishForm(PurposeForm):
    """The purpose of a referral, what is needed and by when, and wishes that sort the recipients.

    Language and sex are not stored. A need that is left open is "not stated".
    """

    need = OneOrNothing()
    urgency = RadioField()
    spoken = OneOrNothing()
    sex = OneOrNothing()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, listed in WISHES:
            self._offer(name, wish_choices(self.words, listed, nothing=True))
        words = self.words.name
        self._offer(
            "need",
            [
                ("", words(need_text(""))),
                *wish_choices(self.words, "need"),
                (OTHER, words(need_text(OTHER))),
            ],
        )
        self._offer("urgency", wish_choices(self.words, "urgency"))

    def wish(self, *, child: bool) -> ServiceQuery:
        """Return the wanted services, with the age group of the file (R-46).

        Another need than those of the list sorts nothing.
        """
        found = self.cleaned_data
        need = "" if found["need"] == OTHER else found["need"]
        return ServiceQuery(need, found["spoken"], found["sex"], CHILD if child else ADULT)


class RecipientForm(CaseForm):
    """The office that a person is referred to."""

    purpose = forms.CharField(widget=forms.HiddenInput)
    need = forms.CharField(widget=forms.HiddenInput, required=False)
    urgency = forms.CharField(widget=forms.HiddenInput)
    spoken = forms.CharField(widget=forms.HiddenInput, required=False)
    sex = forms.CharField(widget=forms.HiddenInput, required=False)
    office = RadioField()


class PathShareForm(CaseForm):
    """What is shared, and the person's answer to the words that were read out.

    The answer is the button that is pressed: yes, not now or no; nothing is chosen beforehand.

    Args:
        ask: whether an answer is needed; otherwise consent or danger covers the referral.
    """

    parts = CheckboxesField(required=False)
    asked = RadioField(required=False)
    voice = RadioField(required=False, initial=Voice.PERSON.value)
    language = LineField(max_length=3, required=False)

    def __init__(
        self, *args: Any, ask: bool, choices: dict[str, Choices] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, choices=choices, **kwargs)
        self.ask = ask
        if not ask:
            for name in ("asked", "voice", "language"):
                del self.fields[name]
            return
        self._offer("asked", named_choices(self.words, "asked", ReadingMode))
        voices = dict((choices or {})["voice"])
        if set(voices) == {Voice.PERSON.value}:
            self.fields["voice"].widget = forms.HiddenInput()

    @property
    def answer(self) -> str:
        """Return the pressed button."""
        return str(self.data.get("answer", ""))

    def clean(self) -> dict[str, Any]:
        """Require what the pressed button needs."""
        found = super().clean() or self.cleaned_data
        needed = {"asked", "language", "voice"} if self.ask and self.answer in RECORDED else set()
        if self.answer in (ConsentStatus.GIVEN, COVERED):
            needed.add("parts")
        for name in sorted(needed - self.errors.keys()):
            if not found.get(name):
                self.add_error(name, forms.ValidationError("", code="required"))
        return found


class PathSendForm(CaseForm):
    """The message to the recipient, and until when the referral may be accepted."""

    message = TextField(max_length=LONGEST_TEXT, required=False)
    until = DayField()
