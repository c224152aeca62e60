"""Forms of penalties and entries. Their texts are in the packs, by field and choice."""

import uuid
from typing import Any

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import (
    CheckboxesField,
    DayField,
    LineField,
    RadioField,
    SeenField,
    TextField,
    coded_choices,
)
from manumit.web.justice import services
from manumit.web.justice.lists import LISTS, NO, REASONS, UNKNOWN, YES, YES_NO_UNKNOWN
from manumit.web.justice.models import LONGEST_ARTICLE
from manumit.web.justice.services.records import LONGEST_NAME, LONGEST_NUMBER

ROOM = "justice"
LONGEST_AMOUNT = 24
LONGEST_REFERENCE = 40


class JusticeForm(desk_forms.OfficeForm):
    """Base of the forms of this app.

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
            self._offer(field, coded_choices(self.words, "justice_known", YES_NO_UNKNOWN))


class NumberForm(JusticeForm):
    """An organisation by the number in its register of companies."""

    country = LineField(max_length=2)
    number = LineField(max_length=LONGEST_NUMBER)

    def clean_country(self) -> str:
        """Return the ISO 3166 code in capitals."""
        return str(self.cleaned_data["country"]).upper()


class PenaltyForm(NumberForm):
    """A penalty that was issued against an organisation."""

    name = LineField(max_length=LONGEST_NAME)
    kind = RadioField()
    ground = forms.ChoiceField()
    on_day = DayField()
    currency = LineField(max_length=3, required=False)
    amount = LineField(max_length=LONGEST_AMOUNT, required=False)
    article = LineField(max_length=LONGEST_ARTICLE, required=False)
    listed = {"kind": "penalty", "ground": "ground"}  # noqa: RUF012 - as above
    field_order = ("request", "name", "country", "number")

    def clean_currency(self) -> str:
        """Return the ISO 4217 code in capitals."""
        return str(self.cleaned_data["currency"]).upper()

    def against(self) -> services.Respondent:
        """Whom it is about."""
        data = self.cleaned_data
        return services.Respondent(
            name=data["name"], country=data["country"], number=data["number"]
        )

    def penalty(self) -> services.PenaltyDetails:
        """Return the details of the penalty."""
        data = self.cleaned_data
        names = ("kind", "ground", "on_day", "currency", "amount", "article")
        return services.PenaltyDetails(**{name: data[name] for name in names if name in data})


class StepForm(JusticeForm):
    """A step with its day, the body that took it, and its reason where it asks for one."""

    seen = SeenField()
    reason = RadioField()
    on_day = DayField()
    body = RadioField()
    listed = {"body": "body"}  # noqa: RUF012 - as above

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "justice_reason", reasons))
        else:
            del self.fields["reason"]

    def day(self) -> services.StepDay:
        """Return the day of the step and the kind of body that took it."""
        return services.StepDay(self.cleaned_data["on_day"], self.cleaned_data["body"])


class PublishForm(StepForm):
    """A step with the last day on which the entry is public."""

    until = DayField()


class ProposeForm(JusticeForm):
    """A proposed entry: the name as it is to be public, and the reason."""

    name = LineField(max_length=LONGEST_NAME)
    ground = forms.ChoiceField()
    listed = {"ground": "ground"}  # noqa: RUF012 - as above


class CheckForm(JusticeForm):
    """Whether an entry would identify an exploited worker."""

    household = RadioField()
    natural_person = RadioField()
    workers = forms.IntegerField(required=False, min_value=0, max_value=10_000_000)
    otherwise = RadioField()
    reason = RadioField()
    asked = ("household", "natural_person", "otherwise")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = REASONS["confirmed"].today()
        self._offer("reason", coded_choices(self.words, "justice_reason", codes))

    def checked(self) -> services.IdentityAnswers:
        """Return the input as the service expects it."""
        data = dict(self.cleaned_data)
        del data["request"]
        return services.IdentityAnswers(**data)


class RespondentForm(JusticeForm):
    """The accused of a proceeding; an organisation where one is known."""

    name = LineField(max_length=LONGEST_NAME)
    country = LineField(max_length=2, required=False)
    number = LineField(max_length=LONGEST_NUMBER, required=False)

    def against(self) -> services.Respondent:
        """Return the input as the service expects it."""
        data = self.cleaned_data
        country = str(data["country"]).upper()
        return services.Respondent(name=data["name"], country=country, number=data["number"])


class ChargeForm(JusticeForm):
    """One charge."""

    offence = RadioField()
    child = RadioField()
    listed = {"offence": "offence"}  # noqa: RUF012 - as above
    asked = ("child",)


class EvidenceForm(JusticeForm):
    """The evidence for one element of a charge."""

    charge = RadioField()
    element = RadioField()
    kind = RadioField()
    leads_to = LineField(max_length=LONGEST_REFERENCE)
    listed = {"element": "element", "kind": "evidence"}  # noqa: RUF012 - as above


class HearingForm(JusticeForm):
    """A day of hearing."""

    on_day = DayField()
    kind = RadioField()
    listed = {"kind": "hearing"}  # noqa: RUF012 - as above


class VerdictForm(JusticeForm):
    """The verdict on one charge."""

    charge = RadioField()
    result = RadioField()
    on_day = DayField()
    listed = {"result": "verdict"}  # noqa: RUF012 - as above


class MeasureForm(JusticeForm):
    """One measure of a sentence."""

    kind = RadioField()
    on_day = DayField()
    months = forms.IntegerField(required=False, min_value=1, max_value=1200)
    currency = LineField(max_length=3, required=False)
    amount = LineField(max_length=LONGEST_AMOUNT, required=False)
    owed_to = LineField(max_length=LONGEST_REFERENCE, required=False)
    listed = {"kind": "sentence"}  # noqa: RUF012 - as above

    def clean_currency(self) -> str:
        """Return the ISO 4217 code in capitals."""
        return str(self.cleaned_data["currency"]).upper()

    def measure(self) -> services.SentenceMeasure:
        """Return the input as the service expects it."""
        data = dict(self.cleaned_data)
        del data["request"]
        return services.SentenceMeasure(**data)


class DisclosureForm(JusticeForm):
    """The office of another institution that is to get a record."""

    recipient = RadioField()


class ProceedingsForm(JusticeForm):
    """Whether proceedings against the person exist; unknown is not a yes."""

    proceedings = RadioField(initial=UNKNOWN)
    asked = ("proceedings",)


class SendForm(JusticeForm):
    """A check by another body: nothing is sent unless somebody chooses so."""

    proceedings = forms.ChoiceField(widget=forms.HiddenInput)
    recipient = RadioField()
    alleged = RadioField()
    signs = CheckboxesField()
    reasons = TextField(max_length=services.LONGEST_REASONS)
    sending = RadioField(initial=NO)
    listed = {"alleged": "compelled"}  # noqa: RUF012 - as above
    asked = ("proceedings",)
    fields_of_service = {"office": "recipient", "offence": "alleged", "proceedings": ""}  # noqa: RUF012 - as above
    """Form fields by field of the service; errors in hidden fields are shown for the whole form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("sending", coded_choices(self.words, "justice_sending", (NO, YES)))

    def clean_sending(self) -> str:
        """Require an explicit choice to send; what was typed is kept until then."""
        answer = str(self.cleaned_data["sending"])
        if answer != YES:
            raise forms.ValidationError("", code="wrong/not_sent")
        return answer

    def to_check(self, list_id: str) -> services.CheckSubmission:
        """Return the check as the service takes it.

        Args:
            list_id: of the finding whose signs are offered.
        """
        data = self.cleaned_data
        return services.CheckSubmission(
            office=uuid.UUID(data["recipient"]),
            offence=data["alleged"],
            proceedings=data["proceedings"],
            against=data.get("against", ""),
            advice=self._advice(),
            list_id=list_id,
            signs=data["signs"],
            reasons=data["reasons"],
        )

    def _advice(self) -> services.LegalAdvice:
        return services.LegalAdvice()


