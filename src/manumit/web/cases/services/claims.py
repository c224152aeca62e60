"""Opening a claim for the person of a file. From then on the claim knows nothing of the file."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from manumit.errors import InputError, Place
from manumit.web.cases.accounts import Result
from manumit.web.cases.claimable import Claimable, Key, Source, claimable
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Reckoning
from manumit.web.cases.policies import load_for, reckoning_policy
from manumit.web.cases.services.accounts import check_stands
from manumit.web.cases.standing import result_of
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.remedies import selectors
from manumit.web.remedies import services as remedies
from manumit.web.remedies.items import Item
from manumit.web.remedies.models import Claim, ClaimItem
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
        request: of the form; sent again, with whatever amounts, it changes nothing.

    Raises:
        Refused: not for this actor.
        InputError: K501, K804, K805, K811 to K814; Q101 to Q107, Q109, Q501; V101 to V107, V201,
            V301. What is wrong with the amount of a head names it: ``claimed wages KES``.
    """
    file_id = reckoning_policy.load(actor, reckoning_id).file_id
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    # Asked again under the lock: a file that has just changed hands is claimed for by nobody else.
    reckoning_policy.load(actor, reckoning_id)
    load_for(actor, claim_policy, "open", file_id)
    who = acting(actor, "statement", SEE)
    row = Reckoning.objects.select_related("told").get(pk=reckoning_id)
    check_stands(row.told)
    tell(who, "read_statement", "statement", row.pk, purpose=SEE)
    result = result_of(row)
    sent_before = _sent_before(who, file, result, request)
    if sent_before is not None:
        return sent_before
    items = list(_items(row, result, chosen))
    if isinstance(into, str):
        claim = open_claim(actor, file.pk, route=into, request=request)
    else:
        claim = claim_policy.load(actor, into, "change")
        if claim.subject_id != file.subject_id:
            raise CaseCode.OTHER_CLAIM.error(Place(field="into"))
    standing = [] if isinstance(into, str) else selectors.items(actor, claim.pk)
    before = _of_account(row, [one.item for one in standing], items)
    for item in items:
        _add(actor, claim, item, request)
    _check_together([*before, *items], claimable(result))
    return claim


def _own(request: uuid.UUID, key: Key) -> uuid.UUID:
    """By which a head that a form makes is known again."""
    return uuid.uuid5(request, " ".join(key))


def _sent_before(who: Actor, file: CaseFile, result: Result, request: uuid.UUID) -> Claim | None:
    """The claim that this very form has gone into, whatever it holds now.

    Raises:
        InputError: K501.
    """
    made = [_own(request, one.key) for one in claimable(result)]
    known = ClaimItem.objects.filter(request__in=made).select_related("claim").first()
    if known is None:
        return None
    if (known.made_by, known.claim.subject_id) != (who.person, file.subject_id):
        raise CaseCode.REQUEST_USED.error(Place(field="request"))
    return known.claim


def _of_account(row: Reckoning, standing: Sequence[Item], new: Sequence[Item]) -> list[Item]:
    """The heads of a draft that come from the same account; none of them stands there already.

    Raises:
        InputError: K814.
    """
    results = Reckoning.objects.filter(told__account=row.told.account)
    of_account = set(results.values_list("pk", flat=True))
    before = [one for one in standing if one.statement in of_account]
    keys = {(one.head, one.currency) for one in new}
    if any(one.statement != row.pk or (one.head, one.currency) in keys for one in before):
        raise CaseCode.CLAIMED_ALREADY.error(Place(field="into"))
    return before


def _check_together(items: Sequence[Item], heads: Sequence[Claimable]) -> None:
    """Whether no more is claimed than the statement gives: where one head is more, another is less.

    Raises:
        InputError: K813.
    """
    if any(one.most is None for one in heads):
        return
    for currency in {one.currency for one in items}:
        most = sum(one.whole for one in heads if one.currency == currency)
        if sum(one.number for one in items if one.currency == currency) > most:
            raise CaseCode.MORE_TOGETHER.error(Place(field="claimed"))


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
    try:
        remedies.add_item(actor, claim.pk, item, request=_own(request, (item.head, item.currency)))
    except InputError as error:
        at = f"{item.head} {item.currency}"
        raise InputError(
            [replace(one, place=replace(one.place, field=f"{one.place.field} {at}"))
             for one in error.problems]
        ) from None  # fmt: skip
