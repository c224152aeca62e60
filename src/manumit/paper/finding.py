"""A finding on paper: results in words, then the reasons down to each piece of evidence."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from manumit.assessment import Finding
from manumit.assessment.explanation import Kind, explain, walk
from manumit.assessment.view import View, Words, view
from manumit.instruments import Basis, Library, Standing, Verification
from manumit.paper.typesetting import PaperSize, Value, sheet, typeset

RESULTS = 3
# Kinds of nodes that become headings; the nodes below them become nested lists.
HEADINGS = frozenset({Kind.RESULT, Kind.CONCLUSION, Kind.DIMENSION})


class Advice(NamedTuple):
    """One section that a caller adds, such as what to do next or whom to ask.

    Attributes:
        title: its heading; ``lines``: one point each. Both in the language of the paper.
    """

    title: str
    lines: Sequence[str]


def finding_pdf(
    finding: Finding,
    library: Library,
    language: str = "en",
    *,
    advice: Sequence[Advice] = (),
    made_on: dt.date | None = None,
    size: PaperSize = PaperSize.A4,
) -> bytes:
    """Return a finding as a tagged PDF (PDF/UA-1), byte-identical for equal arguments.

    Heading and metadata say *Notes on working conditions* (``paper/title``), not "finding" or the
    name of a crime, and hold no author and no date: a print queue, a viewer's tab and the list of
    recent files on a phone show the title to any bystander. The pages themselves hide nothing;
    whether a person can carry them safely is for that person and the officer to discuss.

    Args:
        finding: from ``assess``.
        library: the library that its instrument came from.
        language: such as ``fr``; strings that a language lacks come in English, marked.
        advice: sections that follow the results, in their order.
        made_on: the date to print, or None for none: the clock is never asked.
        size: the sheet.

    Raises:
        InputError: P101 or P102 for characters that cannot be printed, P103 without the extra.
    """
    words = Words(library, language)
    seen = view(finding, library, language)
    sources = _Sources(words, finding)
    first, *notices = seen.notices
    data: dict[str, Value] = {
        **sheet(language, seen.direction, size),
        "title": words.name("paper/title"),
        "instrument": seen.instrument,
        "made_on": _made_on(words, made_on),
        "notice": first,
        "results_title": words.say("paper/results"),
        "results": [_result(result) for result in seen.results[:RESULTS]],
        "advice": [{"title": title, "lines": list(lines)} for title, lines in advice],
        "reasons_title": words.say("paper/reasons"),
        "reasons": [_node(words, sources, result) for result in seen.results],
        "changes_title": seen.changes_title,
        "changes": list(seen.changes),
        "sources": [
            {"title": words.say("paper/sources_read"), "listed": sources.listed(reserved=False)},
            {"title": words.say("paper/reservations"), "listed": sources.listed(reserved=True)},
        ],
        "notices_title": words.say("paper/notices"),
        "notices": list(notices),
        "page": words.name("paper/page"),
    }
    return typeset("finding.typ", data)


def _made_on(words: Words, made_on: dt.date | None) -> str | None:
    if made_on is None:
        return None
    return words.say("paper/made_on", date=words.apart(made_on.isoformat()))


def _result(seen: View) -> Value:
    """Return one of the three results; for trafficking with its conclusion."""
    conclusions = [child.label for child in seen.children if child.kind is Kind.CONCLUSION]
    return {"label": seen.label, "state": seen.state, "rests_on": "; ".join(conclusions)}


def _node(words: Words, sources: "_Sources", seen: View, *, headings: bool = True) -> Value:
    heading = headings and seen.kind in HEADINGS
    return {
        "heading": heading,
        "label": seen.label,
        "state": seen.state,
        "code": seen.code,
        "details": "; ".join(seen.details),
        "standing": None if seen.basis is None else words.name(f"standing/{seen.standing}"),
        "source": None if seen.basis is None else sources.number(seen.basis),
        "ours": seen.standing == Standing.OURS,
        "children": [_node(words, sources, child, headings=heading) for child in seen.children],
    }


class _Sources:
    """Yield every basis once, with a number, instead of in full at each step."""

    def __init__(self, words: Words, finding: Finding) -> None:
        self._numbers: dict[str, int] = {}
        self._reserved = {
            words.basis(node.basis)
            for node in walk(explain(finding))
            if node.basis is not None and _reserved(node.basis)
        }

    def number(self, basis: str) -> int:
        """Return the number of a basis, a new one at its first use."""
        return self._numbers.setdefault(basis, len(self._numbers) + 1)

    def listed(self, *, reserved: bool) -> list[Value]:
        """Return the numbered bases, either those with a reservation or the others."""
        return [
            {"number": number, "basis": basis}
            for basis, number in self._numbers.items()
            if (basis in self._reserved) is reserved
        ]


def _reserved(basis: Basis) -> bool:
    """Return whether a basis is our own, or a text that was read in a secondary source."""
    return basis.standing is Standing.OURS or basis.verification not in (
        None,
        Verification.VERIFIED,
    )
