"""Which step becomes which message, and the results of acknowledgements. Read from a file."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from manumit.packaged import packaged_yaml

DIRECTORY, KEY_ROTATION, ACKNOWLEDGEMENT = "directory", "key_rotation", "acknowledgement"
REFERRAL, REPORTED, WITHDRAWN = "referral", "reported", "withdrawn"
APPLIED, SUPERSEDED, NOT_COVERED, REFUSED = "applied", "superseded", "not_covered", "refused"
UNKNOWN, STATUS_NOT_KEPT, CODE_NOT_KNOWN = "unknown", "status_not_kept", "code_not_known"
HELD, OUT_OF_SEQUENCE, BEHIND = "held", "out_of_sequence", "behind"


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message about a referral.

    Attributes:
        step: of the process; empty where it is none.
        of: whose step makes a message: ``sender``, ``recipient``, ``either``.
        carries: ``referral``, ``answer``, ``reason``, ``report``, ``nothing``.
        consent: whether it is sent only while consent covers it.
        first: whether it is sent before all that waits.
    """

    name: str
    step: str
    of: str
    carries: str
    consent: bool
    first: bool

    def is_sent_by(self, *, sender: bool) -> bool:
        """Return whether the side that took the step sends a message of this kind."""
        return self.of in ("either", "sender" if sender else "recipient")


@dataclass(frozen=True, slots=True)
class MessageTable:
    """All kinds of message and results.

    Attributes:
        kinds: by name; ``by_step``: by the step of the process.
        final: whether a message is done with, by the word of its acknowledgement.
    """

    kinds: Mapping[str, MessageKind]
    by_step: Mapping[str, MessageKind]
    final: Mapping[str, bool]


@functools.cache
def messages() -> MessageTable:
    """Return the table of this version."""
    found: dict[str, Any] = packaged_yaml(__package__, "messages.yaml")
    kinds = {
        name: MessageKind(
            name, one["step"], one["from"], one["carries"], one["consent"], one["first"]
        )
        for name, one in found["kinds"].items()
    }
    final = {word: one["final"] for word, one in found["results"].items()}
    return MessageTable(kinds, {one.step: one for one in kinds.values() if one.step}, final)
