"""Wage accounts: add, correct, recalculate, review signs, withdraw."""

import json
import uuid
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils import timezone

from manumit.assessment import Age, assess
from manumit.assessment.render import to_json
from manumit.errors import Place
from manumit.exchange.evidence_file import evidence_document, evidence_entry, evidence_pieces
from manumit.instruments import Instrument, shipped_library
from manumit.web.cases.accounts import AccountResult, ReviewedSigns, SignProposal, WageAccount
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.current_evidence import (
    current_pieces,
    entries_of,
    interview_entries,
    is_latest,
    result_of,
    wage_account_of,
)
from manumit.web.cases.documents import WITHDRAWN
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import (
    AccountVersion,
    CaseFile,
    EvidenceSet,
    FindingVersion,
    Reckoning,
    SignReview,
)
from manumit.web.cases.policies import (
    evidence_policy,
    finding_policy,
    load_for,
    reckoning_policy,
    statement_policy,
)
from manumit.web.cases.reckonings import ADULT, Audience, reckon
from manumit.web.cases.services.drafts import add_evidence, add_finding, engine, instrument_for_age
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.register.special import refuse_special, special_allowed
from manumit.web.kernel.vault.attachments import attach, detach, get_attachment
from manumit.web.kernel.vault.sealed import seal_text
from manumit.web.ui.languages import languages, library


@transaction.atomic
def add_account(
    actor: Actor | None, file_id: uuid.UUID, account: WageAccount, *, request: uuid.UUID
) -> AccountVersion:
    """Seal an account in a file with its result under today's rules.

    Args:
        actor: a holder of the file.
        file_id: the file.
        account: the account.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: the actor may not do this.
        InputError: K501, K801 to K803, and what is wrong with the account; V101 to V107, V201,
            V301, V404. Nothing is kept then.
    """
    load_for(actor, statement_policy, "take", file_id)
    who = acting(actor, "statement", "take")
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = _sent_before(who, file, request)
    if known is not None:
        return known
    numbers = AccountVersion.objects.filter(file=file, version=1)
    row = AccountVersion(number=numbers.count() + 1)
    return _kept(who, file, row, account, request)


@transaction.atomic
def correct_account(
    actor: Actor | None, version_id: uuid.UUID, account: WageAccount, *, request: uuid.UUID
) -> AccountVersion:
    """Seal another version of an account beside the earlier ones.

    Evidence taken from an earlier version is based on an account declared wrong:
    it is no part of the file's evidence from now on, and a new finding says what is left.

    Args:
        actor: a holder of the file.
        version_id: the version that was corrected, the latest one.
        account: the corrected account.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: the actor may not do this.
        InputError: as for :func:`add_account`; K804, K805.
    """
    before = statement_policy.load(actor, version_id, "take")
    who = acting(actor, "statement", "take")
    file = CaseFile.objects.select_for_update().get(pk=before.file_id)
    known = _sent_before(who, file, request)
    if known is not None:
        return known
    check_is_current(AccountVersion.objects.get(pk=version_id))
    row = AccountVersion(number=before.number, account=before.account, version=before.version + 1)
    made = _kept(who, file, row, account, request)
    renew_evidence(who, file)
    return made


def _sent_before(who: Actor, file: CaseFile, request: uuid.UUID) -> AccountVersion | None:
    """Return the row that the same form has already created.

    Raises:
        InputError: K501.
    """
    known = AccountVersion.objects.filter(request=request).first()
    if known is not None and (known.file_id != file.pk or known.made_by != who.person):
        raise CaseCode.REQUEST_USED.error(Place(field="request"))
    return known


def check_is_current(row: AccountVersion) -> None:
    """Check that an account version is the latest one and not withdrawn.

    Raises:
        InputError: K804, K805.
    """
    if row.withdrawn_at is not None:
        raise CaseCode.ACCOUNT_WITHDRAWN.error(Place(field="account"))
    if not is_latest(row):
        raise CaseCode.ACCOUNT_CORRECTED.error(Place(field="account"))


def _kept(
    who: Actor, file: CaseFile, row: AccountVersion, account: WageAccount, request: uuid.UUID
) -> AccountVersion:
    result = reckon(account, _wanted(file))
    row.file, row.subject_id, row.institution_id = file, file.subject_id, file.institution_id
    row.kind, row.made_by, row.request = account.kind, who.person, request
    tell(who, "create", "statement", row.pk, purpose="take")
    row.sealed_file = attach(file.subject_id, account.kind, account.to_text().encode()).pk
    row.save(force_insert=True)
    _add_result(who, file, row, result, request)
    return row


