"""Facts that count as evidence of a file because a holder adopted them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from manumit.web.cases.models import CaseFile
from manumit.web.group_cases.contents import adopted_piece, fact_sign, sign_of_piece
from manumit.web.group_cases.models import FactAdoption
from manumit.web.kernel.vault.keys import SubjectKey
from manumit.web.kernel.vault.sealed import open_text


def adopted_pieces(file: CaseFile, key: SubjectKey) -> Iterator[Mapping[str, Any]]:
    """Yield the latest adopted piece of each fact, except of facts that were left.

    Raises:
        InputError: V101 to V107, V201, V301.
    """
    rows = FactAdoption.objects.filter(file=file).order_by("number")
    latest = {row.fact_id: row for row in rows}
    for row in latest.values():
        piece = adopted_piece(open_text(row, "content", key=key) or "")
        if piece is not None:
            yield piece


def owns_piece(file: CaseFile) -> Callable[[str], bool]:
    """Return a test whether a piece of a file's evidence was taken of a fact."""
    facts = FactAdoption.objects.filter(file=file).values_list("fact", flat=True)
    signs = {fact_sign(file.pk, one) for one in facts}
    return lambda piece: sign_of_piece(piece) in signs
