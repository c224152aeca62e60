"""Who stands how to a record of the room; what that allows is in the kernel's ``grants.yaml``."""

import uuid
from collections.abc import Mapping

from django.db.models import Q

from manumit.web.justice.lists import AGREED, CHECK_PURPOSE, PROCEEDINGS_EXIST
from manumit.web.justice.models import (
    NonPunishment,
    Passed,
    Penalty,
    Proceeding,
    Record,
    Sanction,
)
from manumit.web.justice.process import STOPPED
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.consent.verdicts import judged


class RecordPolicy[Row: Record](Policy[Row]):
    """A record: its office works on it together; others have it once it was passed on to them.

    What is passed on about an accused or an organisation rests on law, not on a worker's consent:
    nothing of a worker but opaque references is in it.
    """

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who opened it, in which office, and to whom it was passed on."""
        here = Q(institution=actor.institution)
        office = here & Q(office=actor.office)
        passed = Passed.objects.filter(
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
    """Checks whether a worker is spared.

    One that rests on the person's agreement is the prosecution's only while consent covers that;
    from then on it sees that there was one, and how it ended.
    """

    resource = "non_punishment"
    model = NonPunishment

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """The same, where the law or the person allows that it was passed on."""
        found = dict(super().relations(actor))
        passed = found[Relation.REFERRED]
        covered = Q(basis=PROCEEDINGS_EXIST) | Q(pk__in=_agreed(actor))
        found[Relation.REFERRED] = passed & covered & ~Q(state=STOPPED)
        found[Relation.WITHDRAWN] = passed
        return found


def _agreed(actor: Actor) -> list[uuid.UUID]:
    """Checks that were passed on to an office and that consent covers, by the one verdict."""
    sent = Passed.objects.filter(
        resource=NonPunishment.RESOURCE, sent_to=actor.institution, office=actor.office
    )
    rows = list(NonPunishment.objects.filter(pk__in=sent.values("row"), basis=AGREED))
    said: dict[uuid.UUID, list[Consent]] = {}
    for one in Consent.objects.filter(subject__in={row.subject_id for row in rows}):
        said.setdefault(one.subject, []).append(one)
    return [
        row.pk
        for row in rows
        if judged(
            said.get(row.subject_id, []), CHECK_PURPOSE, actor.institution, child=row.child
        ).allowed
    ]


proceeding_policy = ProceedingPolicy()
penalty_policy = PenaltyPolicy()
sanction_policy = SanctionPolicy()
non_punishment_policy = NonPunishmentPolicy()
