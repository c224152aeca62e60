"""Where imports appear: the navigation, the list of files, and the page of a file."""

from manumit.web.cases.file_parts import (
    FileNote,
    FileRecords,
    register_notes,
    register_records,
)
from manumit.web.imports.models import LegacyRecord
from manumit.web.imports.selectors import has_legacy_record
from manumit.web.kernel.access.actors import Actor
from manumit.web.ui.places import OfficePlace, add_to_place, register_places, sees
from manumit.web.ui.room.lists import ListAct, offer_on

VIEWS = frozenset(f"imports:{name}" for name in ("run", "upload", "job"))


def register() -> None:
    """Register the place, and what the pages of files show of imports."""
    register_places(OfficePlace("imports", "imports:runs", "file", _imports, covers=VIEWS))
    add_to_place("files", "imports:legacy_record")
    offer_on("cases:index", ListAct("imports/imports", "imports:runs"), sees("import"))
    register_notes(
        FileNote(
            "statement.see",
            "imports/came_from_elsewhere",
            "imports:legacy_record",
            has_legacy_record,
        )
    )
    register_records(FileRecords(LegacyRecord, kind="statement"))


def _imports(actor: Actor) -> bool:
    """Readers of files reach the imports from the list of files."""
    return sees("import")(actor) and not sees("case_file")(actor)
