"""Relations to a token; what they allow is in the kernel's ``grants.yaml``."""

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from manumit.web.api.models import ApiToken
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy, office_relations


class TokenPolicy(Policy[ApiToken]):
    """Tokens: one's own, those of the office, and those of other offices."""

    resource = "api_token"
    model = ApiToken

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the relations by maker and place."""
        return office_relations(actor, Q(made_by=actor.person))


token_policy = TokenPolicy()


def can_make(actor: Actor | None) -> bool:
    """Return whether the actor's role makes tokens."""
    return bool(token_policy.can_new(actor, "make"))


def offices(actor: Actor) -> QuerySet[Office]:
    """Return the offices for which the actor may make a token."""
    found = Office.objects.order_by("id")
    return found.filter(institution=actor.institution) if can_make(actor) else found.none()


def kind_of(actor: Actor) -> str:
    """Return the kind of the actor's institution."""
    found: str = Institution.objects.values_list("kind", flat=True).get(pk=actor.institution)
    return found


def tokens(actor: Actor | None) -> QuerySet[ApiToken]:
    """Return the valid or waiting tokens of the institution that the actor may see."""
    found = token_policy.scope(actor).filter(pk__in=ApiToken.objects.running())
    return found.select_related("office", "made_by", "approved_by").order_by("made_at", "id")
