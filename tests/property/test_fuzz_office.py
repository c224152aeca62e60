"""Every address with anything that can be sent to it: no break, no leak, no change by looking.

People of other institutions send ids of rows that are not theirs. What they must not find is first
found by whoever holds it.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

import account_texts
import cases_world
import checks_world
import justice_world
import protection_world
import registers_world
import remedies_world
from cases_world import Body, World
from fuzzed import KINDS, OFFICE, ROUTES
from manumit.assessment import Age
from manumit.web.cases import services
from manumit.web.cases.models import CaseFile, FindingVersion
from manumit.web.cases.policies import file_policy
from manumit.web.cases.services import Judgement
from manumit.web.institutions.models import Member, Post
from manumit.web.kernel.access import break_glass
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.acts import SHAPE
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.ring import make_ring
from manumit.web.prosecution_bundles.services import make_bundle, write_evidence_note
from manumit.web.protection.models import ReflectionPeriod, SupportPlan
from manumit.web.remedies.models import Claim
from office import signed_in

OUTSIDE = ("stranger", "admin", "support", "inspect", "ident", "dpo")
INSIDE = ("owner", "recipient", "decider")
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16",
    "application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """What is planted, who looks, and which ids they may try."""

    world: World
    actors: dict[str, Actor | None]
    ids: tuple[str, ...]
    secrets: tuple[str, ...]

    def browser(self, who: str) -> Client:
        """Signed in with both factors; nobody for the stranger."""
        actor = self.actors[who]
        client = signed_in(actor)
        client.raise_request_exception = False
        return client


@pytest.fixture(scope="module")
def place(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Place]:
    """Two cases with everything in them, and institutions that have no part in them."""
    del django_db_setup
    folder = tmp_path_factory.mktemp("fuzz")
    ring, files = folder / "ring.json", folder / "files"
    make_ring(ring)
    files.mkdir(mode=0o700)
    named = {"MANUMIT_KEY_RING": ring, "MANUMIT_FILES": files}
    with override_settings(**named), django_db_blocker.unblock():
        yield _planted(cases_world.world())


def _planted(w: World) -> Place:
    file = cases_world.file_of(w.owner)
    finding = cases_world.finding_of(w.owner, file)
    draft = services.begin_draft(
        w.owner, file.pk, list_id="adult_labour", request=cases_world.request()
    )
    cases_world.agreed(w.owner, file, w.shelter)
    cases_world.agreed(w.owner, file, w.ident, "identification")
    waiting = cases_world.referred(w.owner, file, w.shelter)
    taken = cases_world.referred(w.owner, file, w.ident, "identification")
    there = services.accept(w.ident.first, taken.pk, seen=2, request=cases_world.request())
    assert there is not None
    passed = FindingVersion.objects.get(file=there)
    judged = Judgement(
        step="presume", reason="reasonable_grounds", reasoning=cases_world.REASONING,
        finding=passed.pk,
    )  # fmt: skip
    services.decide(w.ident.first, there.pk, judged, seen=1, request=cases_world.request())
    opening = break_glass.ask(w.ident.second, file_policy, there, reason="danger_to_life", hours=2)
    mandate = cases_world.spoken_for(w.owner, file)
    document = cases_world.attached(w.owner, file)
    account, _ = cases_world.accounted(w.owner, file, account_texts.wage_account(), take=False)
    waiver = cases_world.in_danger(w.owner, file, w.prosecution, "disclosure")
    claim, item, claim_mandate, payment = _claimed(w, file)
    penalty, entry = justice_world.penalty(w.owner), justice_world.ready(w.owner)
    case = justice_world.final(w.prosecution.first)
    period = ReflectionPeriod.objects.get(subject=there.subject_id)
    plan, service = _supported(w.shelter.first)
    bundle = _bundled(w, file)
    grouped = registers_world.planted(w.owner, file)
    left_by = cases_world.person(w.inspectorate.office, "inspect")
    left, gone_on = cases_world.file_of(left_by), cases_world.file_of(left_by)
    cases_world.leaves(left_by)
    takeover = cases_world.taken_over(w.owner, gone_on)
    outside: dict[str, Actor | None] = {"stranger": None}
    for kind, role in (("shelter", "support"), ("inspectorate", "inspect"),
                       ("identification", "ident")):  # fmt: skip
        outside[role] = Body.made(kind, role).first
    inspect = outside["inspect"]
    assert inspect is not None
    office = Post.objects.get(member=inspect.person).office
    for role in ("admin", "dpo"):
        outside[role] = cases_world.person(office, role)
    own = cases_world.file_of(inspect, Age.UNSURE)
    inside: dict[str, Actor | None] = {
        "owner": w.owner,
        "recipient": w.shelter.first,
        "decider": w.ident.first,
    }
    rows = (
        file.pk, there.pk, finding.pk, passed.pk, finding.evidence_id, draft.draft, waiting.pk,
        taken.pk, opening.pk, w.owner.person, w.colleague.person, w.owner.office,
        w.owner.institution, Post.objects.get(member=w.owner.person).pk, own.pk, mandate.pk,
        waiver.pk, document.pk, takeover.pk, left.pk, account.pk, account.reckonings.get().pk,
        claim.pk, item, claim_mandate, payment, penalty.pk, entry.pk, case.pk,
        plan.pk, service, period.pk, bundle,
        *grouped, checks_world.sent(w, there).pk,
    )  # fmt: skip
    mails = Member.objects.filter(pk__in=[w.owner.person, w.shelter.first.person])
    secrets = (
        *cases_world.SECRETS, file.pseudonym, CaseFile.objects.get(pk=there.pk).pseudonym,
        left.pseudonym, gone_on.pseudonym, account_texts.EMPLOYER, claim.reference,
        *remedies_world.SECRETS, *protection_world.SECRETS, plan.reference, period.reference,
        penalty.reference, entry.reference, case.reference, *justice_world.SECRETS,
        checks_world.AGAINST, checks_world.ADVISER, checks_world.WHY,
        *registers_world.SECRETS, *mails.values_list("email", flat=True),
    )  # fmt: skip
    return Place(w, outside | inside, tuple(map(str, rows)), secrets)


def _supported(actor: Actor) -> tuple[SupportPlan, uuid.UUID]:
    """A plan with all that can stand in it, and one of its services."""
    plan = protection_world.running(actor, protection_world.file_of(actor))
    service = protection_world.offered(actor, plan)
    protection_world.noted(actor, plan)
    protection_world.ordered(actor, plan, 1)
    protection_world.followed(actor, plan)
    return plan, service.pk


def _bundled(w: World, file: CaseFile) -> uuid.UUID:
    """A prosecution bundle with a note, by the owner of the file."""
    text = protection_world.EVIDENCE_NOTE
    write_evidence_note(w.owner, file.pk, text, request=cases_world.request())
    other = cases_world.file_of(w.owner)
    cases_world.finding_of(w.owner, other)
    cases_world.agreed(w.owner, other, w.prosecution, "criminal_proceedings")
    office = w.prosecution.office.pk
    write_evidence_note(w.owner, other.pk, text, request=cases_world.request())
    return make_bundle(
        w.owner, other.pk, office=office, notes=[1], request=cases_world.request()
    ).pk


def _claimed(w: World, file: CaseFile) -> tuple[Claim, uuid.UUID, uuid.UUID, uuid.UUID]:
    """A claim with all that can stand in it, held by the owner of the file."""
    claim = remedies_world.decided(w.owner, file)
    mandate = remedies_world.mandated(w.owner, claim)
    payment = remedies_world.paid(w.owner, claim)
    remedies_world.asked(w.owner, payment)
    return claim, claim.items.get().pk, mandate, payment.pk


# Every address, from the resolver


PUBLIC = tuple(route for route in ROUTES if "/office/" not in route)
# A session that has ended tells nothing of what follows.
ENDING = ("sign-out/", "leave/", "sessions/end/")
HOLE = re.compile(r"<(?:(\w+):)?(\w+)>")
WORDS = (
    "adult_labour", "wages", "en", "ben", "x", "-", "..", "%2e%2e", "a" * 3000, "\x00", "é\u202e",
    "//", "'", "%ff", "\ud800",
)  # fmt: skip


def _filled(route: str, ids: tuple[str, ...], text: str, language: str = "en") -> str:
    """An address: the ids in turn, where it asks for some."""
    left = iter(ids)
    plain = {"language": language, "int": "7", "uid": "abc123"}

    def fill(hole: re.Match[str]) -> str:
        return next(left) if hole[1] == "uuid" else plain.get(hole[1], text)

    return "/" + HOLE.sub(fill, route)


def test_the_resolver_gives_every_address() -> None:
    paths = {_filled(route, (str(uuid.UUID(int=1)),) * 3, "x") for route in ROUTES}
    nothing = {"language": "en"}
    one = {"language": "en", "file": uuid.UUID(int=1)}
    assert reverse("cases:identity", kwargs=one) in paths
    assert reverse("institutions:people", kwargs=nothing) in paths
    assert reverse("cases:openings", kwargs=nothing) in paths
    assert len(OFFICE) > 50
    assert len(PUBLIC) > 15


# What every answer has to keep to


def _counted() -> tuple[int, ...]:
    """How many versions of rows there are in all rooms: whatever changes one adds one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND (table_name LIKE '%event' OR table_name = 'process_move')"
            " AND table_name <> 'ledger_event' ORDER BY 1"
        )
        tables = [name for (name,) in cursor]
        counts = ", ".join(f"(SELECT count(*) FROM {name})" for name in tables)  # noqa: S608 - ours
        cursor.execute(f"SELECT {counts}")
        return tuple(cursor.fetchone())


