"""The guided interview as a draft: begun, kept, taken up elsewhere, closed to a finding."""

import dataclasses
import hashlib
import json
import uuid
from dataclasses import dataclass
from importlib.metadata import version

from django.db import transaction
from django.utils import timezone

from manumit.assessment import Age, Evidence, Finding, Sitting, assess
from manumit.assessment.render import to_json
from manumit.errors import Place
from manumit.exchange.evidence_file import evidence_document
from manumit.instruments import Instrument, Library, Population, shipped_library
from manumit.web.cases.ages import note_age
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Draft, EvidenceSet, FindingVersion
from manumit.web.cases.policies import draft_policy, finding_policy, load_for
from manumit.web.cases.services.closings import must_be_open
from manumit.web.cases.standing import pieces_of_accounts
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.register.special import refuse_special, special_allowed
from manumit.web.kernel.vault.sealed import open_text, seal_text


@dataclass(frozen=True, slots=True, repr=False)
class Taken:
    """A draft as somebody goes on with it; its ``repr`` shows nothing.

    Attributes:
        number: to be given back when it is kept or closed.
    """

    draft: uuid.UUID
    sitting: Sitting
    number: int


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What became of a sitting that was sent.

    Attributes:
        draft: where it lies: another one than it was sent to where that had gone on elsewhere.
        number: of that draft now.
        beside: whether it had (K202 tells the person so).
    """

    draft: uuid.UUID
    number: int
    beside: bool


@transaction.atomic
def begin_draft(
    actor: Actor | None, file_id: uuid.UUID, *, list_id: str, request: uuid.UUID
) -> Taken:
    """Begins an interview; for a child, or where the age is unsure, with the list for children.

    Args:
        actor: who asks.
        file_id: in whose file.
        list_id: such as ``adult_labour``.
        request: of the form; sent again it gives the same draft.

    Raises:
        Refused: not for this actor.
        InputError: I114, there is no such list; K501, K902.
    """
    load_for(actor, draft_policy, "record", file_id)
    load_for(actor, finding_policy, "make", file_id)
    who = acting(actor, "evidence", "record")
    # Locked, so that nobody closes it meanwhile, and the list is one for the age known now.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    library = shipped_library()
    begun = Sitting.begin(for_age(file, library.instrument(list_id), library).id)
    known = Draft.objects.filter(request=request).first()
    if known is not None:
        if known.file_id != file.pk or known.begun_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return Taken(known.pk, _sitting(known, library), known.number)
    must_be_open(file)
    draft = _new(who, file, request)
    tell(who, "create", "evidence", draft.pk, purpose="record")
    _seal(draft, begun, library)
    return Taken(draft.pk, begun, draft.number)


def for_age(file: CaseFile, instrument: Instrument, library: Library) -> Instrument:
    """The list itself, or the one for children of the same exploitation, loaded last (R-46).

    Args:
        file: of the person.
        instrument: that was asked for.
        library: where others are looked for.
    """
    if not file.counts_as_child or instrument.population is Population.CHILD:
        return instrument
    known = [library.instrument(one) for one in library.list_ids]
    fitting = [
        one
        for one in known
        if (one.population, one.exploitation) == (Population.CHILD, instrument.exploitation)
    ]
    return fitting[-1]


def _new(who: Actor, file: CaseFile, request: uuid.UUID, beside: Draft | None = None) -> Draft:
    return Draft(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        beside=beside,
        begun_by=who.person,
        taken_up_by=who.person,
        taken_up_at=timezone.now(),
        request=request,
    )


def _seal(draft: Draft, sitting: Sitting, library: Library) -> None:
    seal_text(draft, "content", sitting.to_compact(library))
    if draft._state.adding:  # noqa: SLF001 - Django documents it for this question
        draft.list_id = sitting.list_id
        draft.save(force_insert=True)
    else:
        draft.save(update_fields=["content", "number"])


def _sitting(draft: Draft, library: Library) -> Sitting:
    return Sitting.from_compact(open_text(draft, "content") or "", library)


def _locked(actor: Actor | None, draft_id: uuid.UUID) -> tuple[Actor, Draft]:
    """A draft that somebody may go on with, until the transaction ends.

    Raises:
        Refused: not for this actor.
    """
    draft_policy.load(actor, draft_id, "record")
    who = acting(actor, "evidence", "record")
    return who, Draft.objects.select_for_update().select_related("file").get(pk=draft_id)


@transaction.atomic
def take_up_draft(actor: Actor | None, draft_id: uuid.UUID) -> Taken:
    """Goes on with an interview here: a page that has it open elsewhere is old from now on.

    Raises:
        Refused: not for this actor.
        InputError: K201; A111 where the questions are others now.
    """
    who, draft = _locked(actor, draft_id)
    if draft.closed_at is not None:
        raise CaseCode.DRAFT_CLOSED.error(Place(field="draft"))
    tell(who, "read_statement", "evidence", draft.pk, purpose="record")
    sitting = _sitting(draft, shipped_library())
    draft.number += 1
    draft.taken_up_by, draft.taken_up_at = who.person, timezone.now()
    draft.save(update_fields=["number", "taken_up_by", "taken_up_at"])
    return Taken(draft.pk, sitting, draft.number)


@transaction.atomic
def keep_draft(
    actor: Actor | None, draft_id: uuid.UUID, sitting: Sitting, *, seen: int, request: uuid.UUID
) -> KeptDraft:
    """Keeps what was said so far.

    Where the interview went on elsewhere meanwhile, or was closed, nothing is overwritten and
    nothing is lost: what was sent becomes a draft of its own beside it.

    Args:
        actor: who asks.
        draft_id: of the page.
        sitting: as it is now.
        seen: the number that the page was made with.
        request: of the form.

    Raises:
        Refused: not for this actor.
        InputError: F301, an answer reveals migration status; nothing is kept then.
    """
    who, draft = _locked(actor, draft_id)
    library = shipped_library()
    refuse_special({said.code for said in sitting.said}, special_allowed(who.role), library)
    if draft.closed_at is None and seen == draft.number:
        tell(who, "change", "evidence", draft.pk, purpose="record")
        draft.number += 1
        _seal(draft, sitting, library)
        return KeptDraft(draft.pk, draft.number, beside=False)
    if _sitting(draft, library) == sitting:
        return KeptDraft(draft.pk, draft.number, beside=False)
    split = Draft.objects.filter(request=request).first()
    if split is None:
        split = _new(who, draft.file, request, beside=draft)
        tell(who, "create", "evidence", split.pk, purpose="record")
        _seal(split, sitting, library)
    elif split.beside_id != draft.pk:
        raise CaseCode.REQUEST_USED.error(Place(field="request"))
    return KeptDraft(split.pk, split.number, beside=True)


@transaction.atomic
def set_aside_draft(actor: Actor | None, draft_id: uuid.UUID) -> None:
    """Ends an interview without evidence; what was said stays sealed in its file.

    Raises:
        Refused: not for this actor.
        InputError: K201.
    """
    who, draft = _locked(actor, draft_id)
    if draft.closed_at is not None:
        raise CaseCode.DRAFT_CLOSED.error(Place(field="draft"))
    tell(who, "change", "evidence", draft.pk, purpose="record")
    _close(draft)


def _close(draft: Draft) -> None:
    draft.closed_at = timezone.now()
    draft.save(update_fields=["closed_at"])


@transaction.atomic
def close_draft(actor: Actor | None, draft_id: uuid.UUID, *, seen: int) -> FindingVersion:
    """Ends an interview: what was said becomes evidence, and what that shows a finding.

    Sent again, it gives the same finding. Where the answers show a child, or that the age is
    unsure, the file says so from now on (R-46).

    Args:
        actor: who asks.
        draft_id: the interview.
        seen: the number that the page was made with.

    Raises:
        Refused: not for this actor.
        InputError: K201 if it was set aside; K202 if it went on elsewhere; K203; F301.
    """
    who, draft = _locked(actor, draft_id)
    load_for(actor, finding_policy, "make", draft.file_id)
    made = FindingVersion.objects.filter(evidence__draft=draft).first()
    if made is not None:
        return made
    if draft.closed_at is not None:
        raise CaseCode.DRAFT_CLOSED.error(Place(field="draft"))
    if seen != draft.number:
        raise CaseCode.DRAFT_STALE.error(Place(field="draft"))
    library = shipped_library()
    sitting = _sitting(draft, library)
    if not sitting.said:
        raise CaseCode.NOTHING_SAID.error(Place(field="draft"))
    file = CaseFile.objects.select_for_update().get(pk=draft.file_id)
    pieces, found = _assessed(file, sitting, library)
    refuse_special({piece.code for piece in pieces}, special_allowed(who.role), library)
    evidence = json.dumps(evidence_document(found.instrument.id, found.age, pieces))
    kept = add_evidence(who, file, found.instrument.id, evidence, draft)
    _close(draft)
    _raise_protection(file, found.age)
    return add_finding(
        who, file, found.instrument.id, engine(found.instrument), to_json(found, library), kept
    )


def _assessed(file: CaseFile, sitting: Sitting, library: Library) -> tuple[list[Evidence], Finding]:
    """Evidence and finding: by the list for children wherever answers or file say so.

    Beside the answers stands what was taken of accounts of the file.
    """
    asked = sitting.list_in_use(library)
    instrument = for_age(file, asked, library)
    told = (*sitting.evidence(library), *pieces_of_accounts(file))
    pieces = [piece for piece in told if piece.code in instrument.codes]
    age = sitting.age(library)
    if age is None and file.counts_as_child:
        age = Age(file.age)
    return pieces, assess(pieces, instrument, age=age)


def _raise_protection(file: CaseFile, found: Age) -> None:
    """An adult's file becomes a child's by what was said; never the other way."""
    if not file.counts_as_child and found is not Age.ADULT:
        file.age = found
        file.save(update_fields=["age"])
        note_age(file)


def engine(instrument: Instrument) -> str:
    """Which engine read which list: the program's version, and a digest of the list's rules."""
    rules = json.dumps(dataclasses.astuple(instrument), sort_keys=True, default=_plain).encode()
    return f"manumit {version('manumit')} {hashlib.sha256(rules).hexdigest()[:16]}"


def _plain(value: object) -> object:
    """Sets in an order that does not change from one process to the next."""
    return sorted(map(repr, value)) if isinstance(value, frozenset) else str(value)


def add_evidence(
    who: Actor, file: CaseFile, list_id: str, document: str, draft: Draft | None = None
) -> EvidenceSet:
    """One more set of evidence in a file that is locked."""
    row = EvidenceSet(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        draft=draft,
        number=EvidenceSet.objects.filter(file=file).count() + 1,
        list_id=list_id,
        made_by=who.person,
    )
    tell(who, "create", "evidence", row.pk, purpose="record")
    seal_text(row, "content", document)
    row.save(force_insert=True)
    return row


def add_finding(
    who: Actor,
    file: CaseFile,
    list_id: str,
    made_with: str,
    document: str,
    evidence: EvidenceSet | None,
) -> FindingVersion:
    """One more version in a file that is locked."""
    row = FindingVersion(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        evidence=evidence,
        number=FindingVersion.objects.filter(file=file).count() + 1,
        list_id=list_id,
        engine=made_with,
        made_by=who.person,
    )
    tell(who, "create", "finding", row.pk, purpose="make")
    seal_text(row, "content", document)
    row.save(force_insert=True)
    return row
