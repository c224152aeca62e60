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


def problems(text: str) -> list[str]:
    """Return what a migration must not hold: triggers and statements written by hand.

    Triggers are installed from the models by ``prepare_database``, in one transaction with rights.
    """
    return [word for word in ("pgtrigger", "RunSQL", "RunPython") if word in text]


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_migration_holds_tables_alone(path: Path) -> None:
    assert problems(path.read_text("utf-8")) == []


def test_a_trigger_in_a_migration_would_be_found() -> None:
    assert problems("operations = [pgtrigger.migrations.AddTrigger(model_name='x')]") == [
        "pgtrigger"
    ]
