"""The signs in a finding that another body may see.

Dimensions and indicators that came to yes, by code; none that reveals migration status (R-34).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from manumit.assessment.engine import State
from manumit.assessment.explanation import Kind
from manumit.web.cases.models import FindingVersion
from manumit.web.kernel.register.special import special_codes
from manumit.web.kernel.vault.sealed import open_text

_SIGNS = frozenset({Kind.DIMENSION, Kind.INDICATOR})


def signs_of(row: FindingVersion) -> tuple[str, ...]:
    """Return the codes, in the order of the finding, each once."""
    document = json.loads(open_text(row, "content") or "")
    found = (code for node in document["results"] for code in _signs(node))
    hidden = special_codes()
    return tuple(code for code in dict.fromkeys(found) if code not in hidden)


def _signs(node: Mapping[str, Any]) -> Iterator[str]:
    if node["kind"] in _SIGNS and node.get("state") == State.YES:
        yield node["id"]
    for child in node.get("children", ()):
        yield from _signs(child)
