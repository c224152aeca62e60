"""Actions on institutions and members. Each is one transaction with its ledger event."""

import datetime as dt
import hashlib
import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from manumit.countries import is_country
from manumit.errors import Place
from manumit.web.institutions.acting import SESSION_POST, actor_in
from manumit.web.institutions.codes import InstitutionCode
from manumit.web.institutions.events import post_ended, record_event, record_operator_event
from manumit.web.institutions.kinds import (
    ADMINISTRATOR,
    kinds,
    mutually_exclusive,
    needs_approval,
    roles_of,
)
from manumit.web.institutions.models import (
    Binding,
    Institution,
    Invitation,
    Member,
    Office,
    Post,
)
from manumit.web.institutions.policies import own_sessions, waiting
from manumit.web.kernel.access.actors import Actor

INVITATION_LASTS = dt.timedelta(hours=72)
LONGEST_POST = 366  # days
LONGEST_NAME = 200
COUNTRY = re.compile(r"[A-Z]{2}")
"""As it is read: what was typed before a closed list was asked, and what others tell."""


@dataclass(frozen=True, slots=True, repr=False)
class Invited:
    """An invitation and its token, which is shown only once."""

    invitation: Invitation
    token: str


def clean_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by language without empty ones.

    Raises:
        InputError: O103.
    """
    found = {tag: " ".join(name.split()) for tag, name in names.items() if name.strip()}
    if not found or any(len(name) > LONGEST_NAME for name in found.values()):
        raise InstitutionCode.NO_NAME.error(Place(field="names"), longest=LONGEST_NAME)
    return found


def clean_email(email: str) -> str:
    """Return an address in small letters.

    Raises:
        InputError: O104.
    """
    found = email.strip().lower()
    try:
        validate_email(found)
    except ValidationError:
        raise InstitutionCode.NO_EMAIL.error(Place(field="email")) from None
    return found


@transaction.atomic
def make_institution(
    kind: str,
    country: str,
    names: Mapping[str, str],
    administrator: str,
    second: tuple[str, str] | None = None,
) -> list[Invited]:
    """Create an institution with one office, and invite its first members.

    Args:
        kind: of :mod:`manumit.web.institutions.kinds`.
        country: ISO 3166-1 alpha-2.
        names: by language tag.
        administrator: the address of the first one.
        second: address and role of the second person; without one,
            the operator approves the first person that the administrator invites.

    Raises:
        InputError: O101 to O105.
    """
    if kind not in kinds():
        known = ", ".join(kinds())
        raise InstitutionCode.NO_KIND.error(Place(field="kind"), known=known)
    if not is_country(country):
        raise InstitutionCode.NO_COUNTRY.error(Place(field="country"))
    called = clean_names(names)
    made = Institution.objects.create(kind=kind, country=country, names=called)
    office = Office.objects.create(institution=made, names=called)
    asked = [(administrator, ADMINISTRATOR), *([] if second is None else [second])]
    return [_invite(office, role, clean_email(email), LONGEST_POST, None) for email, role in asked]


@transaction.atomic
def invite(actor: Actor, office: Office, role: str, email: str, days: int) -> Invited:
    """Invite a person to one post; the result is the same whether or not an account exists.

    Args:
        actor: an administrator, who has the office in scope.
        office: where.
        role: as what.
        email: of the person.
        days: how long the post will last.

    Raises:
        InputError: O104, O105, O107, O113.
    """
    called = clean_email(email)
    if Member.objects.filter(pk=actor.person, email=called).exists():
        raise InstitutionCode.ONESELF.error(Place(field="email"))
    made = _invite(office, role, called, days, _active_posts(actor))
    record_event("invite", actor, made.invitation)
    return made


def _active_posts(actor: Actor) -> Post | None:
    found = Post.objects.valid().filter(member=actor.person, role=actor.role)
    return found.filter(office=actor.office).first()


def _invite(office: Office, role: str, email: str, days: int, by: Post | None) -> Invited:
    if role not in roles_of(office.institution.kind):
        raise InstitutionCode.NO_ROLE.error(Place(field="role"))
    if not 1 <= days <= LONGEST_POST:
        raise InstitutionCode.TOO_LONG.error(Place(field="days"), longest=LONGEST_POST)
    token, now = secrets.token_urlsafe(32), timezone.now()
    made = Invitation.objects.create(
        digest=_digest(token), email=email, office=office, role=role, made_by=by, made_at=now,
        post_until=now + dt.timedelta(days=days), expires_at=now + INVITATION_LASTS,
    )  # fmt: skip
    return Invited(made, token)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def open_invitation(token: str) -> Invitation | None:
    """Return the open invitation of a token, or None."""
    found = Invitation.objects.filter(
        digest=_digest(token), used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    return found.select_related("office__institution").first()


def account_of(invitation: Invitation) -> Member | None:
    """Return the account with an invitation's address, also a closed one, or None."""
    return Member.objects.filter(email=invitation.email).first()


