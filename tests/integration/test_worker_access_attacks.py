"""What an exploiter who holds the telephone tries on the page from afar (decision 29).

Each attack looks at answers alone. It first finds what a double betrays that was made weak on
purpose; then it finds nothing in the page.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from allauth.core.internal.ratelimit import parse_rate
from django.db import connection
from django.test import Client
from pytest_django import Settings

from cases_world import NAMES, request
from manumit.web.kernel.ledger.models import Event
from manumit.web.ui.languages import languages
from manumit.web.worker_access import services
from manumit.web.worker_access.models import DuressAlert
from manumit.web.worker_access.questions import questions
from manumit.web.worker_access.remote import SlipQuery
from manumit.web.worker_access.slips import CODE, draw
from manumit.web.worker_access.views import slip as page
from worker_access_world import ADDRESS, Owned, asked, owned, prepared, without_waiting

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

KINDS = ("right", "danger", "wrong", "never", "empty")
# Words by which somebody would know what the page is for.
TELLING = (
    "traffick", "manumit", "victim", "labour", "worker", "police", "shelter", "complaint", "case",
    "trata", "víctima", "traite", "victime", "dossier", "expediente", "اتجار", "ضحية", "عمل", "ملف",
    "office", "danger", "peligro", "خطر", *NAMES,
)  # fmt: skip


@pytest.fixture(name="o")
def _owned(tmp_path: Path, settings: Settings) -> Owned:
    return owned(prepared(tmp_path, settings))


@pytest.fixture(name="waited", autouse=True)
def _waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    return without_waiting(monkeypatch)


@dataclass(frozen=True)
class Answer:
    """All that somebody with the telephone sees of an answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)


type Page = Callable[[str, str], Answer]


def ours(number: str, code: str) -> Answer:
    found = asked(number, code)
    cookies = {key: morsel.value for key, morsel in found.cookies.items()}
    return Answer(found.status_code, found.content, dict(found.headers), cookies)


def tries(o: Owned) -> Mapping[str, tuple[str, str]]:
    other = draw()
    return {
        "right": (o.slip.number, o.slip.code),
        "danger": (o.slip.number, o.slip.danger),
        "wrong": (o.slip.number, other.code),
        "never": (other.number, other.code),
        "empty": ("", ""),
    }


# The double: a page as one would write it without thinking of who holds the telephone.


def weak(o: Owned) -> Page:
    def answer(number: str, code: str) -> Answer:
        if number != o.slip.number:
            return Answer(404, b"There is no such number.")
        if code == o.slip.danger:
            return Answer(200, b"Nothing new.", cookies={"alarm": "1"})
        if code != o.slip.code:
            return Answer(403, b"The code is wrong. 4 tries are left.")
        return Answer(200, b"Nothing new.", {"Location": f"/slip/?n={number}"})

    return answer


def told_apart(found: Mapping[str, Answer]) -> set[str]:
    """What is answered otherwise than the right code is."""
    return {kind for kind, one in found.items() if one != found["right"]}


@pytest.mark.proves("worker-telephone")
def test_answers_are_told_apart_in_the_double_and_not_in_the_page(o: Owned) -> None:
    bad, good = weak(o), ours
    assert told_apart({k: bad(*t) for k, t in tries(o).items()}) == {*KINDS} - {"right"}
    assert told_apart({k: good(*t) for k, t in tries(o).items()}) == set()


@pytest.mark.proves("worker-telephone")
def test_a_slip_that_is_off_answers_as_one_that_is_on(o: Owned) -> None:
    silent = ours(*tries(o)["wrong"])
    row = o.access
    services.set_answer(o.world.owner, row.pk, "ready", seen="nothing_new")
    assert ours(*tries(o)["right"]) != silent  # there is something that ending has to silence
    services.end_access(o.world.owner, row.pk, reason="person_wishes", seen=1, request=request())
    assert {kind: ours(*one) for kind, one in tries(o).items()} == dict.fromkeys(KINDS, silent)


def test_before_and_after_the_code_for_danger_nothing_is_otherwise(o: Owned) -> None:
    before = ours(o.slip.number, o.slip.code)
    assert ours(o.slip.number, o.slip.danger) == before
    assert ours(o.slip.number, o.slip.code) == before == ours(o.slip.number, o.slip.danger)
    assert DuressAlert.objects.count() == 1


