"""Policies: who may leave a notification, and who reads the released tables."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.notifications.models import NotificationCount


class NotificationPolicy(Policy[NotificationCount]):
    """Counts: they have no owner, so that nothing connects anybody to one."""

    resource = "notification"
    model = NotificationCount

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """None."""
        del actor
        return {}


notification_policy = NotificationPolicy()
