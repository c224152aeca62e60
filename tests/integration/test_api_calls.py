"""Every operation, with every scope, for every office: own, other, expired, revoked, none.

Who may do what is written here by hand, and compared with what the program declares.
"""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import remedies_world
from api_world import ACCOUNT, CALLS, EVERYWHERE, EVIDENCE, FIRM, World, approved, ask, ended, world
from cases_world import Body, person, request
from manumit.assessment import assess
from manumit.assessment.render import to_json
from manumit.errors import InputError
from manumit.exchange.evidence_file import evidence_of
from manumit.web.api import tokens
from manumit.web.api.models import ApiToken
from manumit.web.api.operations import operations
from manumit.web.api.scopes import scopes
from manumit.web.cases import services as cases
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event, Outcome
from manumit.web.ui.languages import library
from together import Together, reread

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

# Which scope each operation asks for; None: any token, "": no token.
NEEDS: dict[str, str | None] = {
    "own_token": None,
    "lists": "rules",
    "one_list": "rules",
    "laws": "rules",
    "findings": "assess",
    "owed": "owed",
    "referrals": "referrals",
    "claims": "claims",
    "register": "",
    "look_up": "sanctions",
    "contacts": "contacts",
}
# Which kinds of institution may have it, from domain.md section 2.
HELD = {
    "referrals": {
        "inspectorate", "advice_centre", "shelter", "identification", "consular", "union",
        "prosecution", "health", "employment_service", "court",
    },
    "claims": {"inspectorate", "advice_centre", "shelter"},
    "sanctions": {"procurement"},
    "contacts": {"advice_centre", "union"},
}  # fmt: skip
ASKING = [name for name, scope in NEEDS.items() if scope != ""]


@pytest.fixture(name="begun", scope="module")
def _begun(together: Together) -> World:
    with together.making():
        return world()


@pytest.fixture(name="w")
def _world(begun: World, together: Together, tmp_path: Path, settings: Any) -> World:
    together.enter(tmp_path, settings)
    return reread(begun)


def call(word: str | None, name: str, **headers: str) -> Any:
    path, body = CALLS[name]
    return ask(word, path, body, **headers)


def codes(answer: Any) -> list[str]:
    assert answer["Content-Type"] == "application/problem+json"
    payload = json.loads(answer.content)
    assert payload["status"] == answer.status_code
    return [one["code"] for one in payload["problems"]]


def token_for(w: World, *chosen: str) -> str:
    """A token of the advice centre, or where sanctions are asked for of the procurement office."""
    of = w.procurement if "sanctions" in chosen else w.advice
    return approved(of.admin, of.second, of.body.office, *chosen)[0]


def test_what_each_operation_asks_for_is_what_is_written_here() -> None:
    assert operations.scopes == NEEDS
    assert CALLS.keys() == NEEDS.keys()


def test_who_may_have_a_scope_is_what_is_written_here() -> None:
    held = scopes().held_in
    assert {key: kinds for key, kinds in held.items() if kinds is not None} == HELD
    assert {key for key, kinds in held.items() if kinds is None} == {"rules", "assess", "owed"}


@pytest.mark.proves("api")
@pytest.mark.parametrize("scope", [*EVERYWHERE, "referrals", "claims", "sanctions", "contacts"])
def test_a_scope_opens_its_operations_and_no_other(w: World, scope: str) -> None:
    word = token_for(w, scope)
    for name, needed in NEEDS.items():
        answer = call(word, name)
        opened = needed in (None, "", scope)
        assert answer.status_code == (200 if opened else 403), (name, answer.content)
        if not opened:
            assert codes(answer) == ["Y602"]


@pytest.mark.proves("api")
@pytest.mark.parametrize("name", ASKING)
def test_without_a_token_nothing_is_answered(w: World, name: str) -> None:
    wrong = [
        None,
        "",
        "manumit",
        w.advice.word[:-1],
        f"{w.advice.word}x",
        w.advice.word.replace(w.advice.token.hex, w.shelter.token.hex),
        w.advice.word.replace(w.advice.token.hex, uuid.uuid4().hex),
        "é" * 40,
    ]
    for word in wrong:
        answer = call(word, name)
        assert (answer.status_code, codes(answer)) == (401, ["Y601"])
        assert answer["WWW-Authenticate"] == "Bearer"
    for connected in ("default", "ledger"):
        assert not Event.objects.using(connected).filter(act="call").exists()


