"""Who stands how to a token; what that allows is in the kernel's ``grants.yaml``."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from manumit.web.api.models import ApiToken
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy


class TokenPolicy(Policy[ApiToken]):
    """Tokens: those that one made, of the office, of other offices."""

    resource = "api_token"
    model = ApiToken

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who made it, and for where."""
        here = Q(institution=actor.institution)
        return {
            Relation.OWN: here & Q(made_by=actor.person),
            Relation.COLLEAGUE: here & Q(office=actor.office),
            Relation.OTHER_OFFICE: here,
        }


token_policy = TokenPolicy()


def may_make(actor: Actor | None) -> bool:
    """Whether somebody's role makes tokens."""
    return bool(token_policy.can_new(actor, "make"))


def offices(actor: Actor) -> QuerySet[Office]:
    """Offices that somebody may make a token for."""
    found = Office.objects.order_by("id")
    return found.filter(institution=actor.institution) if may_make(actor) else found.none()


def kind_of(actor: Actor) -> str:
    """The kind of somebody's institution."""
    found: str = Institution.objects.values_list("kind", flat=True).get(pk=actor.institution)
    return found


def tokens(actor: Actor | None) -> QuerySet[ApiToken]:
    """Tokens of the institution that hold, or wait, as far as somebody may see them."""
    found = token_policy.scope(actor).filter(pk__in=ApiToken.objects.running())
    return found.select_related("office", "made_by", "approved_by").order_by("made_at", "id")