def leaks(secrets: tuple[str, ...], content: bytes) -> set[str]:
    """What of it stands in a page."""
    text = unescape(content.decode("utf-8", "replace"))
    return {one for one in secrets if one in text}


def _judge(place: Place, who: str, answer: Any, asked: str) -> None:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer.status_code < 500, asked
    assert b"Traceback" not in content, asked
    if who in OUTSIDE:
        whole = content + repr(answer.headers).encode()
        assert leaks(place.secrets, whole) == set(), asked


def test_who_holds_it_finds_what_is_planted(place: Place) -> None:
    owner, recipient = place.browser("owner"), place.browser("recipient")
    file, there, *_ = place.ids
    found = leaks(place.secrets, owner.post(f"/en/office/files/{file}/identity/").content)
    assert {*cases_world.NAMES, cases_world.TELEPHONE, cases_world.NOTE} <= found
    waiting = place.ids[6]
    assert cases_world.MESSAGE in leaks(
        place.secrets, recipient.post(f"/en/office/referrals/{waiting}/").content
    )
    decided = place.browser("decider").get(f"/en/office/files/{there}/decisions/").content
    assert cases_world.REASONING in leaks(place.secrets, decided)
    mandates = owner.get(f"/en/office/files/{file}/mandates/").content
    assert cases_world.GUARDIAN in leaks(place.secrets, mandates)
    document = f"/en/office/attachments/{place.ids[17]}/"
    assert cases_world.HANDED_BY in leaks(place.secrets, owner.get(document).content)
    heads = owner.get(f"/en/office/claims/{place.ids[22]}/heads/").content
    assert {remedies_world.CLAIMANT, remedies_world.SAFE} <= leaks(place.secrets, heads)
    shown = owner.post(f"{document}content/").content
    assert cases_world.SHOWN in leaks(place.secrets, shown)
    account = f"/en/office/accounts/{place.ids[20]}/"
    assert account_texts.EMPLOYER in leaks(place.secrets, owner.get(account).content)
    assert any("@" in one for one in place.secrets)


