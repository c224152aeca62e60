"""Group cases: open, join, leave; record facts of the place, adopt them for each person.

Nothing here reaches from one worker to another: a fact becomes evidence of a person only by the
act of a holder of their file, and consent, finding and decision stay each file's own.
"""

import uuid

from django.db import transaction
from django.utils import timezone

from manumit.errors import Place
from manumit.instruments import shipped_library
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.documents import latest_day
from manumit.web.cases.employments import ORGANISATION
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, FindingVersion
from manumit.web.cases.policies import evidence_policy, file_policy, finding_policy, load_for
from manumit.web.cases.reckonings import ADULT
from manumit.web.cases.services.accounts import renew_evidence
from manumit.web.cases.services.employments import entry_number
from manumit.web.cases.services.referrals import checked_text
from manumit.web.group_cases.codes import GroupCode
from manumit.web.group_cases.contents import (
    ANSWERS,
    SEEN_BY,
    GroupSubject,
    WorkplaceFact,
    adoption_text,
    fact_sign,
)
from manumit.web.group_cases.models import (
    FactAdoption,
    GroupCase,
    GroupFact,
    GroupMember,
    SamePerson,
)
from manumit.web.group_cases.policies import group_policy
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.pseudonyms import free_pseudonym, new_pseudonym
from manumit.web.kernel.register.special import refuse_special, special_allowed
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.kernel.vault.sealed import open_text, seal_text
from manumit.web.kernel.vault.search import Query, find_people, index_person
from manumit.web.registers.policies import organisation_policy, workplace_policy
from manumit.web.registers.selectors import entry_line
from manumit.web.registers.services.connections import group_of


def group_scope(office: uuid.UUID) -> str:
    """Return the index scope in which an office finds the group of a place."""
    return f"groups {office}"


@transaction.atomic
def open_group(
    actor: Actor | None, file_id: uuid.UUID, kind: str, entry: uuid.UUID, *, request: uuid.UUID
) -> GroupCase:
    """Open a group case of one workplace or organisation, with a first file.

    Args:
        actor: a holder of the file.
        file_id: of a worker of the place.
        kind: ``organisation`` or ``workplace``.
        entry: of the register.
        request: idempotency key of the form; a repeat returns the same group.

    Raises:
        Refused: the file or the entry is not open to the actor, or the role opens no groups.
        InputError: K501, K911; V101 to V107, V201.
    """
    load_for(actor, group_policy, "open", file_id)
    who = acting(actor, "group_case", "open")
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    known = GroupCase.objects.filter(request=request).first()
    if known is not None:
        if known.opened_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    line = entry_line(who, organisation_policy if kind == ORGANISATION else workplace_policy, entry)
    if not line.closed and groups_of(who, entry):
        raise GroupCode.GROUP_THERE.error(Place(field="entry"))
    row = GroupCase(
        institution_id=file.institution_id,
        office_id=file.office_id,
        reference=free_pseudonym(GroupCase.objects.filter(institution=file.institution_id)),
        closed=line.closed,
        opened_by=who.person,
        request=request,
    )
    tell(who, "create", "group_case", row.pk, purpose="open")
    row.subject_id = new_subject()
    seal_text(row, "content", GroupSubject(kind, entry, line.name).to_text())
    row.save(force_insert=True)
    if not line.closed:
        index_person(
            row.subject_id, group_scope(row.office_id), names=(), numbers=[entry_number(entry)]
        )
    _add(who, row, file, uuid.uuid4())
    return row


def groups_of(who: Actor, entry: uuid.UUID) -> list[GroupCase]:
    """Return groups of the office about a place that the actor may see.

    Raises:
        InputError: V101 to V107, V201.
    """
    wanted = Query(numbers=[entry_number(one) for one in sorted(group_of(entry))])
    found = {one.subject for one in find_people({group_scope(who.office)}, wanted).results}
    return list(group_policy.scope(who).filter(subject__in=found).order_by("reference"))


