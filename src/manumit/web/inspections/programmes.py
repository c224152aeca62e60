"""What can be done about a programme: start it, draw it, plan a visit to one of its places.

The draw never binds an inspector: visits of their own initiative are planned as before, and change
neither the frame nor a probability (C81 arts 12, 16).
"""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from manumit.draw import (
    Draw,
    Score,
    check_draw,
    draw_sample,
    place_in_order,
    points,
    score_workplace,
)
from manumit.errors import Place
from manumit.web.inspections import law, verbs
from manumit.web.inspections.codes import InspectionCode
from manumit.web.inspections.facts import Area, check_enough, facts_of
from manumit.web.inspections.lists import checked_code, rules
from manumit.web.inspections.models import Programme, ProgrammePlace, Visit
from manumit.web.inspections.process import PROGRAMME, STARTED
from manumit.web.inspections.verbs import VisitPlan
from manumit.web.kernel import room
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.days import today
from manumit.web.kernel.room import NewRow
from manumit.web.kernel.vault.keys import SubjectKey, subject_key
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.registers.lists import sectors

RANDOM, RANKED = "random", "ranked"
SEED_BYTES, ID_BYTES = 16, 16
AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeInput:
    """A programme as entered.

    Attributes:
        area: a code of the list ``area``.
        sector: section of ISIC Rev. 4; empty for all.
        season: sections in their season of most work.
        visits, share: how many, and percent of them at random.
    """

    begins_on: dt.date | None
    ends_on: dt.date | None
    area: str
    visits: int
    share: Decimal
    sector: str = ""
    season: Sequence[str] = ()


def start_programme(
    actor: Actor | None, entered: ProgrammeInput, *, request: uuid.UUID
) -> Programme:
    """Start a programme and return it; nothing is drawn yet.

    Raises:
        Refused: the role starts none.
        InputError: H201, H216, H217; H301 to H303; T201; V101 to V106.
    """

    def build(who: Actor) -> NewRow[Programme]:
        for code in filter(None, (entered.sector, *entered.season)):
            if code not in sectors().titles:
                raise InspectionCode.NOT_LISTED.error(Place(field="sector"))
        row = Programme(
            area=checked_code("area", entered.area, "area"),
            sector=entered.sector,
            season=sorted(entered.season),
            visits=entered.visits,
            share=entered.share,
        )
        row.begins_on, row.ends_on = _period(entered.begins_on, entered.ends_on)
        _checked_frame(who, row)
        return NewRow(row)

    return room.create_record(actor, law.START, request, build)


def _period(first: dt.date | None, last: dt.date | None) -> tuple[dt.date, dt.date]:
    longest = rules().programme_days
    ahead = today() + dt.timedelta(days=longest)
    if (
        first is None
        or last is None
        or not max(first, today()) <= last <= first + dt.timedelta(days=longest)
        or first > ahead
    ):
        raise InspectionCode.NO_PERIOD.error(Place(field="ends_on"))
    return first, last


def _checked_frame(who: Actor, row: Programme) -> dict[str, str]:
    """Return the sector of each workplace that can be drawn, by its key.

    Raises:
        InputError: H217, H301 to H303.
    """
    rows = Area.of(who, row.area, row.sector).workplaces()
    found = {str(key): sector for key, sector in rows.values_list("pk", "sector")}
    check_draw(sorted(found), row.visits, Fraction(row.share))
    check_enough(len(found), row.sector)
    return found


def scores(who: Actor, row: Programme, frame: Mapping[str, str]) -> dict[str, Score]:
    """Return the score of each workplace of a frame, with its reasons."""
    known = facts_of(who.institution, row.season, today())
    return {key: score_workplace(known(uuid.UUID(key), one)) for key, one in frame.items()}


def preview(who: Actor, row: Programme) -> dict[str, Score]:
    """Return the scores of the workplaces that could be drawn today.

    Raises:
        InputError: H217, H301 to H303, where the register has changed since the start.
    """
    return scores(who, row, _checked_frame(who, row))


