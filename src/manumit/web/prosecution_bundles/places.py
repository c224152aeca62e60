"""What files have of the room: links on their page, records, and what acts on these leave."""

from manumit.web.cases.file_parts import FileRecords, register_links, register_records
from manumit.web.kernel.ledger.traces import TraceRule, register_traces
from manumit.web.prosecution_bundles.models import Bundle, CustodyEntry, EvidenceNote
from manumit.web.ui.places import add_to_place

LINKS = (
    (
        "evidence",
        "evidence_note.write",
        "prosecution_bundles/evidence_notes",
        "prosecution_bundles:evidence_notes",
    ),
    ("claims", "evidence_note.see", "prosecution_bundles/bundles", "prosecution_bundles:bundles"),
)


def register() -> None:
    """Register all of it."""
    views = ("evidence_notes", "bundles", "bundle_new", "bundle", "bundle_export")
    add_to_place("files", *(f"prosecution_bundles:{name}" for name in views))
    register_links(*LINKS)
    register_records(
        FileRecords(EvidenceNote, kind="evidence_note", worked="made_at"),
        FileRecords(Bundle, kind="evidence_note", worked="made_at"),
        FileRecords(CustodyEntry, worked="done_at", file="bundle__file"),
    )
    register_traces(
        TraceRule(
            "evidence_note",
            (EvidenceNote, Bundle),
            leaving={"create": (EvidenceNote,), "disclose": (Bundle,)},
        )
    )
