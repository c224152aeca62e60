"""What is typed about penalties and entries. Words stand in the packs, by fields and choices."""

import uuid
from typing import Any

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import Day, Long, One, Several, Short, coded_choices
from manumit.web.justice import services
from manumit.web.justice.lists import KNOWN, LISTS, NO, REASONS, UNKNOWN, YES
from manumit.web.justice.services.records import LONGEST_NAME, LONGEST_NUMBER

ROOM = "justice"
LONGEST_AMOUNT = 24
LONGEST_REFERENCE = 40
LAST_VERSION = 2**31 - 2
"""The step after it still fits the column of the version, a whole number of 32 bits."""


class Sent(desk_forms.Sent):
    """A form of the room.

    Attributes:
        listed: fields that choose from a code list, with the list.
        asked: fields that are answered by yes, no or unknown.
    """

    room = ROOM
    listed: dict[str, str] = {}  # noqa: RUF012 - of the class, and never changed
    asked: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in self.listed.items():
            self._offer(field, coded_choices(self.words, f"justice_{name}", LISTS[name].today()))
        for field in self.asked:
            self._offer(field, coded_choices(self.words, "justice_known", KNOWN))


class NumberForm(Sent):
    """An organisation by the number in its register of companies."""

    country = Short(max_length=2)
    number = Short(max_length=LONGEST_NUMBER)

    def clean_country(self) -> str:
        """In capitals, as ISO 3166 writes it."""
        return str(self.cleaned_data["country"]).upper()


class PenaltyForm(NumberForm):
    """A penalty that was issued against an organisation."""

    name = Short(max_length=LONGEST_NAME)
    kind = One()
    ground = forms.ChoiceField()
    on_day = Day()
    currency = Short(max_length=3, required=False)
    amount = Short(max_length=LONGEST_AMOUNT, required=False)
    listed = {"kind": "penalty", "ground": "ground"}  # noqa: RUF012 - as above
    field_order = ("request", "name", "country", "number")

    def clean_currency(self) -> str:
        """In capitals, as ISO 4217 writes it."""
        return str(self.cleaned_data["currency"]).upper()

    def against(self) -> services.Against:
        """Whom it is about."""
        said = self.cleaned_data
        return services.Against(name=said["name"], country=said["country"], number=said["number"])

    def penalty(self) -> services.ToPenalise:
        """What it is."""
        said = self.cleaned_data
        names = ("kind", "ground", "on_day", "currency", "amount")
        return services.ToPenalise(**{name: said[name] for name in names})


