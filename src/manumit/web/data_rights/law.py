"""Who may see and do what, what each act leaves, and what it rests on."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.data_rights.models import ErasureRequest, LegalHold
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy, office_relations
from manumit.web.kernel.ledger.traces import TraceRule, register_traces
from manumit.web.kernel.room import Verb


class ErasurePolicy(Policy[ErasureRequest]):
    """Who asked sees their request; the data protection officer those of the institution."""

    resource = "erasure_request"
    model = ErasureRequest

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by member, office and institution."""
        return office_relations(actor, Q(made_by=actor.person))


class HoldPolicy(Policy[LegalHold]):
    """Who placed a hold sees it; the data protection officer those of the institution."""

    resource = "legal_hold"
    model = LegalHold

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by member, office and institution."""
        return office_relations(actor, Q(made_by=actor.person))


erasure_policy, hold_policy = ErasurePolicy(), HoldPolicy()

ASK = Verb(erasure_policy, "ask", "create", rule="GDPR art. 17(1)")
WITHDRAW = Verb(erasure_policy, "withdraw", rule="GDPR art. 17(1)")
DECIDE = Verb(erasure_policy, "decide", "erase", rule="GDPR art. 17(1), 17(3), 38(6)")
PLACE = Verb(hold_policy, "place", "hold", rule="GDPR art. 17(3)(e); R-51, R-65")
ASK_LIFT = Verb(hold_policy, "ask_lift", rule="GDPR art. 17(3)(e)")
DECIDE_LIFT = Verb(hold_policy, "decide", "release_hold", rule="GDPR art. 17(3)(e)")

ERASURE_STEPS: Mapping[str, Verb[ErasureRequest]] = {
    "erase": DECIDE,
    "refuse": DECIDE,
    "withdraw": WITHDRAW,
}
HOLD_STEPS: Mapping[str, Verb[LegalHold]] = {
    "ask_lift": ASK_LIFT,
    "lift": DECIDE_LIFT,
    "keep": DECIDE_LIFT,
}
"""The verb of each step."""


def register_all() -> None:
    """Make the room known to the ledger. Its rows stay: they say who decided, and name nobody."""
    register_traces(
        TraceRule("erasure_request", (ErasureRequest,), leaving={"create": (ErasureRequest,)}),
        TraceRule("legal_hold", (LegalHold,), leaving={"hold": (LegalHold,)}),
    )
