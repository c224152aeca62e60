"""Guided interviews: begin, save, resume on another device, close with a finding."""

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
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.current_evidence import current_pieces
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Draft, EvidenceSet, FindingVersion
from manumit.web.cases.policies import draft_policy, finding_policy, load_for
from manumit.web.cases.services.closings import must_be_open
from manumit.web.cases.services.files import propagate_age
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.register.special import refuse_special, special_allowed
from manumit.web.kernel.vault.sealed import open_text, seal_text


@dataclass(frozen=True, slots=True, repr=False)
class OpenDraft:
    """A draft opened for editing; its ``repr`` hides the content.

    Attributes:
        number: to be given back when it is kept or closed.
    """

    draft: uuid.UUID
    sitting: Sitting
    number: int


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """The result of saving an interview.

    Attributes:
        draft: where it lies: another one than it was sent to where that had gone on elsewhere.
        number: of that draft now.
        beside: whether it had (the page then shows K202).
    """

    draft: uuid.UUID
    number: int
    beside: bool


@transaction.atomic
def begin_draft(
    actor: Actor | None, file_id: uuid.UUID, *, list_id: str, request: uuid.UUID
) -> OpenDraft:
    """Begin an interview; for a child or unsure age, with the list for children.

    Args:
        actor: the member who acts.
        file_id: in whose file.
        list_id: such as ``adult_labour``.
        request: idempotency key of the form; a repeat returns the same draft.

    Raises:
        Refused: the actor may not do this.
        InputError: I114, there is no such list; K501, K902.
    """
    load_for(actor, draft_policy, "record", file_id)
    load_for(actor, finding_policy, "make", file_id)
    who = acting(actor, "evidence", "record")
    # Locked, so that the file is not closed and the list fits the age group at the same time.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    library = shipped_library()
    begun = Sitting.begin(instrument_for_age(file, library.instrument(list_id), library).id)
    known = Draft.objects.filter(request=request).first()
    if known is not None:
        if known.file_id != file.pk or known.begun_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return OpenDraft(known.pk, _sitting(known, library), known.number)
    must_be_open(file)
    draft = _new(who, file, request)
    tell(who, "create", "evidence", draft.pk, purpose="record")
    _seal(draft, begun, library)
    return OpenDraft(draft.pk, begun, draft.number)


def instrument_for_age(file: CaseFile, instrument: Instrument, library: Library) -> Instrument:
    """Return the list, or the children's list for the same form of exploitation (R-46).

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
    """Return a draft that the actor may edit, locked until the transaction ends.

    Raises:
        Refused: the actor may not do this.
    """
    draft_policy.load(actor, draft_id, "record")
    who = acting(actor, "evidence", "record")
    return who, Draft.objects.select_for_update().select_related("file").get(pk=draft_id)


@transaction.atomic
def take_up_draft(actor: Actor | None, draft_id: uuid.UUID) -> OpenDraft:
    """Resume an interview here; a page that is open elsewhere becomes outdated.

    Raises:
        Refused: the actor may not do this.
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
    return OpenDraft(draft.pk, sitting, draft.number)


@transaction.atomic
def keep_draft(
    actor: Actor | None, draft_id: uuid.UUID, sitting: Sitting, *, seen: int, request: uuid.UUID
) -> KeptDraft:
    """Save the answers given so far.

    If the interview was continued elsewhere, or closed, nothing is overwritten and nothing is lost:
    the sent answers become a separate draft.

    Args:
        actor: the member who acts.
        draft_id: of the page.
        sitting: as it is now.
        seen: the number that the page was made with.
        request: idempotency key of the form.

    Raises:
        Refused: the actor may not do this.
        InputError: F301, an answer reveals migration status; nothing is kept then.
    """
    who, draft = _locked(actor, draft_id)
    library = shipped_library()
    refuse_special({one.code for one in sitting.replies}, special_allowed(who.role), library)
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
    """End an interview without evidence; the answers stay sealed in the file.

    Raises:
        Refused: the actor may not do this.
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
    """Close an interview: the answers become evidence, and the evidence a finding.

    Sent again, it gives the same finding. Where the answers show a child, or that the age is
    unsure, the file says so from now on (R-46).

    Args:
        actor: the member who acts.
        draft_id: the interview.
        seen: the number that the page was made with.

    Raises:
        Refused: the actor may not do this.
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
    if not sitting.replies:
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
    """Return evidence and finding; the children's list is used if answers or file say so.

    Signs taken from accounts of the file are added to the answers.
    """
    asked = sitting.list_in_use(library)
    instrument = instrument_for_age(file, asked, library)
    everything = (*sitting.evidence(library), *current_pieces(file))
    pieces = [piece for piece in everything if piece.code in instrument.codes]
    age = sitting.age(library)
    if age is None and file.counts_as_child:
        age = Age(file.age)
    return pieces, assess(pieces, instrument, age=age)


def _raise_protection(file: CaseFile, found: Age) -> None:
    """Treat the person as a child if the answers say so; never the other way round."""
    if not file.counts_as_child and found is not Age.ADULT:
        file.age = found
        file.save(update_fields=["age"])
        propagate_age(file)


def engine(instrument: Instrument) -> str:
    """Return program version and digest of the list's rules."""
    rules = json.dumps(dataclasses.astuple(instrument), sort_keys=True, default=_plain).encode()
    return f"manumit {version('manumit')} {hashlib.sha256(rules).hexdigest()[:16]}"


def _plain(value: object) -> object:
    """Return sets as sorted lists, so that the digest is the same in every process."""
    return sorted(map(repr, value)) if isinstance(value, frozenset) else str(value)


def add_evidence(
    who: Actor, file: CaseFile, list_id: str, document: str, draft: Draft | None = None
) -> EvidenceSet:
    """Add a set of evidence to a locked file."""
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
    """Add a version of the finding to a locked file."""
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