class StepForm(Sent):
    """A step with its day, the body that took it, and its reason where it asks for one."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, initial=0, min_value=0, max_value=LAST_VERSION
    )
    reason = One()
    on_day = Day()
    body = One()
    listed = {"body": "body"}  # noqa: RUF012 - as above

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "justice_reason", reasons))
        else:
            del self.fields["reason"]

    def day(self) -> services.Day:
        """When, and by which kind of body."""
        return services.Day(self.cleaned_data["on_day"], self.cleaned_data["body"])


class PublishForm(StepForm):
    """The same, with the last day on which the entry is public."""

    until = Day()


class ProposeForm(Sent):
    """An entry that is proposed: the name as it is to be public, and why."""

    name = Short(max_length=LONGEST_NAME)
    ground = forms.ChoiceField()
    listed = {"ground": "ground"}  # noqa: RUF012 - as above


class CheckForm(Sent):
    """Whether an entry would tell who was exploited."""

    household = One()
    natural_person = One()
    workers = forms.IntegerField(required=False, min_value=0, max_value=10_000_000)
    otherwise = One()
    reason = One()
    asked = ("household", "natural_person", "otherwise")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = REASONS["confirmed"].today()
        self._offer("reason", coded_choices(self.words, "justice_reason", codes))

    def checked(self) -> services.Checked:
        """The same, as the service takes it."""
        said = dict(self.cleaned_data)
        del said["request"]
        return services.Checked(**said)


class AccusedForm(Sent):
    """Whom a proceeding is against; an organisation where one is known."""

    name = Short(max_length=LONGEST_NAME)
    country = Short(max_length=2, required=False)
    number = Short(max_length=LONGEST_NUMBER, required=False)

    def against(self) -> services.Against:
        """The same, as the service takes it."""
        said = self.cleaned_data
        country = str(said["country"]).upper()
        return services.Against(name=said["name"], country=country, number=said["number"])


class ChargeForm(Sent):
    """One charge."""

    offence = One()
    child = One()
    listed = {"offence": "offence"}  # noqa: RUF012 - as above
    asked = ("child",)


class EvidenceForm(Sent):
    """What one element of a charge rests on."""

    charge = One()
    element = One()
    kind = One()
    leads_to = Short(max_length=LONGEST_REFERENCE)
    listed = {"element": "element", "kind": "evidence"}  # noqa: RUF012 - as above


class HearingForm(Sent):
    """A day of hearing."""

    on_day = Day()
    kind = One()
    listed = {"kind": "hearing"}  # noqa: RUF012 - as above


class VerdictForm(Sent):
    """What was decided on one charge."""

    charge = One()
    result = One()
    on_day = Day()
    listed = {"result": "verdict"}  # noqa: RUF012 - as above


class MeasureForm(Sent):
    """One measure of a sentence."""

    kind = One()
    on_day = Day()
    months = forms.IntegerField(required=False, min_value=1, max_value=1200)
    currency = Short(max_length=3, required=False)
    amount = Short(max_length=LONGEST_AMOUNT, required=False)
    owed_to = Short(max_length=LONGEST_REFERENCE, required=False)
    listed = {"kind": "sentence"}  # noqa: RUF012 - as above

    def clean_currency(self) -> str:
        """In capitals, as ISO 4217 writes it."""
        return str(self.cleaned_data["currency"]).upper()

    def measure(self) -> services.Measure:
        """The same, as the service takes it."""
        said = dict(self.cleaned_data)
        del said["request"]
        return services.Measure(**said)


class PassForm(Sent):
    """An office of another institution that is to have a record."""

    recipient = One()


class ProceedingsForm(Sent):
    """Whether proceedings against the person exist; what nobody knows is no yes."""

    proceedings = One(initial=UNKNOWN)
    asked = ("proceedings",)


class SendForm(Sent):
    """A check that another body is asked for: nothing is sent unless somebody chooses so."""

    proceedings = forms.ChoiceField(widget=forms.HiddenInput)
    recipient = One()
    alleged = One()
    signs = Several()
    reasons = Long(max_length=services.LONGEST_REASONS)
    sending = One(initial=NO)
    listed = {"alleged": "compelled"}  # noqa: RUF012 - as above
    asked = ("proceedings",)
    fields_of_service = {"office": "recipient", "offence": "alleged", "proceedings": ""}  # noqa: RUF012 - as above
    """What the form calls fields of the service; of what is hidden it tells as a whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("sending", coded_choices(self.words, "justice_sending", (NO, YES)))

    def clean_sending(self) -> str:
        """What was typed stays there; so does the check, until somebody chooses that it goes."""
        said = str(self.cleaned_data["sending"])
        if said != YES:
            raise forms.ValidationError("", code="justice_wrong/not_sent")
        return said

    def to_check(self, list_id: str) -> services.ToCheck:
        """The same, as the service takes it.

        Args:
            list_id: of the finding whose signs are offered.
        """
        said = self.cleaned_data
        return services.ToCheck(
            office=uuid.UUID(said["recipient"]),
            offence=said["alleged"],
            proceedings=said["proceedings"],
            against=said.get("against", ""),
            advice=self._advice(),
            list_id=list_id,
            signs=said["signs"],
            reasons=said["reasons"],
        )

    def _advice(self) -> services.Advice:
        return services.Advice()


class SendOnProceedingsForm(SendForm):
    """One that rests on proceedings."""

    against = Short(max_length=LONGEST_REFERENCE)
    field_order = ("request", "proceedings", "recipient", "against", "alleged")


class SendOnAdviceForm(SendForm):
    """One that rests on legal advice, and on what the person said after it."""

    adviser = Short(max_length=LONGEST_NAME)
    advised_on = Day()
    advised_in = Short(max_length=3)
    field_order = (
        "request", "proceedings", "recipient", "adviser", "advised_on", "advised_in", "alleged",
    )  # fmt: skip

    def _advice(self) -> services.Advice:
        said = self.cleaned_data
        return services.Advice(
            adviser=said["adviser"],
            on_day=said["advised_on"],
            language=str(said["advised_in"]).lower(),
        )


class AskedForm(Sent):
    """A check that a prosecution opens itself, and why it may."""

    worker = Short(max_length=LONGEST_REFERENCE)
    basis = One()
    against = Short(max_length=LONGEST_REFERENCE, required=False)
    advised_on = Day(required=False)
    agreed_on = Day(required=False)
    listed = {"basis": "basis"}  # noqa: RUF012 - as above

    def to_ask(self) -> services.Asked:
        """The same, as the service takes it."""
        said = dict(self.cleaned_data)
        del said["request"]
        return services.Asked(**said)
