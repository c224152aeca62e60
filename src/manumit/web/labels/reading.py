"""Read safe labels of files that the reader holds."""

import uuid
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from manumit.web.cases.models import CaseFile, CaseHolder
from manumit.web.cases.policies import file_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import SEE, Relation, grants
from manumit.web.kernel.access.policies import RELATION
from manumit.web.kernel.access.recording import record_act
from manumit.web.kernel.vault.keys import subject_keys
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.labels.models import FileLabel
from manumit.web.labels.words import matches
from manumit.web.ui.room.declared import SEALED_MOST
from manumit.web.ui.room.search import HITS, SearchHit


def labels_of(held: Iterable[CaseFile]) -> Mapping[uuid.UUID, str]:
    """Return the labels of some files that the reader holds; the caller has recorded the act.

    Raises:
        InputError: V101 to V107, V201.
    """
    rows = FileLabel.objects.filter(file__in=[one.pk for one in held])
    found = list(rows.order_by("file", "-version").distinct("file"))
    keys = subject_keys({row.subject_id for row in found}) if found else {}
    return {
        row.file_id: open_text(row, "content", key=keys[row.subject_id]) or ""
        for row in found
        if row.subject_id in keys
    }


def labels_by_code(actor: Actor, codes: Collection[str]) -> Mapping[str, str]:
    """Return labels of files that the actor holds, by their codes; for lines of work."""
    if not codes or not _may_hold(actor):
        return {}
    rows = _held(actor).filter(pseudonym__in=codes)
    known = {row.pk: row.pseudonym for row in rows}
    return {known[key]: label for key, label in labels_of(rows).items()}


def labels_by_person(actor: Actor, subjects: Collection[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Return labels of files that the actor holds, by the persons they are about; for claims."""
    if not subjects or not _may_hold(actor):
        return {}
    rows = _held(actor).filter(subject__in=subjects)
    persons = {row.pk: row.subject_id for row in rows}
    return {persons[key]: label for key, label in labels_of(rows).items()}


def label_of(actor: Actor | None, file: uuid.UUID) -> str:
    """Return the label of a file that the actor holds; empty where it has none."""
    if actor is None or not _may_hold(actor):
        return ""
    return labels_of(_held(actor).filter(pk=file)).get(file, "")


@transaction.atomic
def find_by_label(actor: Actor, text: str) -> list[SearchHit]:
    """Return files that the actor holds and whose label has the words that are asked for.

    The latest :data:`SEALED_MOST` are opened in memory, as one act of the ledger; no index of
    labels exists.
    """
    if not _may_hold(actor):
        return []
    record_act(actor, "list_files", file_policy.resource, None, purpose=SEE)
    rows = {row.pk: row for row in _held(actor).order_by("-opened_at")[:SEALED_MOST]}
    found = [key for key, label in labels_of(rows.values()).items() if matches(label, text)]
    labels = labels_of([rows[key] for key in found[:HITS]])
    return [
        SearchHit("labels/file", rows[key].pseudonym, "cases:file", "file", key, labels[key])
        for key in found[:HITS]
    ]


def _may_hold(actor: Actor) -> bool:
    return Relation.OWN in grants().of(actor.role, file_policy.resource, SEE)


def _held(actor: Actor) -> QuerySet[CaseFile]:
    mine = CaseHolder.objects.filter(member=actor.person, until=None).values("file")
    return file_policy.scope(actor).filter(pk__in=mine, **{RELATION: Relation.OWN})
