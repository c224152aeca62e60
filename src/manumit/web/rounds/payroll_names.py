"""Files that the background task and the process ``payroll_isolated`` leave for each other.

A module of its own, so that the processes of the pages never load the table engine.
"""

import dataclasses
import json
from pathlib import Path

SPEC, OUTCOME, MAPPING = "spec.json", "outcome.json", "mapping.yaml"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterPayrollSpec:
    """What is worked out.

    Attributes:
        records: name of the file in the folder.
        law: id of a shipped law; ``asked_on``: day of the calculation, ISO.
        languages: of the views.
        own: texts of the institution; paths.
    """

    records: str
    law: str
    asked_on: str
    languages: tuple[str, ...]
    own: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """Return the specification as a document for the folder of the process."""
        return json.dumps(dataclasses.asdict(self)).encode()

    @classmethod
    def read(cls, folder: Path) -> "LetterPayrollSpec":
        """Return what :meth:`to_bytes` made."""
        found = json.loads((folder / SPEC).read_text("utf-8"))
        return cls(**found | {name: tuple(found[name]) for name in ("languages", "own")})