def _wanted(file: CaseFile) -> Audience:
    tags = tuple(one.tag for one in languages())
    return Audience(library(), tags, Age(file.age))


def _add_result(
    who: Actor, file: CaseFile, version: AccountVersion, result: AccountResult, request: uuid.UUID
) -> Reckoning:
    row = Reckoning(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        account_version=version,
        number=Reckoning.objects.filter(account_version=version).count() + 1,
        engine=result.engine,
        made_by=who.person,
        request=request,
    )
    tell(who, "create", "statement", row.pk, purpose="take")
    row.sealed_file = attach(file.subject_id, "result", result.to_text().encode()).pk
    row.save(force_insert=True)
    return row


@transaction.atomic
def recalculate_account(
    actor: Actor | None, version_id: uuid.UUID, *, request: uuid.UUID
) -> Reckoning:
    """Calculate a new result under today's rules, beside earlier results.

    Args:
        actor: a holder of the file.
        version_id: of the account, the latest one.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: the actor may not do this.
        InputError: K501, K804 to K806, and what is wrong with the account under newer rules.
    """
    version = statement_policy.load(actor, version_id, "take")
    who = acting(actor, "statement", "take")
    file = CaseFile.objects.select_for_update().get(pk=version.file_id)
    known = Reckoning.objects.filter(request=request).first()
    if known is not None:
        if known.account_version_id != version.pk or known.made_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    row = AccountVersion.objects.get(pk=version_id)
    check_is_current(row)
    result = reckon(wage_account_of(row), _wanted(file))
    if Reckoning.objects.filter(account_version=row).latest("number").engine == result.engine:
        raise CaseCode.SAME_RULES.error(Place(field="account"))
    return _add_result(who, file, row, result, request)


@transaction.atomic
def review_signs(
    actor: Actor | None,
    reckoning_id: uuid.UUID,
    *,
    taken: Collection[int],
    left: Collection[int],
    seen: int,
    request: uuid.UUID,
) -> FindingVersion | None:
    """Record which signs of a result the actor takes as evidence, and which not.

    Taken signs join the evidence of the last interview as a new set of evidence, which has
    its finding; neither replaces an earlier one. What is in neither stays open.

    Args:
        actor: a holder of the file.
        reckoning_id: the result.
        taken: places of its proposals, from 1.
        left: places of the proposals that are not taken.
        seen: how often the result was weighed when the page was made.
        request: idempotency key of the form; a repeat changes nothing.

    Returns:
        the finding; None where the evidence of the file stayed what it was.

    Raises:
        Refused: the actor may not do this.
        InputError: K501, K804, K805, K807 to K809; F301.
    """
    reckoning = reckoning_policy.load(actor, reckoning_id, "take")
    load_for(actor, evidence_policy, "record", reckoning.file_id)
    load_for(actor, finding_policy, "make", reckoning.file_id)
    who = acting(actor, "evidence", "record")
    file = CaseFile.objects.select_for_update().get(pk=reckoning.file_id)
    known = SignReview.objects.filter(request=request).first()
    if known is not None:
        if known.reckoning_id != reckoning.pk or known.made_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        made_then = FindingVersion.objects.filter(evidence__isnull=False)
        return made_then.filter(evidence=known.evidence_id).first()
    reckoning = Reckoning.objects.select_related("account_version").get(pk=reckoning_id)
    check_is_current(reckoning.account_version)
    if SignReview.objects.filter(reckoning=reckoning).count() != seen:
        raise CaseCode.WEIGHED_SINCE.error(Place(field="seen"))
    kept = _reviewed(reckoning, frozenset(taken), frozenset(left))
    _check_codes(who, file, {str(one["code"]) for one in kept.pieces})
    row = SignReview(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        reckoning=reckoning,
        number=seen + 1,
        made_by=who.person,
        request=request,
    )
    made = renew_evidence(who, file, {reckoning.pk: kept})
    row.evidence = None if made is None else made.evidence
    # Last, so that the row names this act, and not one of its evidence.
    tell(who, "create", "statement", row.pk, purpose="take")
    seal_text(row, "content", kept.to_text())
    row.save(force_insert=True)
    return made


