"""The rule of a release: its threshold and how zeros are treated. It may be published."""

import enum
from dataclasses import dataclass

from manumit.disclosure.codes import DisclosureCode
from manumit.errors import Place

DEFAULT_THRESHOLD = 11
"""Smallest count of persons that is published: the k of CTDC's k-anonymised files."""

_SMALLEST_THRESHOLD = 2


class Zeros(enum.Enum):
    """How zeros that are not structural are treated."""

    PUBLISH = "publish"
    """All zeros are shown, and a suppressed cell is known to hold somebody. For zeros that reveal
    nothing about a person, such as sectors that nobody works in."""

    HIDE_REVEALING = "hide-revealing"
    """Zeros are shown unless they say that *everybody* in a line of the table falls in one cell
    ("all workers from this country were trafficked"): group disclosure. The default."""

    HIDE = "hide"
    """Every zero counts as small. For tables in which "nobody" is itself the secret, such as
    complaints by office: costs most."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What every reader may know of how a release was made.

    Attributes:
        threshold: counts from 1 to threshold - 1 are suppressed.
        zeros: how zeros are treated.
    """

    threshold: int = DEFAULT_THRESHOLD
    zeros: Zeros = Zeros.HIDE_REVEALING

    def __post_init__(self) -> None:
        if self.threshold < _SMALLEST_THRESHOLD:
            raise DisclosureCode.THRESHOLD_TOO_LOW.error(Place(), threshold=self.threshold)

    @property
    def least_hidden(self) -> int:
        """Return the smallest value that a suppressed cell can have."""
        return 1 if self.zeros is Zeros.PUBLISH else 0

    def open(self, low: int, high: int) -> bool:
        """Return whether a quantity that may be ``low`` and may be ``high`` is protected.

        It may still be publishable, and at least ``threshold`` values are possible.
        """
        return high >= self.threshold and high - low >= self.threshold - 1

    def narrowed(self, low: int, high: int) -> bool:
        """Return whether an attacker who proves ``low <= q <= high`` has learned too much.

        A quantity that is proven to be publishable (``low >= threshold``) is nobody's secret.
        """
        return low < self.threshold and not self.open(low, high)
