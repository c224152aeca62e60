"""What is in a prosecution bundle, and what never is. Nothing else puts one together."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from manumit.web.cases.models import CaseFile, EvidenceNote, FindingVersion
from manumit.web.cases.passing import Part, collected
from manumit.web.cases.rules import rules
from manumit.web.institutions.desk import sign
from manumit.web.institutions.models import Institution
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.protection.selectors import Released

SCHEMA = "manumit/prosecution-bundle/1"
SUPPORT_NOTES = "support_notes"


def put_together(
    file: CaseFile,
    finding: FindingVersion,
    notes: Iterable[EvidenceNote],
    released: Iterable[Released],
    to: Institution,
) -> str:
    """The document of a bundle: evidence, finding, evidence notes, and notes that a court ordered.

    It is made of what is named here. Nothing is taken out of anything larger, so that what somebody
    adds to a file tomorrow is not in it.

    Args:
        file: whose; the person is called by its pseudonym.
        finding: with its evidence.
        notes: that somebody chose.
        released: support notes that a court has ordered to be shown, each with its order.
        to: the prosecution.

    Raises:
        InputError: K402; F301 for answers that reveal migration status; V101 to V107, V201, V301.
    """
    passed = json.loads(collected(file, (Part.EVIDENCE, Part.FINDING), finding, to))
    ordered = list(released)
    left_out = [one for one in rules().never_in_bundle if not (ordered and one == SUPPORT_NOTES)]
    document = {
        "schema": SCHEMA,
        "person": file.pseudonym,
        "age": passed["age"],
        "list": passed["list"],
        "engine": passed["engine"],
        "evidence": passed[Part.EVIDENCE],
        "finding": passed[Part.FINDING],
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
        "written_by": sign(row.made_by),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def _ordered(one: Released) -> Mapping[str, Any]:
    return {
        "number": one.note.number,
        "text": one.note.text,
        "written_at": one.note.made_at.isoformat(),
        "written_by": sign(one.note.made_by),
        "court": one.order.court,
        "reference": one.order.reference,
        "ordered_on": one.order.ordered_on.isoformat(),
        "sha256": hashlib.sha256(one.note.text.encode()).hexdigest(),
    }
