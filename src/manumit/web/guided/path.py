"""The choices of one path on the way: in the member's session, until it ends.

What is needed reveals health, so it is sealed there too (ADR 22).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.contrib.sessions.backends.base import SessionBase

from manumit.errors import InputError
from manumit.web.cases.disclosures import FilePart
from manumit.web.kernel.vault.locked import lock_text, unlock_text
from manumit.web.kernel.vault.padding import pad, unpad
from manumit.web.sealing import SealError

KEPT = "guided_path"
SEALED_FOR = b"manumit need of a guided path"


@dataclass(frozen=True, slots=True)
class GuidedPath:
    """What was chosen so far; of codes and keys alone, as the referral will hold them.

    Attributes:
        file, purpose, office: whose path, what for and to whom.
        parts: what is shared; empty before it was chosen.
        need, urgency: what is needed and by when; empty where it is not stated.
    """

    file: uuid.UUID
    purpose: str
    office: uuid.UUID
    parts: tuple[FilePart, ...] = ()
    need: str = field(default="", repr=False)
    urgency: str = ""

    def sharing(self, parts: Sequence[str]) -> "GuidedPath":
        """Return the path with the chosen parts."""
        return replace(self, parts=tuple(map(FilePart, parts)))


def keep_path(session: SessionBase, path: GuidedPath) -> None:
    """Keep a path; a session has one at a time."""
    session[KEPT] = {
        "file": str(path.file),
        "purpose": path.purpose,
        "office": str(path.office),
        "parts": [part.value for part in path.parts],
        "need": lock_text(pad(path.need.encode()), purpose=SEALED_FOR, bound_to=path.file.bytes),
        "urgency": path.urgency,
    }


def kept_path(session: SessionBase, file: uuid.UUID) -> GuidedPath | None:
    """Return the path of a file; None if there is none, or it is that of another file."""
    kept = session.get(KEPT)
    if kept is None or kept["file"] != str(file):
        return None
    try:
        padded = unlock_text(kept["need"], purpose=SEALED_FOR, bound_to=file.bytes)
    except (SealError, InputError):  # changed, or of a key that is gone: the path begins anew
        return None
    need = unpad(padded).decode()
    parts, office = tuple(map(FilePart, kept["parts"])), uuid.UUID(kept["office"])
    return GuidedPath(file, kept["purpose"], office, parts, need, kept["urgency"])


def end_path(session: SessionBase) -> None:
    """Forget the path."""
    session.pop(KEPT, None)
