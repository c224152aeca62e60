"""Opening a claim for the person of a file. From then on the claim knows nothing of the file."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.db import transaction

from manumit.errors import InputError, Place
from manumit.web.cases.accounts import Result
from manumit.web.cases.claimable import Key, Source, claimable
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Reckoning
from manumit.web.cases.policies import load_for, reckoning_policy
from manumit.web.cases.services.accounts import check_stands
from manumit.web.cases.standing import result_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.remedies import services as remedies
from manumit.web.remedies.items import Item
from manumit.web.remedies.models import Claim
from manumit.web.remedies.policies import claim_policy


@transaction.atomic
def open_claim(actor: Actor | None, file_id: uuid.UUID, *, route: str, request: uuid.UUID) -> Claim:
    """A claim of the person of a file, drafted; whoever opens it holds it.

    The claim is sealed under the person's key. That is all that the two have in common: there is no
    column in the claim that names the file.

    Args:
        actor: who holds the file.
        file_id: of whom.
        route: a code of the list ``route``.
        request: of the form; sent again it gives the same claim.

    Raises:
        Refused: not for this actor.
        InputError: Q101, Q501.
    """
    load_for(actor, claim_policy, "open", file_id)
    # Whoever changes the age waits for the claim, or the claim sees what was changed.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    return remedies.open_claim(
        actor, subject=file.subject_id, child=file.counts_as_child, route=route, request=request
    )


type Chosen = Mapping[Key, tuple[str, str]]
"""What is claimed of a result, by head and currency: amount and article, as they are typed."""


@transaction.atomic
def claim_account(
    actor: Actor | None,
    reckoning_id: uuid.UUID,
    chosen: Chosen,
    *,
    into: uuid.UUID | str,
    request: uuid.UUID,
) -> Claim:
    """Claims what the result of an account gives, in a new claim or in a draft of the same person.

    Bounds, days and the statement that each head comes from are read from the sealed result, not
    from whoever sends them. All heads are added, or none.

    Args:
        actor: who holds the file.
        reckoning_id: the result, of the latest version.
        chosen: what is claimed of it.
        into: a code of the list ``route``, or a drafted claim.
        request: of the form; sent again it changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: K804, K805, K811, K812; Q101 to Q107, Q109, Q501; V101 to V107, V201, V301.
            What is wrong with the amount of a head names it: ``claimed wages KES``.
    """
    found = reckoning_policy.load(actor, reckoning_id)
    load_for(actor, claim_policy, "open", found.file_id)
    file = CaseFile.objects.select_for_update().get(pk=found.file_id)
    row = Reckoning.objects.select_related("told").get(pk=reckoning_id)
    check_stands(row.told)
    tell(acting(actor, "statement", SEE), "read_statement", "statement", row.pk, purpose=SEE)
    items = list(_items(row, result_of(row), chosen))
    if isinstance(into, str):
        claim = open_claim(actor, file.pk, route=into, request=request)
    else:
        claim = claim_policy.load(actor, into, "change")
        if claim.subject_id != file.subject_id:
            raise CaseCode.OTHER_CLAIM.error(Place(field="into"))
    for item in items:
        _add(actor, claim, item, request)
    return claim


def _items(row: Reckoning, result: Result, chosen: Chosen) -> Iterator[Item]:
    """Heads of a claim.

    Raises:
        InputError: K811.
    """
    known = {one.key: one for one in claimable(result)}
    if not chosen or not chosen.keys() <= known.keys():
        raise CaseCode.NOTHING_CLAIMED.error(Place(field="claimed"))
    source = Source.of(row.pk, result)
    for key, (claimed, article) in chosen.items():
        yield known[key].item(claimed, article, source)


def _add(actor: Actor | None, claim: Claim, item: Item, request: uuid.UUID) -> None:
    own = uuid.uuid5(request, f"{item.head} {item.currency}")
    try:
        remedies.add_item(actor, claim.pk, item, request=own)
    except InputError as error:
        at = f"{item.head} {item.currency}"
        raise InputError(
            [replace(one, place=replace(one.place, field=f"{one.place.field} {at}"))
             for one in error.problems]
        ) from None  # fmt: skip
