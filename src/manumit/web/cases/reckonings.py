"""Calculate an account's result, its statement in every language, and proposed signs.

The room ``terms`` reads and words each kind; limits keep a page's computing time small.
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
from manumit.terms.contract.compare import Comparison, compare
from manumit.terms.contract.file import CompareCode
from manumit.terms.contract.signs import evidence_of, shipped_signs
from manumit.terms.costs.document import costs_json
from manumit.terms.costs.file import CostsCode
from manumit.terms.costs.ledger import CostsReckoned
from manumit.terms.costs.rules import cost_kinds
from manumit.terms.costs.signs import evidence_of_costs, shipped_cost_signs
from manumit.terms.statement.contract import comparison_statement
from manumit.terms.statement.contract_view import comparison_json, sign_reason
from manumit.terms.statement.costs import costs_statement
from manumit.terms.statement.costs_view import sign_sentence
from manumit.terms.statement.kept import as_data
from manumit.terms.statement.owed_render import owed_json
from manumit.terms.statement.owed_view import owed_view
from manumit.terms.wages.owed_signs import evidence_of_owed, reason_of_owed, shipped_owed_signs
from manumit.web.account_sheets.calculation import LARGEST, BusyError, calculate
from manumit.web.account_sheets.codes import WageCheckCode
from manumit.web.cases.accounts import (
    AccountKind,
    AccountResult,
    AppliedRules,
    SignProposal,
    WageAccount,
)
from manumit.web.cases.codes import CaseCode

ADULT, CHILD = "adult_labour", "child_labour"
"""The lists that signs are proposed for."""
NAME = "account"
CODES: tuple[type[ErrorCode], ...] = (TermsCode, CompareCode, CostsCode, WageCheckCode, CaseCode)
OF_NOBODY = frozenset({"day", "currency", "most", "known", "page"})
UNFIT = "A value does not fit."
LOOK_UP = "See what the page of accounts says of this code, and correct the value at this place."


@dataclass(frozen=True, slots=True)
class Audience:
    """The person's age group and the languages that a result is written for.

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
        """Return the indicator list that signs are proposed for (R-46)."""
        return ADULT if self.age is Age.ADULT else CHILD

    def each(self, read: Callable[[str], Any]) -> dict[str, Any]:
        """Return a value for each language."""
        return {tag: read(tag) for tag in self.languages}

    def in_words(self, phrase: Callable[[Words], str]) -> dict[str, str]:
        """Return a sentence for each language."""
        return self.each(lambda tag: phrase(Words(self.library, tag, marks=False)))


def reckon(account: WageAccount, wanted: Audience) -> AccountResult:
    """Calculate the result of an account under the rules shipped today.

    Args:
        account: the account.
        wanted: for whom.

    Raises:
        InputError: what is wrong with the text, with its line: I102, W101 to W112, W301 to W304,
            W401 to W406, W451, W601 to W603; K801 to K803, K810.
    """
    if len(account.text.encode()) > LARGEST:
        raise CaseCode.ACCOUNT_TOO_LARGE.error(Place(field="file"))
    try:
        found = calculate(account.text)
    except InputError as error:
        raise InputError([without_quotes(one) for one in error.problems]) from None
    except BusyError:
        raise CaseCode.BUSY.error(Place(field="file")) from None
    if account.kind is AccountKind.WAGES and isinstance(found, Owed):
        return _wages(found, account, wanted)
    if account.kind is AccountKind.TERMS and isinstance(found, Comparison):
        return _terms(found, account, wanted)
    if account.kind is AccountKind.COSTS and isinstance(found, CostsReckoned):
        return _costs(found, account, wanted)
    raise CaseCode.OTHER_KIND.error(Place(field="file"))


def without_quotes(problem: Problem) -> Problem:
    """Return the problem by code and place if its text could quote the account, maybe a name."""
    return problem if problem.code in _safe_codes() else replace(problem, what=UNFIT, do=LOOK_UP)


