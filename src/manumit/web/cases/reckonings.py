"""Reckons an account of a file: result, statement in every language, and signs that it proposes.

Each kind is read and said by the room ``terms``, and kept within what one page may cost.
"""

import dataclasses
import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from string import Formatter
from typing import Any

from manumit.assessment import Age, Evidence, Informant
from manumit.assessment.view import Words
from manumit.errors import ErrorCode, InputError, Place, Problem
from manumit.instruments import Library
from manumit.terms import Owed
from manumit.terms.codes import TermsCode
from manumit.terms.compare import Comparison, compare
from manumit.terms.compare_file import CompareCode
from manumit.terms.compare_signs import evidence_of, shipped_signs
from manumit.terms.compare_statement import comparison_statement
from manumit.terms.compare_view import comparison_json, sign_reason
from manumit.terms.costs_file import CostsCode
from manumit.terms.costs_json import costs_json
from manumit.terms.costs_ledger import CostsReckoned
from manumit.terms.costs_rules import cost_kinds
from manumit.terms.costs_signs import evidence_of_costs, shipped_cost_signs
from manumit.terms.costs_statement import costs_statement
from manumit.terms.costs_view import sign_sentence
from manumit.terms.kept import as_data
from manumit.terms.owed_render import owed_json
from manumit.terms.owed_signs import evidence_of_owed, reason_of_owed, shipped_owed_signs
from manumit.terms.owed_view import owed_view
from manumit.web.cases.accounts import Kind, Proposal, Result, Rules, Told
from manumit.web.cases.codes import CaseCode
from manumit.web.wages.codes import WagesCode
from manumit.web.wages.reckoning import LARGEST, BusyError, reckoned

ADULT, CHILD = "adult_labour", "child_labour"
"""The lists that signs are proposed for."""
NAME = "account"
CODES: tuple[type[ErrorCode], ...] = (TermsCode, CompareCode, CostsCode, WagesCode, CaseCode)
OF_NOBODY = frozenset({"day", "currency", "most", "known", "page"})
UNFIT = "A value does not fit."
LOOK = "See what the page of accounts says of this code, and correct the value at this place."


@dataclass(frozen=True, slots=True)
class For:
    """For whom, and in which languages.

    Attributes:
        library: with the texts of the room ``terms``.
        languages: tags.
        age: of the person, as the file has it.
    """

    library: Library
    languages: tuple[str, ...]
    age: Age

    @property
    def list_id(self) -> str:
        """The list that signs are proposed for (R-46)."""
        return ADULT if self.age is Age.ADULT else CHILD

    def each(self, said: Callable[[str], Any]) -> dict[str, Any]:
        """Something in each language."""
        return {tag: said(tag) for tag in self.languages}

    def in_words(self, said: Callable[[Words], str]) -> dict[str, str]:
        """A sentence in each language."""
        return self.each(lambda tag: said(Words(self.library, tag, marks=False)))


