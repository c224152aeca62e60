"""Which step becomes which message, and what an acknowledgement says. Read from a file."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

DIRECTORY, KEY_ROTATION, ACKNOWLEDGEMENT = "directory", "key_rotation", "acknowledgement"
REFERRAL, REPORTED, WITHDRAWN = "referral", "reported", "withdrawn"
APPLIED, SUPERSEDED, NOT_COVERED, REFUSED = "applied", "superseded", "not_covered", "refused"
UNKNOWN, STATUS_NOT_KEPT, CODE_NOT_KNOWN = "unknown", "status_not_kept", "code_not_known"
HELD, OUT_OF_SEQUENCE, BEHIND = "held", "out_of_sequence", "behind"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message about a referral.

    Attributes:
        step: of the process; empty where it is none.
        of: whose step is told: ``sender``, ``recipient``, ``either``.
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

    def told_by(self, *, sender: bool) -> bool:
        """Whether the side that took the step tells it."""
        return self.of in ("either", "sender" if sender else "recipient")


@dataclass(frozen=True, slots=True)
class Messages:
    """All of them.

    Attributes:
        kinds: by name; ``by_step``: by the step of the process.
        final: whether a message is done with, by the word of its acknowledgement.
    """

    kinds: Mapping[str, Kind]
    by_step: Mapping[str, Kind]
    final: Mapping[str, bool]


@functools.cache
def messages() -> Messages:
    """The table of this version."""
    text = resources.files(__package__).joinpath("messages.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    kinds = {
        name: Kind(name, one["step"], one["from"], one["carries"], one["consent"], one["first"])
        for name, one in found["kinds"].items()
    }
    final = {word: one["final"] for word, one in found["results"].items()}
    return Messages(kinds, {one.step: one for one in kinds.values() if one.step}, final)
