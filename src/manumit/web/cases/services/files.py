"""Opening a file, who holds it, and how old its person is."""

import uuid

from django.db import transaction
from django.utils import timezone

from manumit.assessment import Age
from manumit.errors import Place
from manumit.web.cases.ages import note_age
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, Identity, Keeper, Referral
from manumit.web.cases.policies import file_policy
from manumit.web.cases.process import REASONS
from manumit.web.institutions.models import Post, PostsQuery
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.keys import new_subject


@transaction.atomic
def open_file(actor: Actor | None, *, age: Age, request: uuid.UUID) -> CaseFile:
    """A file of a person whom the institution has met; whoever opens it holds it.

    Args:
        actor: who.
        age: adult, child, or unsure, which counts as a child (R-46).
        request: of the form; sent again it gives the same file.

    Raises:
        Refused: the role opens no files.
        InputError: K501; V101 to V106.
    """
    file_policy.check_new(actor, "open")
    who = acting(actor, "case_file", "open")
    known = CaseFile.objects.filter(request=request).first()
    if known is not None:
        if known.opened_by != who.person or known.institution_id != who.institution:
            raise CaseCode.REQUEST_USED.error(Place(field="request"))
        return known
    return new_file(who, age, request=request)


def new_file(
    who: Actor,
    age: Age,
    *,
    request: uuid.UUID,
    origin: Referral | None = None,
    reason: str = "",
) -> CaseFile:
    """A file under a key of its own, with its identity still empty."""
    file = CaseFile(
        subject_id=new_subject(),
        institution_id=who.institution,
        office_id=who.office,
        pseudonym=free_pseudonym(CaseFile.objects.filter(institution=who.institution), "pseudonym"),
        age=age,
        origin=origin,
        opened_by=who.person,
        request=request,
    )
    tell(who, "create", "case_file", file.pk, purpose="open", reason=reason)
    file.save(force_insert=True)
    add_keeper(file, who.person)
    Identity.objects.create(
        file=file, subject_id=file.subject_id, institution_id=file.institution_id
    )
    return file


def locked_file(file_id: uuid.UUID) -> None:
    """Locks a file until the transaction ends, before anything is asked of its holders.

    Whoever changes who holds a file does so first: in one order nobody waits for each other. The
    second of two then sees what the first did.
    """
    CaseFile.objects.select_for_update().filter(pk=file_id).values_list("pk").first()


def add_keeper(file: CaseFile, member: uuid.UUID) -> None:
    """Lets somebody hold a file; that they may is asked, and told in the ledger, before."""
    Keeper.objects.create(file=file, institution_id=file.institution_id, member=member)


@transaction.atomic
def change_age(actor: Actor | None, file_id: uuid.UUID, age: Age, *, reason: str = "") -> CaseFile:
    """Records what is known of the person's age now (R-46).

    Who becomes a child, or unsure, is asked anew through the guardian: what they alone had agreed
    to covers nothing any more.

    Args:
        actor: who.
        file_id: whose.
        age: what is known.
        reason: on what it rests that somebody who counted as a child is an adult: a code of the
            list ``found_adult``; else empty.

    Raises:
        Refused: not for this actor.
        InputError: K304.
    """
    file_policy.load(actor, file_id, "change")
    who = acting(actor, "case_file", "change")
    file = CaseFile.objects.select_for_update().get(pk=file_id)
    grown = file.counts_as_child and age is Age.ADULT
    today = timezone.now().date()
    if REASONS["found_adult"].has(reason, today) is not grown:
        raise CaseCode.NO_AGE_REASON.error(Place(field="reason"))
    tell(who, "change", "case_file", file.pk, purpose="change", reason=reason)
    file.age = age
    file.save(update_fields=["age"])
    note_age(file)
    return file


@transaction.atomic
def share_file(actor: Actor | None, file_id: uuid.UUID, member: uuid.UUID) -> None:
    """Lets a colleague of the same office and role hold the file too, from now on.

    Raises:
        Refused: not for this actor.
        InputError: K502.
    """
    # Locked first, as whoever takes a file over or assigns it does: two at once wait, and not for
    # each other.
    locked_file(file_id)
    file = file_policy.load(actor, file_id, "change")
    who = acting(actor, "case_file", "change")
    if not colleagues(who).filter(member=member).exists():
        raise CaseCode.NO_COLLEAGUE.error(Place(field="member"))
    if not Keeper.objects.filter(file=file, member=member, until=None).exists():
        tell(who, "assign", "case_file", file.pk, purpose="change")
        add_keeper(file, member)


def hold_too(who: Actor, file: CaseFile) -> None:
    """Whoever has to look at a file anew holds it too; that they may is asked before."""
    tell(who, "assign", "case_file", file.pk, purpose="change")
    add_keeper(file, who.person)


def colleagues(who: Actor) -> PostsQuery:
    """Posts of others in the office, in the same role."""
    found: PostsQuery = Post.objects.valid().filter(office=who.office, role=who.role)
    return found.exclude(member=who.person)


@transaction.atomic
def leave_file(actor: Actor | None, file_id: uuid.UUID) -> None:
    """Holds a file no more; somebody else has to.

    Raises:
        Refused: not for this actor.
        InputError: K503.
    """
    # Locked, so that two who leave at once don't both leave.
    locked_file(file_id)
    file = file_policy.load(actor, file_id, "change")
    who = acting(actor, "case_file", "change")
    held = list(Keeper.objects.filter(file=file, until=None))
    if {one.member for one in held} == {who.person}:
        raise CaseCode.LAST_KEEPER.error(Place(field="file"))
    tell(who, "assign", "case_file", file.pk, purpose="change")
    Keeper.objects.filter(file=file, member=who.person, until=None).update(until=timezone.now())


@transaction.atomic
def hand_over_file(actor: Actor | None, file_id: uuid.UUID, member: uuid.UUID) -> None:
    """Lets a colleague hold a file in one's place: both, or neither.

    Raises:
        Refused: not for this actor.
        InputError: K502.
    """
    share_file(actor, file_id, member)
    leave_file(actor, file_id)