def reckon(told: Told, wanted: For) -> Result:
    """What an account comes to under the shipped rules of now.

    Args:
        told: the account.
        wanted: for whom.

    Raises:
        InputError: what is wrong with the text, with its line: I102, W101 to W112, W301 to W304,
            W401 to W406, W451, W601 to W603; K801 to K803, K810.
    """
    if len(told.text.encode()) > LARGEST:
        raise CaseCode.ACCOUNT_TOO_LARGE.error(Place(field="file"), kilobytes=LARGEST // 1000)
    try:
        found = reckoned(told.text)
    except InputError as error:
        raise InputError([bare(one) for one in error.problems]) from None
    except BusyError:
        raise CaseCode.BUSY.error(Place(field="file")) from None
    if told.kind is Kind.WAGES and isinstance(found, Owed):
        return _wages(found, told, wanted)
    if told.kind is Kind.TERMS and isinstance(found, Comparison):
        return _terms(found, told, wanted)
    if told.kind is Kind.COSTS and isinstance(found, CostsReckoned):
        return _costs(found, told, wanted)
    raise CaseCode.OTHER_KIND.error(Place(field="file"))


def bare(problem: Problem) -> Problem:
    """The same by code and place where its words could quote what somebody wrote: maybe a name."""
    return problem if problem.code in _quoting_nobody() else replace(problem, what=UNFIT, do=LOOK)


@functools.cache
def _quoting_nobody() -> frozenset[str]:
    """Codes whose texts take in nothing but days, currencies and what is ours."""
    return frozenset(
        one.value.code
        for codes in CODES
        for one in codes
        if {name for _, name, _, _ in Formatter().parse(one.value.what + one.value.do) if name}
        <= OF_NOBODY
    )


def _wages(found: Owed, told: Told, wanted: For) -> Result:
    law, signs, library = found.law, shipped_owed_signs(), wanted.library
    return Result(
        kind=told.kind,
        engine=engine_of(law, signs),
        rules=(
            Rules(id=law.id, names=law.names, checked=law.checked, stale=found.stale),
            _table("owed-signs", signs.checked),
        ),
        document=json.loads(owed_json(found)),
        statements=wanted.each(lambda tag: as_data(owed_view(found, library, tag))),
        proposals=tuple(
            _proposal(one.evidence, told, wanted.in_words(partial(reason_of_owed, one, found)))
            for one in evidence_of_owed(found, list_id=wanted.list_id)
        ),
    )


def _terms(found: Comparison, told: Told, wanted: For) -> Result:
    """As it is for the person of the file: what a child agreed to is never free (R-46)."""
    found = compare(replace(found.work, list_id=wanted.list_id, age=wanted.age))
    signs, library = shipped_signs(), wanted.library
    return Result(
        kind=told.kind,
        engine=engine_of(signs),
        rules=(_table("comparison-signs", signs.checked),),
        document=json.loads(comparison_json(found)),
        statements=wanted.each(lambda tag: as_data(comparison_statement(found, library, tag))),
        proposals=tuple(
            _proposal(one.evidence, told, wanted.in_words(partial(sign_reason, found, one)))
            for one in evidence_of(found)
        ),
    )


def _costs(found: CostsReckoned, told: Told, wanted: For) -> Result:
    judged, signs, library = found.found, shipped_cost_signs(), wanted.library
    if len(judged.costs.workers) != 1:
        raise CaseCode.ACCOUNT_OF_OTHERS.error(Place(file=NAME, field="workers"))
    worker = judged.costs.workers[0].id
    spoken = evidence_of_costs(judged, found.debts, worker, list_id=wanted.list_id)
    return Result(
        kind=told.kind,
        engine=engine_of(*judged.corridors, cost_kinds(), signs),
        rules=(
            *(
                Rules(id=one.id, names=one.names, checked=one.checked, stale=one in judged.stale)
                for one in judged.corridors
            ),
            _table("costs-signs", signs.checked),
        ),
        document=json.loads(costs_json(*found)),
        statements=wanted.each(
            lambda tag: as_data(costs_statement(*found, library, tag, worker=worker))
        ),
        proposals=tuple(
            _proposal(one.evidence, told, wanted.in_words(partial(sign_sentence, one=one)))
            for one in spoken
        ),
    )


def _table(name: str, checked: Any) -> Rules:
    """A table of our own reading of a list; no law, and so never past a date of its own."""
    return Rules(id=name, names={}, checked=checked, stale=False)


def _proposal(said: Evidence, told: Told, reasons: Mapping[str, str]) -> Proposal:
    unsaid = said.informant is Informant.NOT_RECORDED
    return Proposal(
        code=said.code,
        answer=said.answer,
        informant=told.informant if unsaid else said.informant,
        hearing=said.hearing,
        at=said.at,
        reasons=reasons,
    )


def engine_of(*rules: object) -> str:
    """The program's version, and a digest of the rules: another one means another reckoning."""
    told = json.dumps([_plain(one) for one in rules], sort_keys=True, default=str).encode()
    return f"manumit {version('manumit')} {hashlib.sha256(told).hexdigest()[:16]}"


def _plain(value: Any) -> Any:
    """Sets in an order that does not change from one process to the next."""
    if dataclasses.is_dataclass(value):
        fields = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
        return {"": type(value).__name__, **_plain(fields)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
