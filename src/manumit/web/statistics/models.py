"""What was counted, and what was released of it. Counts by codes; nobody stands in them."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

import pgtrigger
from django.db import connection, models

from manumit.errors import InputError
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.statistics.kept import open_count
from manumit.web.statistics.process import PUBLISHED, RELEASE, WITHDRAWN
from manumit.web.statistics.releasing import (
    check_against,
    check_first_year,
    differ_by_few,
    fixed_first_year,
    is_still_publishable,
    published_of,
)
from manumit.web.statistics.withholding import EarlierRelease

_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    first_year=FieldClass.INTERNAL,
    last_year=FieldClass.INTERNAL,
    asked_by=FieldClass.INTERNAL,
    asked_at=FieldClass.INTERNAL,
    content=FieldClass.PERSONAL,
    counted_at=FieldClass.INTERNAL,
    problem=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
)
class Outcomes(models.Model):
    """One count of everything, with every small number: for statisticians of one institution.

    Attributes:
        first_year, last_year: the period.
        content: a document ``manumit/outcomes/1``; None until it is counted. It stays as it was.
        counted_at: when that was done.
        problem: a code where it could not be done; empty else.
        request: of the form.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("content", "counted_at", "problem")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(auto_now_add=True)
    content = models.JSONField(null=True)
    counted_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=8, blank=True)
    request = models.UUIDField(unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_year__gte=models.F("first_year")),
                name="statistics_period",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="counted_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        IF OLD.content IS NULL THEN
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE check_violation USING MESSAGE = 'a count stays as it was made';
                """,
            )
        ]

    def __str__(self) -> str:
        """Return a fixed text without any count."""
        return "a count"


@tracked(institution="institution")
@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    outcomes=FieldClass.INTERNAL,
    content=FieldClass.INTERNAL,
    cost=FieldClass.PERSONAL,
    prepared_by=FieldClass.INTERNAL,
    prepared_at=FieldClass.INTERNAL,
    request=FieldClass.INTERNAL,
    state=FieldClass.INTERNAL,
    version=FieldClass.INTERNAL,
)
class Release(models.Model):
    """Tables that were prepared to be published; they never change (R-72, R-76).

    Attributes:
        outcomes: the count that it was made of.
        content: a document ``manumit/release/1``, without any suppressed number.
        cost: what protecting it cost, by population: for statisticians, since how many cells are
            small helps whoever attacks it.
        state, version: of the process RELEASE.
    """

    changed_columns: ClassVar[tuple[str, ...]] = ("state", "version")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    outcomes = models.ForeignKey(Outcomes, models.PROTECT, related_name="releases")
    content = models.JSONField()
    cost = models.JSONField()
    prepared_by = models.UUIDField()
    prepared_at = models.DateTimeField(auto_now_add=True)
    request = models.UUIDField(unique=True)
    state = state_field(RELEASE)
    version = version_field()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="statistics_published")]
        triggers: ClassVar = [
            *triggers(RELEASE),
            pgtrigger.Trigger(
                name="stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        IF NEW.content = OLD.content AND NEW.outcomes_id = OLD.outcomes_id
                            AND NEW.prepared_by = OLD.prepared_by
                        THEN
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE check_violation USING MESSAGE = 'a release stays as it was prepared';
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text without any count."""
        return "a release"

    def tells_more(self) -> bool:
        """Whether together with what was published before it tells of single persons.

        Until the end of the transaction no other release is asked this: two that are published at
        once would not see each other.
        """
        with connection.cursor() as cursor:
            cursor.execute(_ONE_BY_ONE, ["statistics_release"])
        before = list(earlier_releases(exclude=self.pk))
        old = [one.document for one in before]
        counted = self.counted()
        if counted is None or any(differ_by_few(self.content, one) for one in old):
            return True
        try:
            check_first_year(self.content["period"], old)
            for population in self.content["populations"]:
                new = published_of(self.content, population)
                known = [one for one in old if population in one["populations"]]
                check_against(new, [published_of(one, population) for one in known])
        except InputError:
            return True
        return not is_still_publishable(self.content, counted, before)

    def counted(self) -> dict[str, Any] | None:
        """The count that it was made of, whole; None where it is gone or cannot be opened.

        One that cannot be opened holds no other release up: what it published is not repeated.
        """
        if self.outcomes.content is None:
            return None
        try:
            return open_count(self.outcomes.content, self.outcomes_id)
        except InputError:
            return None

    def published_on(self) -> Any:
        """When it was published; None where it was not."""
        made = Move.objects.filter(resource=RELEASE.resource, row=self.pk, name="publish")
        return made.values_list("at", flat=True).first()


def earlier_releases(exclude: uuid.UUID | None = None) -> Iterable[EarlierRelease]:
    """Every release that anybody may have read, those withdrawn since too, with its count."""
    rows = Release.objects.filter(state__in=(PUBLISHED, WITHDRAWN)).select_related("outcomes")
    if exclude is not None:
        rows = rows.exclude(pk=exclude)
    return [EarlierRelease(one.content, one.counted()) for one in rows.order_by("prepared_at")]


def releases_begin_in() -> int | None:
    """The first year that releases are held to (Z108)."""
    rows = Release.objects.filter(state__in=(PUBLISHED, WITHDRAWN))
    return fixed_first_year(rows.values_list("content", flat=True))