@transaction.atomic
def join_group(
    actor: Actor | None, group_id: uuid.UUID, file_id: uuid.UUID, *, request: uuid.UUID
) -> GroupMember:
    """Add a file to a group; only a holder of the file may.

    Raises:
        Refused: the group or the file is not open to the actor.
        InputError: K501, K912.
    """
    group = group_policy.load(actor, group_id, "join")
    who, file = _file(actor, file_id)
    known = GroupMember.objects.filter(request=request).first()
    if known is not None:
        if (known.joined_by, known.file_id) != (who.person, file.pk):
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    if GroupMember.objects.filter(group=group, file=file, left_at=None).exists():
        raise GroupCode.IN_GROUP.error(Place(field="file"))
    return _add(who, group, file, request)


def _file(actor: Actor | None, file_id: uuid.UUID) -> tuple[Actor, CaseFile]:
    """Lock and return a file that the actor holds."""
    file_policy.load(actor, file_id, "change")
    return acting(actor, "case_file", "change"), CaseFile.objects.select_for_update().get(
        pk=file_id
    )


def _add(who: Actor, group: GroupCase, file: CaseFile, request: uuid.UUID) -> GroupMember:
    # The event names the file and not the group: readers of the group's log learn of no member.
    tell(who, "change", "case_file", file.pk, purpose="change")
    made: GroupMember = GroupMember.objects.create(
        institution_id=group.institution_id,
        group=group,
        file=file,
        reference=new_pseudonym(),
        joined_by=who.person,
        request=request,
    )
    return made


@transaction.atomic
def leave_group(actor: Actor | None, group_id: uuid.UUID, file_id: uuid.UUID) -> GroupMember:
    """Remove a file from a group; adopted facts stay with the file.

    Raises:
        Refused: the actor may not see the file.
        InputError: K913.
    """
    who, file = _file(actor, file_id)
    rows = GroupMember.objects.select_for_update()
    found = rows.filter(group=group_id, file=file, left_at=None).first()
    if found is None:
        raise GroupCode.NOT_IN_GROUP.error(Place(field="file"))
    tell(who, "change", "case_file", file.pk, purpose="change")
    found.left_by, found.left_at = who.person, timezone.now()
    found.save(update_fields=["left_by", "left_at"])
    return found


@transaction.atomic
def add_fact(
    actor: Actor | None, group_id: uuid.UUID, fact: WorkplaceFact, *, request: uuid.UUID
) -> GroupFact:
    """Record a fact about the place, once; it is nobody's evidence yet.

    Raises:
        Refused: the actor may not do this: only who holds a file in the group adds to it.
        InputError: K405, K501, K702, K914; F301.
    """
    group_policy.load(actor, group_id, "change")
    who = acting(actor, "group_case", "change")
    group = GroupCase.objects.select_for_update().get(pk=group_id)
    known = GroupFact.objects.filter(request=request).first()
    if known is not None:
        if (known.made_by, known.group_id) != (who.person, group.pk):
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    _check_fact(who, fact)
    row = GroupFact(
        group=group,
        subject_id=group.subject_id,
        institution_id=group.institution_id,
        number=GroupFact.objects.filter(group=group).count() + 1,
        made_by=who.person,
        request=request,
    )
    tell(who, "create", "group_case", row.pk, purpose="change")
    seal_text(row, "content", fact.to_text())
    row.save(force_insert=True)
    return row


def _check_fact(who: Actor, fact: WorkplaceFact) -> None:
    codes = shipped_library().instrument(ADULT).codes
    if fact.code not in codes or fact.answer not in ANSWERS or fact.informant not in SEEN_BY:
        raise GroupCode.NO_FACT.error(Place(field="code"))
    refuse_special({fact.code}, special_allowed(who.role), shipped_library())
    if fact.at is not None and fact.at > latest_day():
        raise CaseCode.NOT_YET.error(Place(field="at"))
    checked_text(fact.note, "note")


