"""Forms of claims from orders. Labels and choices are those of claims."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from manumit.assessment import Age
from manumit.web.institutions.desk_forms import DayField, RadioField, coded_choices
from manumit.web.order_claims.services import OrderPaid
from manumit.web.order_claims.workers import WorkerAnswer
from manumit.web.remedies.forms import RemediesForm
from manumit.web.remedies.forms_by_mandate import RecipientConsentForm

ROOM = "order_claims"


class OrderPaidForm(RemediesForm):
    """Report that the employer paid all workers of an order."""

    on_day = DayField()
    channel = RadioField()
    waiver = RadioField()
    listed: ClassVar[Mapping[str, str]] = {"channel": "channel"}
    asked: ClassVar[tuple[str, ...]] = ("waiver",)

    def order_paid(self) -> OrderPaid:
        """Return the input as the service expects it."""
        found = dict(self.cleaned_data)
        del found["request"]
        return OrderPaid(**found)


class WorkerAgeForm(RemediesForm):
    """Record whether a worker is an adult."""

    age = RadioField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("age", coded_choices(self.words, "cases_age", Age))

    def recorded_age(self) -> Age:
        """Return the input as the service expects it."""
        return Age(self.cleaned_data["age"])


class WorkerConsentForm(RecipientConsentForm):
    """Record consent or refusal, and that the worker was asked in private."""

    alone = RadioField()
    understood = RadioField()
    asked: ClassVar[tuple[str, ...]] = ("alone", "understood")

    def worker_answer(self) -> WorkerAnswer:
        """Return the input as the service expects it."""
        found = self.cleaned_data
        return WorkerAnswer(
            recipient=uuid.UUID(found["recipient"]),
            agrees=self.agrees(),
            alone=found["alone"],
            understood=found["understood"],
            words=self.consent_details(),
        )