def _reviewed(reckoning: Reckoning, taken: frozenset[int], left: frozenset[int]) -> ReviewedSigns:
    """Return the reviewed places and the evidence of the taken ones.

    Raises:
        InputError: K808.
    """
    proposals = dict(enumerate(result_of(reckoning).proposals, start=1))
    if taken & left or not (taken | left) <= proposals.keys():
        raise CaseCode.NO_SUCH_SIGN.error(Place(field="signs"))
    pieces = [_piece(reckoning, place, proposals[place]) for place in sorted(taken)]
    return ReviewedSigns(taken=taken, left=left, pieces=pieces)


def _piece(reckoning: Reckoning, place: int, proposal: SignProposal) -> dict[str, object]:
    return evidence_entry(proposal.piece(reckoning.pk, place, reckoning.account_version.made_at))


def _check_codes(who: Actor, file: CaseFile, codes: set[str]) -> None:
    """Refuse codes that the role may not keep or that the last interview's list doesn't know.

    Raises:
        InputError: K809, F301.
    """
    refuse_special(codes, special_allowed(who.role), shipped_library())
    unknown = sorted(codes - _instrument(file, _latest(file)).codes)
    if unknown:
        raise CaseCode.OTHER_LIST.error(Place(field="signs"))


def _latest(file: CaseFile) -> EvidenceSet | None:
    return EvidenceSet.objects.filter(file=file).order_by("-number").first()


def _instrument(file: CaseFile, latest: EvidenceSet | None) -> Instrument:
    """Return the list of the last interview, or the one that signs are proposed for."""
    shipped = shipped_library()
    asked = ADULT if latest is None else latest.list_id
    return instrument_for_age(file, shipped.instrument(asked), shipped)


def renew_evidence(
    who: Actor, file: CaseFile, now: Mapping[uuid.UUID, ReviewedSigns] = MappingProxyType({})
) -> FindingVersion | None:
    """Create evidence and finding from the current signs; None if nothing changes.

    Args:
        who: somebody who is signed in.
        file: locked.
        now: what is weighed at this moment, by result.

    Raises:
        Refused: the evidence changes, and that is not open to the actor.
    """
    latest = _latest(file)
    instrument = _instrument(file, latest)
    begun: dict[str, Any] = {"age": file.age, "evidence": []}
    document = begun if latest is None else entries_of(latest)
    pieces = [*interview_entries(file, document["evidence"])]
    pieces += [evidence_entry(one) for one in current_pieces(file, now)]
    entries = [one for one in pieces if one["code"] in instrument.codes]
    if entries == document["evidence"]:
        return None
    load_for(who, evidence_policy, "record", file.pk)
    load_for(who, finding_policy, "make", file.pk)
    age = Age(file.age if file.counts_as_child else document["age"])
    assessed = evidence_pieces(entries)
    found = assess(assessed, instrument, age=age)
    evidence = json.dumps(evidence_document(instrument.id, found.age, assessed))
    kept = add_evidence(who, file, instrument.id, evidence)
    finding = to_json(found, shipped_library())
    return add_finding(who, file, instrument.id, engine(instrument), finding, kept)


@transaction.atomic
def withdraw_account(actor: Actor | None, version_id: uuid.UUID, *, reason: str) -> AccountVersion:
    """Delete the content of all versions of an account and of their results.

    That there was one, and why it went, stays, and so does what was taken of it as evidence of
    earlier findings: codes and answers, without a number. It counts no longer.

    Args:
        actor: a holder of the file.
        version_id: any version.
        reason: a code of the list ``attachment_withdrawn``.

    Raises:
        Refused: the actor may not do this.
        InputError: K704, K804; V301; V302 where a legal hold keeps the record.
    """
    row = statement_policy.load(actor, version_id, "withdraw")
    who = acting(actor, "statement", "withdraw")
    file = CaseFile.objects.select_for_update().get(pk=row.file_id)
    versions = list(AccountVersion.objects.select_for_update().filter(account=row.account))
    if any(one.withdrawn_at is not None for one in versions):
        raise CaseCode.ACCOUNT_WITHDRAWN.error(Place(field="account"))
    if not WITHDRAWN.has(reason, timezone.now().date()):
        raise CaseCode.NO_WITHDRAWAL.error(Place(field="reason"))
    for one in versions:
        _take_away(who, one, reason)
    renew_evidence(who, file)
    return next(one for one in versions if one.pk == row.pk)


def _take_away(who: Actor, row: AccountVersion, reason: str) -> None:
    tell(who, "withdraw_statement", "statement", row.pk, purpose="withdraw", reason=reason)
    results = Reckoning.objects.filter(account_version=row).values_list("sealed_file", flat=True)
    for sealed in (row.sealed_file, *results):
        detach(get_attachment(sealed))
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = who.person, timezone.now(), reason
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
