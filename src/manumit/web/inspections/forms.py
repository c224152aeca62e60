"""Forms of visits and orders. The texts are in the language packs."""

from decimal import Decimal
from typing import Any

from django import forms

from manumit.draw import DEFAULT_SHARE
from manumit.web.inspections.lists import LISTS, MODULES, Item
from manumit.web.inspections.orders import (
    LONGEST_DEMAND,
    LONGEST_NAME,
    InspectionOrderDetails,
    OrderContent,
)
from manumit.web.inspections.payment_lists import LONGEST_LIST, ListedWorkers
from manumit.web.inspections.programmes import ProgrammeInput
from manumit.web.inspections.verbs import MOST_PEOPLE
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
from manumit.web.ui.languages import languages

ROOM = "inspections"
LONGEST_REFERENCE = 40
LONGEST_AMOUNT = 24
MOST_DAYS = 10_000
MOST_VISITS = 100_000


class InspectionForm(desk_forms.OfficeForm):
    """Base of the room's forms.

    Attributes:
        listed: fields that choose from a code list, with the list.
    """

    room = ROOM
    listed: dict[str, str] = {}  # noqa: RUF012 - of the class, and never changed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, name in self.listed.items():
            choices = coded_choices(self.words, f"inspections_{name}", LISTS[name].today())
            none = [("", self.words.name("inspections/none_of_these"))]
            self._offer(field, choices if self.fields[field].required else none + choices)


class VersionForm(InspectionForm):
    """A form that changes a record which somebody has seen."""

    seen = SeenField()


class PlanForm(InspectionForm):
    """A visit that is planned. No field asks why."""

    planned_on = DayField()
    module = forms.ChoiceField(required=False)
    joint = forms.ChoiceField(required=False)
    purpose = forms.ChoiceField(required=False)
    listed = {"joint": "joint", "purpose": "purpose"}  # noqa: RUF012 - as above

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = coded_choices(self.words, "inspections_module", MODULES)
        self._offer("module", [("", self.words.name("inspections_module/core")), *known])


class HomePlanForm(PlanForm):
    """The same for a home, or what may be one: how it is inspected (R-36)."""

    home = RadioField()
    listed = {**PlanForm.listed, "home": "home"}  # noqa: RUF012 - as above
    field_order = ("request", "home", "planned_on")


class BeginVisitForm(VersionForm):
    """The visit takes place."""

    visited_on = DayField()
    workers = forms.IntegerField(required=False, min_value=0, max_value=MOST_PEOPLE)


class RefusedEntryForm(VersionForm):
    """Entry was refused."""

    visited_on = DayField()
    measure = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [one for one in LISTS["measure"].today() if one != "recorded_only"]
        self._offer("measure", coded_choices(self.words, "inspections_measure", codes))


class PeopleForm(InspectionForm):
    """People of one role who were seen."""

    role = RadioField()
    number = forms.IntegerField(min_value=1, max_value=MOST_PEOPLE)
    alone = RadioField()
    child = RadioField()
    listed = {"role": "seen_as", "alone": "known", "child": "child"}  # noqa: RUF012 - as above


