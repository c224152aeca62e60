"""Standards, points, bond and reasons, from the room's dated files."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from manumit.packaged import packaged_yaml
from manumit.web.kernel.reasons import ReasonList, read_reasons

REASONS: Mapping[str, ReasonList] = read_reasons(__package__ or "")
MET, FAILED, UNKNOWN = "met", "failed", "unknown"
RESULTS = (MET, FAILED, UNKNOWN)


@dataclass(frozen=True, slots=True)
class LicensingRules:
    """The content of ``rules.yaml``.

    Attributes:
        points: of each standard, if it is failed.
        disqualifying: standards about officers and owners; failed if one of them is disqualified.
        refuse_at: from so many points on, and for one critical standard, an application is refused.
        currency, floor, replenish_days: of the bond.
        decide_days: for the decision; ``licence_days``: for which a licence is given.
    """

    points: Mapping[str, int]
    disqualifying: frozenset[str]
    refuse_at: int
    currency: str
    floor: Decimal
    replenish_days: int
    decide_days: int
    licence_days: int

    def critical(self, standard: str) -> bool:
        """Return whether a standard refuses alone; one of earlier rules does not."""
        return self.points.get(standard, 0) >= self.refuse_at

    def total(self, results: Mapping[str, str]) -> int:
        """Return the points of the failed standards."""
        return sum(self.points[one] for one, found in results.items() if found == FAILED)


@functools.cache
def licensing_rules() -> LicensingRules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    return LicensingRules(
        points={code: one["points"] for code, one in read["standards"].items()},
        disqualifying=frozenset(read["disqualifying"]),
        refuse_at=read["refuse_at"],
        currency=read["bond"]["currency"],
        floor=Decimal(read["bond"]["floor"]),
        replenish_days=read["bond"]["replenish_days"],
        decide_days=read["decide_days"],
        licence_days=read["licence_days"],
    )
