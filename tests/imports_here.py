"""The example of another system's spreadsheet, as the tests of imports read it."""

from pathlib import Path

from manumit.web.cases.imports_reading import read_apart
from manumit.web.cases.services.imports import Incoming

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
TABLE, MAPPING = EXAMPLES / "old-register.csv", EXAMPLES / "old-register.yaml"
PEOPLE = 5


def read(content: bytes, name: str = "old-register.csv") -> Incoming:
    """A file by the mapping of the example."""
    return read_apart(name, content, MAPPING.read_bytes())
