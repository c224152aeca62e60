"""Case files for tests of access, in the one table that the kernel has with a holder.

The room of cases stands above the kernel; here a row of ``BreakGlass`` plays the file: who "asked"
holds it.
"""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.models import BreakGlass
from manumit.web.kernel.access.policies import Policy

PASSED_ON, PASSED_ON_ONCE, GONE = "passed_on", "passed_on_once", "gone"
"""Reasons that tell this policy what else happened to a file."""


class FilePolicy(Policy[BreakGlass]):
    """A case file: of its holder, and of whom it was passed on to."""

    resource = "case_file"
    model = BreakGlass
    file = "file"

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        here = Q(institution=actor.institution)
        return {
            Relation.ERASED: Q(reason=GONE),
            Relation.OWN: here & Q(person=actor.person),
            Relation.COLLEAGUE: here & Q(office=actor.office),
            Relation.OTHER_OFFICE: here,
            Relation.REFERRED: ~here & Q(reason=PASSED_ON),
            Relation.WITHDRAWN: ~here & Q(reason=PASSED_ON_ONCE),
        }


class PersonPolicy(FilePolicy):
    """The identity that belongs to it."""

    resource = "person"


class StatementPolicy(FilePolicy):
    """A statement that belongs to it."""

    resource = "statement"


files = FilePolicy()


def file_held_by(holder: Actor, state: str = "") -> BreakGlass:
    """A case file of somebody."""
    now = timezone.now()
    return BreakGlass.objects.create(
        file=uuid.uuid4(),
        person=holder.person,
        institution=holder.institution,
        office=holder.office,
        role=holder.role,
        reason=state,
        # As an opening it has long ended, so that it opens nothing by accident.
        asked_at=now - dt.timedelta(days=9),
        ends_at=now - dt.timedelta(days=8, hours=1),
        confirm_until=now - dt.timedelta(days=8, hours=1),
        opens_at_once=False,
    )