def test_the_public_register_asks_for_no_token_and_notes_nobody(w: World) -> None:
    assert call(None, "register").json() == {"items": []}
    assert call(w.advice.word, "register").status_code == 200
    assert not Event.objects.filter(act="call").exists()


@pytest.mark.proves("api")
@pytest.mark.parametrize("how", ["revoked", "expired", "waiting"])
def test_a_token_that_does_not_hold_opens_nothing_and_does_not_say_why(w: World, how: str) -> None:
    ended(w.advice.token, how)
    nothing = ask("manumit_nothing", "/token").content
    for name in ("own_token", "lists", "findings", "owed", "referrals", "claims"):
        answer = call(w.advice.word, name)
        assert (answer.status_code, answer.content) == (401, nothing)
    ApiToken.objects.filter(pk=w.advice.token).update(calls=10 * scopes().calls_a_minute)
    answer = call(w.advice.word, "own_token")  # nor is it told by how often it came
    assert (answer.status_code, answer.content) == (401, nothing)
    reason = {"revoked": "token_ended", "expired": "token_over", "waiting": "token_waits"}[how]
    events = Event.objects.using("ledger").filter(act="call", actor=w.advice.token)
    assert {(one.outcome, one.reason) for one in events} == {(Outcome.REFUSED, reason)}


def test_ending_a_token_ends_it_at_once(w: World) -> None:
    assert call(w.advice.word, "claims").status_code == 200
    tokens.revoke_token(w.advice.second, w.advice.token)
    assert call(w.advice.word, "claims").status_code == 401


@pytest.mark.proves("api")
def test_each_office_sees_its_own_referrals_and_nobody_elses(w: World) -> None:
    sent = call(w.advice.word, "referrals").json()["items"]
    came = call(w.shelter.word, "referrals").json()["items"]
    assert [(one["direction"], one["state"]) for one in sent] == [("sent", "sent")]
    assert [(one["direction"], one["state"]) for one in came] == [("received", "sent")]
    for word in (w.elsewhere.word, w.other_office):
        assert call(word, "referrals").json() == {"items": [], "next": None}
    # Two offices can't tell by what they are given that they mean the same.
    assert sent[0]["reference"] != came[0]["reference"]
    assert str(w.referral.pk) not in json.dumps([sent, came])


@pytest.mark.proves("api")
def test_each_office_sees_its_own_claims_and_nobody_elses(w: World) -> None:
    assert call(w.advice.word, "claims").json()["items"] == [
        {
            "reference": w.claim.reference,
            "route": "wage_claim",
            "state": "decided",
            "version": 3,
            "claimed": [{"currency": "KES", "amount": "1200.00"}],
            "ordered": [{"currency": "KES", "amount": "1000.00"}],
        }
    ]
    for word in (w.elsewhere.word, w.other_office, w.shelter.word):
        assert call(word, "claims").json() == {"items": [], "next": None}


def test_a_recipient_learns_that_consent_is_withdrawn(w: World) -> None:
    cases.withdraw_consent(
        w.advice.body.first,
        w.file.pk,
        purpose="referral",
        recipient=w.shelter.body.institution.pk,
    )
    (line,) = call(w.shelter.word, "referrals").json()["items"]
    assert line["covered"] is False


def test_a_list_goes_on_where_the_page_before_ended(w: World) -> None:
    for _ in range(4):
        remedies_world.drafted(w.advice.body.first, w.file)
    seen: list[str] = []
    path = "/claims?limit=2"
    for _ in range(3):
        page = ask(w.advice.word, path).json()
        seen += [one["reference"] for one in page["items"]]
        path = f"/claims?limit=2&cursor={page['next']}"
    assert page["next"] is None
    assert len(set(seen)) == len(seen) == 5


@pytest.mark.proves("api")
def test_a_cursor_opens_for_its_office_and_its_list_alone(w: World) -> None:
    remedies_world.drafted(w.advice.body.first, w.file)
    cursor = ask(w.advice.word, "/claims?limit=1").json()["next"]
    assert str(w.claim.pk) not in cursor
    assert ask(w.advice.word, f"/claims?cursor={cursor}").status_code == 200
    for word, path in ((w.elsewhere.word, "claims"), (w.advice.word, "referrals")):
        answer = ask(word, f"/{path}?cursor={cursor}")
        assert (answer.status_code, codes(answer)) == (422, ["Y608"])
    for wrong in ("x", "é", "a" * 120, cursor[:-4]):
        assert codes(ask(w.advice.word, f"/claims?cursor={wrong}")) == ["Y608"]


