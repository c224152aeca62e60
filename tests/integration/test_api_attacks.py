"""No token reaches who anybody is, what was said, or what reveals status: attacked, not believed.

Each attack finds a planted leak first.
"""

import copy
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

import cases_world
from api_world import ACCOUNT, CALLS, EVIDENCE, SECRETS, World, ask, world
from cases_world import request
from dumped import leaked
from manumit.web.api import calls, selectors, tokens
from manumit.web.api.models import ApiToken
from manumit.web.cases.models import CaseFile, Referral
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.policies import Policy
from manumit.web.kernel.register.special import special_codes
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Any) -> World:
    cases_world.key_ring(tmp_path, settings)
    return world()


def answers(w: World) -> Iterator[bytes]:
    """What every token of the world is answered to everything, with the headers."""
    words = (w.advice, w.shelter, w.elsewhere, w.procurement)
    for word in (*(one.word for one in words), w.other_office):
        for path, body in CALLS.values():
            answer = ask(word, path, body)
            yield f"{sorted(answer.items())}".encode() + answer.content


def forbidden(w: World) -> list[str]:
    """Words and keys that lead to a person."""
    row = Referral.objects.get(pk=w.referral.pk)
    keys = (w.file.pk, w.file.subject_id, row.pk, row.person_id, w.claim.pk)
    return [*SECRETS, *map(str, keys), *(one.hex for one in keys)]


def found(w: World) -> set[str]:
    text = b"\n".join(answers(w)).decode()
    return {one for one in forbidden(w) if one in text or json.dumps(one)[1:-1] in text}


