"""What of one sum has come, in per cent of another (R-40, R-51): the recovery rate.

Made of sums as a document tells them, and of nothing else: of a release of rounded sums, so that a
share tells nobody more than the two sums do. None stands where either is withheld, or nobody has
any of the whole.
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from manumit.web.statistics.definitions import Definition, of

type Document = Mapping[str, Any]
type SharesByCategory = Mapping[str, Mapping[str, int | None]]
"""Per cent by dimension and category."""


def in_all(content: Document) -> Iterator[tuple[str, Definition, int | None]]:
    """Currency, share and per cent, for every currency in which both sums have a place.

    Args:
        content: a count or a release; of one that is older than the definition there is none.
    """
    for currency, one, (part, whole) in _sums(content, "money"):
        yield currency, one, _per_cent(part, whole)


def by_characteristic(content: Document) -> Iterator[tuple[str, Definition, SharesByCategory]]:
    """Currency, share and per cent by dimension and category."""
    for currency, one, (parts, wholes) in _sums(content, "money_by"):
        yield (
            currency,
            one,
            {
                by: {code: _per_cent(parts.get(by, {}).get(code), whole)
                     for code, whole in categories.items()}
                for by, categories in wholes.items()
            },
        )  # fmt: skip


def _sums(content: Document, where: str) -> Iterator[tuple[str, Definition, tuple[Any, Any]]]:
    for currency, kinds in content.get(where, {}).items():
        for one in of("shares"):
            if one.name in content["definitions"] and set(one.parts) <= kinds.keys():
                yield currency, one, (kinds[one.parts[0]], kinds[one.parts[1]])


def _per_cent(part: Document | None, whole: Document | None) -> int | None:
    if part is None or whole is None or not Decimal(whole["sum"]):
        return None
    share = 100 * Decimal(part["sum"]) / Decimal(whole["sum"])
    return int(share.quantize(Decimal(1), ROUND_HALF_EVEN))
