"""The room's place in the navigation of the office, and its pages read together with a worker."""

import uuid

from manumit.web.cases.file_parts import FileNote, Section, register_notes, register_sections
from manumit.web.kernel.access.actors import Actor
from manumit.web.ui.places import OfficePlace, register_focus, register_places, sees
from manumit.web.worker_access.selectors import has_unread_notice
from manumit.web.worker_access.sessions import StatementView, statements

WITH_A_WORKER = (
    "done", "session", "session_file", "session_seen", "session_shared", "session_say",
    "session_take_back", "session_off", "session_copy", "session_record", "session_end",
)  # fmt: skip
"""Not the page of the access itself: it informs the office that an emergency code was given."""


def _own_words(actor: Actor, file: uuid.UUID) -> list[StatementView] | None:
    return statements(actor, file) or None


def register() -> None:
    """Register the places."""
    register_places(
        OfficePlace("danger", "worker_access:notices", "alert", sees("emergency_code")),
    )
    register_notes(
        FileNote(
            "emergency_code.see",
            "worker_access/danger",
            "worker_access:access",
            has_unread_notice,
            danger=True,
        )
    )
    register_sections(Section("file", "worker_access/own_words.html", _own_words))
    register_focus(*(f"worker_access:{name}" for name in WITH_A_WORKER))
