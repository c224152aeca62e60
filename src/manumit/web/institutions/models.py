"""Institutions, offices, members, posts, invitations."""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from manumit.web.kernel.register import FieldClass, classed

FALLBACK = "en"
TELEPHONE = r"^\+[1-9][0-9]{6,14}$"
"""The international form of a telephone number: at most 15 digits (ITU-T E.164)."""

# Whatever the program believes: who is of another installation signs in there, and never here.
NO_POSTS_ELSEWHERE = pgtrigger.Trigger(
    name="nobody_elsewhere",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF EXISTS (
            SELECT FROM public.institutions_office o
            JOIN public.institutions_institution i ON i.id = o.institution_id
            WHERE o.id = NEW.office_id AND i.admitted_by_id IS NOT NULL
        ) THEN
            RAISE check_violation USING MESSAGE = TG_TABLE_NAME || ': of another installation';
        END IF;
        RETURN NEW;
    """,
)


def named(names: dict[str, str], language: str) -> str:
    """Return the name in a language, else in English, else any."""
    return names.get(language) or names.get(FALLBACK) or next(iter(names.values()))


@classed(
    id=FieldClass.INTERNAL,
    kind=FieldClass.PUBLIC,
    names=FieldClass.PUBLIC,
    country=FieldClass.PUBLIC,
    admitted_by=FieldClass.INTERNAL,
    reachable=FieldClass.INTERNAL,
)
class Institution(models.Model):
    """An institution as in domain.md, section 2.

    Attributes:
        kind: see :mod:`manumit.web.institutions.kinds`.
        names: by language tag; at least one.
        country: ISO 3166-1 alpha-2, in capitals.
        admitted_by: of another installation: the institution here that exchanges with it, and
            nobody else does; None for one of this installation.
        reachable: whether anyone is referred there now, where it is of another installation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    names = models.JSONField()
    country = models.CharField(max_length=2)
    admitted_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    reachable = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(country__regex="^[A-Z]{2}$"), name="iso_country"),
            models.CheckConstraint(condition=~Q(names={}), name="institution_is_named"),
        ]

    def __str__(self) -> str:
        """Return kind and country."""
        return f"{self.kind} ({self.country})"


@classed(
    id=FieldClass.INTERNAL,
    institution=FieldClass.INTERNAL,
    names=FieldClass.PUBLIC,
    telephone=FieldClass.INTERNAL,
)
class Office(models.Model):
    """A unit of an institution; its members are colleagues.

    Attributes:
        telephone: in the international form (ITU-T E.164), shown to the other side of a referral
            and to administrators; empty: none is known.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="offices")
    names = models.JSONField()
    telephone = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(names={}), name="office_is_named"),
            models.CheckConstraint(
                condition=Q(telephone="") | Q(telephone__regex=TELEPHONE),
                name="office_telephone",
            ),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return f"office {self.id}"


class Members(BaseUserManager["Member"]):
    """Find members by e-mail, ignoring case."""

    def get_by_natural_key(self, username: str | None) -> "Member":
        """Return the member with this e-mail.

        Raises:
            Member.DoesNotExist: there is none.
        """
        return self.get(email=(username or "").lower())


@classed(
    id=FieldClass.INTERNAL,
    email=FieldClass.PERSONAL,
    language=FieldClass.INTERNAL,
    is_active=FieldClass.INTERNAL,
    password=FieldClass.IDENTIFYING,
    last_login=FieldClass.PERSONAL,
)
class Member(AbstractBaseUser):
    """A person who works at institutions. Members have no names here, only posts.

    Attributes:
        email: in small letters; signs in with it; shown to administrators of the own institution.
        language: of the pages that they last used, for what is sent to them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    language = models.CharField(max_length=35, default=FALLBACK)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[Members] = Members()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="small_letters"),
        ]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return f"member {self.id}"


