"""Read evidence notes and bundles of a file."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from manumit.web.cases.events import acting, tell
from manumit.web.cases.policies import file_policy, load_for
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE
from manumit.web.kernel.access.recording import check_column_visible
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.verdicts import evaluate_consent
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.prosecution_bundles.models import Bundle, EvidenceNote
from manumit.web.prosecution_bundles.policies import bundle_policy, evidence_note_policy
from manumit.web.prosecution_bundles.rules import rules
from manumit.web.prosecution_bundles.services import PURPOSE


@dataclass(frozen=True, slots=True, repr=False)
class EvidenceNoteView:
    """One note; ``repr`` hides the content."""

    number: int
    text: str
    made_by: uuid.UUID
    made_at: dt.datetime


@transaction.atomic
def evidence_notes(actor: Actor | None, file_id: uuid.UUID) -> list[EvidenceNoteView]:
    """Return the evidence notes of a file, oldest first, for a holder of the file.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301.
    """
    load_for(actor, evidence_note_policy, "write", file_id)
    who = acting(actor, "evidence_note", SEE)
    rows = evidence_note_policy.scope(who).filter(file=file_id).order_by("number")
    return [_opened(who, one) for one in rows]


def _opened(who: Actor, row: EvidenceNote) -> EvidenceNoteView:
    check_column_visible(who, evidence_note_policy, row, "content")
    tell(who, "read_statement", "evidence_note", row.pk, purpose=SEE)
    return EvidenceNoteView(row.number, open_text(row, "content") or "", row.made_by, row.made_at)


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One bundle, without its content."""

    id: uuid.UUID
    number: int
    sent_to: uuid.UUID
    made_by: uuid.UUID
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One entry of the chain of custody.

    Attributes:
        step: ``made`` or ``exported``.
    """

    step: str
    done_by: uuid.UUID
    done_at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False)
class BundleView:
    """One bundle, opened; ``repr`` hides the content.

    Attributes:
        document: ``manumit/prosecution-bundle/1``.
        custody: oldest first.
    """

    line: BundleLine
    file: uuid.UUID
    document: Mapping[str, Any]
    custody: tuple[CustodyLine, ...]


def bundles(actor: Actor | None, file_id: uuid.UUID) -> list[BundleLine]:
    """Return the bundles of a file that the actor may see, latest first."""
    rows = bundle_policy.scope(actor).filter(file=file_id).order_by("-number")
    return [_line(row) for row in rows]


def _line(row: Bundle) -> BundleLine:
    return BundleLine(row.pk, row.number, row.sent_to_id, row.made_by, row.made_at)


@transaction.atomic
def bundle(actor: Actor | None, bundle_id: uuid.UUID) -> BundleView:
    """Return a bundle with its chain of custody.

    Raises:
        Refused: the actor may not do this.
        InputError: V101 to V107, V201, V301.
    """
    row = bundle_policy.load(actor, bundle_id)
    who = acting(actor, "evidence_note", SEE)
    check_column_visible(who, bundle_policy, row, "content")
    tell(who, "read_statement", "evidence_note", row.pk, purpose=SEE)
    log = row.custody.order_by("done_at", "id")
    return BundleView(
        _line(row),
        row.file_id,
        json.loads(open_text(row, "content") or "{}"),
        tuple(CustodyLine(one.step, one.done_by, one.done_at) for one in log),
    )


def prosecutions(actor: Actor | None, file_id: uuid.UUID) -> list[Office]:
    """Return the prosecution offices to which the person consents now.

    Raises:
        Refused: the actor may not see the file.
    """
    row = file_policy.load(actor, file_id)
    offices = Office.objects.select_related("institution").order_by("pk")
    answers = list(Consent.objects.filter(subject=row.subject_id))
    return [
        one
        for one in offices.filter(institution__kind__in=rules().bundle_for)
        if evaluate_consent(answers, PURPOSE, one.institution_id, child=row.counts_as_child).allowed
    ]
