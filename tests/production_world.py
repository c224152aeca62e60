"""The environment of an installation for real, for tests that start one or look at it."""

import os
from pathlib import Path

import pytest

from manumit.web.kernel.ledger.keys import new_key
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.site.embedded import Addresses

SECRET = "kJ3v9Qe1Zx7Lr5Tn0Wb8Yh2Uc6Ds4Fg1Ap9Mo3Ki7Vj5Rw8Xq2B"  # noqa: S105 - of no installation


@pytest.fixture
def production(tmp_path: Path, addresses: Addresses) -> dict[str, str]:
    """An installation that is sound but for its database, which is the embedded one."""
    secret = tmp_path / "secret"
    secret.touch(0o600)
    secret.write_text(SECRET)
    ring, files = tmp_path / "ring.json", tmp_path / "files"
    make_ring(ring)
    files.mkdir(mode=0o700)
    new_key(tmp_path / "ledger.pem")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MANUMIT_", "DJANGO_"))}
    return kept | {
        "MANUMIT_MODE": "production",
        "MANUMIT_SECRET_KEY_FILE": str(secret),
        "MANUMIT_HOSTS": "rights.example.org",
        "DATABASE_URL": addresses.application,
        "MANUMIT_WORK": str(tmp_path),
        "MANUMIT_KEY_RING": str(ring),
        "MANUMIT_FILES": str(files),
        "MANUMIT_LEDGER_KEY": str(tmp_path / "ledger.pem"),
        "MANUMIT_LEDGER_HEADS": str(tmp_path),
    }
