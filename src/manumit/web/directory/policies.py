"""Who keeps services, who looks for one, who reads what is missing."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.directory.models import Service, Unmet
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy


class ServicePolicy(Policy[Service]):
    """Services: an institution's are its own; others are of another institution."""

    resource = "service"
    model = Service

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By institution."""
        return {Relation.OWN: Q(institution=actor.institution)}


class UnmetPolicy(Policy[Unmet]):
    """Counts: they are nobody's, so that nothing connects anybody to one."""

    resource = "unmet"
    model = Unmet

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """None."""
        del actor
        return {}


service_policy, unmet_policy = ServicePolicy(), UnmetPolicy()
