"""Who may see and do what, what each act leaves, how long it is kept, and what it rests on."""

from collections.abc import Mapping

from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import Cast, Greatest

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import Relation
from manumit.web.kernel.access.policies import Policy, office_relations
from manumit.web.kernel.ledger.traces import ERASE, TraceRule, register_traces
from manumit.web.kernel.retention import RetentionKind, register_retention
from manumit.web.kernel.room import Verb
from manumit.web.recruitment.models import (
    BondMovement,
    LicenceApplication,
    LicenceAssessment,
    RecruiterLicence,
)
from manumit.web.recruitment.process import LICENSED, OPEN


class LicenceApplicationPolicy(Policy[LicenceApplication]):
    """Applications: an office works on them together; other offices of the authority read."""

    resource = "licence_application"
    model = LicenceApplication

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by member, office and institution."""
        own = Q(office=actor.office, made_by=actor.person)
        return office_relations(actor, own, erased=Q(subject__erased_at__isnull=False))


class RecruiterLicencePolicy(Policy[RecruiterLicence]):
    """Licences belong to whom their application belongs."""

    resource = "licence"
    model = RecruiterLicence

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return relations by member, office and institution."""
        own = Q(office=actor.office, made_by=actor.person)
        return office_relations(actor, own, erased=Q(application__subject__erased_at__isnull=False))


application_policy = LicenceApplicationPolicy()
licence_policy = RecruiterLicencePolicy()

RECORD = Verb(application_policy, "record", "create", rule="C181 art. 3(2)")
STEP = Verb(application_policy, "change", rule="C181 art. 3(2), R-06")
ASSESS = Verb(application_policy, "change", states=OPEN, rule="R-06, R-07")
HEAR = Verb(application_policy, "change", states=(*OPEN, *LICENSED), rule="C181 art. 3(2), R-41")
MOVE_BOND = Verb(application_policy, "change", rule="R-08")
LICENCE_STEP = Verb(licence_policy, "change", rule="C181 art. 8(1), R-15, R-41")
PUBLISH = "publish"


def register_all() -> None:
    """Make the room known to the ledger and to retention; called once at the start."""
    register_traces(
        TraceRule(
            "licence_application",
            (LicenceApplication,),
            ERASE,
            {
                "create": (LicenceApplication,),
                "change": (LicenceApplication, LicenceAssessment, BondMovement),
            },
        ),
        TraceRule("licence", (RecruiterLicence,), frozenset(), {"create": (RecruiterLicence,)}),
    )
    register_retention(
        RetentionKind("licence_application", applications, "ends", "subject_id", "institution_id")
    )


def applications() -> QuerySet[LicenceApplication]:
    """Return every application with the moment from which it is kept.

    It is the last day for the decision, or the last day of the licence if there is one.
    """
    return LicenceApplication.objects.annotate(
        ends=Greatest(
            Cast(F("decide_by"), DateTimeField()), Cast(F("licence__until"), DateTimeField())
        )
    )
