"""Services of institutions; an encrypted pool of unmet needs, and released counts."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from manumit.web.directory.lists import COUNTED, HOUSING, REFERRAL, UNKNOWN
from manumit.web.directory.process import ACTIVE, SERVICE
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.pools import SealedPool

LONGEST_CODE, LONGEST_AREA = 40, 60


# A CHECK sees one row. Under the name of an office that houses people no row says where it is, also
# not of two that are written at once: each waits for the office.
_NOWHERE = pgtrigger.Trigger(
    name="housing_has_no_place",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=f"""
        IF NEW.state NOT IN ({", ".join(f"'{one}'" for one in ACTIVE)}) THEN
            RETURN NEW;
        END IF;
        PERFORM FROM public.institutions_office WHERE id = NEW.office_id FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT FROM public.directory_service other
            WHERE other.office_id = NEW.office_id AND other.id <> NEW.id
            AND other.state IN ({", ".join(f"'{one}'" for one in ACTIVE)})
            AND (
                NEW.needs @> '["{HOUSING}"]'
                AND (other.area <> '' OR other.contact <> '{REFERRAL}')
                OR other.needs @> '["{HOUSING}"]'
                AND (NEW.area <> '' OR NEW.contact <> '{REFERRAL}')
            )
        ) THEN
            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': of an office that houses';
        END IF;
        RETURN NEW;
    """,
)


def _code(default: str = UNKNOWN) -> "models.CharField[str, str]":
    return models.CharField(max_length=LONGEST_CODE, default=default)


@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    needs=FieldClass.INTERNAL,
    languages=FieldClass.INTERNAL,
    sexes=FieldClass.INTERNAL,
    ages=FieldClass.INTERNAL,
    capacity=FieldClass.INTERNAL,
    places=FieldClass.INTERNAL,
    free_places=FieldClass.INTERNAL,
    free_on=FieldClass.INTERNAL,
    area=FieldClass.INTERNAL,
    hours=FieldClass.INTERNAL,
    contact=FieldClass.INTERNAL,
    papers=FieldClass.INTERNAL,
    cost=FieldClass.INTERNAL,
    currency=FieldClass.INTERNAL,
    cost_per=FieldClass.INTERNAL,
    step_free=FieldClass.INTERNAL,
    confirmed_on=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class Service(models.Model):
    """What an office offers, to whom. Nothing about a person, and no address of housing.

    Attributes:
        needs: codes of ``needs.yaml``; one at least.
        languages, sexes, ages: whom it serves; empty: not known, which is never "nobody".
        capacity: whether places are counted.
        places, free_places, free_on: how many, and on which day that was stated.
        area: a town or region; never of an office that houses people.
        contact: how one refers; to an office that houses people by a referral alone.
        papers: what the service asks everybody; of nobody it says anything.
        cost, currency, cost_per: to the person; 0: none.
        confirmed_on: when a member of the institution last confirmed it.
        request: of the form that made it.
        state, version: of the process SERVICE.
    """

    changed_columns: ClassVar[tuple[str, ...]] = (
        "office_id", "needs", "languages", "sexes", "ages", "capacity", "places", "free_places",
        "free_on", "area", "hours", "contact", "papers", "cost", "currency", "cost_per",
        "step_free", "confirmed_on", "state", "version",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    needs = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    sexes = models.JSONField(default=list)
    ages = models.JSONField(default=list)
    capacity = _code()
    places = models.PositiveIntegerField(null=True)
    free_places = models.PositiveIntegerField(null=True)
    free_on = models.DateField(null=True)
    area = models.CharField(max_length=LONGEST_AREA, blank=True)
    hours = _code()
    contact = _code("referral")
    papers = _code()
    cost = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, blank=True)
    cost_per = models.CharField(max_length=LONGEST_CODE, blank=True)
    step_free = _code()
    confirmed_on = models.DateField()
    request = models.UUIDField(unique=True)
    state = state_field(SERVICE)
    version = version_field()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(needs=[]), name="service_meets_a_need"),
            # Whatever the program believes: a shelter's place can kill.
            models.CheckConstraint(
                condition=~Q(needs__contains=[HOUSING]) | Q(area=""), name="housing_has_no_place"
            ),
            models.CheckConstraint(
                condition=~Q(needs__contains=[HOUSING]) | Q(contact=REFERRAL),
                name="housing_is_reached_by_referral",
            ),
            models.CheckConstraint(
                condition=Q(capacity=COUNTED)
                | Q(places__isnull=True, free_places__isnull=True, free_on__isnull=True),
                name="places_where_they_are_counted",
            ),
            models.CheckConstraint(
                condition=Q(free_places__isnull=True, free_on__isnull=True)
                | Q(free_places__isnull=False, free_on__isnull=False),
                name="free_places_have_their_day",
            ),
            models.CheckConstraint(
                condition=Q(places__isnull=True)
                | Q(free_places__isnull=True)
                | Q(free_places__lte=F("places")),
                name="no_more_free_than_there_are",
            ),
            models.CheckConstraint(
                condition=Q(cost=0, currency="", cost_per="")
                | Q(cost__gt=0, currency__regex="^[A-Z]{3}$") & ~Q(cost_per=""),
                name="cost_is_none_or_stated",
            ),
        ]
        triggers: ClassVar = [*triggers(SERVICE), _NOWHERE]

    def __str__(self) -> str:
        """Return the id only, never the place."""
        return f"service {self.id}"


@classed(
    id=FieldClass.INTERNAL,
    wrapped=FieldClass.IDENTIFYING,
    ring_key=FieldClass.INTERNAL,
    sealed=FieldClass.IDENTIFYING,
)
class UnmetNeedPool(SealedPool):
    """All unmet needs that wait to be counted."""


@classed(
    id=FieldClass.INTERNAL,
    first_month=FieldClass.INTERNAL,
    last_month=FieldClass.INTERNAL,
    country=FieldClass.INTERNAL,
    need=FieldClass.INTERNAL,
    aspect=FieldClass.INTERNAL,
    code=FieldClass.INTERNAL,
    number=FieldClass.INTERNAL,
)
class UnmetNeedCount(models.Model):
    """How often a need was not met, in one batch, with one further criterion.

    Each person is counted in one row. Language, sex and age of somebody stand neither in one row
    nor in three: a rare language and an age may be a name.

    Attributes:
        id: of chance.
        first_month, last_month: such as 2026-11, of all that is released of the need together.
        country: ISO 3166-1 alpha-2, of the institutions.
        need: a code of ``needs.yaml``.
        aspect: ``language``, ``sex`` or ``age``.
        code: of the list of the aspect, or ``unknown``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_month = models.CharField(max_length=7)
    last_month = models.CharField(max_length=7)
    country = models.CharField(max_length=2)
    need = models.CharField(max_length=LONGEST_CODE)
    aspect = models.CharField(max_length=LONGEST_CODE)
    code = models.CharField(max_length=LONGEST_CODE)
    number = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gt=0), name="unmet_of_somebody"),
            models.CheckConstraint(
                condition=Q(aspect__in=["language", "sex", "age"]), name="unmet_by_one_aspect"
            ),
            models.CheckConstraint(
                condition=Q(first_month__regex=r"^\d{4}-\d{2}$")
                & Q(last_month__regex=r"^\d{4}-\d{2}$"),
                name="unmet_by_month",
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a person."""
        return "a count"