@pytest.mark.parametrize("who", OUTSIDE)
def test_no_id_of_another_institution_opens_anything(place: Place, who: str) -> None:
    """Each address with each id, looked at and sent to."""
    client = place.browser(who)
    before = _counted()
    for route in OFFICE:
        asked = re.search(r"<uuid:(\w+)>", route)
        if route.endswith(ENDING) or asked is None:
            continue
        for one in KINDS[asked[1]]:
            path = _filled(route, (place.ids[one],) * 3, "x")
            _judge(place, who, client.get(path), f"GET {path}")
            _judge(place, who, client.post(path, {"request": str(uuid.uuid4())}), path)
    assert _counted() == before


# Anything at all

DATES = st.sampled_from(["2026-12-01", "2999-01-01", "9999-12-31", "0001-01-01", "x"])
NUMBERS = st.sampled_from(["0", "1", "2", "3", "-1", "1e9", "٣", "9" * 30, "9" * 5000])
CODES = st.sampled_from(
    ["adult", "child", "unsure", "adult_labour", "referral", "identification", "given", "refused",
     "not_required", "person", "guardian", "read_aloud", "presume", "identify", "names", "contacts",
     "born", "safe_contact", "identity", "evidence", "finding", "danger_to_life", "no_place",
     "sent_by_mistake", "guardian:guardian_by_court", "record", "waive", "yes", "no", "support",
     "admin", "inspect", "end", "begin", "alone", "wage_claim", "wages", "KES", "10.50", "bank",
     "employer", "received", "not_received", "unknown", "judgment", "claimant",
     "power_of_attorney", "penalty_fine", "notice", "inspectorate", "hours", "KE", "contest",
     "hear", "annul", "publish", "heard_in_writing", "decision_names_no_worker"]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "\x00", "a\x00b", "\r\nSet-Cookie: a=b", "\u202e\u0000", "{{ 7*7 }}",
         "' OR 1=1 --", "<script>x</script>", "a" * 100_000, "\ud800", "[]", "null", "__proto__"]
    ),
)  # fmt: skip
FIELDS = (
    "request", "seen", "age", "ways", "hours", "never_by", "note", "names", "telephone", "email",
    "address", "document", "born", "language", "field", "chosen", "standing", "list", "outcome",
    "finding", "reasoning", "purpose", "text_version", "recipient", "status", "voice", "asked",
    "reason", "until", "office", "parts", "message", "answer", "member", "for_hours", "do", "code",
    "reply", "question", "number", "role", "days", "name", "post", "password", "login", "next",
    "token", "state", "page", "file", "basis", "begins", "ends",
    "document_kind", "on_day", "handed_by", "route", "head", "currency", "claimed", "least", "most",
    "article", "fact", "text", "amount", "made_on", "due_on", "waiver", "channel", "payer",
    "asked_on", "alone", "safe", "country", "kind", "ground", "body", "household",
    "natural_person", "workers", "otherwise", "recipient",
    "guardian", "mandate_for", "given_on", "understood", "heard", "claimant", "safe_contact",
    "debtor",
    *(f"{step}-{name}" for step in ("accept", "decline", "withdraw", "answer")
      for name in ("request", "seen", "reason", "answer")),
)  # fmt: skip


