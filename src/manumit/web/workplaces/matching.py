"""Find entries that may be one workplace, with reasons that an officer can check and decide."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from rapidfuzz import fuzz

from manumit.errors import Place
from manumit.names.firms import comparable_name
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.recording import record_act, require_actor
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.kernel.vault.search import near_subjects
from manumit.web.registers.codes import RegisterEntryCode
from manumit.web.registers.contents import WorkplaceDetails, normal_form, number_form
from manumit.web.registers.matching import search_scopes
from manumit.web.registers.models import Workplace
from manumit.web.registers.policies import workplace_policy
from manumit.web.registers.services.workplaces import merge_workplaces
from manumit.web.workplaces.codes import WorkplaceCode
from manumit.web.workplaces.law import near_match_policy
from manumit.web.workplaces.models import NearMatch

SAME_NUMBER, SAME_NAME_AND_PLACE, OTHER_SPELLING = (
    "same_number",
    "same_name_and_place",
    "other_spelling",
)
KEEP_ONE, KEEP_OTHER, DIFFERENT = "keep_one", "keep_other", "different"
DECISIONS = (KEEP_ONE, KEEP_OTHER, DIFFERENT)
MOST_OTHERS = 10
"""Entries that one entry is compared with."""
AT_ONCE = 500
LIKE_ENOUGH = 88
"""Of 100; ours, provisional: two spellings of one name, and not two names with a common word."""


def near_reasons(one: WorkplaceDetails, other: WorkplaceDetails) -> tuple[list[str], int]:
    """Return why two entries may be one workplace, the strongest first, and a score up to 100."""
    names = [normal_form(comparable_name(each.name)) for each in (one, other)]
    areas = [normal_form(each.area or each.address) for each in (one, other)]
    numbers = [number_form(each.number) for each in (one, other)]
    alike = round(fuzz.token_sort_ratio(*names))
    near = not all(areas) or areas[0] == areas[1]
    found = []
    if numbers[0] and numbers[0] == numbers[1]:
        found.append(SAME_NUMBER)
    if names[0] == names[1] and areas[0] and areas[0] == areas[1]:
        found.append(SAME_NAME_AND_PLACE)
    # Two numbers of the register that differ outweigh a similar name.
    elif alike >= LIKE_ENOUGH and near and not (all(numbers) and numbers[0] != numbers[1]):
        found.append(OTHER_SPELLING)
    return found, 100 if SAME_NUMBER in found else alike


def find_near_matches(who: Actor, keys: Sequence[uuid.UUID]) -> int:
    """Keep which entries may be one with entries that were recorded just now; return how many.

    The caller has recorded an act in the transaction that is open.

    Args:
        who: the member who recorded them.
        keys: of the entries recorded.

    Raises:
        InputError: V101 to V107, V201.
    """
    made = 0
    for start in range(0, len(keys), AT_ONCE):
        rows = Workplace.objects.filter(pk__in=keys[start : start + AT_ONCE])
        made += len(_kept(who, {row.subject_id: row for row in rows}))
    return made


def _kept(who: Actor, fresh: Mapping[uuid.UUID, Workplace]) -> list[NearMatch]:
    pairs = near_subjects(fresh, search_scopes(who), most=MOST_OTHERS)
    others = {other for _, other in pairs} - fresh.keys()
    known = dict(fresh)
    # Alone what they may decide on: nothing of another institution, nothing of another office.
    theirs = workplace_policy.scope(who, "merge").filter(subject__in=others)
    known |= {row.subject_id: row for row in theirs}
    contents = _opened(known.values())
    found: dict[tuple[uuid.UUID, uuid.UUID], NearMatch] = {}
    for subject, other in pairs:
        if other not in contents or subject not in contents:
            continue  # an organisation, or erased since
        reasons, score = near_reasons(contents[subject], contents[other])
        pair = _in_order(known[other], known[subject])
        if reasons and pair not in found:
            found[pair] = NearMatch(
                institution_id=who.institution,
                office_id=who.office,
                one_id=pair[0],
                other_id=pair[1],
                reasons=reasons,
                score=score,
            )
    rows = list(_without_known(found))
    return NearMatch.objects.bulk_create(rows)


def _in_order(one: Workplace, other: Workplace) -> tuple[uuid.UUID, uuid.UUID]:
    """Return two entries with the earlier one first."""
    first, second = sorted((one, other), key=lambda row: (row.recorded_at, row.pk))
    return first.pk, second.pk


def _without_known(
    found: Mapping[tuple[uuid.UUID, uuid.UUID], NearMatch],
) -> Iterator[NearMatch]:
    """Yield the pairs that are not kept yet: both may be of the same import."""
    pairs = NearMatch.objects.filter(other__in={other for _, other in found})
    known = set(pairs.values_list("one", "other"))
    return (row for pair, row in found.items() if pair not in known)


def _opened(rows: Collection[Workplace]) -> dict[uuid.UUID, WorkplaceDetails]:
    keys = subject_keys(row.subject_id for row in rows)
    return {
        row.subject_id: WorkplaceDetails.from_text(
            open_text(row, "content", key=keys[row.subject_id]) or ""
        )
        for row in rows
        if row.subject_id in keys
    }


@transaction.atomic
def decide_match(
    actor: Actor | None, match_id: uuid.UUID, decision: str, *, request: uuid.UUID
) -> NearMatch:
    """Decide whether two entries are the same workplace; sent again, it changes nothing.

    Args:
        actor: the member who acts.
        match_id: of the pair.
        decision: one of :data:`DECISIONS`.
        request: idempotency key of the form.

    Raises:
        Refused: one of the two is not open to the actor.
        InputError: R101, R304, R306, R501; H706.
    """
    near_match_policy.load(actor, match_id, "merge")
    who = require_actor(actor, "workplace", "merge")
    row = NearMatch.objects.select_for_update().get(pk=match_id)
    if decision not in DECISIONS:
        raise RegisterEntryCode.NOT_LISTED.error(Place(field="decision"))
    if row.decided_at is not None:
        if decision == DIFFERENT and row.decided_by == who.person:
            return row
        raise WorkplaceCode.DECIDED_ALREADY.error(Place(field="decision"))
    if decision == DIFFERENT:
        record_act(who, "change", "workplace", row.one_id, purpose="merge")
        row.decided_by, row.decided_at = who.person, timezone.now()
        row.save(update_fields=list(NearMatch.changed_columns))
        return row
    kept, other = (row.one_id, row.other_id)[:: 1 if decision == KEEP_ONE else -1]
    merge_workplaces(actor, kept, other, reason=row.reasons[0], request=request)
    return row
