"""Access to other installations: members of the institution that proposed them."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.federation.models import Peer
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy


class PeerPolicy(Policy[Peer]):
    """Peers: one's own proposal, and those of everybody else in the institution."""

    resource = "peer"
    model = Peer

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the relations by proposer; an installation belongs to no office."""
        here = Q(institution=actor.institution)
        return {
            Relation.OWN: here & Q(proposed_by=actor.person),
            Relation.COLLEAGUE: here,
        }


peer_policy = PeerPolicy()
