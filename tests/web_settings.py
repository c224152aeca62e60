"""The platform's settings for type checks and for tests, which put in the database they start."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def _work_folder() -> Path:
    """Return a private folder for each worker: the cleaning of files locks the one it works in.

    A worker makes its own below that of the process that started it; programs that a worker starts
    keep the folder of the worker.
    """
    given = os.environ.get("MANUMIT_WORK")
    if given is None:
        given = tempfile.mkdtemp(prefix="mt-work-")
        atexit.register(shutil.rmtree, given, ignore_errors=True)
    folder = Path(given)
    if _WORKER and folder.name != _WORKER:
        folder /= _WORKER
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


os.environ["MANUMIT_WORK"] = str(_work_folder())
os.environ.setdefault("MANUMIT_MODE", "demo")
os.environ.setdefault("MANUMIT_SECRET_KEY", "only-for-tests-" + "0123456789abcdef" * 4)
os.environ.setdefault("DATABASE_URL", "postgresql://manumit_app@/manumit?host=/nowhere")

from manumit.web.site.settings import *  # noqa: E402 - all of them, with these values

INSTALLED_APPS += ["ledger_trial", "process_trial"]  # noqa: F405 - a model with history, one in a process
PASSWORD_HASHERS = ["quick_hasher.QuickHasher"]
