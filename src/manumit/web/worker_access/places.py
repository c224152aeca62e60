"""The room's place in the navigation of the office, and its pages read together with a worker."""

from manumit.web.cases.file_parts import FileNote, register_notes
from manumit.web.ui.places import OfficePlace, register_focus, register_places, sees
from manumit.web.worker_access.selectors import has_unread_notice

WITH_A_WORKER = (
    "done", "session", "session_file", "session_seen", "session_shared", "session_say",
    "session_take_back", "session_off", "session_copy", "session_record", "session_end",
)  # fmt: skip
"""Not the page of the access itself: it informs the office that an emergency code was given."""


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
    register_focus(*(f"worker_access:{name}" for name in WITH_A_WORKER))
