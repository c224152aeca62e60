"""The report on the synthetic file: made once for a language and a version, and kept."""

import contextlib
import functools
import hashlib
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from django.conf import settings

import manumit
from manumit.exchange import shipped_demo
from manumit.web.public.figures import folders
from manumit.web.public.figures.handover import REPORT, AssessmentSpec, read_progress
from manumit.web.public.figures.process import RunEnd, run_isolated
from manumit.web.public.figures.services import own_files

SECONDS_TO_TRY_AGAIN = 60
PARTS = ("assessment", "bulk", "disclosure", "exchange", "instruments")


@functools.cache
def edition() -> str:
    """Return the version, and a digest of all that the example is made from."""
    digest = hashlib.sha256()
    root = Path(manumit.__file__).parent
    files = [file for part in PARTS for file in (root / part).rglob("*") if _is_source(file)]
    for own in settings.MANUMIT.own_files:
        files += [file for file in (own, *own.rglob("*")) if _is_source(file)]
    for file in sorted(files):
        digest.update(str(file).encode() + file.read_bytes())
    return f"{metadata.version('manumit')}-{digest.hexdigest()[:16]}"


def _is_source(file: Path) -> bool:
    return file.is_file() and file.suffix != ".pyc"


def _page(language: str) -> Path:
    return folders.work_folder("examples") / f"{edition()}.{language}.html"


def _failure_marker(language: str) -> Path:
    return _page(language).with_suffix(".failed")


def _work_folder(language: str) -> Path:
    return folders.work_folder("examples") / f"{folders.OPEN}-{language}"


def finished(language: str) -> str | None:
    """Return the example, if it has been made."""
    with contextlib.suppress(FileNotFoundError):
        return _page(language).read_text("utf-8")
    return None


def has_failed(language: str) -> bool:
    """Return whether making it failed a moment ago; it is tried again after that."""
    with contextlib.suppress(FileNotFoundError):
        return time.time() - _failure_marker(language).stat().st_mtime < SECONDS_TO_TRY_AGAIN
    return False


def progress(language: str) -> tuple[str, int]:
    """Return what is being done, and per cent of it."""
    return read_progress(_work_folder(language))


def make(language: str, *, stop: Callable[[], bool] = lambda: False) -> None:
    """Make it, unless it is there."""
    with folders.lock_folder(folders.work_folder("examples")):
        if finished(language) is None:
            _make(language, stop)


def _make(language: str, stop: Callable[[], bool]) -> None:
    folder, page = _work_folder(language), _page(language)
    folders.remove(folder)
    folder.mkdir(mode=folders.PRIVATE_FOLDER)
    data, mapping = (str(path) for path in shipped_demo())
    try:
        AssessmentSpec(records=data, mapping=mapping, language=language, own=own_files()).write(
            folder
        )
        ending = run_isolated(folder, lambda _step, _share: not stop())
        if ending is RunEnd.OUTCOME and (folder / REPORT).exists():
            for older in page.parent.glob(f"*.{language}.*"):
                older.unlink()
            (folder / REPORT).replace(page)
        elif ending is not RunEnd.STOPPED:
            _failure_marker(language).touch()
    finally:
        folders.remove(folder)
