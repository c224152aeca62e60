"""Whatever the work was: heads of a claim add up to what the statement says can be claimed."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from manumit.terms import owed, shipped_law
from manumit.terms.account import Account
from manumit.terms.statement.owed_render import owed_json
from manumit.web.cases.accounts import AccountKind, AccountResult
from manumit.web.cases.claimable import claimable_heads
from terms_accounts import LAWS, accounts


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Account]:
    law = draw(st.sampled_from(LAWS))
    return law, draw(accounts(shipped_law(law), most_days=70))


@given(cases())
def test_nothing_of_a_statement_is_lost_or_doubled_in_a_claim(case: tuple[str, Account]) -> None:
    law, account = shipped_law(case[0]), case[1]
    found = owed(account, law)
    document = json.loads(owed_json(found))
    result = AccountResult(
        kind=AccountKind.WAGES, engine="", rules=(), document=document, statements={}, proposals=()
    )
    heads = claimable_heads(result)
    assert len({one.key for one in heads}) == len(heads)
    assert sum((one.likely for one in heads), Fraction(0)) == found.most.claimable
    assert sum((one.least for one in heads), Fraction(0)) <= found.least.claimable
    for one in heads:
        assert one.likely > 0 or one.least == 0
        assert one.begins <= one.ends
        if one.most is not None:
            assert one.least <= one.likely <= one.most
