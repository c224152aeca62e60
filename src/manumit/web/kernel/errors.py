"""Error codes whose texts people read on a page, in their language.

The English text of such a code stands in one place: ``texts/en/errors.yaml`` of the room that
raises it, beside its translations. The page shows it in the reader's language, and the programs
and the documentation print the English one.
"""

import functools
from importlib.resources import files
from pathlib import Path

from manumit.errors import Detail, ErrorCode
from manumit.packaged import read_yaml

WORDING = "wrong/"
"""Before a code, in the id of its text."""
NOT_DONE = "wrong/not_done"
"""The text of everything that only a technician can mend."""


class PageErrorCode(ErrorCode):
    """Base of a room's list; the value is the code alone if a page shows its text, else a Detail.

    What only a technician can mend is a Detail; on a page all of these share one sentence.
    """

    @property
    def detail(self) -> Detail:
        """Return the code with its English texts."""
        return self.value if isinstance(self.value, Detail) else english_texts()[self.value]

    @property
    def code(self) -> str:
        """Return the code, without reading any text."""
        code: str = self.value.code if isinstance(self.value, Detail) else self.value
        return code


@functools.cache
def english_texts() -> dict[str, Detail]:
    """Return the English texts of all rooms by code.

    Read without the framework: a process of its own that reads a file reports errors too.
    """
    found = {}
    for path in Path(str(files("manumit.web"))).glob("*/texts/en/errors.yaml"):
        for text_id, text in read_yaml(path)["entries"].items():
            if text_id.startswith(WORDING):
                code = text_id.removeprefix(WORDING)
                found[code] = Detail(code, text["label"], text.get("explanation", ""))
    return found