@pytest.mark.proves("worker-telephone")
def test_the_other_sentence_has_the_same_bytes_in_every_language(o: Owned) -> None:
    sizes = {}
    for shown in ("nothing_new", "ready"):
        services.set_answer(o.world.owner, o.access.pk, shown, seen="nothing_new")
        for one in languages():
            address = f"/{one.tag}/slip/"
            client = Client(headers={"accept-encoding": "gzip"})
            answer = asked(o.slip.number, o.slip.code, client, address)
            assert "Content-Encoding" not in answer.headers
            sizes[shown, one.tag] = (len(answer.content), answer.content)
    for one in languages():
        first, second = sizes["nothing_new", one.tag], sizes["ready", one.tag]
        assert first[0] == second[0]
        assert first[1] != second[1]  # the attack would see a difference: there is one to read


# Time


def works(monkeypatch: pytest.MonkeyPatch, o: Owned, answer: Page) -> dict[str, int]:
    """How often the slow work is done for each try."""
    found, real = {}, hashlib.scrypt
    for kind, one in tries(o).items():
        done: list[int] = []

        def counted(password: bytes, *, to: list[int] = done, **how: Any) -> bytes:
            to.append(1)
            return real(password, **how)

        monkeypatch.setattr(hashlib, "scrypt", counted)
        answer(*one)
        found[kind] = len(done)
    monkeypatch.setattr(hashlib, "scrypt", real)
    return found


@pytest.mark.proves("worker-telephone")
def test_every_try_does_the_slow_work_once(o: Owned, monkeypatch: pytest.MonkeyPatch) -> None:
    def hasty(number: str, code: str) -> Answer:
        return ours(number, code) if number == o.slip.number else Answer(200, b"")

    assert len({*works(monkeypatch, o, hasty).values()}) == 2  # a number that never was is quicker
    assert works(monkeypatch, o, ours) == dict.fromkeys(KINDS, 1)


