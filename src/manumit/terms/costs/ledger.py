"""Work out all results of one ledger of costs, under the rules that it names."""

from typing import NamedTuple

from manumit.terms.costs.debt import DebtStatement, debt_statement
from manumit.terms.costs.file import Costs
from manumit.terms.costs.indicator import Indicator, indicator
from manumit.terms.costs.judge import CostsFound, judge
from manumit.terms.costs.rules import GENERAL, Corridor, cost_kinds, shipped_corridor


class CostsReckoned(NamedTuple):
    """What has to be paid back, the cost indicator, and each debt."""

    found: CostsFound
    counted: Indicator
    debts: tuple[DebtStatement, ...]


def reckon_costs(costs: Costs, rules: Corridor | None = None) -> CostsReckoned:
    """Return all results of a ledger.

    Args:
        costs: from ``read_costs``.
        rules: of the corridor; None for those that the ledger names, if any. The general rules
            hold beside them.

    Raises:
        InputError: W451, if there are no rules of the name.
    """
    if rules is None and costs.corridor is not None:
        rules = shipped_corridor(costs.corridor)
    general = shipped_corridor(GENERAL)
    corridors = (general,) if rules is None else (rules, general)
    found = judge(costs, corridors, cost_kinds())
    debts = (debt_statement(one, corridors, costs.asked_on) for one in costs.debts)
    return CostsReckoned(found, indicator(found), tuple(debts))
