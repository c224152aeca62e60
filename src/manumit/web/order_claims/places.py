"""The room's place in the navigation of the office."""

from manumit.web.inspections.law import order_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, grants
from manumit.web.order_claims.timeline import PAYMENT_EVENTS
from manumit.web.remedies.policies import claim_policy
from manumit.web.ui.places import OfficePlace, register_focus, register_places
from manumit.web.workplaces.timeline import register_timeline


def register() -> None:
    """Register the place, payments as events of workplaces, and pages the worker reads too."""
    register_timeline(PAYMENT_EVENTS)
    register_focus("order_claims:worker", "order_claims:age")
    register_places(OfficePlace("order_claims", "order_claims:orders", "money", _sees_both))


def _sees_both(actor: Actor) -> bool:
    """Return whether the role sees orders and claims."""
    rooms = (order_policy.resource, claim_policy.resource)
    return all(grants().of(actor.role, one, SEE) for one in rooms)
