"""Case files: open, holders, age group."""

import uuid

from django.db import transaction
from django.utils import timezone

from manumit.assessment import Age
from manumit.errors import Place
from manumit.web.cases.codes import CaseCode
from manumit.web.cases.events import acting, tell
from manumit.web.cases.models import CaseFile, CaseHolder, Identity, Referral
from manumit.web.cases.policies import file_policy
from manumit.web.cases.process import REASONS
from manumit.web.institutions.models import Post, PostsQuery
from manumit.web.justice import services as justice
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.pseudonyms import free_pseudonym
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.protection import services as protection
from manumit.web.remedies import services as remedies


@transaction.atomic
def open_file(actor: Actor | None, *, age: Age, request: uuid.UUID) -> CaseFile:
    """Open a file for a person whom the institution has met; the actor holds it.

    Args:
        actor: the member who acts.
        age: adult, child, or unsure, which counts as a child (R-46).
        request: idempotency key of the form; a repeat returns the same file.

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
    who: Actor, age: Age, *, request: uuid.UUID, origin: Referral | None = None, reason: str = ""
) -> CaseFile:
    """Create a file with its own key and an empty identity."""
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
    add_holder(file, who.person)
    Identity.objects.create(
        file=file, subject_id=file.subject_id, institution_id=file.institution_id
    )
    return file


def locked_file(file_id: uuid.UUID) -> None:
    """Lock a file until the transaction ends, before its holders are read.

    Every change of holders locks the file first: with one order of locks there is no deadlock, and
    the second of two concurrent changes sees the first.
    """
    CaseFile.objects.select_for_update().filter(pk=file_id).values_list("pk").first()


def add_holder(file: CaseFile, member: uuid.UUID) -> None:
    """Add a holder; the caller has checked the right and written the ledger event."""
    CaseHolder.objects.create(file=file, institution_id=file.institution_id, member=member)


@transaction.atomic
def change_age(actor: Actor | None, file_id: uuid.UUID, age: Age, *, reason: str = "") -> CaseFile:
    """Record the person's age group as it is known now (R-46).

    After a change to child or unsure, consent has to be asked again through the guardian: consents
    that the person gave alone are no longer valid.

    Args:
        actor: the member who acts.
        file_id: the file.
        age: what is known.
        reason: the basis for treating a person as an adult who counted as a child: a code of the
            list ``found_adult``; otherwise empty.

    Raises:
        Refused: the actor may not do this.
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
    propagate_age(file)
    return file


@transaction.atomic
def share_file(actor: Actor | None, file_id: uuid.UUID, member: uuid.UUID) -> None:
    """Make a colleague of the same office and role another holder.

    Raises:
        Refused: the actor may not do this.
        InputError: K502.
    """
    # Locked first, as whoever takes a file over or assigns it does: two at once wait, and not for
    # each other.
    locked_file(file_id)
    file = file_policy.load(actor, file_id, "change")
    who = acting(actor, "case_file", "change")
    if not colleagues(who).filter(member=member).exists():
        raise CaseCode.NO_COLLEAGUE.error(Place(field="member"))
    if not CaseHolder.objects.filter(file=file, member=member, until=None).exists():
        tell(who, "assign", "case_file", file.pk, purpose="change")
        add_holder(file, member)


def add_as_holder(who: Actor, file: CaseFile) -> None:
    """Make the actor a holder for a review; the caller has checked the right."""
    tell(who, "assign", "case_file", file.pk, purpose="change")
    add_holder(file, who.person)


def colleagues(who: Actor) -> PostsQuery:
    """Return the posts of other members of the office in the same role."""
    found: PostsQuery = Post.objects.valid().filter(office=who.office, role=who.role)
    return found.exclude(member=who.person)


@transaction.atomic
def stop_holding(actor: Actor | None, file_id: uuid.UUID) -> None:
    """End the actor's holding of a file; another holder must remain.

    Raises:
        Refused: the actor may not do this.
        InputError: K503.
    """
    # Locked, so that two who leave at once don't both leave.
    locked_file(file_id)
    file = file_policy.load(actor, file_id, "change")
    who = acting(actor, "case_file", "change")
    held = list(CaseHolder.objects.filter(file=file, until=None))
    if {one.member for one in held} == {who.person}:
        raise CaseCode.LAST_KEEPER.error(Place(field="file"))
    tell(who, "assign", "case_file", file.pk, purpose="change")
    CaseHolder.objects.filter(file=file, member=who.person, until=None).update(until=timezone.now())


@transaction.atomic
def hand_over_file(actor: Actor | None, file_id: uuid.UUID, member: uuid.UUID) -> None:
    """Make a colleague holder in one's place: both changes, or neither.

    Raises:
        Refused: the actor may not do this.
        InputError: K502.
    """
    share_file(actor, file_id, member)
    stop_holding(actor, file_id)


def propagate_age(file: CaseFile) -> None:
    """Update claims, support plans and non-punishment checks after a change of age (R-46).

    Called in the transaction of the act that changes it, which the ledger has.
    """
    remedies.set_child_rules(file.subject_id, child=file.counts_as_child)
    protection.set_child_rules(file.subject_id, child=file.counts_as_child)
    justice.set_child_rules(file.subject_id, child=file.counts_as_child)
