"""Export a referral's disclosed content as an HTCDS record, and nothing beyond it.

The words of the standard and what never has one: :mod:`manumit.exchange.htcds.written`.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from manumit.assessment import Answer, settle
from manumit.errors import Place
from manumit.exchange.evidence_file import evidence_pieces
from manumit.exchange.htcds import Known, Line, lines_of, table_of
from manumit.instruments import shipped_library
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.identity import Field, Value


def record_lines(
    identity: Mapping[Field, Sequence[Value]], evidence: Mapping[str, Any] | None
) -> tuple[Line, ...]:
    """Return every line for which the standard has a term.

    Args:
        identity: the values of each field that stand; where several do, nobody has chosen yet, and
            none is written.
        evidence: a document ``manumit/evidence/1``, or None.

    Raises:
        InputError: I114, there is no such list here.
    """
    born, language = _only(identity, Field.BORN), _only(identity, Field.LANGUAGE)
    return lines_of(
        Known(
            codes=frozenset() if evidence is None else _said_yes(evidence),
            born=born if isinstance(born, dt.date) else None,
            language=language if isinstance(language, str) else None,
        )
    )


def _only(identity: Mapping[Field, Sequence[Value]], field: Field) -> Value | None:
    values = identity.get(field, ())
    return values[0] if len(values) == 1 else None


def _said_yes(evidence: Mapping[str, Any]) -> frozenset[str]:
    """Return codes that count as yes, by the rules on contradictions that findings use."""
    instrument = shipped_library().instrument(evidence["list"])
    settled = settle(evidence_pieces(evidence["evidence"]), instrument)
    return frozenset(code for code, one in settled.items() if one.answer is Answer.YES)


def record_table(lines: Sequence[Line], chosen: Collection[str]) -> str:
    """Return the chosen lines as a CSV table; every chosen key must exist.

    Raises:
        InputError: K411.
    """
    found = [line for line in lines if line.key in chosen]
    if not found or len(found) != len(set(chosen)):
        raise CaseCode.NO_SUCH_LINE.error(Place(field="lines"))
    return table_of(found)
