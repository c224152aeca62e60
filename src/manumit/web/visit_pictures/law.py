"""Who may see and withdraw a picture, what each act leaves, and what it rests on.

Who may work on a visit adds its pictures. They are kept as long as the visit is, under its key.
"""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.inspections.law import visit_policy
from manumit.web.inspections.process import REPORTED, WORKED_ON
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.ledger.traces import TraceRule, register_traces
from manumit.web.kernel.room import Verb
from manumit.web.visit_pictures.models import VisitPicture

MOST = 60
"""Pictures of one visit, those that were withdrawn included."""


class PicturePolicy(Policy[VisitPicture]):
    """Pictures: of the office of the visit alone. Their own is what a member took."""

    resource = VisitPicture.RESOURCE
    model = VisitPicture

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by who added it, office and institution."""
        here = Q(institution=actor.institution)
        office = here & Q(visit__office=actor.office)
        return {
            Relation.ERASED: Q(subject__erased_at__isnull=False),
            Relation.OWN: office & Q(made_by=actor.person),
            Relation.COLLEAGUE: office,
            Relation.OTHER_OFFICE: here & Q(visit__workplace__closed=False),
        }


picture_policy = PicturePolicy()

ADD = Verb(
    visit_policy, "change", "attach", states=(*WORKED_ON, REPORTED), rule="C081 art. 12(1)(c)"
)
WITHDRAW = Verb(picture_policy, "withdraw", "withdraw_attachment", rule="GDPR art. 5(1)(c), (d)")


def register_all() -> None:
    """Make the room known to the ledger; called once at the start."""
    acts = (ADD.act, WITHDRAW.act)
    rule = TraceRule(
        VisitPicture.RESOURCE, (VisitPicture,), leaving=dict.fromkeys(acts, (VisitPicture,))
    )
    register_traces(rule)
