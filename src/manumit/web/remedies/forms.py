"""Forms of claims. Labels come from the text packs, by the names of fields and choices."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import (
    DayField,
    LineField,
    RadioField,
    TextField,
    coded_choices,
)
from manumit.web.remedies.items import LONGEST_ARTICLE
from manumit.web.remedies.lists import LISTS, YES_NO_UNKNOWN
from manumit.web.remedies.services import MandateDetails, OrderDetails
from manumit.web.remedies.services.claims import LONGEST_TEXT
from manumit.web.remedies.services.passing import LONGEST_NAME

ROOM = "remedies"
LONGEST_AMOUNT = 24
MOST_SEEN = 2**31 - 2
"""Largest version for which the next one still fits the 32-bit column."""


class RemediesForm(desk_forms.OfficeForm):
    """Base of the forms of remedies.

    Attributes:
        listed: fields that choose from a code list, with the name of the list.
        asked: fields answered with yes, no or unknown.
    """

    room: ClassVar[str] = ROOM
    listed: ClassVar[Mapping[str, str]] = {}
    asked: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in self.listed.items():
            codes = LISTS[name].today()
            self._offer(field, coded_choices(self.words, f"remedies_{name}", codes))
        for field in self.asked:
            self._offer(field, coded_choices(self.words, "remedies_known", YES_NO_UNKNOWN))

    def entered[Entered](self, kind: type[Entered]) -> Entered:
        """Return the input as the dataclass that a service expects, by the names of its fields."""
        names = {one.name for one in dataclasses.fields(kind)}  # type: ignore[arg-type] # each is
        return kind(**{name: one for name, one in self.cleaned_data.items() if name in names})


class RouteForm(RemediesForm):
    """Choose the legal route of a claim."""

    route = RadioField()
    listed: ClassVar[Mapping[str, str]] = {"route": "route"}


class CurrencyForm(RemediesForm):
    """Base of forms with a currency."""

    currency = LineField(max_length=3)

    def clean_currency(self) -> str:
        """Return the ISO 4217 code in capitals."""
        return str(self.cleaned_data["currency"]).upper()


class HeadAmountForm(CurrencyForm):
    """Base of forms with a head of claim and a currency."""

    head = forms.ChoiceField()
    listed: ClassVar[Mapping[str, str]] = {"head": "head"}


def _number(*, required: bool = True) -> LineField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal", "dir": "ltr"})
    return LineField(max_length=LONGEST_AMOUNT, required=required, widget=widget)


class ItemForm(HeadAmountForm):
    """Add an item to a claim."""

    claimed = _number()
    least = _number(required=False)
    most = _number(required=False)
    begins = DayField()
    ends = DayField(required=False)
    article = LineField(max_length=LONGEST_ARTICLE, required=False)
    field_order = (
        "request", "head", "currency", "claimed", "least", "most", "begins", "ends", "article",
    )  # fmt: skip


class LodgeByForm(RemediesForm):
    """Set the last day on which a claim can be lodged, or that nobody knows it."""

    lodge_by = DayField(required=False)


class FactForm(RemediesForm):
    """Add a fact to a claim."""

    fact = RadioField()
    text = TextField(max_length=LONGEST_TEXT)
    listed: ClassVar[Mapping[str, str]] = {"fact": "fact"}


class VersionedForm(RemediesForm):
    """Base of forms that change the state: they send back the version that was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=MOST_SEEN)


class StepForm(VersionedForm):
    """Take a step, with a reason if the step requires one."""

    reason = RadioField()

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "remedies_reason", reasons))
        else:
            del self.fields["reason"]


class OrderForm(HeadAmountForm):
    """Record an order."""

    amount = _number()
    made_on = DayField()
    due_on = DayField(required=False)
    field_order = ("request", "seen", "reason", "head", "currency", "amount", "made_on", "due_on")


class SettlementForm(OrderForm, VersionedForm):
    """Record a settlement: its first order, and whether it demands a waiver (R-66)."""

    waiver = RadioField()
    asked: ClassVar[tuple[str, ...]] = ("waiver",)


class DecisionForm(OrderForm, VersionedForm):
    """Record a decision and its first order; no amount if nothing was awarded."""

    reason = RadioField()
    currency = LineField(max_length=3, required=False)
    amount = _number(required=False)
    made_on = DayField(required=False)

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", coded_choices(self.words, "remedies_reason", reasons))

    def order_details(self) -> OrderDetails | None:
        """Return the order, or None without an amount; the guards decide if one is required."""
        return self.entered(OrderDetails) if self.cleaned_data["amount"] else None


class PaymentForm(CurrencyForm):
    """Report a payment."""

    amount = _number()
    on_day = DayField()
    channel = RadioField()
    payer = RadioField()
    waiver = RadioField()
    listed: ClassVar[Mapping[str, str]] = {"channel": "channel", "payer": "payer"}
    asked: ClassVar[tuple[str, ...]] = ("waiver",)


class PaymentContactForm(RemediesForm):
    """Record a contact with the worker about a payment."""

    answer = RadioField()
    asked_on = DayField()
    alone = RadioField()
    safe = RadioField()
    note = TextField(required=False, max_length=LONGEST_TEXT)
    listed: ClassVar[Mapping[str, str]] = {"answer": "answer"}
    asked: ClassVar[tuple[str, ...]] = ("alone", "safe")


class SubmissionForm(RemediesForm):
    """Choose the office and capacity for a submission."""

    recipient = RadioField()

    def chosen(self) -> tuple[str, uuid.UUID]:
        """Return capacity and office."""
        capacity, _, office = self.cleaned_data["recipient"].partition(":")
        return capacity, uuid.UUID(office)


class MandateForm(RemediesForm):
    """Record a mandate."""

    name = LineField(max_length=LONGEST_NAME)
    basis = RadioField()
    office = RadioField(required=False)
    begins = DayField()
    ends = DayField(required=False)
    listed: ClassVar[Mapping[str, str]] = {"basis": "basis"}

    def mandate_details(self) -> MandateDetails:
        """Return the input as the service expects it."""
        found = self.cleaned_data
        ends = found["ends"]
        return MandateDetails(
            name=found["name"],
            basis=found["basis"],
            office=uuid.UUID(found["office"]) if found["office"] else None,
            begins=dt.datetime.combine(found["begins"], dt.time.min, tzinfo=dt.UTC),
            until=None if ends is None else dt.datetime.combine(ends, dt.time.max, tzinfo=dt.UTC),
        )


class HandOverForm(RemediesForm):
    """Choose the colleague who takes over a claim."""

    member = RadioField()
