"""Pages of posts, sessions, invitations, members and approvals."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib import auth
from django.contrib.auth import get_user
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manumit.errors import InputError
from manumit.web.institutions import jobs, policies, services
from manumit.web.institutions.account_pages import TOO_MANY
from manumit.web.institutions.acting import SESSION_POST, actor_in, posts_of
from manumit.web.institutions.events import last_visit, record_event, record_refusal
from manumit.web.institutions.forms import (
    ForgottenPasswordForm,
    InvitationForm,
    NewPasswordForm,
)
from manumit.web.institutions.gates import administers, allowed, restricted_to
from manumit.web.institutions.home_parts import HomeRequest, shown_acts, shown_parts
from manumit.web.institutions.kept import SESSION_KEPT, drop_form, open_form
from manumit.web.institutions.kinds import roles_of
from manumit.web.institutions.models import Member, Post, named
from manumit.web.kernel.access.actors import Actor, actor_of
from manumit.web.kernel.days import today
from manumit.web.ui.languages import Language, words
from manumit.web.ui.leaving import leave_site
from manumit.web.ui.redirects import see_other
from manumit.web.ui.views import page

SESSION_INVITATION = "invitation"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _redirect(name: str, language: Language) -> HttpResponseRedirect:
    return see_other(f"institutions:{name}", language.tag)


def _member(request: HttpRequest) -> Member:
    """Return the signed-in member; the middleware guarantees one.

    Raises:
        Http404: nobody is.
    """
    found = get_user(request)
    if not isinstance(found, Member):
        raise Http404
    return found


def _described(post: Post, language: Language) -> dict[str, Any]:
    names = post.office.institution.names
    return {
        "id": str(post.pk),
        "role": f"role/{post.role}",
        "office": named(post.office.names, language.tag),
        "institution": named(names, language.tag),
        "until": post.until.date(),
    }


# For everybody who is signed in


@require_safe
def home(request: HttpRequest, language: Language) -> HttpResponse:
    """Show what the member has to do, and what waits for them."""
    actor = actor_of(request)
    if actor is None:  # the middleware sends a member without a post elsewhere
        raise Http404
    since = last_visit(request)
    asked = HomeRequest(actor, language, since=since) if since else HomeRequest(actor, language)
    parts = shown_parts(asked)
    context = {
        "parts": parts,
        "acts": shown_acts(actor),
        "today": today(),
        "role_text": f"role/{actor.role}",
        "purpose": f"home_role/{actor.role}",
        "until": actor.until.date(),
    }
    return page(request, language, "institutions/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: HttpRequest, language: Language) -> HttpResponse:
    """List the member's posts, and choose one to act in."""
    member = _member(request)
    if request.method == "POST":
        try:
            wanted = uuid.UUID(request.POST.get("post", ""))
        except ValueError:
            raise Http404 from None
        post = get_object_or_404(policies.own_posts(member).select_related("office"), pk=wanted)
        with transaction.atomic():
            record_event("assign", actor_in(post), post)
            request.session[SESSION_POST] = str(post.pk)
            request.session.cycle_key()
            services.note_session(request)
        return _redirect("home", language)
    context = {
        "posts": [_described(post, language) for post in posts_of(member)],
        "chosen": request.session.get(SESSION_POST),
    }
    return page(request, language, "institutions/posts.html", context)


@require_safe
def sessions(request: HttpRequest, language: Language) -> HttpResponse:
    """List the member's sessions."""
    found = services.sessions_of(_member(request))
    shown = [{"id": one.pk, "since": one.created_at, "here": one.is_current()} for one in found]
    return page(request, language, "institutions/sessions.html", {"sessions": shown})


@require_POST
def end_session(request: HttpRequest, language: Language) -> HttpResponse:
    """End one of the member's sessions, or all others."""
    member, named_one = _member(request), request.POST.get("session", "")
    if named_one == "others":
        services.end_sessions(member, but=request.session.session_key)
    elif named_one.isascii() and named_one.isdigit():
        get_object_or_404(policies.own_sessions(member), pk=int(named_one)).end()
    else:
        raise Http404
    return _redirect("sessions", language)


