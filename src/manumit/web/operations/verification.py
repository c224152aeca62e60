"""Looks at a backup where it lies: is it complete, signed, unchanged, and can it be opened."""

import contextlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import transaction

from manumit.errors import Place
from manumit.web.kernel.ledger.models import INSTALLATION
from manumit.web.kernel.ledger.services import Act, record
from manumit.web.operations.backup import KIND, ROLE
from manumit.web.operations.codes import OperationsCode
from manumit.web.operations.parts import DATA, KEYS, copy_part
from manumit.web.operations.recipients import unlock

SEALED = "*.sealed"


def verify_parts(
    data: Path,
    keys: Path,
    trusted: Sequence[Ed25519PublicKey],
    *,
    identity: X25519PrivateKey | None = None,
) -> None:
    """Compare every byte of both parts with their signed lists; with a private key, open them all.

    Both are copied first, as before a restore, so that what was compared is what was opened.

    Raises:
        InputError: E109, E201 to E205.
    """
    with tempfile.TemporaryDirectory(prefix="verifying-", dir=settings.MANUMIT.work) as place:
        taken = []
        for part, folder in ((DATA, data), (KEYS, keys)):
            copy = Path(place, part)
            copy.mkdir()
            taken.append(copy_part(folder, part, trusted, copy).taken_at)
            if identity is not None:
                for file in copy.glob(SEALED):
                    with contextlib.closing(unlock(file, identity)) as pieces:
                        for _ in pieces:
                            pass
        if taken[1] < taken[0]:
            raise OperationsCode.KEYS_OLDER.error(Place.in_file(keys))


def record_verified() -> None:
    """Record in the ledger that a backup was verified."""
    with transaction.atomic():
        record(Act(act="verify_backup", institution=INSTALLATION, role=ROLE, kind=KIND))


def newest_part(folder: Path, part: str) -> Path | None:
    """Return the newest part of a kind in a folder; None where there is none."""
    return max(folder.glob(f"{part}-*"), default=None)
