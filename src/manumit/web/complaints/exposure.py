"""Two secrets: that somebody complained, and who it was (C81 art. 15(c), R-30).

The first chance is the share of acts in the sector that follow from a complaint; the second is one
in the number of workers who could have known the facts. Both are estimates to decide with, not
measurements: an employer who remembers an event of his own guesses better, and only a round that
was planned before hides a complaint from him.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from manumit.web.complaints.lists import rules
from manumit.web.complaints.models import Briefing, Complaint
from manumit.web.complaints.process import IN_ROUND, LONE
from manumit.web.inspections.models import Visit
from manumit.web.kernel.days import today
from manumit.web.rounds.calendar import CalendarRound

_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Exposure:
    """The two chances of one route.

    Attributes:
        share: that the employer guesses a complaint.
        chance: that he guesses who complained.
    """

    share: Decimal
    chance: Decimal


def exposure(
    complaint: Complaint, sector: str, knowable_by: int, chosen: CalendarRound | None
) -> Exposure:
    """Return both chances of a route, rounded up; a round hides better than a single workplace."""
    share = _lone_share(sector) if chosen is None else _round_share(complaint, chosen)
    chance = (share / knowable_by).quantize(_STEP, ROUND_UP)
    return Exposure(share.quantize(_STEP, ROUND_UP), chance)


def percent(share: Decimal) -> int:
    """Return a share in whole percent, rounded up."""
    return int((share * 100).to_integral_value(ROUND_UP))


def _round_share(complaint: Complaint, chosen: CalendarRound) -> Decimal:
    """Return the share of a round's workplaces with a complaint, this one included."""
    waiting = Complaint.objects.filter(state=IN_ROUND, institution=complaint.institution_id)
    caused = waiting.exclude(pk=complaint.pk).filter(awaited_round=chosen.key).count() + 1
    return min(Decimal(1), Decimal(caused) / chosen.workplaces)


def _lone_share(sector: str) -> Decimal:
    """Return the share of acts at single workplaces that complaints cause, the new one included."""
    since = today() - dt.timedelta(days=rules().cover_days)
    caused = Briefing.objects.filter(route__in=LONE, sector=sector, made_at__date__gte=since)
    asked = caused.values("complaint").distinct().count() + 1
    visits = Visit.objects.filter(module=sector, planned_on__gte=since).exclude(state="cancelled")
    return Decimal(asked) / max(asked, visits.count() + 1)
