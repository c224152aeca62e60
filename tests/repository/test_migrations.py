"""Migrations of the platform, as they are written."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MIGRATIONS = sorted(
    path
    for folder in (ROOT / "src", ROOT / "tests")
    for path in folder.rglob("migrations/*.py")
    if path.name != "__init__.py"
)


def slow(text: str) -> bool:
    """Whether triggers are made by the library's operation, which `makemigrations` writes."""
    return "pgtrigger.migrations.AddTrigger" in text


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_triggers_are_made_without_rendering_every_model_anew(path: Path) -> None:
    """Write `AddTrigger(...)` of `manumit.web.kernel.triggers` in place of the library's."""
    assert not slow(path.read_text("utf-8"))


def test_the_library_s_operation_would_be_found() -> None:
    assert slow("operations = [pgtrigger.migrations.AddTrigger(model_name='x', trigger=y)]")