@require_safe
def session_ended(request: HttpRequest, language: Language) -> HttpResponse:
    """Explain that the session has ended, and why that may be."""
    context = {
        "key": "over",
        "again": True,
        "kept": SESSION_KEPT in request.session,
    }
    return page(request, language, "institutions/result.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def kept_form(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the form that was sent after the session had ended, to send it again or discard it."""
    found = open_form(request, _member(request))
    if request.method == "POST":
        drop_form(request)
        return _redirect("home", language)
    if found is None:
        return _redirect("home", language)
    return page(request, language, "institutions/kept.html", {"form": found})


# Exempt, as without an account: it has to work in any state. No other site's form carries the
# session with it (SameSite), so that nobody else can end it.
@csrf_exempt
@require_POST
def quick_exit(request: HttpRequest, language: Language) -> HttpResponse:
    """Leave quickly: the session on the server ends too."""
    del language
    auth.logout(request)
    return leave_site(request)


# Invitations and forgotten passwords


@require_safe
def invitation(request: HttpRequest, language: Language, token: str) -> HttpResponse:
    """Store an invitation's token and redirect, so that it leaves the URL at once."""
    if not allowed(request, "reset_password_from_key"):
        return page(request, language, "institutions/wait.html", status=TOO_MANY)
    request.session[SESSION_INVITATION] = token
    return _redirect("accept", language)


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, language: Language) -> HttpResponse:
    """Accept a post, with a new password or with the existing account."""
    token = request.session.get(SESSION_INVITATION, "")
    found = services.open_invitation(token)
    if found is None:
        return _refused(request, language, "O108")
    signed_in = get_user(request)
    member = signed_in if isinstance(signed_in, Member) else None
    known = services.account_of(found)
    asks = services.asks_for_password(found, known)
    if (member is not None) if asks else (member is None or member != known):
        return _refused(request, language, "O111")
    form = NewPasswordForm(request.POST or None, member=Member(email=found.email))
    if request.method == "POST" and (not asks or form.is_valid()):
        password = form.cleaned_data["password1"] if asks else ""
        return _accepted(request, language, token, member, password)
    context = {
        "form": form if asks else None,
        "email": found.email,
        "role": f"role/{found.role}",
        "office": named(found.office.names, language.tag),
        "institution": named(found.office.institution.names, language.tag),
    }
    return page(request, language, "institutions/accept.html", context)


def _accepted(
    request: HttpRequest, language: Language, token: str, member: Member | None, password: str
) -> HttpResponse:
    try:
        who = services.accept(token, member=member, password=password, language=language.tag)
    except InputError as refused:
        return _refused(request, language, refused.problems[0].code)
    del request.session[SESSION_INVITATION]
    if policies.own_waiting(who):
        return page(request, language, "institutions/result.html", {"key": "waits", "again": False})
    if member is not None:
        return _redirect("posts", language)
    auth.login(request, who, backend=BACKEND)
    record_authentication(request, who, method="password")
    services.note_session(request)
    return _redirect("security", language)


def _refused(request: HttpRequest, language: Language, code: str) -> HttpResponse:
    context = {"key": f"refused_{code}", "again": code == "O111"}
    return page(request, language, "institutions/result.html", context, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest, language: Language) -> HttpResponse:
    """Ask for a password link. The answer is the same for every address."""
    form = ForgottenPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not allowed(request, "reset_password", key=email):
            return page(request, language, "institutions/wait.html", status=TOO_MANY)
        jobs.queue_password_link(email)
        return _redirect("forgotten_done", language)
    return page(request, language, "institutions/forgotten.html", {"form": form})


@require_safe
def forgotten_done(request: HttpRequest, language: Language) -> HttpResponse:
    """Say that a link is on its way if the address has an account."""
    return page(request, language, "institutions/result.html", {"key": "forgotten_done"})


# For administrators, data protection officers and second persons


@require_safe
@restricted_to(policies.may_view_staff)
def people(request: HttpRequest, language: Language, actor: Actor) -> HttpResponse:
    """List members, who admitted them, and open invitations."""
    found = policies.posts(actor).select_related(
        "office__institution", "given_by", "approved_by", "member"
    )
    context = {
        "administers": policies.may_administer(actor),
        "me": actor.person,
        "posts": [
            _described(post, language) | _post_history(post) | {"member": post.member_id}
            for post in found
        ],
        "invitations": [
            {
                "id": one.pk,
                "email": one.email,
                "role": f"role/{one.role}",
                "office": named(one.office.names, language.tag),
                "by": _email(None if one.made_by is None else one.made_by.member),
                "until": one.expires_at,
            }
            for one in policies.invitations(actor).select_related("office", "made_by__member")
        ],
    }
    return page(request, language, "institutions/people.html", context)


def _post_history(post: Post) -> dict[str, Any]:
    """Return a post's member, its giver and its approver."""
    return {
        "email": post.member.email,
        "by": _email(post.given_by),
        "approved_by": _email(post.approved_by),
        "waits": post.approved_at is None,
    }