def test_a_planted_leak_is_found(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = selectors._referral

    def leaking(actor: Actor, row: Referral) -> Any:
        line = honest(actor, row)
        line.reference = str(row.file_id)
        line.state = cases_world.NAMES[1]
        return line

    monkeypatch.setattr(selectors, "_referral", leaking)
    assert found(w) == {str(w.file.pk), cases_world.NAMES[1]}


@pytest.mark.proves("api")
def test_no_answer_to_any_token_tells_of_anybody(w: World) -> None:
    assert w.referral.state == "sent"
    assert found(w) == set()


def every_policy() -> list[Policy[Any]]:
    """One of each policy that any room declares."""

    def below(kind: type[Any]) -> Iterator[type[Any]]:
        one: type[Any]
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    made = [one for one in below(Policy) if getattr(one, "resource", "") and hasattr(one, "model")]
    return [one() for one in made]


@pytest.mark.proves("api")
def test_no_policy_but_three_gives_a_program_any_row(w: World) -> None:
    now = timezone.now()
    opened: set[tuple[str, str]] = set()
    for of in (w.advice, w.shelter):
        office = of.body.office
        row = ApiToken.objects.get(pk=of.token)
        actor = Actor(row.pk, office.institution_id, office.pk, calls.ROLE, row.expires_at)
        assert actor.until > now
        for policy in every_policy():
            if policy.scope(actor).exists():
                opened.add((policy.resource, policy.model.__name__))
    # Parts of a claim are among them, which no operation answers; the mask hides what is sealed.
    assert {resource for resource, _ in opened} <= {"referral", "claim", "claim_order"}
    assert ("referral", "Referral") in opened
    assert CaseFile.objects.exists()


@pytest.mark.proves("api")
def test_answers_that_reveal_status_are_refused_and_no_list_names_them(w: World) -> None:
    status = sorted(special_codes())
    assert status
    text = ask(w.advice.word, "/lists/adult_labour").content.decode()
    assert "DR01" in text
    assert not [code for code in status if f'"{code}"' in text]
    for code in status:
        sent = EVIDENCE | {"evidence": [{"code": code, "answer": "yes"}]}
        answer = ask(w.advice.word, "/findings", sent)
        assert answer.status_code == 422
        assert [one["code"] for one in answer.json()["problems"]] == ["F301"]
        assert "yes" not in answer.content.decode()


@pytest.mark.proves("api")
def test_what_is_sent_to_be_assessed_is_stored_nowhere_and_logged_nowhere(
    w: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mark = "planted-zq-77"
    evidence = EVIDENCE | {"evidence": [{"id": mark, "code": "DR01", "answer": "yes"}]}
    assert ask(w.advice.word, "/findings", evidence).status_code == 200
    assert ask(w.advice.word, "/owed", ACCOUNT | {"worker": mark}).status_code == 200
    wrong = ask(w.advice.word, "/findings", evidence | {"age": mark, "list": mark})
    assert wrong.status_code == 422
    assert mark not in wrong.content.decode()
    assert mark not in caplog.text
    assert leaked(_dump(), mark) == set()
    planted = CaseFile.objects.get(pk=w.file.pk)
    assert leaked(_dump(), str(planted.pk)) == {str(planted.pk)}  # the dump finds what is there


def spoilt(document: Any, mark: str) -> Iterator[Any]:
    """The document with something that does not belong there, at each of its places in turn."""
    inside = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in list(inside):
        if isinstance(value, dict | list):
            yield from (_with(document, key, one) for one in spoilt(value, mark))
        yield from (_with(document, key, wrong) for wrong in (mark, [mark], {mark: mark}))
    if isinstance(document, dict):
        yield document | {mark: 1}


def _with(document: Any, key: Any, value: Any) -> Any:
    made = copy.copy(document)
    made[key] = value
    return made


@pytest.mark.proves("api")
def test_what_is_wrong_is_said_without_what_was_sent(w: World) -> None:
    """A name that slipped in, at whichever place, stands in no answer."""
    mark, attempts = "Zqmaria", 0
    for path, good in (("/findings", EVIDENCE), ("/owed", ACCOUNT)):
        assert mark in json.dumps(list(spoilt(good, mark)))
        for sent in spoilt(good, mark):
            ApiToken.objects.update(calls=0)
            answer = ask(w.advice.word, path, sent)
            if answer.status_code != 200:
                assert answer.status_code == 422
                assert mark not in answer.content.decode()
                attempts += 1
    assert attempts > 50


def _dump() -> str:
    """All rows as this transaction sees them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(table_name) FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [row[0] for row in cursor.fetchall()]
        rows: list[str] = []
        for table in tables:
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            if cursor.fetchone()[0]:
                cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 - our own tables
                rows += [str(row[0]) for row in cursor.fetchall()]
    return "\n".join(rows).casefold()


@pytest.mark.proves("api")
def test_the_word_of_a_token_stands_nowhere(w: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = tokens.make_token(
        w.advice.admin, w.advice.body.office.pk, ["rules"], 30, request=request()
    )
    chance = made.word[-43:]
    ask(made.word, "/lists")
    ask(f"{made.word}x", "/lists")
    assert leaked(_dump(), chance) == set()
    assert chance not in caplog.text
    assert chance not in f"{made!r} {made.token!r} {made.token}"
    assert leaked(_dump(), made.token.pk.hex, str(made.token.pk))


def test_a_wrong_word_is_compared_like_a_right_one(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[int, int]] = []

    def noted(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return one == other

    monkeypatch.setattr("manumit.web.api.calls.hmac.compare_digest", noted)
    for word in (w.advice.word, f"{w.advice.word[:-1]}!", "nothing", "manumit_" + "0" * 76):
        ask(word, "/token")
    assert compared == [(32, 32)] * 4


@pytest.mark.proves("api")
def test_a_token_opens_no_page_and_a_session_no_operation(w: World) -> None:
    headers = {"Authorization": f"Bearer {w.advice.word}"}
    for path in ("/en/office/", "/en/office/programs/", "/en/office/claims/", "/en/office/files/"):
        assert Client().get(path, headers=headers).status_code in (303, 404)
    browser = signed_in(w.advice.admin)
    assert browser.get("/en/office/programs/").status_code == 200
    for path, body in CALLS.values():
        if path == "/register":
            continue
        address = f"/api/v1{path}"
        answer = (
            browser.get(address)
            if body is None
            else browser.post(address, body, content_type="application/json")
        )
        assert answer.status_code == 401
        assert not answer.cookies


def test_no_other_site_s_script_reads_an_answer(w: World) -> None:
    answer = ask(w.advice.word, "/lists", Origin="https://elsewhere.example")
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\\ud800"}',
        b"[" * 90_000,
        b'{"a":' * 30 + b"1" + b"}" * 30,
    ],
    ids=["empty", "list", "bytes", "nan", "twice", "half_a_letter", "deep", "nested"],
)
def test_a_body_that_can_not_be_read_is_refused(w: World, body: bytes) -> None:
    for path in ("/findings", "/owed"):
        answer = Client().post(
            f"/api/v1{path}",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {w.advice.word}"},
        )
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (400, "Y604")


def test_a_body_that_is_too_large_is_refused(w: World) -> None:
    answer = ask(w.advice.word, "/findings", EVIDENCE | {"note": "x" * 300_000})
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (413, "Y605")