@functools.cache
def _safe_codes() -> frozenset[str]:
    """Return the codes whose texts contain nothing but days, currencies and our own words."""
    return frozenset(
        one.code
        for codes in CODES
        for one in codes
        if {name for _, name, _, _ in Formatter().parse(one.detail.what + one.detail.do) if name}
        <= OF_NOBODY
    )


def _wages(found: Owed, account: WageAccount, wanted: Audience) -> AccountResult:
    law, signs, library = found.law, shipped_owed_signs(), wanted.library
    return AccountResult(
        kind=account.kind,
        engine=engine_of(law, signs),
        rules=(
            AppliedRules(id=law.id, names=law.names, checked=law.checked, stale=found.stale),
            _table("owed-signs", signs.checked),
        ),
        document=json.loads(owed_json(found)),
        statements=wanted.each(lambda tag: as_data(owed_view(found, library, tag))),
        proposals=tuple(
            _proposal(one.evidence, account, wanted.in_words(partial(reason_of_owed, one, found)))
            for one in evidence_of_owed(found, list_id=wanted.list_id)
        ),
    )


def _terms(found: Comparison, account: WageAccount, wanted: Audience) -> AccountResult:
    """Build the result with the child's rule: what a child agreed to is never free (R-46)."""
    found = compare(replace(found.work, list_id=wanted.list_id, age=wanted.age))
    signs, library = shipped_signs(), wanted.library
    return AccountResult(
        kind=account.kind,
        engine=engine_of(signs),
        rules=(_table("comparison-signs", signs.checked),),
        document=json.loads(comparison_json(found)),
        statements=wanted.each(lambda tag: as_data(comparison_statement(found, library, tag))),
        proposals=tuple(
            _proposal(one.evidence, account, wanted.in_words(partial(sign_reason, found, one)))
            for one in evidence_of(found)
        ),
    )


def _costs(found: CostsReckoned, account: WageAccount, wanted: Audience) -> AccountResult:
    judged, signs, library = found.found, shipped_cost_signs(), wanted.library
    if len(judged.costs.workers) != 1:
        raise CaseCode.ACCOUNT_OF_OTHERS.error(Place(file=NAME, field="workers"))
    worker = judged.costs.workers[0].id
    spoken = evidence_of_costs(judged, found.debts, worker, list_id=wanted.list_id)
    return AccountResult(
        kind=account.kind,
        engine=engine_of(*judged.corridors, cost_kinds(), signs),
        rules=(
            *(
                AppliedRules(
                    id=one.id, names=one.names, checked=one.checked, stale=one in judged.stale
                )
                for one in judged.corridors
            ),
            _table("costs-signs", signs.checked),
        ),
        document=json.loads(costs_json(*found)),
        statements=wanted.each(
            lambda tag: as_data(costs_statement(*found, library, tag, worker=worker))
        ),
        proposals=tuple(
            _proposal(one.evidence, account, wanted.in_words(partial(sign_sentence, one=one)))
            for one in spoken
        ),
    )


def _table(name: str, checked: Any) -> AppliedRules:
    """Return our own reading of a list as rules; it is no law and never out of date by itself."""
    return AppliedRules(id=name, names={}, checked=checked, stale=False)


def _proposal(evidence: Evidence, account: WageAccount, reasons: Mapping[str, str]) -> SignProposal:
    unrecorded = evidence.informant is Informant.NOT_RECORDED
    return SignProposal(
        code=evidence.code,
        answer=evidence.answer,
        informant=account.informant if unrecorded else evidence.informant,
        hearing=evidence.hearing,
        at=evidence.at,
        reasons=reasons,
    )


def engine_of(*rules: object) -> str:
    """Return program version and rules digest; a new value calls for a new calculation."""
    rules_text = json.dumps([_plain(one) for one in rules], sort_keys=True, default=str).encode()
    return f"manumit {version('manumit')} {hashlib.sha256(rules_text).hexdigest()[:16]}"


def _plain(value: Any) -> Any:
    """Return sets as sorted lists, so that the digest is the same in every process."""
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