@transaction.atomic
def adopt_fact(
    actor: Actor | None,
    fact_id: uuid.UUID,
    file_id: uuid.UUID,
    *,
    take: bool,
    request: uuid.UUID,
) -> FindingVersion | None:
    """Adopt a fact as evidence of one person, or leave it; a separate act for each person.

    Args:
        actor: a holder of the file.
        fact_id: of a group that the file is part of.
        file_id: of the person.
        take: whether it is so for this person too.
        request: idempotency key of the form; a repeat changes nothing.

    Returns:
        the finding; None where the evidence of the file stayed what it was.

    Raises:
        Refused: the actor may not see the file.
        InputError: K501, K913; F301.
    """
    load_for(actor, evidence_policy, "record", file_id)
    load_for(actor, finding_policy, "make", file_id)
    who, file = _file(actor, file_id)
    known = FactAdoption.objects.filter(request=request).first()
    if known is not None:
        if (known.made_by, known.file_id) != (who.person, file.pk):
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return None
    fact = GroupFact.objects.filter(pk=fact_id).first()
    members = GroupMember.objects.filter(file=file, left_at=None)
    if fact is None or not members.filter(group=fact.group_id).exists():
        raise GroupCode.NOT_IN_GROUP.error(Place(field="file"))
    found_fact = WorkplaceFact.from_text(open_text(fact, "content") or "")
    refuse_special({found_fact.code}, special_allowed(who.role), shipped_library())
    row = FactAdoption(
        file=file,
        fact=fact,
        subject_id=file.subject_id,
        institution_id=file.institution_id,
        number=FactAdoption.objects.filter(file=file, fact=fact).count() + 1,
        made_by=who.person,
        request=request,
    )
    tell(who, "create", "statement", row.pk, purpose="take")
    piece = found_fact.piece(fact_sign(file.pk, fact.pk), fact.made_at) if take else None
    seal_text(row, "content", adoption_text(piece))
    row.save(force_insert=True)
    return renew_evidence(who, file)


@transaction.atomic
def record_same_person(
    actor: Actor | None, one_id: uuid.UUID, other_id: uuid.UUID, *, request: uuid.UUID
) -> SamePerson:
    """Record that two files belong to one person, who counts once; both files remain.

    Args:
        actor: who holds both.
        one_id: a file.
        other_id: another one.
        request: idempotency key of the form; a repeat returns the same row.

    Raises:
        Refused: one of the files is not open to the actor.
        InputError: K501, K915.
    """
    first, second = sorted((one_id, other_id))
    who, one = _file(actor, first)
    _, other = _file(actor, second)
    known = SamePerson.objects.filter(request=request).first()
    if known is not None:
        if known.said_by != who.person:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    recorded = SamePerson.objects.filter(one=one, other=other, undone_at=None)
    if one == other or recorded.exists():
        raise GroupCode.SAME_FILE.error(Place(field="other"))
    for file in (one, other):
        tell(who, "change", "case_file", file.pk, purpose="change")
    made: SamePerson = SamePerson.objects.create(
        institution_id=one.institution_id,
        one=one,
        other=other,
        said_by=who.person,
        request=request,
    )
    return made


@transaction.atomic
def undo_same_person(actor: Actor | None, one_id: uuid.UUID, other_id: uuid.UUID) -> SamePerson:
    """Record that two files belong to two persons after all.

    Raises:
        Refused: one of the files is not open to the actor.
        InputError: K915.
    """
    first, second = sorted((one_id, other_id))
    who, one = _file(actor, first)
    _, other = _file(actor, second)
    rows = SamePerson.objects.select_for_update()
    found = rows.filter(one=one, other=other, undone_at=None).first()
    if found is None:
        raise GroupCode.SAME_FILE.error(Place(field="other"))
    for file in (one, other):
        tell(who, "change", "case_file", file.pk, purpose="change")
    found.undone_by, found.undone_at = who.person, timezone.now()
    found.save(update_fields=["undone_by", "undone_at"])
    return found
