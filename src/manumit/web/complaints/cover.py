"""The cover of each sector: how many acts of inspectors follow from a complaint (R-30)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Count

from manumit.web.complaints.exposure import percent
from manumit.web.complaints.law import complaint_policy
from manumit.web.complaints.lists import LISTS, rules
from manumit.web.complaints.models import Briefing, Complaint
from manumit.web.complaints.process import TOUCHING
from manumit.web.inspections.models import Visit
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.rounds.calendar import letters_by_sector


@dataclass(frozen=True, slots=True)
class SectorCover:
    """Acts of a year in one sector.

    Attributes:
        visits: that were planned, whatever for.
        letters: of rounds, by the section of the workplace.
        caused: complaints for which a way was approved that the employer notices.
        share: of the acts that follow from a complaint, in percent, rounded up.
        exposed: whether the share is above the limit.
    """

    sector: str
    visits: int
    letters: int
    caused: int
    share: int
    exposed: bool


@transaction.atomic
def cover(actor: Actor | None) -> Sequence[SectorCover]:
    """Return the cover of each sector in the last year; the ledger has it.

    Sectors that share a section count its letters each: from a letter nobody can tell which it is.
    """
    who = require_actor(actor, Complaint.RESOURCE, SEE)
    record_act(who, "list_files", Complaint.RESOURCE, None, purpose=SEE)
    since = today() - dt.timedelta(days=rules().cover_days)
    own = complaint_policy.scope(who).values("pk")
    moves = Move.objects.filter(
        resource=Complaint.RESOURCE, name__in=TOUCHING, at__date__gte=since, row__in=own
    )
    briefings = Briefing.objects.filter(complaint__in=moves.values("row"), route__in=TOUCHING)
    caused = briefings.values_list("sector").annotate(number=Count("complaint", distinct=True))
    planned = Visit.objects.filter(planned_on__gte=since).exclude(state="cancelled")
    visits = planned.values_list("module").annotate(number=Count("pk"))
    letters = letters_by_sector(since)
    by_sector, by_module = dict(caused.order_by()), dict(visits.order_by())
    return [
        _of_sector(one, by_module.get(one, 0), _letters(one, letters), by_sector.get(one, 0))
        for one in LISTS["sector"].codes()
    ]


def _letters(sector: str, letters: Mapping[str, int]) -> int:
    known = rules().sections
    if sector in known:
        return sum(letters.get(section, 0) for section in known[sector])
    named = {section for sections in known.values() for section in sections}
    return sum(number for section, number in letters.items() if section not in named)


def _of_sector(sector: str, visits: int, letters: int, caused: int) -> SectorCover:
    acts = max(visits + letters, caused)
    share = Decimal(caused) / acts if acts else Decimal(0)
    return SectorCover(
        sector, visits, letters, caused, share=percent(share), exposed=share > rules().limit
    )
