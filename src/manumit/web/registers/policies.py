"""Relations of actors to entries; the kernel's ``grants.yaml`` lists the rights.

An entry belongs to one institution, and no other learns that it exists: an employer's entry would
reveal that somebody has complained about it (R-30). Others only read what a licensing authority
shares, which is public anyway (R-04).
"""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.registers.models import Entry, Organisation, Workplace


class EntryPolicy[Row: Entry](Policy[Row]):
    """Entries: readable in their institution; possible natural persons by the recorder alone."""

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by recorder, office and institution."""
        here = Q(institution=actor.institution)
        plain = here & Q(closed=False)
        return {
            Relation.ERASED: Q(subject__erased_at__isnull=False),
            Relation.OWN: here & Q(office=actor.office, recorded_by=actor.person),
            Relation.COLLEAGUE: plain & Q(office=actor.office),
            Relation.OTHER_OFFICE: plain,
        }


class OrganisationPolicy(EntryPolicy[Organisation]):
    """Organisations."""

    resource = "organisation"
    model = Organisation

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the same, and what a licensing authority shares."""
        shared = Q(shared=True, closed=False) & ~Q(institution=actor.institution)
        return {**super().relations(actor), Relation.REFERRED: shared}


class WorkplacePolicy(EntryPolicy[Workplace]):
    """Workplaces."""

    resource = "workplace"
    model = Workplace


organisation_policy = OrganisationPolicy()
workplace_policy = WorkplacePolicy()