class SendOnProceedingsForm(SendForm):
    """A check based on existing proceedings."""

    against = LineField(max_length=LONGEST_REFERENCE)
    field_order = ("request", "proceedings", "recipient", "against", "alleged")


class SendOnAdviceForm(SendForm):
    """A request based on legal advice and the person's consent after it."""

    adviser = LineField(max_length=LONGEST_NAME)
    advised_on = DayField()
    advised_in = LineField(max_length=3)
    field_order = (
        "request", "proceedings", "recipient", "adviser", "advised_on", "advised_in", "alleged",
    )  # fmt: skip

    def _advice(self) -> services.LegalAdvice:
        data = self.cleaned_data
        return services.LegalAdvice(
            adviser=data["adviser"],
            on_day=data["advised_on"],
            language=str(data["advised_in"]).lower(),
        )


class NonPunishmentForm(JusticeForm):
    """A check that a prosecution opens itself, and its basis."""

    worker = LineField(max_length=LONGEST_REFERENCE)
    basis = RadioField()
    against = LineField(max_length=LONGEST_REFERENCE, required=False)
    advised_on = DayField(required=False)
    agreed_on = DayField(required=False)
    listed = {"basis": "basis"}  # noqa: RUF012 - as above

    def to_ask(self) -> services.NonPunishmentRequest:
        """Return the input as the service expects it."""
        data = dict(self.cleaned_data)
        del data["request"]
        return services.NonPunishmentRequest(**data)