@transaction.atomic
def accept(token: str, *, member: Member | None, password: str = "", language: str) -> Member:
    """Accept the post of an invitation, once. It may then await a second person's approval.

    Args:
        token: of the link.
        member: who is signed in. An address that has an account takes up a post only by it: who
            holds the link can't take over the account.
        password: for a new account; checked by the form.
        language: of the page.

    Raises:
        InputError: O106, O108, O111.
    """
    found = Invitation.objects.select_for_update().filter(digest=_digest(token)).first()
    place = Place(field="invitation")
    if found is None or not _is_open(found):
        raise InstitutionCode.NOT_OPEN.error(place)
    known = Member.objects.select_for_update().filter(email=found.email).first()
    if asks_for_password(found, known):
        if member is not None:
            raise InstitutionCode.HAS_ACCOUNT.error(place)
        known = _set_password(known or Member(email=found.email), password, language)
    elif known is None or member is None or member.pk != known.pk:
        raise InstitutionCode.HAS_ACCOUNT.error(place)
    if found.renews is None:
        _grant_post(found, known)
    else:
        suspended = Post.objects.running().filter(member=known, approved_at=None)
        suspended.update(waits_since=timezone.now())
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    _end_renewals(known)
    return known


def _end_renewals(member: Member) -> None:
    """Invalidate all links that reset the member's access."""
    found = Invitation.objects.filter(renews=member, used_at=None, revoked_at=None)
    found.update(revoked_at=timezone.now())


def asks_for_password(invitation: Invitation, known: Member | None) -> bool:
    """Return whether a password is chosen: for new, closed or reset accounts."""
    return known is None or not known.is_active or invitation.renews is not None


def _set_password(member: Member, password: str, language: str) -> Member:
    member.language, member.is_active = language, True
    member.set_password(password)
    member.save()
    return member


def _grant_post(found: Invitation, member: Member) -> None:
    if any(mutually_exclusive(found.role, post.role) for post in _running(member)):
        raise InstitutionCode.INCOMPATIBLE.error(Place(field="invitation"))
    by, now = found.made_by, timezone.now()
    if by is not None and by.member_id == member.pk:  # who has changed their address since
        raise InstitutionCode.ONESELF.error(Place(field="invitation"))
    # The operator gives the first posts, without a second person.
    waits = by is not None and needs_approval(found.role)
    post = Post(
        member=member, office=found.office, role=found.role, until=found.post_until,
        given_by=None if by is None else by.member, waits_since=now,
        approved_at=None if waits else now,
    )  # fmt: skip
    record_event("give_role", actor_in(post), post)
    post.save(force_insert=True)


def _running(member: Member) -> list[Post]:
    """Return the member's current posts, waiting ones included."""
    found = Post.objects.running().filter(member=member).select_related("office__institution")
    return list(found)


@transaction.atomic
def approve(actor: Actor, post: Post, seen: dt.datetime | None) -> None:
    """Approve a post as the second person.

    Args:
        actor: whose list of waiting posts the post was found in.
        post: of that list.
        seen: since when it waited as the actor saw it: who takes the link up after that is
            somebody whom they didn't ask about.

    Raises:
        InputError: O114.
    """
    found = _waiting(actor, post, seen)
    record_event("approve_role", actor, found)
    found.approved_by_id, found.approved_at = actor.person, timezone.now()
    found.save(update_fields=["approved_by", "approved_at"])


@transaction.atomic
def refuse(actor: Actor, post: Post, seen: dt.datetime | None) -> None:
    """End a waiting post as the second person.

    Raises:
        InputError: O114.
    """
    found = _waiting(actor, post, seen)
    record_event("refuse_role", actor, found)
    _end(found)


def _waiting(actor: Actor, post: Post, seen: dt.datetime | None) -> Post:
    """Return the waiting post with its member locked, so that no reset happens meanwhile."""
    Member.objects.select_for_update().get(pk=post.member_id)
    found = waiting(actor).filter(pk=post.pk).first()
    if found is None or seen != found.waits_since:
        raise InstitutionCode.NOT_WAITING.error(Place(field="post"))
    return found


@transaction.atomic
def approve_as_operator(institution: uuid.UUID, email: str) -> list[Post]:
    """Approve waiting posts of an institution without a second person.

    Raises:
        InputError: O115 where none waits.
    """
    member = Member.objects.select_for_update().filter(email=email.strip().lower()).first()
    found = Post.objects.waiting().filter(member=member, office__institution=institution)
    held = list(found.select_related("office__institution"))
    if not held:
        raise InstitutionCode.NO_POST.error(Place(field="email"))
    for post in held:
        record_operator_event("approve_role", post)
        post.approved_at = timezone.now()
        post.save(update_fields=["approved_at"])
    return held