class ChecklistForm(InspectionForm):
    """All points of a checklist at once; nothing is chosen beforehand."""

    def __init__(self, *args: Any, items: tuple[Item, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = coded_choices(self.words, "inspections_answer", LISTS["answer"].today())
        for one in items:
            label = self.words.name(f"inspections_item/{one.code}")
            self.fields[one.code] = RadioField(
                choices=answers, required=False, label=label, help_text=one.article
            )

    def answers(self) -> dict[str, str]:
        """Return what was answered, by point."""
        return {
            name: value for name, value in self.cleaned_data.items() if name != "request" and value
        }


class ViolationForm(InspectionForm):
    """A violation with the measure."""

    item = forms.ChoiceField()
    measure = RadioField()
    reason = forms.ChoiceField(required=False)
    workers = forms.IntegerField(required=False, min_value=0, max_value=MOST_PEOPLE)
    listed = {"measure": "measure", "reason": "only_recorded"}  # noqa: RUF012 - as above

    def __init__(self, *args: Any, items: tuple[Item, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (one.code, f"{self.words.name(f'inspections_item/{one.code}')} ({one.article})")
            for one in items
        ]
        self._offer("item", named)


class ScreeningForm(InspectionForm):
    """Whether a violation came with signs of forced labour, and what followed."""

    result = RadioField()
    referral = LineField(required=False, max_length=LONGEST_REFERENCE)
    not_referred = forms.ChoiceField(required=False)
    listed = {"result": "screened", "not_referred": "not_referred"}  # noqa: RUF012 - as above


class StepForm(VersionForm):
    """A step, with its reason where it asks for one."""

    reason = RadioField()

    def __init__(self, *args: Any, reasons: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self._offer("reason", coded_choices(self.words, "inspections_reason", reasons))
        else:
            del self.fields["reason"]


class OrderForm(InspectionForm):
    """An order to an employer."""

    kind = RadioField()
    addressee = LineField(max_length=LONGEST_NAME)
    demand = TextField(max_length=LONGEST_DEMAND)
    second_language = forms.ChoiceField(required=False)
    second = TextField(max_length=LONGEST_DEMAND, required=False)
    issued_on = DayField()
    days = forms.IntegerField(min_value=0, max_value=MOST_DAYS)
    currency = LineField(max_length=3, required=False)
    amount = LineField(max_length=LONGEST_AMOUNT, required=False)
    workers = forms.IntegerField(required=False, min_value=1, max_value=MOST_PEOPLE)
    listed = {"kind": "order_kind"}  # noqa: RUF012 - as above

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(one.tag, one.name) for one in languages() if one.tag != self.words.language]
        none = [("", self.words.name("inspections/none_of_these"))]
        self._offer("second_language", none + others)

    def details(self) -> InspectionOrderDetails:
        """Return kind, days and sum as the service takes them."""
        clean = self.cleaned_data
        return InspectionOrderDetails(
            kind=clean["kind"], issued_on=clean["issued_on"], days=clean["days"],
            currency=clean["currency"].upper(), amount=clean["amount"], workers=clean["workers"],
        )  # fmt: skip

    def content(self) -> OrderContent:
        """Return whom it is addressed to and what it demands."""
        names = ("addressee", "demand", "second", "second_language")
        clean = {name: self.cleaned_data[name] for name in names}
        return OrderContent(language=self.words.language, **clean)


class OrderStepForm(StepForm):
    """A step of an order, with a new last day where it sets one."""

    due_on = DayField()

    def __init__(self, *args: Any, new_day: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not new_day:
            del self.fields["due_on"]


class ListedWorkersForm(InspectionForm):
    """The workers of an order to pay, one on each line."""

    first_day = DayField()
    last_day = DayField()
    pay_list = TextField(max_length=LONGEST_LIST)

    def entered(self, currency: str) -> ListedWorkers:
        """Return what was entered, as the service takes it."""
        clean = self.cleaned_data
        return ListedWorkers.from_text(
            clean["pay_list"], currency, clean["first_day"], clean["last_day"]
        )


class ProgrammeForm(InspectionForm):
    """A new programme."""

    begins_on = DayField()
    ends_on = DayField()
    area = RadioField()
    sector = forms.ChoiceField(required=False)
    visits = forms.IntegerField(min_value=1, max_value=MOST_VISITS)
    share = forms.DecimalField(
        min_value=Decimal(0), max_digits=5, decimal_places=2, initial=int(DEFAULT_SHARE)
    )
    season = CheckboxesField(required=False)
    listed = {"area": "area"}  # noqa: RUF012 - as above

    def __init__(self, *args: Any, sectors: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = coded_choices(self.words, "sector", sectors)
        self._offer("sector", [("", self.words.name("inspections/all_sectors")), *named])
        self._offer("season", named)

    def entered(self) -> ProgrammeInput:
        """Return what was entered, as the service takes it."""
        typed = {name: one for name, one in self.cleaned_data.items() if name != "request"}
        return ProgrammeInput(**typed)