def draw_programme(
    actor: Actor | None, key: uuid.UUID, *, seen: int, request: uuid.UUID
) -> Programme:
    """Draw the random share, rank the rest, and keep what is needed to repeat it.

    Raises:
        Refused: not for this actor.
        InputError: H217, H301 to H303; T101 to T108; V101 to V106.
    """

    def before(row: Programme, who: Actor) -> None:
        if row.state != STARTED:
            return  # the step is refused
        frame = _checked_frame(who, row)
        seed = secrets.token_hex(SEED_BYTES)
        made = draw_sample(frame, row.visits, seed, share=Fraction(row.share))
        scored = scores(who, row, frame)
        opened = subject_key(row.subject_id)
        row.workplaces, row.drawn = len(frame), made.size
        row.probability = str(next(iter(made.probabilities.values())))
        row.points = dict(points()) | {"dated": str(points()["dated"])}
        row.frame = b"".join(uuid.UUID(one).bytes for one in sorted(frame))
        row.proof = _proof(row, seed, made)
        seal_text(row, "seed", seed, key=opened)
        record_act(who, "change", "programme", row.pk, purpose="change")
        room.save_columns(row)
        lines = _places(row, made, scored, opened, who, request)
        ProgrammePlace.objects.bulk_create(lines, batch_size=AT_ONCE)

    return room.take_step(
        actor, law.DRAW, PROGRAMME, key, "draw", seen=seen, request=request, before=before
    )


def _places(
    row: Programme,
    made: Draw,
    scored: Mapping[str, Score],
    opened: SubjectKey,
    who: Actor,
    request: uuid.UUID,
) -> list[ProgrammePlace]:
    """Return the places of a programme; their order says nothing of how they were chosen."""
    origin = {one.key: RANDOM for one in made.drawn}
    rest = sorted(
        (key for key in scored if key not in origin),
        key=lambda key: (-scored[key].points, place_in_order(made.seed, key)),
    )
    origin |= dict.fromkeys(rest[: row.visits - made.size], RANKED)
    mixed = sorted(origin, key=lambda key: place_in_order(f"{made.seed}/list", key))
    found = []
    for place, key in enumerate(mixed, 1):
        line = ProgrammePlace(
            institution_id=row.institution_id,
            made_by=who.person,
            request=uuid.uuid5(request, key),
            programme=row,
            subject_id=row.subject_id,
            workplace_id=uuid.UUID(key),
            place=place,
            score=scored[key].points,
            reasons=[list(one) for one in scored[key].reasons],
            probability=str(made.probabilities[key]),
        )
        seal_text(line, "origin", origin[key], key=opened)
        found.append(line)
    return found


def _proof(row: Programme, seed: str, made: Draw) -> str:
    """Return what nobody can change afterwards without being noticed: a digest of the draw."""
    parts = (seed, bytes(row.frame or b"").hex(), str(made.share), str(made.visits))
    drawn = "".join(one.key for one in made.drawn)
    return hashlib.sha256("\n".join((*parts, drawn)).encode()).hexdigest()


def repeat_draw(row: Programme) -> tuple[Draw, bool]:
    """Draw again from the seed and the frame that were kept; also return whether it agrees.

    It agrees where the proof is the same, and the same places are random.
    """
    opened = subject_key(row.subject_id)
    seed, kept = open_text(row, "seed", key=opened) or "", bytes(row.frame or b"")
    frame = [str(uuid.UUID(bytes=kept[at : at + ID_BYTES])) for at in range(0, len(kept), ID_BYTES)]
    made = draw_sample(frame, row.visits, seed, share=Fraction(row.share))
    random = {
        str(one.workplace_id)
        for one in row.places.all()
        if open_text(one, "origin", key=opened) == RANDOM
    }
    same = random == {one.key for one in made.drawn} and _proof(row, seed, made) == row.proof
    return made, same


def cancel_programme(
    actor: Actor | None, key: uuid.UUID, *, seen: int, request: uuid.UUID
) -> Programme:
    """Cancel a programme that was not drawn.

    Raises:
        Refused: not for this actor.
        InputError: T101 to T108.
    """
    return room.take_step(actor, law.DRAW, PROGRAMME, key, "cancel", seen=seen, request=request)


def plan_place(
    actor: Actor | None,
    programme: uuid.UUID,
    workplace: uuid.UUID,
    plan: VisitPlan,
    *,
    request: uuid.UUID,
) -> Visit:
    """Plan a visit to a place of a programme; why it is there is sealed in the visit.

    Raises:
        Refused: not for this actor, or the place is not of the programme.
        InputError: H201 to H204, T201; V101 to V107.
    """
    line = law.programme_policy.load(actor, programme).places.filter(workplace=workplace).first()
    origin = "own" if line is None else open_text(line, "origin") or "own"
    return verbs.plan_visit(actor, plan, origin=origin, request=request)
