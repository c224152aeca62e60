"""An order of a labour inspectorate on paper, in the languages that its reader needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from manumit.instruments import Library
from manumit.paper.statement import pairs
from manumit.paper.typesetting import PaperSize, Value, sheet, typeset


@dataclass(frozen=True, slots=True, repr=False)
class OrderPart:
    """The whole order in one language; its ``repr`` hides the content.

    Attributes:
        language, direction: such as ``ar`` and ``rtl``.
        title: its heading.
        head: labels and values.
        demand_title, demand: what it asks for; an empty demand says nothing in this language.
        notes: what the employer may do and what follows.
        sign: label of the line for a signature.
    """

    language: str
    direction: str
    title: str
    head: Sequence[tuple[str, str]]
    demand_title: str
    demand: str
    notes: Sequence[str]
    sign: str


def order_pdf(
    parts: Sequence[OrderPart], library: Library, *, size: PaperSize = PaperSize.A4
) -> bytes:
    """Return an order as a tagged PDF (PDF/UA-1), byte-identical for equal arguments.

    Args:
        parts: the order in each language; that of the first is that of the document.
        library: with the texts of paper.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    first, *others = parts
    data: dict[str, Value] = {
        **sheet(first.language, first.direction, size),
        "title": first.title,
        "first": _part(first),
        "others": [_part(one) for one in others],
        "page": library.texts.label("paper/page", first.language).value,
    }
    return typeset("order.typ", data)


def _part(part: OrderPart) -> Value:
    return {
        "language": part.language,
        "rtl": part.direction == "rtl",
        "title": part.title,
        "head": pairs(part.head),
        "demand_title": part.demand_title,
        "demand": part.demand,
        "notes": list(part.notes),
        "sign": part.sign,
    }
