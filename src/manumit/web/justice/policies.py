"""Access policies of records; what a relation allows is in the kernel's ``grants.yaml``."""

from collections.abc import Mapping

from django.db.models import Q

from manumit.web.justice.lists import AGREED, CHECK_PURPOSE, PROCEEDINGS_EXIST
from manumit.web.justice.models import (
    NonPunishment,
    Penalty,
    Proceeding,
    Record,
    RecordDisclosure,
    Sanction,
)
from manumit.web.justice.process import STOPPED
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.consent.conditions import consented


class RecordPolicy[Row: Record](Policy[Row]):
    """Policy of a record: its office works on it; others see it once it is disclosed to them.

    Disclosure about an accused or an organisation is based on law, not on a worker's consent: the
    record contains nothing of a worker but opaque references.
    """

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the condition for each relation: opener, office, recipient, institution."""
        here = Q(institution=actor.institution)
        office = here & Q(office=actor.office)
        passed = RecordDisclosure.objects.filter(
            resource=self.resource, sent_to=actor.institution, office=actor.office
        )
        return {
            Relation.ERASED: Q(subject__erased_at__isnull=False),
            Relation.OWN: office & Q(opened_by=actor.person),
            Relation.COLLEAGUE: office,
            Relation.REFERRED: Q(pk__in=passed.values("row")),
            Relation.OTHER_OFFICE: here,
        }


class ProceedingPolicy(RecordPolicy[Proceeding]):
    """Proceedings."""

    resource = "proceeding"
    model = Proceeding


class PenaltyPolicy(RecordPolicy[Penalty]):
    """Labour penalties."""

    resource = "penalty"
    model = Penalty


class SanctionPolicy(RecordPolicy[Sanction]):
    """Entries of the register, from their proposal on."""

    resource = "sanction"
    model = Sanction


class NonPunishmentPolicy(RecordPolicy[NonPunishment]):
    """Policy of non-punishment checks.

    A check based on the person's agreement is visible to the prosecution only while consent is
    valid; afterwards the prosecution sees that it existed and how it ended.
    """

    resource = "non_punishment"
    model = NonPunishment

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the conditions, where disclosure needs a legal basis or valid consent."""
        found = dict(super().relations(actor))
        passed = found[Relation.REFERRED]
        agreed = consented(
            subject="subject",
            purpose=CHECK_PURPOSE,
            recipient=actor.institution,
            adult=Q(child=False),
        )
        covered = Q(basis=PROCEEDINGS_EXIST) | (Q(basis=AGREED) & agreed)
        found[Relation.REFERRED] = passed & covered & ~Q(state=STOPPED)
        found[Relation.WITHDRAWN] = passed
        return found


proceeding_policy = ProceedingPolicy()
penalty_policy = PenaltyPolicy()
sanction_policy = SanctionPolicy()
non_punishment_policy = NonPunishmentPolicy()
