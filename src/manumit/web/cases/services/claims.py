"""Open claims for a file's person. The claim holds no reference to the file."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from manumit.errors import InputError, Place
from manumit.web.cases.accounts import AccountResult
from manumit.web.cases.claimable import ClaimableHead, ClaimSource, Key, claimable_heads
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.current_evidence import result_of
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Reckoning
from manumit.web.cases.policies import load_for, reckoning_policy
from manumit.web.cases.services.accounts import check_is_current
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.remedies import selectors
from manumit.web.remedies import services as remedies
from manumit.web.remedies.items import Item
from manumit.web.remedies.models import Claim, ClaimItem
from manumit.web.remedies.policies import claim_policy


@transaction.atomic
def open_claim(actor: Actor | None, file_id: uuid.UUID, *, route: str, request: uuid.UUID) -> Claim:
    """Open a draft claim for a file's person; the actor holds it.

    The claim is sealed under the person's key. That is all that the two have in common: there is no
    column in the claim that names the file.

    Args:
        actor: a holder of the file.
        file_id: the file.
        route: a code of the list ``route``.
        request: idempotency key of the form; a repeat returns the same claim.

    Raises:
        Refused: the actor may not do this.
        InputError: Q101, Q501.
    """
    load_for(actor, claim_policy, "open", file_id)
    # Locked against a change of age: it waits for the claim, or the claim sees it.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    return remedies.open_claim(
        actor, subject=file.subject_id, child=file.counts_as_child, route=route, request=request
    )


type Chosen = Mapping[Key, tuple[str, str]]
"""What is claimed of a result, by head and currency: amount and article, as they are typed."""


@transaction.atomic
def claim_from_account(
    actor: Actor | None,
    reckoning_id: uuid.UUID,
    chosen: Chosen,
    *,
    into: uuid.UUID | str,
    request: uuid.UUID,
) -> Claim:
    """Claim the result of an account, in a new or an existing draft claim of the person.

    Bounds, days and the statement that each head comes from are read from the sealed result, not
    from the form. All heads are added, or none.

    Args:
        actor: a holder of the file.
        reckoning_id: the result, of the latest version.
        chosen: what is claimed of it.
        into: a code of the list ``route``, or a drafted claim.
        request: idempotency key of the form; a repeat with any amounts changes nothing.

    Raises:
        Refused: the actor may not do this.
        InputError: K501, K804, K805, K811 to K814; Q101 to Q107, Q109, Q501; V101 to V107, V201,
            V301. What is wrong with the amount of a head names it: ``claimed wages KES``.
    """
    file_id = reckoning_policy.load(actor, reckoning_id).file_id
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    # Asked again under the lock: a file that has just changed hands is claimed for by nobody else.
    reckoning_policy.load(actor, reckoning_id)
    load_for(actor, claim_policy, "open", file_id)
    who = acting(actor, "statement", SEE)
    row = Reckoning.objects.select_related("account_version").get(pk=reckoning_id)
    check_is_current(row.account_version)
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
    heads = claimable_heads(result)
    _check_together([*before, *items], heads)
    days = [one.claim_by for one in heads if one.claim_by and one.key in chosen]
    remedies.set_lodge_by(actor, claim.pk, min(days, default=None), earlier=True)
    return claim


def _own(request: uuid.UUID, key: Key) -> uuid.UUID:
    """Return the idempotency key of one head of a form."""
    return uuid.uuid5(request, " ".join(key))


def _sent_before(
    who: Actor, file: CaseFile, result: AccountResult, request: uuid.UUID
) -> Claim | None:
    """Return the claim that the same form was added to, whatever it holds now.

    Raises:
        InputError: K501.
    """
    made = [_own(request, one.key) for one in claimable_heads(result)]
    known = ClaimItem.objects.filter(request__in=made).select_related("claim").first()
    if known is None:
        return None
    if (known.made_by, known.claim.subject_id) != (who.person, file.subject_id):
        raise CaseCode.REQUEST_USED.error(Place(field="request"))
    return known.claim


def _of_account(row: Reckoning, standing: Sequence[Item], new: Sequence[Item]) -> list[Item]:
    """Return the draft's heads from the same account, checking that none repeats.

    Raises:
        InputError: K814.
    """
    results = Reckoning.objects.filter(account_version__account=row.account_version.account)
    of_account = set(results.values_list("pk", flat=True))
    before = [one for one in standing if one.statement in of_account]
    keys = {(one.head, one.currency) for one in new}
    if any(one.statement != row.pk or (one.head, one.currency) in keys for one in before):
        raise CaseCode.CLAIMED_ALREADY.error(Place(field="into"))
    return before


def _check_together(items: Sequence[Item], heads: Sequence[ClaimableHead]) -> None:
    """Check that the heads together claim no more than the statement gives.

    Raises:
        InputError: K813.
    """
    if any(one.most is None for one in heads):
        return
    for currency in {one.currency for one in items}:
        most = sum(one.whole for one in heads if one.currency == currency)
        if sum(one.number for one in items if one.currency == currency) > most:
            raise CaseCode.MORE_TOGETHER.error(Place(field="claimed"))


def _items(row: Reckoning, result: AccountResult, chosen: Chosen) -> Iterator[Item]:
    """Yield the heads as items of a claim.

    Raises:
        InputError: K811.
    """
    known = {one.key: one for one in claimable_heads(result)}
    if not chosen or not chosen.keys() <= known.keys():
        raise CaseCode.NOTHING_CLAIMED.error(Place(field="claimed"))
    source = ClaimSource.of(row.pk, result)
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
