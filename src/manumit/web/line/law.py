"""Who may see and do what, what each act leaves, how long it is kept, and what it rests on."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy, office_relations
from manumit.web.kernel.ledger.traces import ERASE, TraceRule, register_traces
from manumit.web.kernel.process.retention import until_last_step
from manumit.web.kernel.retention import register_retention
from manumit.web.kernel.room import Verb
from manumit.web.line.models import Contact
from manumit.web.line.process import ANSWERED, CALLED_BACK, OPEN, PASSED_ON, SILENT_OR_ABUSIVE


class ContactPolicy(Policy[Contact]):
    """A desk works on its contacts together; no other office sees any of them."""

    resource = "contact"
    model = Contact

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by member, office and institution."""
        own = Q(office=actor.office, made_by=actor.person)
        return office_relations(actor, own, erased=Q(subject__erased_at__isnull=False))


contact_policy = ContactPolicy()

RECORD = Verb(contact_policy, "record", "create", rule="R-31; C189 art. 17(1)")
STEP = Verb(contact_policy, "change", rule="R-31")
POSTPONE = Verb(contact_policy, "change", states=(OPEN,), rule="R-31")
# Content that has moved to a file or a complaint does not come back.
CORRECT = Verb(
    contact_policy,
    "correct",
    states=(OPEN, ANSWERED, CALLED_BACK, PASSED_ON, SILENT_OR_ABUSIVE),
    rule="R-70",
)
COUNT = "count"


def register_all() -> None:
    """Make the room known to the ledger and to retention; called once at the start."""
    register_traces(
        TraceRule("contact", (Contact,), ERASE, {"create": (Contact,), "change": (Contact,)})
    )
    register_retention(until_last_step(Contact, also=lambda: ["call_back_at"]))