def _email(member: Member | None) -> str:
    return "" if member is None else member.email


@require_safe
@restricted_to(policies.may_approve)
def waiting(request: HttpRequest, language: Language, actor: Actor) -> HttpResponse:
    """List the posts that await the actor's approval."""
    found = policies.waiting(actor).select_related("office__institution")
    context = {
        "posts": [
            _described(post, language)
            | _post_history(post)
            | {"seen": _moment_text(post.waits_since)}
            for post in found
        ]
    }
    return page(request, language, "institutions/waiting.html", context)


def _approval_view(
    do: Callable[[Actor, Post, dt.datetime | None], None],
) -> Callable[..., HttpResponse]:
    """Return a view that acts on a waiting post and redirects to the list."""

    @require_POST
    @restricted_to(policies.may_approve)
    def done(
        request: HttpRequest, language: Language, actor: Actor, post: uuid.UUID
    ) -> HttpResponse:
        found = policies.waiting(actor).filter(pk=post).first()
        if found is None:
            record_refusal("refuse", actor, reason="not_yours")
            raise Http404
        try:
            do(actor, found, _parse_moment(request.POST.get("seen", "")))
        except InputError as refused:
            return _refused(request, language, refused.problems[0].code)
        return _redirect("waiting", language)

    return done


def _moment_text(moment: dt.datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def _parse_moment(value: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else None


approve, refuse = _approval_view(services.approve), _approval_view(services.refuse)


@require_http_methods(["GET", "HEAD", "POST"])
@administers
def invite(request: HttpRequest, language: Language, actor: Actor) -> HttpResponse:
    """Invite a person; the link is shown once."""
    spoken = words(language.tag)
    roles = sorted(roles_of(policies.institution(actor).kind))
    form = InvitationForm(
        request.POST or None,
        offices=policies.offices(actor),
        roles=[(role, spoken.name(f"role/{role}")) for role in roles],
        language=language.tag,
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            made = services.invite(actor, sent["office"], sent["role"], sent["email"], sent["days"])
        except InputError as refused:
            return _refused(request, language, refused.problems[0].code)
        return _invited(request, language, made)
    return page(request, language, "institutions/invite.html", {"form": form})


def _invited(request: HttpRequest, language: Language, made: services.Invited) -> HttpResponse:
    """Show the link, this once."""
    path = reverse(
        "institutions:invitation", kwargs={"language": language.tag, "token": made.token}
    )
    context = {"link": request.build_absolute_uri(path)}
    return page(request, language, "institutions/invited.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administers
def end_post(
    request: HttpRequest, language: Language, actor: Actor, post: uuid.UUID
) -> HttpResponse:
    """End a post at once."""
    found = get_object_or_404(policies.posts(actor, "end"), pk=post)
    return _confirmed(
        request, language, "end_post", found.member.email, lambda: services.end_post(actor, found)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administers
def deactivate(
    request: HttpRequest, language: Language, actor: Actor, member: uuid.UUID
) -> HttpResponse:
    """Close an account at once."""
    found = get_object_or_404(policies.people(actor), pk=member)
    return _confirmed(
        request, language, "deactivate", found.email, lambda: services.deactivate(actor, found)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@administers
def renew(
    request: HttpRequest, language: Language, actor: Actor, member: uuid.UUID
) -> HttpResponse:
    """Reset the access of a member who has lost password or second factor."""
    found = get_object_or_404(policies.people(actor), pk=member)
    if request.method != "POST":
        context = {"key": "renew", "email": found.email}
        return page(request, language, "institutions/sure.html", context)
    try:
        return _invited(request, language, services.reset_access(actor, found))
    except InputError as refused:
        return _refused(request, language, refused.problems[0].code)


@require_http_methods(["GET", "HEAD", "POST"])
@administers
def revoke(
    request: HttpRequest, language: Language, actor: Actor, invitation: uuid.UUID
) -> HttpResponse:
    """Withdraw an invitation."""
    found = get_object_or_404(policies.invitations(actor, "revoke"), pk=invitation)
    return _confirmed(
        request, language, "revoke", found.email, lambda: services.revoke(actor, found)
    )


def _confirmed(
    request: HttpRequest, language: Language, key: str, email: str, do: Callable[[], None]
) -> HttpResponse:
    """Ask for confirmation, then act."""
    if request.method == "POST":
        try:
            do()
        except InputError as refused:
            return _refused(request, language, refused.problems[0].code)
        return _redirect("people", language)
    return page(request, language, "institutions/sure.html", {"key": key, "email": email})
