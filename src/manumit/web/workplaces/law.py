"""Who may import a register and decide about near matches, and what each act leaves."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.ledger.traces import TraceRule, extend_traces
from manumit.web.workplaces.models import NearMatch, RegisterImport


class RegisterImportPolicy(Policy[RegisterImport]):
    """Imports of workplaces: only for the member who uploaded the file, in the same post."""

    resource = "import"
    model = RegisterImport

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by uploader; nobody else learns even that there is an import."""
        here = Q(institution=actor.institution, office=actor.office, role=actor.role)
        return {Relation.OWN: here & Q(made_by=actor.person)}


class NearMatchPolicy(Policy[NearMatch]):
    """Pairs of workplaces, for those who may see both."""

    resource = "workplace"
    model = NearMatch

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by both entries: the farther of the two counts."""
        here = Q(institution=actor.institution)
        mine = Q(one__recorded_by=actor.person, other__recorded_by=actor.person)
        both = Q(one__office=actor.office, other__office=actor.office)
        plain = here
        for end in ("one", "other"):
            plain &= Q(**{f"{end}__closed": False}) | Q(**{f"{end}__recorded_by": actor.person})
        gone = Q(one__subject__erased_at__isnull=False) | Q(other__subject__erased_at__isnull=False)
        return {
            Relation.ERASED: gone,
            Relation.OWN: here & both & mine,
            Relation.COLLEAGUE: plain & both,
            Relation.OTHER_OFFICE: plain,
        }


register_import_policy = RegisterImportPolicy()
near_match_policy = NearMatchPolicy()


def register_all() -> None:
    """Let a change of a workplace leave a decision about a near match."""
    extend_traces(TraceRule("workplace", leaving={"change": (NearMatch,)}))
