"""Who stands how to a count and to a release; what that allows is in ``grants.yaml``.

What is published is read by anybody, without an account, and asks no policy: a row in that state.
"""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy, office_relations
from manumit.web.statistics.models import Outcomes, Release


class OutcomesPolicy(Policy[Outcomes]):
    """Counts with every small number: of the own institution alone."""

    resource = "outcomes"
    model = Outcomes

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who asked for it, in which office, of which institution."""
        return _relations(actor, "asked_by")


class ReleasePolicy(Policy[Release]):
    """Releases, before and after they are published."""

    resource = "release"
    model = Release

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who prepared it, in which office, of which institution."""
        return _relations(actor, "prepared_by")


def _relations(actor: Actor, by: str) -> Mapping[Relation, Q]:
    return office_relations(actor, Q(office=actor.office, **{by: actor.person}))


outcomes_policy = OutcomesPolicy()
release_policy = ReleasePolicy()
