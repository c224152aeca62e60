"""How a room says who stands how to its rows; everything else follows from that and the grants."""

import abc
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Case, CharField, Model, Q, QuerySet, Value, When
from django.utils import timezone

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.events import record_refusal
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.models import BreakGlass
from manumit.web.kernel.access.openings import open_files
from manumit.web.kernel.access.verdicts import Refused, Verdict, decide
from manumit.web.kernel.register import classes_of

RELATION = "access_relation"
"""What a scoped query calls the relation of the actor to each row."""
OPENABLE = (Relation.COLLEAGUE, Relation.OTHER_OFFICE)
"""What an emergency opening reaches: files of the own institution only."""


class Policy[Row: Model](abc.ABC):
    """The policy of one resource, declared by the room that owns the table.

    The relation is written once, as conditions of the database, so that a list and a single row
    can't differ. Conditions over other tables use ``Exists``: a join would double rows.

    Attributes:
        resource: its name in ``grants.yaml``.
        model: its table.
        file: the column that leads to the case file of the row; empty where there is none, and
            then no emergency opening reaches it.
    """

    resource: ClassVar[str]
    model: ClassVar[type[Model]]
    file: ClassVar[str] = ""

    @abc.abstractmethod
    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """The condition of each relation; where several hold, the first in their order counts."""

    def scope(self, actor: Actor | None, action: str = SEE) -> QuerySet[Row]:
        """The rows that somebody may see, or do something to; for a stranger none."""
        rows = self._rows()
        if actor is None or actor.until <= timezone.now():
            return rows.none()
        granted = grants().of(actor.role, self.resource, action)
        allowed = Q(**{f"{RELATION}__in": [*granted]})
        if Relation.BROKEN_GLASS in granted and self.file:
            allowed |= self._opened(actor)
        return self._related(actor).filter(allowed)

    def relations_to(self, actor: Actor, row: Row) -> frozenset[Relation]:
        """How somebody stands to a row, as the database has it now.

        To a row that is not there (any more) in no way, so that it is never granted.
        """
        found = self._related(actor).filter(pk=row.pk).values_list(RELATION, flat=True).first()
        if found is None:
            return frozenset()
        relation = Relation(found)
        if self.file and relation in OPENABLE:
            opened = self._related(actor).filter(self._opened(actor), pk=row.pk)
            if opened.exists():
                return frozenset({relation, Relation.BROKEN_GLASS})
        return frozenset({relation})

    def can(self, actor: Actor | None, action: str, row: Row) -> Verdict:
        """Whether somebody may do something to a row."""
        held = frozenset[Relation]() if actor is None else self.relations_to(actor, row)
        return decide(actor, self.resource, action, held, timezone.now())

    def check(self, actor: Actor | None, action: str, row: Row) -> Verdict:
        """The same, where it has to be allowed.

        Raises:
            Refused: it is not; the ledger has it.
        """
        return self._checked(actor, action, self.can(actor, action, row), row.pk)

    def can_new(
        self, actor: Actor | None, action: str, relation: Relation = Relation.OWN
    ) -> Verdict:
        """Whether somebody may make a row of this resource.

        Args:
            actor: who.
            action: what makes one, such as ``record``.
            relation: how they stand to what it becomes part of.
        """
        return decide(actor, self.resource, action, {relation}, timezone.now())

    def check_new(
        self,
        actor: Actor | None,
        action: str,
        relation: Relation = Relation.OWN,
        of: uuid.UUID | None = None,
    ) -> Verdict:
        """The same, where it has to be allowed.

        Args:
            actor: who.
            action: what makes one.
            relation: how they stand to what it becomes part of.
            of: key of that, so that a refusal is found with it.

        Raises:
            Refused: it is not; the ledger has it.
        """
        return self._checked(actor, action, self.can_new(actor, action, relation), of)

    def load(self, actor: Actor | None, key: object, action: str = SEE) -> Row:
        """One row by its key: the only way in which a view gets one.

        Raises:
            Refused: there is none, or it is not for this actor. Both look the same; the ledger
                has both.
        """
        row = self._rows().filter(pk=key).first()
        found = self.model(pk=key) if row is None else row
        self.check(actor, action, found)  # type: ignore[arg-type] # a row of this model
        return found  # type: ignore[return-value] # the same: what is not there was refused

    def file_of(self, row: Row) -> uuid.UUID:
        """Key of the case file that a row belongs to.

        Raises:
            LookupError: it belongs to none, or is not there.
        """
        found = self._rows().filter(pk=row.pk).values_list(self.file, flat=True).first()
        if found is None:
            raise LookupError(self.resource)
        return uuid.UUID(str(found))

    def mask(self, actor: Actor | None, row: Row) -> frozenset[str]:
        """Names of the fields of a row that somebody sees; empty where they see nothing."""
        verdict = self.can(actor, SEE, row)
        given = classes_of(self.model)
        return frozenset(name for name, one in given.items() if one in verdict.classes)

    def _rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()  # noqa: SLF001 - public in Django
        return rows

    def _related(self, actor: Actor) -> QuerySet[Any]:
        conditions = self.relations(actor)
        ordered = [one for one in Relation if one in conditions]
        whens = [When(conditions[one], then=Value(one.value)) for one in ordered]
        otherwise = Value(Relation.OTHER_INSTITUTION.value)
        case = Case(*whens, default=otherwise, output_field=CharField())
        rows: QuerySet[Any] = self._rows().annotate(**{RELATION: case})
        return rows

    def _opened(self, actor: Actor) -> Q:
        files = open_files(actor, timezone.now())
        return Q(**{f"{RELATION}__in": OPENABLE, f"{self.file}__in": files})

    def _checked(
        self, actor: Actor | None, action: str, verdict: Verdict, key: uuid.UUID | None
    ) -> Verdict:
        if not verdict:
            record_refusal(actor, self.resource, action, verdict, key)
            raise Refused(verdict)
        return verdict


class BreakGlassPolicy(Policy[BreakGlass]):
    """Emergency openings: of the own institution alone."""

    resource = "break_glass"
    model = BreakGlass

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """By who asked, in which office, of which institution."""
        here = Q(institution=actor.institution)
        return {
            Relation.OWN: here & Q(person=actor.person),
            Relation.COLLEAGUE: here & Q(office=actor.office),
            Relation.OTHER_OFFICE: here,
        }


break_glass_policy = BreakGlassPolicy()
