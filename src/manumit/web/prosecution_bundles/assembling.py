"""The content of a prosecution bundle. No other module assembles one."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from manumit.web.cases.disclosures import FilePart, collect_parts
from manumit.web.cases.models import CaseFile, FindingVersion
from manumit.web.institutions.desk import member_sign
from manumit.web.institutions.models import Institution
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.prosecution_bundles.models import EvidenceNote
from manumit.web.prosecution_bundles.rules import rules
from manumit.web.protection.selectors import ReleasedNoteView

SCHEMA = "manumit/prosecution-bundle/1"
SUPPORT_NOTES = "support_notes"


def assemble_bundle(
    file: CaseFile,
    finding: FindingVersion,
    notes: Iterable[EvidenceNote],
    released: Iterable[ReleasedNoteView],
    to: Institution,
) -> str:
    """Return the bundle as JSON: evidence, finding, evidence notes, and notes ordered by a court.

    Only the parts named here go in. Nothing is filtered out of a larger whole, so that what is
    added to files in future versions is not disclosed by accident.

    Args:
        file: the case file; the person appears by pseudonym.
        finding: with its evidence.
        notes: those chosen for the bundle.
        released: support notes that a court has ordered to be shown, each with its order.
        to: the prosecution.

    Raises:
        InputError: K402; F301 for answers that reveal migration status; V101 to V107, V201, V301.
    """
    passed = json.loads(collect_parts(file, (FilePart.EVIDENCE, FilePart.FINDING), finding, to))
    ordered = list(released)
    left_out = [one for one in rules().never_in_bundle if not (ordered and one == SUPPORT_NOTES)]
    document = {
        "schema": SCHEMA,
        "person": file.pseudonym,
        "age": passed["age"],
        "list": passed["list"],
        "engine": passed["engine"],
        "evidence": passed[FilePart.EVIDENCE],
        "finding": passed[FilePart.FINDING],
        "notes": [_note(one) for one in notes],
        "ordered_by_court": [_ordered(one) for one in ordered],
        "left_out": left_out,
        "other_support_notes_left_out": bool(ordered),
    }
    return json.dumps(document, ensure_ascii=False)


def _note(row: EvidenceNote) -> Mapping[str, Any]:
    text = open_text(row, "content") or ""
    return {
        "number": row.number,
        "text": text,
        "written_at": row.made_at.isoformat(),
        "written_by": member_sign(row.made_by),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def _ordered(one: ReleasedNoteView) -> Mapping[str, Any]:
    return {
        "number": one.note.number,
        "text": one.note.text,
        "written_at": one.note.made_at.isoformat(),
        "written_by": member_sign(one.note.made_by),
        "court": one.order.court,
        "reference": one.order.reference,
        "ordered_on": one.order.ordered_on.isoformat(),
        "sha256": hashlib.sha256(one.note.text.encode()).hexdigest(),
    }