def _values(place: Place) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(place.ids), st.uuids().map(str), DATES, NUMBERS, CODES, TEXTS)


def _forms(place: Place) -> st.SearchStrategy[dict[str, list[str]]]:
    some = st.lists(_values(place), min_size=1, max_size=3)
    whole = st.fixed_dictionaries({"request": st.uuids().map(lambda one: [str(one)])})
    return st.one_of(
        st.dictionaries(st.sampled_from(FIELDS), some, max_size=12),
        whole.flatmap(
            lambda base: st.dictionaries(st.sampled_from(FIELDS), some, max_size=12).map(
                lambda more: base | more
            )
        ),
    )


def _encoded(form: dict[str, list[str]]) -> dict[str, list[str]]:
    """Lone surrogates can't be sent; a browser sends a replacement for them."""
    return {
        key: [one.encode("utf-8", "replace").decode() for one in several]
        for key, several in form.items()
    }


@dataclass(frozen=True)
class Wish:
    """One request."""

    path: str
    method: str
    form: dict[str, list[str]]
    body: bytes | None
    sort: str

    def sent(self, client: Client) -> Any:
        """The answer."""
        if self.body is not None:
            return client.generic(self.method, self.path, self.body, content_type=self.sort)
        if self.method == "POST":
            return client.post(self.path, _encoded(self.form))
        return client.generic(self.method, self.path, QUERY_STRING="page=x&state=%ff&next=//x")


def _wishes(place: Place, routes: tuple[str, ...]) -> st.SearchStrategy[Wish]:
    ids = st.tuples(*[st.one_of(st.sampled_from(place.ids), st.uuids().map(str))] * 3)
    languages = st.sampled_from(["en", "fr", "es", "ar", "xx", "EN", "en-KE", "..", "en%00"])
    paths = st.builds(
        _filled, st.sampled_from(routes), ids, st.sampled_from(WORDS).map(_quoted), languages
    )
    bodies = st.one_of(st.none(), st.none(), st.binary(max_size=200), st.just(b"--x\r\n\xff"))
    methods = st.sampled_from((*METHODS, "POST", "POST", "POST"))
    return st.builds(Wish, paths, methods, _forms(place), bodies, st.sampled_from(TYPES))


def _quoted(word: str) -> str:
    return word.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("who", [*OUTSIDE, *INSIDE])
def test_anything_sent_to_the_office(place: Place, who: str) -> None:
    routes = tuple(route for route in OFFICE if not route.endswith(ENDING))
    client = place.browser(who)

    @settings(max_examples=40)
    @given(_wishes(place, routes))
    def sent(wish: Wish) -> None:
        before = _counted()
        _judge(place, who, wish.sent(client), repr(wish)[:400])
        if wish.method != "POST":
            assert _counted() == before

    sent()


def test_anything_sent_to_public_pages(place: Place) -> None:
    client = place.browser("stranger")

    @settings(max_examples=80)
    @given(_wishes(place, PUBLIC))
    def sent(wish: Wish) -> None:
        before = _counted()
        _judge(place, "stranger", wish.sent(client), repr(wish)[:400])
        assert _counted() == before

    sent()


@pytest.mark.parametrize("path", ["sign-out/", "sessions/end/", "leave/"])
@pytest.mark.parametrize("method", METHODS)
def test_anything_sent_to_what_ends_a_session(place: Place, path: str, method: str) -> None:
    for wish in (Wish(f"/en/office/{path}", method, {"session": ["9" * 5000, "\x00"]}, body, sort)
                 for body, sort in ((None, ""), (b"\xff\x00=\xff", TYPES[0]))):  # fmt: skip
        _judge(place, "inspect", wish.sent(place.browser("inspect")), repr(wish))


def test_the_ledger_has_codes_alone(place: Place) -> None:
    """After everything above: in no column of it stands anything that was typed."""
    place.browser("recipient").post("/en/office/search/", {"names": "Typed Bysomebodyzq"})
    shape = re.compile(SHAPE)
    events = Event.objects.values_list("role", "act", "kind", "purpose", "reason")
    words = {word for row in events for word in row if word}
    assert "search" in words
    assert all(shape.fullmatch(word) for word in words)
    assert leaks(place.secrets, " ".join(words).encode()) == set()
