"""Policies: an app declares the relations to its rows; access follows from these and the grants."""

import abc
import functools
import operator
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Case, CharField, F, Model, Q, QuerySet, Value, When
from django.utils import timezone

from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.events import record_refusal
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.models import BreakGlass
from manumit.web.kernel.access.openings import open_files
from manumit.web.kernel.access.verdicts import AccessVerdict, Refused, decide
from manumit.web.kernel.register import classes_of

RELATION = "access_relation"
"""What a scoped query calls the relation of the actor to each row."""
_FILE = "access_file"
FAR = frozenset({Relation.ERASED, Relation.OTHER_OFFICE})
"""Relations to rows that are not of the own office."""
OPENABLE = (Relation.COLLEAGUE, Relation.OTHER_OFFICE)
"""What an emergency opening reaches: files of the own institution only."""


class Policy[Row: Model](abc.ABC):
    """The policy of one resource, declared by the app that owns the table.

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
        """Return the condition of each relation; of several that hold, the first counts."""

    def near(self, actor: Actor) -> Sequence[Q]:
        """Return conditions that indexes answer; each row that is not :data:`FAR` meets one.

        For relations that lead over several tables; empty where they don't.
        They narrow a list and never widen it: a row that is forgotten here is shown to nobody.
        """
        del actor
        return ()

    def scope(
        self,
        actor: Actor | None,
        action: str = SEE,
        *,
        within: Collection[Relation] = tuple(Relation),
    ) -> QuerySet[Row]:
        """Return the rows that an actor may see, or do something to; none for a stranger.

        Args:
            actor: who.
            action: what they want to do.
            within: only rows to which they stand in one of these relations.
        """
        rows = self._rows()
        if actor is None or actor.until <= timezone.now():
            return rows.none()
        given = grants().of(actor.role, self.resource, action)
        granted = [one for one in given if one in within]
        conditions = self.relations(actor)
        allowed = Q(**{f"{RELATION}__in": [*granted]})
        reached = self._reached(actor, conditions, granted)
        if Relation.BROKEN_GLASS in granted and self.file:
            # A list, not a subquery: only then does an index lead to these rows and the others.
            opened = [row["file"] for row in open_files(actor, timezone.now())]
            if opened:
                allowed |= Q(**{f"{RELATION}__in": OPENABLE, f"{self.file}__in": opened})
                reached |= Q(**{f"{self.file}__in": opened}) if reached else Q()
        return self._related(conditions).filter(reached, allowed)

    def relations_to(self, actor: Actor, row: Row) -> frozenset[Relation]:
        """Return an actor's relation to a row, as the database has it now.

        To a row that is not there (any more) in no way, so that it is never granted.
        """
        columns = [RELATION, self.file] if self.file else [RELATION]
        rows = self._related(self.relations(actor)).filter(pk=row.pk)
        # Nothing to sort by: there is one row.
        found = rows.order_by().values_list(*columns)[:1]
        for relation, *files in found:
            return self._held(actor, Relation(relation), *files)
        return frozenset()

    def can(self, actor: Actor | None, action: str, row: Row) -> AccessVerdict:
        """Return whether an actor may do something to a row."""
        held = frozenset[Relation]() if actor is None else self.relations_to(actor, row)
        return decide(actor, self.resource, action, held, timezone.now())

    def check(self, actor: Actor | None, action: str, row: Row) -> AccessVerdict:
        """Return the verdict if an action on a row is allowed, else raise.

        Raises:
            Refused: it is not; the ledger has it.
        """
        return self._checked(actor, action, self.can(actor, action, row), row.pk)

    def can_new(
        self, actor: Actor | None, action: str, relation: Relation = Relation.OWN
    ) -> AccessVerdict:
        """Return whether an actor may create a row of this resource.

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
    ) -> AccessVerdict:
        """Return the verdict if an actor may create a row, else raise.

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
        """Return a row by its key, with access checked: the only way in which a view gets one.

        Raises:
            Refused: there is none, or it is not for this actor. Both look the same; the ledger
                has both.
        """
        return self.load_held(actor, key, action)[0]

    def load_held(
        self, actor: Actor | None, key: object, action: str = SEE
    ) -> tuple[Row, frozenset[Relation]]:
        """Load a row with the actor's relations, as :meth:`relations_to` returns them.

        Row and relation come from one statement: nothing can change between the two.

        Raises:
            Refused: as :meth:`load`.
        """
        now, held = timezone.now(), frozenset[Relation]()
        rows = self._rows() if actor is None else self._related(self.relations(actor))
        if self.file:
            rows = rows.annotate(**{_FILE: F(self.file)})
        row = rows.filter(pk=key).order_by().first()
        if row is not None and actor is not None:
            files = [getattr(row, _FILE)] if self.file else []
            held = self._held(actor, Relation(getattr(row, RELATION)), *files)
        verdict = decide(actor, self.resource, action, held, now)
        self._checked(actor, action, verdict, self.model(pk=key).pk if row is None else row.pk)
        return row, held  # type: ignore[return-value] # what is not there was refused

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
        """Return the names of the fields of a row that an actor sees; empty if none."""
        verdict = self.can(actor, SEE, row)
        given = classes_of(self.model)
        return frozenset(name for name, one in given.items() if one in verdict.classes)

    def _rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._default_manager.all()  # noqa: SLF001 - public in Django
        return rows

    def _held(
        self, actor: Actor, relation: Relation, file: uuid.UUID | None = None
    ) -> frozenset[Relation]:
        """Return a relation, with emergency access to the file where that applies."""
        if file is None or relation not in OPENABLE:
            return frozenset({relation})
        opened = open_files(actor, timezone.now()).filter(file=file).exists()
        return frozenset({relation, Relation.BROKEN_GLASS} if opened else {relation})

    def _reached(
        self, actor: Actor, conditions: Mapping[Relation, Q], granted: Collection[Relation]
    ) -> Q:
        """Return a superset of the rows, as conditions that an index answers.

        Without it the relation would be evaluated for every row of the table.
        """
        if Relation.OTHER_INSTITUTION in granted:  # every row is at least that
            return Q()
        # A relation without a condition is one that no row of this resource has.
        wanted = [one for one in granted if one in conditions]
        if not wanted:
            return Q(pk__in=())
        near = self.near(actor)
        if near:
            # PostgreSQL answers "or" over two tables by reading both whole.
            every = (*near, *(conditions[one] for one in wanted if one in FAR))
            if len(every) == 1:
                return every[0]
            first, *others = (self._rows().filter(one).order_by().values("pk") for one in every)
            return Q(pk__in=first.union(*others, all=True))
        return functools.reduce(operator.or_, (conditions[one] for one in wanted))

    def _related(self, conditions: Mapping[Relation, Q]) -> QuerySet[Any]:
        ordered = [one for one in Relation if one in conditions]
        whens = [When(conditions[one], then=Value(one.value)) for one in ordered]
        otherwise = Value(Relation.OTHER_INSTITUTION.value)
        case = Case(*whens, default=otherwise, output_field=CharField())
        rows: QuerySet[Any] = self._rows().annotate(**{RELATION: case})
        return rows

    def _checked(
        self, actor: Actor | None, action: str, verdict: AccessVerdict, key: uuid.UUID | None
    ) -> AccessVerdict:
        if not verdict:
            record_refusal(actor, self.resource, action, verdict, key)
            raise Refused(verdict)
        return verdict


def office_relations(actor: Actor, own: Q, erased: Q | None = None) -> dict[Relation, Q]:
    """Return the relations of a record that an office of one institution keeps.

    Args:
        actor: who.
        own: which of the institution's rows are theirs, such as ``Q(made_by=actor.person)``.
        erased: which rows are of an erased person; None where rows are of nobody.
    """
    here = Q(institution=actor.institution)
    gone = {} if erased is None else {Relation.ERASED: erased}
    return gone | {
        Relation.OWN: here & own,
        Relation.COLLEAGUE: here & Q(office=actor.office),
        Relation.OTHER_OFFICE: here,
    }


class BreakGlassPolicy(Policy[BreakGlass]):
    """Emergency accesses of the own institution alone."""

    resource = "break_glass"
    model = BreakGlass

    def relations(self, actor: Actor) -> Mapping[Relation, Q]:
        """Return the relations by requester, office and institution."""
        return office_relations(actor, Q(person=actor.person))


break_glass_policy = BreakGlassPolicy()
