"""What is typed into a claim. Words stand in the packs, by the names of fields and choices."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from manumit.web.institutions import desk_forms
from manumit.web.institutions.desk_forms import Day, Long, One, Short, coded_choices
from manumit.web.remedies.items import LONGEST_ARTICLE, Item
from manumit.web.remedies.lists import KNOWN, LISTS
from manumit.web.remedies.services import Asked, Mandated, Paid, ToOrder
from manumit.web.remedies.services.claims import LONGEST_TEXT
from manumit.web.remedies.services.passing import LONGEST_NAME

ROOM = "remedies"
LONGEST_AMOUNT = 24
MOST_SEEN = 2**31 - 2
"""A version that the database can hold, and the one after it."""


class Sent(desk_forms.Sent):
    """A form of the room.

    Attributes:
        listed: fields that choose from a code list, with the list.
        asked: fields that are answered by yes, no or unknown.
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
            self._offer(field, coded_choices(self.words, "remedies_known", KNOWN))


class RouteForm(Sent):
    """On which route the money is claimed."""

    route = One()
    listed: ClassVar[Mapping[str, str]] = {"route": "route"}


class Amounts(Sent):
    """A head with a currency."""

    head = forms.ChoiceField()
    currency = Short(max_length=3)
    listed: ClassVar[Mapping[str, str]] = {"head": "head"}

    def clean_currency(self) -> str:
        """In capitals, as ISO 4217 writes it."""
        return str(self.cleaned_data["currency"]).upper()


def _number(*, required: bool = True) -> Short:
    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal", "dir": "ltr"})
    return Short(max_length=LONGEST_AMOUNT, required=required, widget=widget)


class ItemForm(Amounts):
    """One head of a claim."""

    claimed = _number()
    least = _number(required=False)
    most = _number(required=False)
    begins = Day()
    ends = Day(required=False)
    article = Short(max_length=LONGEST_ARTICLE, required=False)
    field_order = (
        "request", "head", "currency", "claimed", "least", "most", "begins", "ends", "article",
    )  # fmt: skip

    def item(self) -> Item:
        """The same, as the service takes it."""
        found = dict(self.cleaned_data)
        del found["request"]
        return Item(**found)


class FactForm(Sent):
    """Something that is needed to pursue a claim."""

    fact = One()
    text = Long(max_length=LONGEST_TEXT)
    listed: ClassVar[Mapping[str, str]] = {"fact": "fact"}


class Stepped(Sent):
    """A form that moves a claim on."""

    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0, max_value=MOST_SEEN)


class StepForm(Stepped):
    """A step with its reason; where it asks for none, a button alone."""

    reason = One()

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "remedies_reason", reasons))
        else:
            del self.fields["reason"]


class OrderForm(Amounts):
    """An amount that is to be paid."""

    amount = _number()
    made_on = Day()
    due_on = Day(required=False)
    field_order = ("request", "seen", "reason", "head", "currency", "amount", "made_on", "due_on")

    def ordered(self) -> ToOrder | None:
        """The same, as the service takes it."""
        found = self.cleaned_data
        return ToOrder(
            head=found["head"],
            currency=found["currency"],
            amount=found["amount"],
            made_on=found["made_on"],
            due_on=found["due_on"],
        )


class SettlementForm(OrderForm, Stepped):
    """The first amount of a settlement, and whether it demands a waiver (R-66)."""

    waiver = One()
    asked: ClassVar[tuple[str, ...]] = ("waiver",)


class DecisionForm(OrderForm, Stepped):
    """What was decided, and the first amount; no amount where nothing was awarded."""

    reason = One()
    currency = Short(max_length=3, required=False)
    amount = _number(required=False)
    made_on = Day(required=False)

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("reason", coded_choices(self.words, "remedies_reason", reasons))

    def ordered(self) -> ToOrder | None:
        """None where no amount was typed; the process asks for one unless nothing was awarded."""
        return super().ordered() if self.cleaned_data["amount"] else None


class PaymentForm(Sent):
    """A part that somebody says was paid."""

    currency = Short(max_length=3)
    amount = _number()
    on_day = Day()
    channel = One()
    payer = One()
    waiver = One()
    listed: ClassVar[Mapping[str, str]] = {"channel": "channel", "payer": "payer"}
    asked: ClassVar[tuple[str, ...]] = ("waiver",)

    def clean_currency(self) -> str:
        """In capitals, as ISO 4217 writes it."""
        return str(self.cleaned_data["currency"]).upper()

    def paid(self) -> Paid:
        """The same, as the service takes it."""
        found = dict(self.cleaned_data)
        del found["request"]
        return Paid(**found)


class ContactForm(Sent):
    """What the worker said when asked in private."""

    answer = One()
    asked_on = Day()
    alone = One()
    safe = One()
    note = Long(required=False, max_length=LONGEST_TEXT)
    listed: ClassVar[Mapping[str, str]] = {"answer": "answer"}
    asked: ClassVar[tuple[str, ...]] = ("alone", "safe")

    def said(self) -> Asked:
        """The same, as the service takes it."""
        found = dict(self.cleaned_data)
        del found["request"]
        return Asked(**found)


class SubmissionForm(Sent):
    """To whom a claim is passed on: an office, and in which capacity."""

    recipient = One()

    def chosen(self) -> tuple[str, uuid.UUID]:
        """Capacity and office."""
        capacity, _, office = self.cleaned_data["recipient"].partition(":")
        return capacity, uuid.UUID(office)


class MandateForm(Sent):
    """Who acts for the worker."""

    name = Short(max_length=LONGEST_NAME)
    basis = One()
    office = One(required=False)
    begins = Day()
    ends = Day(required=False)
    listed: ClassVar[Mapping[str, str]] = {"basis": "basis"}

    def mandated(self) -> Mandated:
        """The same, as the service takes it."""
        found = self.cleaned_data
        ends = found["ends"]
        return Mandated(
            name=found["name"],
            basis=found["basis"],
            office=uuid.UUID(found["office"]) if found["office"] else None,
            begins=dt.datetime.combine(found["begins"], dt.time.min, tzinfo=dt.UTC),
            until=None if ends is None else dt.datetime.combine(ends, dt.time.max, tzinfo=dt.UTC),
        )


class HandOverForm(Sent):
    """A colleague who goes on with a claim."""

    member = One()