def test_answers_leave_at_multiples_of_one_time(
    o: Owned, waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    for took, waits in ((0.07, 0.43), (0.49, 0.01), (0.61, 0.39)):
        times = iter([10.0, 10.0 + took])
        monkeypatch.setattr(page, "clock", lambda t=times: next(t))
        ours(*tries(o)["never"])
        assert waited.pop() == pytest.approx(waits)


# Limits


@pytest.mark.proves("worker-telephone")
def test_a_limit_that_is_reached_is_not_told_and_danger_is_heard_all_the_same(o: Owned) -> None:
    services.set_answer(o.world.owner, o.access.pk, "ready", seen="nothing_new")
    silent = ours(*tries(o)["wrong"])
    for _ in range(12):
        assert ours(*tries(o)["wrong"]) == silent
    assert ours(*tries(o)["right"]) == silent  # it would be "ready"
    assert told_wrong(o) == 10
    assert ours(*tries(o)["danger"]) == silent
    assert DuressAlert.objects.count() == 1


def test_one_sender_who_tries_too_often_is_answered_the_same(
    o: Owned, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.set_answer(o.world.owner, o.access.pk, "ready", seen="nothing_new")
    first = ours(*tries(o)["never"])
    assert ours(*tries(o)["right"]) != first
    beyond(monkeypatch, "own_sender")
    assert ours(*tries(o)["right"]) == first == ours(*tries(o)["never"])
    assert ours(*tries(o)["wrong"]) == first
    assert told_wrong(o) == 0


@pytest.mark.proves("worker-telephone")
def test_danger_is_heard_from_a_sender_who_tries_too_often(
    o: Owned, monkeypatch: pytest.MonkeyPatch
) -> None:
    beyond(monkeypatch, "own_sender")
    before = {kind: ours(*one) for kind, one in tries(o).items() if kind != "danger"}
    assert works(monkeypatch, o, ours) == dict.fromkeys(KINDS, 1)
    after = {kind: ours(*one) for kind, one in tries(o).items()}
    assert told_apart(before) == told_apart(after) == set()
    assert before["right"] == after["danger"]
    assert DuressAlert.objects.filter(file=o.file).count() == 1


@pytest.mark.proves("worker-telephone")
def test_codes_for_danger_are_not_tried_without_end_and_nothing_tells_of_it(
    o: Owned, settings: Settings
) -> None:
    # In the life of a slip less than one in a hundred, from however many senders.
    limit = parse_rate(settings.ACCOUNT_RATE_LIMITS["own_danger"])
    assert limit.per == "key"
    tried = questions().days_on / dt.timedelta(seconds=limit.duration) * limit.amount
    assert tried / 10**CODE < 0.01
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"own_danger": "3/h/key"}
    services.set_answer(o.world.owner, o.access.pk, "ready", seen="nothing_new")
    silent = {ours(*tries(o)["wrong"]).body for _ in range(3)}
    assert told_wrong(o) == 3
    silent |= {ours(*tries(o)[kind]).body for kind in ("danger", "right", "wrong", "never")}
    assert len(silent) == 1
    assert told_wrong(o) == 3
    assert not DuressAlert.objects.exists()


def test_a_limit_beyond_its_tries_does_the_slow_work_too(
    o: Owned, monkeypatch: pytest.MonkeyPatch
) -> None:
    beyond(monkeypatch, "own_danger")
    assert works(monkeypatch, o, ours) == dict.fromkeys(KINDS, 1)


@pytest.mark.usefixtures("o")
def test_a_sender_is_counted_to_thirty_a_minute_whatever_the_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[tuple[bool, bool]] = []

    def asks(_asking: SlipQuery, *, counted: bool, heard: bool) -> str:
        found.append((counted, heard))
        return "nothing_new"

    monkeypatch.setattr(page, "answer_query", asks)
    for _ in range(32):
        asked(draw().number, "1")
    assert found == [(True, True)] * 30 + [(False, True)] * 2


def beyond(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """As if one limit were reached."""
    monkeypatch.setattr(page, "allowed", lambda _request, action, **_rest: action != limit)


def told_wrong(o: Owned) -> int:
    events = Event.objects.using("ledger")
    return events.filter(act="ask_status", reason="wrong_code", resource=o.file.pk).count()


# What stays in the telephone, and what is read over a shoulder


def test_the_page_says_nothing_of_what_it_is_for_in_any_language(o: Owned) -> None:
    def telling(text: str) -> list[str]:
        return [word for word in TELLING if word.casefold() in text.casefold()]

    assert telling("<title>Your case at the labour office</title>") == ["labour", "case", "office"]
    for one in languages():
        address = f"/{one.tag}/slip/"
        for shown in (Client().get(address), asked(o.slip.number, o.slip.code, address=address)):
            assert telling(shown.content.decode()) == []
        assert telling(address) == []


@pytest.mark.proves("worker-telephone")
def test_nothing_of_what_was_typed_comes_back_or_stays(o: Owned) -> None:
    found = asked(o.slip.number, o.slip.code)
    text = found.content.decode()
    assert o.slip.number not in text
    assert o.slip.code not in text
    assert "value=" not in text
    assert text.count('autocomplete="off"') == 3
    assert 'type="password"' not in text  # browsers offer to keep those
    assert "<script" not in text
    assert found.cookies == {}
    assert found.headers["Cache-Control"] == "no-store, private"
    assert found.headers["Referrer-Policy"] == "no-referrer"
    assert "Location" not in found.headers
    links = {part.split('"')[0] for part in text.split('href="')[1:]}
    pages = {f"/{one.tag}/slip/" for one in languages()}
    assert {one for one in links if not one.startswith("/static/plain/plain.")} == pages


def test_what_stands_in_the_address_is_read_by_nobody(o: Owned) -> None:
    plain = Client().get(ADDRESS).content
    found = Client().get(ADDRESS, {"a": o.slip.number, "b": o.slip.danger})
    assert DuressAlert.objects.count() == 0
    assert o.slip.number not in found.content.decode()
    assert len(plain) > 0


# Who has the tables


def test_neither_number_nor_codes_stand_in_any_table(o: Owned) -> None:
    o.access.refresh_from_db()
    for text in (o.slip.number, o.slip.code, o.slip.danger):
        assert found_in_tables(text) == []
    assert found_in_tables(o.file.pseudonym) != []


def found_in_tables(text: str) -> list[str]:
    with connection.cursor() as cursor:
        tables = [one for one in connection.introspection.table_names(cursor) if "own_" in one]
        tables += ["ledger_event", "cases_casefile"]
        found = []
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS r WHERE r::text LIKE %s',  # noqa: S608 - names of tables
                [f"%{text}%"],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found
