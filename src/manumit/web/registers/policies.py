"""Who stands how to an entry; what that allows is in the kernel's ``grants.yaml``.

An entry is of one institution, and no other one learns that it is there: that somebody has entered
an employer would tell that somebody has complained of it (R-30). Only what a licensing authority
shares, which is public anyway (R-04), is read by others.
"""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.registers.models import Entry, Organisation, Workplace


class EntryPolicy[Row: Entry](Policy[Row]):
    """An entry: its institution reads it; what may be a natural person, its recorder alone."""

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who recorded it, in which office, of which institution."""
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
        """The same, and what a licensing authority shares."""
        shared = Q(shared=True, closed=False) & ~Q(institution=actor.institution)
        return {**super().relations(actor), Relation.REFERRED: shared}


class WorkplacePolicy(EntryPolicy[Workplace]):
    """Workplaces."""

    resource = "workplace"
    model = Workplace


organisation_policy = OrganisationPolicy()
workplace_policy = WorkplacePolicy()
