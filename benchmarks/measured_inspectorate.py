"""An inspectorate to measure: the embedded PostgreSQL with its tables, keys and one inspector."""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from manumit.web.kernel.ledger.keys import new_key
from manumit.web.site.embedded import embedded_database

TESTS = Path(__file__).resolve().parent.parent / "tests"


@contextlib.contextmanager
def measured_inspectorate() -> Iterator[Any]:
    """Yield an inspector of the tests' world, who may act; at the end nothing is left."""
    folder = Path(tempfile.mkdtemp(prefix="mb-"))
    folder.chmod(0o711)
    try:
        with embedded_database(folder / "db") as addresses:
            for name in ("heads", "work", "vault"):
                (folder / name).mkdir()
            new_key(folder / "key.pem")
            os.environ |= {
                "MANUMIT_MODE": "demo",
                "MANUMIT_SECRET_KEY": secrets.token_urlsafe(64),
                "MANUMIT_LEDGER_KEY": str(folder / "key.pem"),
                "MANUMIT_LEDGER_HEADS": str(folder / "heads"),
                "MANUMIT_WORK": str(folder / "work"),
                "DATABASE_URL": addresses.application,
                "MANUMIT_OWNER_URL": addresses.owner,
                "DJANGO_SETTINGS_MODULE": "manumit.web.site.settings",
            }
            made = [sys.executable, "-m", "django", "prepare_database"]
            subprocess.run(made, check=True)
            with _inspector(folder / "vault") as who:
                yield who
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _inspector(vault: Path) -> Iterator[Any]:
    import django  # noqa: PLC0415 - needs the settings

    django.setup()
    from django.test import override_settings  # noqa: PLC0415 - as above

    sys.path.insert(0, str(TESTS))
    import cases_world  # noqa: PLC0415 - as above
    import registers_world  # noqa: PLC0415 - as above

    places = SimpleNamespace()
    cases_world.key_ring(vault, places)
    with override_settings(**vars(places)):
        yield registers_world.world().inspector
