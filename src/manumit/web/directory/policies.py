"""Policies of services and of unmet needs."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.directory.models import Service, UnmetNeedCount
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy


class ServicePolicy(Policy[Service]):
    """Services: an institution's are its own; others are of another institution."""

    resource = "service"
    model = Service

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the relations by institution."""
        return {Relation.OWN: Q(institution=actor.institution)}


class UnmetPolicy(Policy[UnmetNeedCount]):
    """Counts: they have no owner, so that nothing connects anybody to one."""

    resource = "unmet"
    model = UnmetNeedCount

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """None."""
        del actor
        return {}


service_policy, unmet_policy = ServicePolicy(), UnmetPolicy()
