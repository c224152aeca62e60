"""The mappings and the demonstration file that the package ships."""

from importlib import resources
from pathlib import Path

from manumit.errors import Place
from manumit.exchange.codes import ExchangeCode

DEMO_FILE = "synthetic-interviews.csv.gz"


def _root() -> Path:
    return Path(str(resources.files("manumit.exchange")))


def shipped_mappings() -> tuple[str, ...]:
    """Return the names of the shipped mappings."""
    return tuple(sorted(path.stem for path in (_root() / "mappings").glob("*.yaml")))


def shipped_mapping(name: str) -> Path:
    """Return the file of a shipped mapping.

    Raises:
        InputError: X113 if there is none of this name.
    """
    if name not in shipped_mappings():
        raise ExchangeCode.NO_SUCH_MAPPING.error(
            Place(), name=name, known=", ".join(shipped_mappings())
        )
    return _root() / "mappings" / f"{name}.yaml"


def shipped_demo() -> tuple[Path, Path]:
    """Return the synthetic interviews and their mapping, which test code, not effectiveness."""
    return _root() / "demo" / DEMO_FILE, shipped_mapping("demo")
