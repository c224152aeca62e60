"""The invented country: what is loaded in bulk is what the services leave, and makes sense."""

import dataclasses
import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core import management
from django.db import transaction
from pytest_django import DjangoDbBlocker

from manumit.errors import InputError
from manumit.web.cases.models import CaseFile, IdentityValue
from manumit.web.cases.policies import referral_policy
from manumit.web.complaints.law import complaint_policy, opening_policy
from manumit.web.complaints.models import Complaint
from manumit.web.complaints.receiving import queue_place
from manumit.web.country import loading
from manumit.web.country.acting import DOCUMENT, FIRST_DAY, NAME, NAME_ARABIC, TELEPHONE
from manumit.web.country.capture import UUID, CapturedRows, capture, known_keys, tables
from manumit.web.country.clock import as_owner
from manumit.web.country.copying import Copier, CopyBuffer, PersonCopy
from manumit.web.country.data import country
from manumit.web.country.people import cards, circles, make_people
from manumit.web.country.stories import stories
from manumit.web.country.stories.rounds import WORKERS
from manumit.web.directory.models import Service
from manumit.web.inspections.law import order_policy, visit_policy
from manumit.web.inspections.models import InspectionOrder
from manumit.web.institutions.acting import actor_in
from manumit.web.institutions.models import Institution, Member, Post
from manumit.web.justice.policies import penalty_policy, proceeding_policy
from manumit.web.kernel.access.policies import Policy, break_glass_policy
from manumit.web.kernel.access.roles import roles
from manumit.web.kernel.ledger import keys
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.ledger.sealer import seal_now
from manumit.web.kernel.ledger.verify import Verification, verify
from manumit.web.kernel.process.declared import declared_processes
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.vault.fields import SealedField
from manumit.web.kernel.vault.ring import key_ring
from manumit.web.kernel.vault.sealed import open_text
from manumit.web.kernel.vault.search import Query, find_people
from manumit.web.line.law import contact_policy
from manumit.web.protection.policies import reflection_policy
from manumit.web.remedies.models import Claim, Payment, RemedyOrder
from manumit.web.remedies.policies import claim_policy
from manumit.web.site.embedded import Addresses
from operations_here import Installation, entered, installation

pytestmark = pytest.mark.slow
LAST_DAY = dt.date(2026, 11, 26)
WANTED = loading.LoadOptions(persons=120, seed="test", last_day=LAST_DAY, acted=1)


@pytest.fixture(scope="module")
def here(
    addresses: Addresses,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Installation]:
    del django_db_setup
    root = tmp_path_factory.mktemp("country")
    with django_db_blocker.unblock(), installation(addresses, root) as found:
        found.make_prepared("country")
        with entered("country"):
            make_people()
            loading.load(WANTED)
            yield found
        found.drop("country")


def verified(here: Installation) -> Verification:
    seal_now()
    return verify([here.heads], [keys.public_key(here.root / "ledger.pem.pub")])


def test_the_ledger_is_in_order(here: Installation) -> None:
    verdict = verified(here)
    assert (verdict.problems, verdict.disagreements, verdict.unsealed) == ((), (), 0)
    assert verdict.sealed > 10 * WANTED.persons


@pytest.mark.usefixtures("here")
def test_every_story_is_lived_and_people_in_all_roles_can_sign_in() -> None:
    listed = list(cards())
    assert len(listed) == 41 == len({one.email for one in listed})
    with_account = {key for key, role in roles().by_key.items() if role.account}
    assert {one.role for one in listed} == with_account - {"worker", "program"}
    assert Member.objects.filter(email__in=[one.email for one in listed]).count() == 41
    assert set(Institution.objects.values_list("country", flat=True)) == {"XX"}
    assert all("invented" in names["en"] for names in Institution.objects.values_list(
        "names", flat=True))  # fmt: skip


@pytest.mark.usefixtures("here")
def test_every_sealed_value_opens_and_holds_nobody_else() -> None:
    opened = 0
    for model in apps.get_models():
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, SealedField)]
        for row in model._default_manager.all()[:400] if names else ():
            for name in names:
                if (text := open_text(row, name)) is None:
                    continue
                opened += 1
                for mark in (*NAME.split(), *NAME_ARABIC.split(), TELEPHONE, DOCUMENT):
                    assert mark not in text
                assert str(FIRST_DAY.year) not in re.findall(r"(20\d\d)-\d\d-\d\d", text)
    assert opened > 1000


