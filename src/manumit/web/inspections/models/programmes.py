"""Programmes of visits: what was drawn from which workplaces, so that anybody can repeat it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from manumit.web.inspections.models.visits import CODE, InspectionPart, InspectionRecord
from manumit.web.inspections.process import PROGRAMME
from manumit.web.kernel.ledger.history import tracked
from manumit.web.kernel.ledger.models import APPEND_ONLY
from manumit.web.kernel.process.fields import state_field, triggers, version_field
from manumit.web.kernel.register import FieldClass, classed
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.models import PersonKey
from manumit.web.registers.models import Workplace

FRACTION = 40
"""Characters of a probability such as ``1/40``."""
DIGEST = 64


@tracked(institution="institution")
@classed(
    begins_on=FieldClass.INTERNAL,
    ends_on=FieldClass.INTERNAL,
    area=FieldClass.INTERNAL,
    sector=FieldClass.INTERNAL,
    season=FieldClass.INTERNAL,
    visits=FieldClass.INTERNAL,
    share=FieldClass.INTERNAL,
    workplaces=FieldClass.INTERNAL,
    drawn=FieldClass.INTERNAL,
    probability=FieldClass.INTERNAL,
    points=FieldClass.INTERNAL,
    proof=FieldClass.INTERNAL,
    frame=FieldClass.IDENTIFYING,
    seed=FieldClass.IDENTIFYING,
)
class Programme(InspectionRecord):
    """An office's programme of visits for a period (C81 art. 16, R-37).

    Attributes:
        area: a code of the list ``area``: which workplaces it is about.
        sector: section of ISIC Rev. 4; empty for all.
        season: sections that have their season of most work in the period, as the office stated.
        visits, share: number of visits, and percent of them that are drawn at random.
        workplaces, drawn: how many workplaces could be drawn, and how many were.
        probability: of each of them to be drawn, such as ``1/40``; empty before the draw.
        points: the table of points of the score, with its date, as it was at the draw.
        proof: SHA-256 of seed, frame and result.
        frame: ids of the workplaces that could be drawn, 16 bytes each, in order.
        seed: sealed; no role is granted its class, because with it one could work out which
            visits were random.
    """

    RESOURCE: ClassVar[str] = PROGRAMME.resource
    changed_columns: ClassVar[tuple[str, ...]] = (
        *("state", "version", "workplaces", "drawn", "probability"),
        *("points", "proof", "frame", "seed"),
    )

    begins_on = models.DateField()
    ends_on = models.DateField()
    area = models.CharField(max_length=CODE)
    sector = models.CharField(max_length=1, blank=True)
    season = models.JSONField(default=list)
    visits = models.PositiveIntegerField()
    share = models.DecimalField(max_digits=4, decimal_places=2)
    workplaces = models.PositiveIntegerField(null=True)
    drawn = models.PositiveIntegerField(null=True)
    probability = models.CharField(max_length=FRACTION, blank=True)
    points = models.JSONField(default=dict)
    proof = models.CharField(max_length=DIGEST, blank=True)
    frame = models.BinaryField(null=True)
    seed = SealedField(null=True)
    state = state_field(PROGRAMME)
    version = version_field()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["institution", "office", "-begins_on"], name="inspections_programmes"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "reference"], name="inspections_one_programme"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on"), visits__gte=1, share__gt=0),
                name="inspections_programme_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="drawn")
                | Q(seed__isnull=False, frame__isnull=False, drawn__gte=1) & ~Q(probability=""),
                name="inspections_draw_is_kept",
            ),
        ]
        triggers: ClassVar = triggers(PROGRAMME)

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a programme"


@tracked(institution="institution")
@classed(
    programme=FieldClass.INTERNAL,
    subject=FieldClass.INTERNAL,
    workplace=FieldClass.INTERNAL,
    place=FieldClass.INTERNAL,
    score=FieldClass.INTERNAL,
    reasons=FieldClass.INTERNAL,
    probability=FieldClass.INTERNAL,
    origin=FieldClass.IDENTIFYING,
)
class ProgrammePlace(InspectionPart):
    """A workplace of a programme, drawn or ranked.

    Attributes:
        place: its position in the list, which says nothing of how it got there.
        score, reasons: points, and the facts that give them: codes with points.
        probability: with which it could be drawn at random, whether or not it was.
        origin: ``random`` or ``ranked``; sealed, as in a visit.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="places")
    subject = models.ForeignKey(PersonKey, models.PROTECT, related_name="+")
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    score = models.PositiveIntegerField()
    reasons = models.JSONField()
    probability = models.CharField(max_length=FRACTION)
    origin = SealedField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "workplace"], name="inspections_planned_once"
            ),
        ]
        triggers: ClassVar = APPEND_ONLY

    def __str__(self) -> str:
        """Return a fixed text: nothing in a log may lead to a workplace."""
        return "a workplace of a programme"