@transaction.atomic
def invite_as_operator(institution: uuid.UUID, role: str, email: str) -> Invited:
    """Invite to a post that needs no second person, e.g. a lost administrator.

    Raises:
        InputError: O104, O105, O115.
    """
    office = Office.objects.filter(institution=institution).order_by("id").first()
    if office is None:
        raise InstitutionCode.NO_POST.error(Place(field="institution"))
    made = _invite(office, role, clean_email(email), LONGEST_POST, None)
    record_operator_event("invite", made.invitation)
    return made


def _is_open(found: Invitation) -> bool:
    return found.used_at is None and found.revoked_at is None and found.expires_at > timezone.now()


@transaction.atomic
def reset_access(actor: Actor, member: Member) -> Invited:
    """Reset a member's password and second factors; all sessions and factors end.

    Posts that need a second person wait for one again, once the link is used: its holder need not
    be the member. Earlier links of this kind are worthless.

    Raises:
        InputError: O110, O113, O116.
    """
    if member.pk == actor.person:
        raise InstitutionCode.ONESELF.error(Place(field="member"))
    member = Member.objects.select_for_update().get(pk=member.pk)
    found = _only_here(actor, member)
    # Otherwise the giver could act as second person for a reset that another was talked into.
    if any(post.approved_at is None and post.given_by_id != actor.person for post in found):
        raise InstitutionCode.WAITS_ALREADY.error(Place(field="member"))
    _end_renewals(member)
    made = _invite(found[0].office, found[0].role, member.email, LONGEST_POST, _active_posts(actor))
    Invitation.objects.filter(pk=made.invitation.pk).update(renews=member)
    record_event("recover", actor, member)
    _suspend(actor, found)
    Authenticator.objects.filter(user=member).delete()
    Binding.objects.filter(member=member).delete()
    member.set_unusable_password()
    member.save(update_fields=["password"])
    end_sessions(member)
    return made


def _suspend(actor: Actor, posts: list[Post]) -> None:
    for post in posts:
        if needs_approval(post.role):
            post.given_by_id, post.waits_since = actor.person, None
            post.approved_by, post.approved_at = None, None
            post.save(update_fields=["given_by", "waits_since", "approved_by", "approved_at"])


def _only_here(actor: Actor, member: Member) -> list[Post]:
    """Return the posts of a member who works at this institution only."""
    found = _running(member)
    if any(post.office.institution_id != actor.institution for post in found):
        raise InstitutionCode.ELSEWHERE.error(Place(field="member"))
    return found


@transaction.atomic
def revoke(actor: Actor, invitation: Invitation) -> None:
    """Withdraw an invitation.

    Raises:
        InputError: O108 where it was used meanwhile.
    """
    now = timezone.now()
    record_event("take_role", actor, invitation)
    changed = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None)
    if not changed.update(revoked_at=now):
        raise InstitutionCode.NOT_OPEN.error(Place(field="invitation"))


@transaction.atomic
def end_post(actor: Actor, post: Post) -> None:
    """End a post and the sessions that act in it.

    Raises:
        InputError: O109.
    """
    _keep_an_administrator(actor, [post])
    record_event("take_role", actor, post)
    _end(post)


@transaction.atomic
def deactivate(actor: Actor, member: Member) -> None:
    """Close an account: end its posts and sessions, delete its second factors.

    Raises:
        InputError: O109, O110.
    """
    found = _only_here(actor, member)
    _keep_an_administrator(actor, found)
    record_event("take_role", actor, member)
    for post in found:
        _end(post)
    Member.objects.filter(pk=member.pk).update(is_active=False)
    Authenticator.objects.filter(user=member).delete()
    Binding.objects.filter(member=member).delete()
    _end_renewals(member)
    end_sessions(member)


def _keep_an_administrator(actor: Actor, ending: list[Post]) -> None:
    Institution.objects.select_for_update().get(pk=actor.institution)
    left = Post.objects.valid().filter(office__institution=actor.institution, role=ADMINISTRATOR)
    if not left.exclude(pk__in=[post.pk for post in ending]).exists():
        raise InstitutionCode.LAST_ADMINISTRATOR.error(Place(field="post"))


def _end(post: Post) -> None:
    # Not before it began, where clocks differ.
    post.until = max(post.begins, timezone.now())
    post.save(update_fields=["until"])
    post_ended.send(Post, post=post)
    for kept in own_sessions(post.member):
        if _session(kept.session_key).get(SESSION_POST) == str(post.pk):
            kept.end()


def note_session(request: HttpRequest) -> None:
    """Add a new session to the list that its member sees."""
    UserSession.objects.create_from_request(request)


def sessions_of(member: Member) -> list[UserSession]:
    """Return a member's active sessions; expired ones are deleted."""
    found: list[UserSession] = UserSession.objects.purge_and_list(member)
    return found


def end_sessions(member: Member, *, but: str | None = None) -> None:
    """End a member's sessions, except one."""
    for kept in own_sessions(member).exclude(session_key=but or ""):
        kept.end()


def _session(key: str) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store