@pytest.mark.usefixtures("here")
def test_a_person_is_found_by_the_name_in_the_file() -> None:
    value = IdentityValue.objects.filter(field="names").first()
    assert value is not None
    names = open_text(value, "content") or ""
    latin = re.findall(r'"([^"]+)"', names)[0]
    office = str(value.identity.file.office_id)
    found = find_people({office}, Query(names=[latin]))
    assert value.subject_id in {match.subject for match in found.results}


@pytest.mark.usefixtures("here")
def test_every_step_is_one_of_its_process_and_in_order_of_time() -> None:
    steps = defaultdict(list)
    for move in Move.objects.order_by("resource", "row", "version"):
        steps[move.resource, move.row].append(move)
    by_resource = {one.resource: one for one in declared_processes()}
    assert len(steps) > WANTED.persons / 2
    for (resource, _), moves in steps.items():
        process = by_resource[resource]
        assert moves[0].source == process.initial
        for number, one in enumerate(moves):
            step = process.transition(one.name)
            assert step is not None
            assert one.source in step.sources
            assert (one.target, one.version) == (step.target, number + 2)
            assert one.role in step.roles
            if number:
                assert (one.source, True) == (
                    moves[number - 1].target,
                    one.at >= moves[number - 1].at,
                )
    ended = Counter(move[-1].target for move in steps.values())
    assert {"identified", "not_identified", "declined", "withdrawn", "paid", "irrecoverable",
            "final"} <= set(ended)  # fmt: skip


@pytest.mark.usefixtures("here")
def test_everything_lies_within_five_years_and_not_in_the_future() -> None:
    days = sorted(Event.objects.exclude(act="create", kind="").values_list("at", flat=True))
    assert days[0].date() >= LAST_DAY - dt.timedelta(days=5 * 365 + 7)
    assert days[-1].date() <= LAST_DAY
    assert (days[-1] - days[0]).days > 4 * 365


@pytest.mark.usefixtures("here")
def test_money_adds_up() -> None:
    paid = 0
    for claim in Claim.objects.all():
        ordered = sum(Fraction(one.amount) for one in RemedyOrder.objects.filter(claim=claim))
        confirmed = sum(
            Fraction(one.amount)
            for one in Payment.objects.filter(claim=claim, contacts__answer="received").distinct()
        )
        assert confirmed <= ordered
        if claim.state == "paid":
            paid += 1
            assert confirmed == ordered > 0
        if claim.state == "paid_part":
            assert 0 < confirmed < ordered
    assert paid


@pytest.mark.usefixtures("here")
def test_workers_of_an_order_after_a_round_are_paid_denied_or_not_asked_yet() -> None:
    order = InspectionOrder.objects.filter(kind="payment", visit=None).first()
    assert order is not None
    assert order.workers == WORKERS  # those who left too
    states = Claim.objects.filter(order=order).values_list("state", flat=True)
    assert Counter(states) == {"paid": 3, "unpaid_enforcement": 1, "decided": WORKERS - 4}


@pytest.mark.proves("country-is-marked")
@pytest.mark.usefixtures("here")
def test_nothing_is_loaded_where_somebody_is_already() -> None:
    before = CaseFile.objects.count()
    with pytest.raises(InputError, match="Y902"):
        loading.load(WANTED)
    assert CaseFile.objects.count() == before


@pytest.mark.usefixtures("here")
def test_what_is_not_loaded_leaves_no_accounts_either() -> None:
    """Making people anew gives each another row of their app."""
    before = set(Authenticator.objects.values_list("pk", flat=True))
    with pytest.raises(management.CommandError, match="Y902"):
        management.call_command("load_country", persons=1)
    assert set(Authenticator.objects.values_list("pk", flat=True)) == before