@classed(
    id=FieldClass.INTERNAL,
    member=FieldClass.IDENTIFYING,
    digest=FieldClass.IDENTIFYING,
    bound_at=FieldClass.INTERNAL,
)
class Binding(models.Model):
    """The one account at the government provider that a member signs in with.

    Attributes:
        digest: of issuer and subject under the key ring: a subject may be a number of a register.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(Member, models.CASCADE, related_name="binding")
    digest = models.BinaryField(max_length=32, unique=True)
    bound_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return f"binding {self.id}"


class PostsQuery(models.QuerySet["Post"]):
    """Posts by validity."""

    def valid(self) -> "PostsQuery":
        """Return posts that can be acted in now."""
        now = timezone.now()
        return self.running().filter(approved_at__lte=now)

    def running(self) -> "PostsQuery":
        """Return posts that are current, approved or not."""
        now = timezone.now()
        return self.filter(begins__lte=now, until__gt=now, member__is_active=True)

    def waiting(self) -> "PostsQuery":
        """Return accepted posts that await a second person's approval."""
        return self.running().filter(approved_at=None, waits_since__isnull=False)


@classed(
    id=FieldClass.INTERNAL,
    member=FieldClass.INTERNAL,
    office=FieldClass.INTERNAL,
    role=FieldClass.INTERNAL,
    begins=FieldClass.INTERNAL,
    until=FieldClass.INTERNAL,
    given_by=FieldClass.INTERNAL,
    waits_since=FieldClass.INTERNAL,
    approved_by=FieldClass.INTERNAL,
    approved_at=FieldClass.INTERNAL,
)
class Post(models.Model):
    """A member's role in an office, for a period.

    Attributes:
        role: a key of the kind of institution.
        until: when it ends by itself; moved to now when it is ended.
        given_by: who invited to it, or reset its member's access; None for the operator.
        waits_since: when it was taken up, from when on a second person may approve it.
        approved_by: that second person; None where none is needed, and for the operator's posts.
        approved_at: from when it can be acted in; None while it waits.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="posts")
    office = models.ForeignKey(Office, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40)
    begins = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    given_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    waits_since = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects: ClassVar = PostsQuery.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("begins")), name="post_ends_later"),
            # Whatever the program believes (ADR 16).
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(approved_at__isnull=False)
                & ~Q(approved_by=F("member"))
                & (Q(given_by=None) | ~Q(approved_by=F("given_by"))),
                name="post_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(given_by=None) | ~Q(given_by=F("member")), name="post_of_somebody_else"
            ),
            # Whatever the program believes (R-34; scenario 2).
            models.CheckConstraint(condition=~Q(role="immig"), name="no_post_for_immigration"),
        ]
        triggers: ClassVar = [NO_POSTS_ELSEWHERE]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return f"post {self.id}"


@classed(
    id=FieldClass.INTERNAL,
    digest=FieldClass.IDENTIFYING,
    email=FieldClass.PERSONAL,
    office=FieldClass.INTERNAL,
    role=FieldClass.INTERNAL,
    post_until=FieldClass.INTERNAL,
    made_by=FieldClass.INTERNAL,
    renews=FieldClass.INTERNAL,
    made_at=FieldClass.INTERNAL,
    expires_at=FieldClass.INTERNAL,
    used_at=FieldClass.INTERNAL,
    revoked_at=FieldClass.INTERNAL,
)
class Invitation(models.Model):
    """A link by which one person can accept one post, once.

    Attributes:
        digest: SHA-256 of the token, which is kept nowhere.
        post_until: when the post will end.
        made_by: the administrator's post; None for the first of an institution.
        renews: the member whose access is reset; no post is given then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.BinaryField(max_length=32, unique=True)
    email = models.EmailField()
    office = models.ForeignKey(Office, models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=40)
    post_until = models.DateTimeField()
    made_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    renews = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="used_or_revoked"
            ),
            models.CheckConstraint(
                condition=~Q(role="immig"), name="no_invitation_for_immigration"
            ),
        ]
        triggers: ClassVar = [NO_POSTS_ELSEWHERE]

    def __str__(self) -> str:
        """Return a fixed text, which leads to nobody, even in a log."""
        return f"invitation {self.id}"