@pytest.mark.parametrize(
    "wrong", ["limit=0", "limit=101", "limit=x", "limit=", "cursour=x", f"cursor={'x' * 121}", "=1"]
)
def test_what_is_not_taken_is_refused_and_not_repeated(w: World, wrong: str) -> None:
    for path in ("/claims", "/referrals"):
        answer = ask(w.advice.word, f"{path}?{wrong}")
        assert (answer.status_code, codes(answer)) == (422, ["Y607"])
        assert "cursour" not in answer.content.decode()
    assert codes(ask(w.advice.word, "/findings?x=1", EVIDENCE)) == ["Y607"]
    firm = ask(w.procurement.word, "/register/look-up", {"country": "Kenya", "number": ""})
    assert (firm.status_code, codes(firm)) == (422, ["Y607", "Y607"])
    assert "Kenya" not in firm.content.decode()


def test_a_list_asks_the_database_as_often_for_many_as_for_one(w: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert call(w.advice.word, "claims").status_code == 200
        return len(found)

    few = asked()
    for _ in range(5):
        remedies_world.drafted(w.advice.body.first, w.file)
    assert asked() == few


def test_what_one_has_already_is_not_sent_again(w: World) -> None:
    first = call(w.advice.word, "lists")
    tag = first["ETag"]
    again = call(w.advice.word, "lists", **{"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert call(w.advice.word, "lists", **{"If-None-Match": '"other"'}).content == first.content
    weak = call(w.advice.word, "lists", **{"If-None-Match": f"W/{tag}"})
    assert weak.status_code == 304
    # Nobody between keeps a copy.
    assert first["Cache-Control"] == "no-store, private"


def test_too_many_calls_are_turned_away_and_do_not_fill_the_ledger(w: World) -> None:
    most = scopes().calls_a_minute
    events = Event.objects.using("ledger").filter(act="call", actor=w.advice.token)
    for _ in range(2):  # Where a minute begins in between, once more: no other begins so soon.
        known = list(events.values_list("pk", flat=True))
        now = timezone.now().replace(second=0, microsecond=0)
        ApiToken.objects.filter(pk=w.advice.token).update(minute=now, calls=most)
        answers = [call(w.advice.word, "own_token") for _ in range(3)]
        if timezone.now().replace(second=0, microsecond=0) == now:
            break
    assert [one.status_code for one in answers] == [429, 429, 429]
    assert codes(answers[0]) == ["Y603"]
    assert 1 <= int(answers[0]["Retry-After"]) <= 60
    assert [one.reason for one in events.exclude(pk__in=known)] == ["too_many_calls"]
    assert call(w.shelter.word, "own_token").status_code == 200  # each token is counted alone
    before = now - dt.timedelta(minutes=1)
    ApiToken.objects.filter(pk=w.advice.token).update(minute=before)
    assert call(w.advice.word, "own_token").status_code == 200


@pytest.mark.proves("api")
def test_each_call_is_an_act_of_the_token_in_the_ledger_of_its_institution(w: World) -> None:
    for name in ("own_token", "lists", "findings", "owed", "referrals", "claims"):
        assert call(w.advice.word, name).status_code == 200
    events = Event.objects.filter(act="call", actor=w.advice.token).order_by("number")
    assert [one.purpose for one in events] == [
        "own_token", "lists", "findings", "owed", "referrals", "claims",
    ]  # fmt: skip
    assert {one.institution for one in events} == {w.advice.body.institution.pk}
    assert {(one.role, one.kind, one.resource) for one in events} == {
        ("program", "api_token", w.advice.token)
    }
    assert ApiToken.objects.get(pk=w.advice.token).used_on == timezone.now().date()


def test_a_finding_is_the_one_that_the_command_gives(w: World) -> None:
    file = evidence_of(json.dumps(EVIDENCE), Path("evidence.json"))
    instrument = library().instrument(file.list_id)
    command = json.loads(to_json(assess(file.evidence, instrument, age=file.age), library()))
    assert call(w.advice.word, "findings").json()["result"] == command
    owed = call(w.advice.word, "owed").json()["result"]
    assert "5116.13" in json.dumps(owed)  # docs/how-to/terms.md, the same account


def test_an_unknown_list_law_or_language_says_so(w: World) -> None:
    assert codes(ask(w.advice.word, "/lists/nothing")) == ["Y606"]
    assert codes(ask(w.advice.word, "/lists?language=tlh")) == ["Y609"]
    assert codes(ask(w.advice.word, "/owed", ACCOUNT | {"law": "../xx"})) == ["Y607"]
    assert codes(ask(w.advice.word, "/findings", EVIDENCE | {"list": "nothing"})) == ["Y607"]
    assert codes(ask(w.advice.word, "/nothing")) == ["Y606"]
    assert codes(ask(w.procurement.word, "/register/look-up", FIRM | {"number": "--"})) == ["J103"]


# What is made, approved and ended.


def test_a_token_works_once_a_second_person_has_approved_it(w: World) -> None:
    made = tokens.make_token(
        w.advice.admin, w.advice.body.office.pk, ["rules"], 30, request=request()
    )
    assert call(made.word, "lists").status_code == 401
    with pytest.raises(Refused):  # whoever made it
        tokens.approve_token(w.advice.admin, made.token.pk)
    assert call(made.word, "lists").status_code == 401
    tokens.approve_token(w.advice.body.first, made.token.pk)  # who holds a case role here
    assert call(made.word, "lists").status_code == 200
    with pytest.raises(InputError) as wrong:
        tokens.approve_token(w.advice.second, made.token.pk)
    assert wrong.value.problems[0].code == "Y704"


@pytest.mark.proves("api")
def test_the_database_lets_nobody_approve_their_own(w: World) -> None:
    made = tokens.make_token(
        w.advice.admin, w.advice.body.office.pk, ["rules"], 30, request=request()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.filter(pk=made.token.pk).update(
            approved_by=w.advice.admin.person, approved_at=timezone.now()
        )


def test_a_refused_token_never_works(w: World) -> None:
    made = tokens.make_token(
        w.advice.admin, w.advice.body.office.pk, ["rules"], 30, request=request()
    )
    tokens.refuse_token(w.advice.second, made.token.pk)
    with pytest.raises(InputError):
        tokens.approve_token(w.advice.body.first, made.token.pk)
    assert call(made.word, "lists").status_code == 401


@pytest.mark.parametrize(
    ("chosen", "days", "code"),
    [
        ([], 30, "Y701"),
        (["everything"], 30, "Y701"),
        (["sanctions"], 30, "Y701"),  # of procurement alone
        (["rules"], 0, "Y702"),
        (["rules"], 367, "Y702"),
    ],
)
def test_a_token_that_can_not_be_is_not_made(
    w: World, chosen: list[str], days: int, code: str
) -> None:
    before = ApiToken.objects.count()
    with pytest.raises(InputError) as wrong:
        tokens.make_token(w.advice.admin, w.advice.body.office.pk, chosen, days, request=request())
    assert wrong.value.problems[0].code == code
    assert ApiToken.objects.count() == before


def test_the_same_form_makes_one_token(w: World) -> None:
    form, office = request(), w.advice.body.office.pk
    tokens.make_token(w.advice.admin, office, ["rules"], 30, request=form)
    with pytest.raises(InputError) as wrong:
        tokens.make_token(w.advice.admin, office, ["rules"], 30, request=form)
    assert wrong.value.problems[0].code == "Y703"


def test_nobody_else_makes_approves_or_ends_a_token(w: World) -> None:
    office = w.advice.body.office
    for somebody in (w.advice.body.first, w.elsewhere.admin, person(office, "dpo"), None):
        with pytest.raises(Refused):
            tokens.make_token(somebody, office.pk, ["rules"], 30, request=request())
    made = tokens.make_token(w.advice.admin, office.pk, ["rules"], 30, request=request())
    for somebody in (w.elsewhere.admin, w.elsewhere.body.first, person(office, "dpo"), None):
        with pytest.raises(Refused):
            tokens.approve_token(somebody, made.token.pk)
    for somebody in (w.elsewhere.admin, w.advice.body.first, None):
        with pytest.raises(Refused):
            tokens.revoke_token(somebody, made.token.pk)
    tokens.revoke_token(person(office, "dpo"), made.token.pk)  # takes access away, gives none


def test_a_kind_of_institution_that_may_not_have_a_scope_any_more_has_it_not(w: World) -> None:
    body = Body.made("court", "court")
    admin, second = person(body.office, "admin"), person(body.office, "admin")
    word, key = approved(admin, second, body.office, "referrals")
    ApiToken.objects.filter(pk=key).update(scopes=["referrals", "claims", "sanctions"])
    assert call(word, "referrals").status_code == 200
    assert call(word, "claims").status_code == call(word, "look_up").status_code == 403
    assert call(w.advice.word, "claims").status_code == 200