def plainly(captured: CapturedRows) -> dict[str, Counter[str]]:
    """Rows without what differs from person to person and from row to row."""
    found: dict[str, Counter[str]] = {}
    for table, rows in captured.rows.items():
        if table.name == "vault_blindindex":
            continue
        lines = Counter[str]()
        for row in rows:
            values = [re.sub(r"\\\\x[0-9a-f]+", "sealed", UUID.sub("id", value)) for value in row]
            named = dict(zip(table.columns, values, strict=True))
            if table.numbered:
                named[table.key] = "number"
            for column in ("pseudonym", "reference", "move_id"):
                named[column] = "drawn" if column in named else ""
            lines["\t".join(f"{name}={value}" for name, value in named.items())] += 1
        found[table.name] = lines
    return found


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "name",
    [
        "sheltered",
        "claim_paid_in_parts",
        "sanction_published",
        "contact_to_call_back",
        "contact_became_file",
        "contact_became_collective_complaint",
        "complaint_replied",
        "visit_with_order",
    ],
)
def test_copied_rows_are_those_that_services_leave(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_owner():
        known, who = tables(), circles(2)
        before = known_keys(known)
        acted: dict[str, CapturedRows] = {}
        monkeypatch.setattr(loading, "capture", lambda *a: acted.setdefault("rows", capture(*a)))
        monkeypatch.setattr(
            loading, "_chosen", lambda _: [one for one in stories() if one.name == name]
        )
        (pattern,) = loading.patterns(WANTED, known, who)
        life = PersonCopy(number=0, pattern=pattern, circle=0, turn=0, shift=0)
        copier = Copier(country(), "both ways", key_ring(), who, LAST_DAY)
        with transaction.atomic():
            loading._load_batch([life], copier, known)
            copied = capture(known, before)
            transaction.set_rollback(True)
    assert plainly(copied) == plainly(acted["rows"])
    assert len(plainly(copied)) >= 5


@pytest.mark.usefixtures("here")
def test_the_same_seed_gives_the_same_person_under_another_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = [one for one in stories() if one.name == "claim_paid"]
    monkeypatch.setattr(loading, "_chosen", lambda _: chosen)
    with as_owner():
        who = circles(2)
        (pattern,) = loading.patterns(WANTED, tables(), who)
    life = next(loading.persons(WANTED, [pattern], 2))
    made = []
    for _ in range(2):
        lines = CopyBuffer(next_number=defaultdict(lambda: 1))
        Copier(country(), "a", key_ring(), who, LAST_DAY).copy(life, lines)
        made.append(lines)
    assert made[0].acts == made[1].acts
    assert made[0].rows["cases_casefile"] == made[1].rows["cases_casefile"]
    keys_of = [lines.rows["vault_personkey"] for lines in made]
    assert keys_of[0] != keys_of[1]


@pytest.mark.usefixtures("here")
def test_services_leave_gaps_that_are_meant() -> None:
    """Whoever houses takes women and girls; nobody says where; what is missing shows."""
    services = list(Service.objects.filter(institution__country="XX"))
    assert len(services) == len(country().services) > 5
    assert not any(one.area for one in services)
    house = {tuple(one.sexes) for one in services if "housing" in one.needs}
    assert house == {("female",)}


@pytest.mark.usefixtures("here")
def test_complaints_are_queued_by_danger_child_and_day() -> None:
    rows = list(Complaint.objects.all())
    assert {(one.danger, one.child) for one in rows} >= {
        (True, False),
        (True, True),
        (False, False),
    }
    for one in rows:
        assert one.queue == queue_place(one.received_on, danger=one.danger, child=one.child)


# By role of somebody in the first region: rows with which they may do what their training asks for.
FOUND_BY: tuple[tuple[str, Policy[Any], str], ...] = (
    ("support", referral_policy, "answer"),
    ("ident", referral_policy, "answer"),
    ("ident", reflection_policy, "extend"),
    ("justice", referral_policy, "answer"),
    ("justice", proceeding_policy, "pass_on"),
    ("court", claim_policy, "see"),
    ("court", proceeding_policy, "decide"),
    ("union", claim_policy, "change"),
    ("lawyer", claim_policy, "change"),
    ("guardian", claim_policy, "see"),
    ("business", claim_policy, "see"),
    ("business", penalty_policy, "see"),
    ("health", referral_policy, "answer"),
    ("dpo", break_glass_policy, "notice"),
    ("advice", contact_policy, "change"),
    ("union", contact_policy, "see"),
    ("intake", complaint_policy, "change"),
    ("intake", opening_policy, "approve"),
    ("inspect", visit_policy, "review"),
    ("inspect", order_policy, "change"),
)


@pytest.mark.usefixtures("here")
def test_people_of_the_first_region_find_what_their_training_needs() -> None:
    people = [one for one in cards() if one.region == 0]
    posts = {post.member.email: post for post in Post.objects.select_related("member", "office")}
    for role, policy, action in FOUND_BY:
        who = [actor_in(posts[one.email]) for one in people if one.role == role]
        assert any(policy.scope(one, action).exists() for one in who), (role, policy.resource)
    by_mandate = claim_policy.scope(actor_in(posts["union1.r1@union.example"]), "change")
    assert {"lodged", "decided"} <= set(by_mandate.values_list("state", flat=True))


def test_a_small_country_acts_each_story_once() -> None:
    few = dataclasses.replace(WANTED, persons=40, acted=60)
    assert len(list(loading._chosen(loading._many(few)))) == len(stories())
    assert loading._many(dataclasses.replace(few, persons=2_000)) == 60
