"""Who leaves an anonymous notification, and who reads the tables that are released of them."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.notifications.models import Notified


class NotificationPolicy(Policy[Notified]):
    """Counts: they are nobody's, so that nothing connects anybody to one."""

    resource = "notification"
    model = Notified

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """None."""
        del actor
        return {}


notification_policy = NotificationPolicy()
