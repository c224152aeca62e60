"""Decisions of the competent body, each based on a finding, with reasons (R-47)."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.disclosures import chosen_finding
from manumit.web.cases.events import acting
from manumit.web.cases.models import CaseFile, Decision
from manumit.web.cases.policies import decision_policy, load_for
from manumit.web.cases.process import PERSON_AS_VICTIM
from manumit.web.cases.rules import rules
from manumit.web.cases.services.closings import must_be_open
from manumit.web.cases.services.files import add_as_holder
from manumit.web.cases.services.protection import begin_reflection
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.process.services import move
from manumit.web.kernel.vault.sealed import seal_text

REVIEW, PRESUMED = "review", "presumed"
FINAL = frozenset({"identify", "not_identify"})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Judgement:
    """A decision of the competent body; its ``repr`` hides the content.

    Attributes:
        step: ``presume``, ``identify``, ``not_identify`` or ``review``.
        reason: a code of the step's list.
        reasoning: why, in words; sealed.
        finding: the version of the finding that lay beside it.
    """

    step: str
    reason: str
    reasoning: str
    finding: uuid.UUID


@transaction.atomic
def decide(
    actor: Actor | None, file_id: uuid.UUID, judgement: Judgement, *, seen: int, request: uuid.UUID
) -> Decision:
    """Record a decision and move the file on; only a person ever does this.

    Args:
        actor: of the identification body, who holds the file. A review is begun by a colleague,
            who holds it too from then on; whoever made the decision that is looked at neither
            begins the review nor decides again.
        file_id: the file.
        judgement: which step, why, beside which finding.
        seen: the file's version when the page was made.
        request: idempotency key of the form; a repeat returns the same decision.

    Raises:
        Refused: the actor may not do this.
        InputError: K301 to K303, K305, K902; T101 to T108.
    """
    known = None if actor is None else _done(actor, file_id, request)
    if known is not None:
        return known
    action = REVIEW if judgement.step == REVIEW else "decide"
    load_for(actor, decision_policy, action, file_id)
    who = acting(actor, "decision", "decide")
    # Locked, so that the file is not closed and the age group not changed at the same time.
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    must_be_open(file)
    finding = chosen_finding(file, judgement.finding)
    if finding is None:
        raise CaseCode.NO_FINDING.error(Place(field="finding"))
    if not judgement.reasoning.strip():
        raise CaseCode.NO_REASONING.error(Place(field="reasoning"))
    if judgement.step in FINAL | {REVIEW} and _has_decided(who, file):
        raise CaseCode.OWN_DECISION.error(Place(field="step"))
    if not rules().fits_age(judgement.reason, child=file.counts_as_child):
        raise CaseCode.NOT_FOR_AGE.error(Place(field="reason"))
    made = move(
        PERSON_AS_VICTIM,
        file,
        judgement.step,
        who,
        seen_version=seen,
        request=request,
        reason=judgement.reason,
    )
    if judgement.step == REVIEW:
        add_as_holder(who, file)
    row = Decision(
        file=file,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        finding=finding,
        move=made,
    )
    seal_text(row, "reasoning", judgement.reasoning.strip())
    row.save(force_insert=True)
    if made.target == PRESUMED:
        begin_reflection(who, file, made.at.date(), request)
    return row


def _done(who: Actor, file_id: uuid.UUID, request: uuid.UUID) -> Decision | None:
    """Return the decision of a repeated form; after a review its author holds the file."""
    found = Decision.objects.filter(file=file_id, move__request=request)
    return found.filter(move__actor=who.person, move__institution=who.institution).first()


def _has_decided(who: Actor, file: CaseFile) -> bool:
    made = Decision.objects.filter(file=file, move__name__in=FINAL, move__actor=who.person)
    return made.exists()
