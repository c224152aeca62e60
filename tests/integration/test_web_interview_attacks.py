"""Who holds the database, the logs, the disk, the line or a cookie learns nothing of an interview.

Each search is first shown a leak that it has to find.
"""

import base64
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from http.cookies import Morsel
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from free_port import free_port
from manumit.assessment import Hearing, Reply
from manumit.web.interviewing.changes import CHANGES
from manumit.web.public.interview.files import DOWNLOADS
from manumit.web.public.interview.state import PURPOSE
from manumit.web.public.sessions.models import VisitorSession
from manumit.web.public.sessions.services import LONGEST_IDLE, OpenSession
from manumit.web.ui.languages import library
from served import first_line, serving
from web_interview import Visitor, always, answered
from web_over_http import HttpClient, raw
from web_traces import administrator, every_file, every_row

COOKIES = {"csrftoken", "visit", "kept-questions"}
LANGUAGES = ("en", "fr", "es", "ar")
DISTINCTIVE = always("no", EX01="yes", CD01="yes", CD11="refused", EX03="dont_know", DR02="yes")


# What must be nowhere


@dataclass(frozen=True)
class Secrets:
    """What one interview is made of.

    Attributes:
        codes: of the questions that were asked.
        texts: questions, results and the replies in their compact form.
        compact: the whole interview as it is sealed.
    """

    codes: frozenset[str]
    texts: frozenset[str]
    compact: str

    def found_in(self, content: bytes) -> set[str]:
        """Codes that stand as a word or in hex, texts anywhere."""
        plain = unescape(content.decode("utf-8", "replace"))
        alone = set(re.findall(r"[A-Za-z0-9]+", plain)) & self.codes
        lowered = plain.lower()
        every = self.codes | self.texts
        hidden = {one for one in every if one.encode().hex() in lowered}
        return alone | hidden | {text for text in self.texts if text in plain}


@dataclass
class Attacked:
    """A real server on which somebody has taken a whole interview.

    Attributes:
        during: all rows of the database before the visit ended.
        cookie: what the browser held then.
    """

    folder: Path
    port: int
    client: HttpClient
    secrets: Secrets
    during: bytes
    cookie: str

    @property
    def administrator(self) -> str:
        return administrator(self.folder)


def opened_by_the_owner_of_both(address: str, client: HttpClient) -> str:
    """The interview, for somebody who has the database and the browser while the visit lasts."""
    visit = OpenSession(client.cookies["visit"].value, b"")
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT key FROM public_sessions_visitorsession WHERE digest = %s", [visit.digest]
        ).fetchone()
    assert row is not None
    known = OpenSession(visit.token, bytes(row[0]))
    return known.unseal(client.cookies["kept-questions"].value, PURPOSE)


def take_the_interview(visitor: Visitor) -> tuple[set[str], set[str]]:
    """All that a person can do before the end; codes that were asked, and texts that were shown."""
    codes, texts = set(), set()
    visitor.begin()
    while not visitor.results:
        codes.add(visitor.question[0])
        texts.add(visitor.heading)
        visitor.reply(DISTINCTIVE(visitor.question[0]))
    texts |= set(re.findall(r'<li class="result is-\w+">(.*?)</li>', visitor.page))
    visitor.do("overview")
    for do in DOWNLOADS:
        assert visitor.send(do).status_code == 200
    visitor.do("finish")
    return codes, texts


def break_what_can_be_broken(port: int, code: str) -> None:
    """Requests that a server may want to complain of, with an answer in each part of them."""
    body = f"code={code}&reply=yes".encode()
    head = b"Host: 127.0.0.1\r\nConnection: close\r\n"
    form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(body)
    for request in (
        b"POST /en/questions/?" + body + b" HTTP/1.1\r\n" + head + form + b"\r\n" + body,
        b"GET /en/questions/" + body + b" HTTP/1.1\r\n" + head + b"\r\n",
        b"GET /en/questions/ HTTP/1.1\r\nHost: " + code.encode() + b".example\r\n\r\n",
        b"GET /en/questions/ HTTP/1.1\r\n" + head + code.encode() + b" yes\r\n\r\n",
        b"GET /en/questions/?" + body + b" HTTP/9.9\r\n" + head + b"\r\n",
        code.encode() + b" yes\r\n\r\n",
    ):
        assert re.match(rb"HTTP/1.1 4\d\d ", raw(port, request))


@pytest.fixture(scope="module")
def attacked(open_folder: Path) -> Iterator[Attacked]:
    folder, port = open_folder / "attacked", free_port()
    with serving(folder, port) as program:
        assert "answers at" in first_line(program)
        client = HttpClient(port)
        visitor = Visitor(client=client)
        codes, texts = take_the_interview(visitor)
        compact = opened_by_the_owner_of_both(administrator(folder), client)
        texts.add(compact.rpartition(".")[2])
        during, cookie = every_row(administrator(folder)), client.cookies["kept-questions"].value
        visitor.send("end")
        break_what_can_be_broken(port, next(iter(codes)))
        secrets = Secrets(frozenset(codes), frozenset(texts), compact)
        assert len(codes) > 15
        yield Attacked(folder, port, client, secrets, during, cookie)


# The database

PLANTED = {
    "text": "CREATE TABLE planted AS SELECT 'said {} yes'::text AS x",
    "bytea": "CREATE TABLE planted AS SELECT 'q{}'::bytea AS x",
    "hex": "CREATE TABLE planted AS SELECT encode('q{}'::bytea, 'hex') AS x",
    "json": "CREATE TABLE planted AS SELECT jsonb_build_object('a', array['{}']) AS x",
    "elsewhere": "CREATE SCHEMA planted; CREATE TABLE planted.t AS SELECT 5 AS n, '{}' AS x",
    "comment": "CREATE TABLE planted (x int); COMMENT ON TABLE planted IS 'of {}'",
}


@pytest.mark.proves("interview-not-stored")
@pytest.mark.parametrize("how", PLANTED)
def test_an_answer_planted_in_the_database_is_found(attacked: Attacked, how: str) -> None:
    code = min(attacked.secrets.codes)
    with psycopg.connect(attacked.administrator, autocommit=True) as connection:
        try:
            connection.execute(PLANTED[how].format(code))
            assert attacked.secrets.found_in(every_row(attacked.administrator)) == {code}
        finally:
            connection.execute("DROP TABLE IF EXISTS planted")
            connection.execute("DROP SCHEMA IF EXISTS planted CASCADE")


@pytest.mark.proves("interview-not-stored")
def test_no_table_holds_anything_of_an_interview(attacked: Attacked) -> None:
    assert b"public_sessions_visitorsession" in attacked.during
    assert attacked.secrets.found_in(attacked.during) == set()
    assert attacked.secrets.found_in(every_row(attacked.administrator)) == set()


@pytest.mark.proves("interview-not-stored")
def test_the_database_holds_neither_the_token_nor_the_time(attacked: Attacked) -> None:
    visit = OpenSession(next(c.value for c in set_by(attacked, "visit") if c.value), b"")
    digest = visit.digest.hex().encode()
    (row,) = re.findall(rb'^\("\\\\x' + digest + rb".*$", attacked.during, re.MULTILINE)
    assert re.fullmatch(rb'[^,]*,[^,]*,"[\d-]+ \d\d:00:00\+00"\)', row)
    assert visit.token.encode() not in attacked.during


@pytest.mark.proves("interview-not-stored")
def test_nothing_of_a_visit_is_left_after_it(attacked: Attacked) -> None:
    with psycopg.connect(attacked.administrator) as connection:
        assert connection.execute(
            "SELECT count(*) FROM public_sessions_visitorsession"
        ).fetchone() == (0,)


# Logs and files


@pytest.mark.proves("interview-not-stored")
@pytest.mark.parametrize("name", ["pages.log", "postgres.log", "work/upload.tmp"])
def test_an_answer_planted_in_a_file_is_found(attacked: Attacked, name: str) -> None:
    path, code = attacked.folder / name, min(attacked.secrets.codes)
    before = path.read_bytes() if path.exists() else None
    try:
        path.write_bytes((before or b"") + f"WARNING reply to {code}: yes\n".encode())
        found = {n for n, c in every_file(attacked.folder).items() if attacked.secrets.found_in(c)}
        assert found == {name}
    finally:
        path.unlink() if before is None else path.write_bytes(before)


@pytest.mark.proves("interview-not-stored", "logs-without-content")
def test_no_log_and_no_file_holds_anything_of_an_interview(attacked: Attacked) -> None:
    files = every_file(attacked.folder)
    assert {"pages.log", "postgres.log"} <= set(files)
    assert {n for n, c in files.items() if attacked.secrets.found_in(c)} == set()


@pytest.mark.proves("logs-without-content")
def test_the_log_says_that_something_broke_and_not_to_whom(attacked: Attacked) -> None:
    log = (attacked.folder / "pages.log").read_text("utf-8")
    assert "django.security.csrf" in log
    assert "gunicorn.error" in log
    assert re.findall(r"127\.0\.0\.1|/en/|questions/|ip=", log) == []


# The line


def addresses_in(page: str) -> set[str]:
    """All that a page links to, sends to or loads."""
    return set(re.findall(r'\s(?:href|action|src|data-leave)="([^"]*)"', page))


@pytest.mark.proves("no-information-to-others")
def test_no_address_holds_anything_of_an_interview(attacked: Attacked) -> None:
    assert attacked.secrets.found_in(f"/en/questions/{min(attacked.secrets.codes)}/".encode())
    assert set(attacked.client.asked) == {"/en/questions/"}
    pages = [answer.content.decode("utf-8", "replace") for answer in attacked.client.answers]
    linked = {one for page in pages for one in addresses_in(page)}
    assert "/en/questions/" in linked
    assert [one for one in linked if urlsplit(one).query] == []
    assert attacked.secrets.found_in("\n".join(linked).encode()) == set()


@pytest.mark.proves("no-information-to-others")
def test_no_header_holds_anything_of_an_interview(attacked: Attacked) -> None:
    lines = {
        f"{key}: {value}"
        for answer in attacked.client.answers
        for key, value in answer.headers
        if key.lower() != "set-cookie"
    }
    planted = f"Location: /en/questions/?at={min(attacked.secrets.codes)}"
    assert attacked.secrets.found_in("\n".join({*lines, planted}).encode())
    assert attacked.secrets.found_in("\n".join(lines).encode()) == set()


def set_by(attacked: Attacked, name: str) -> list[Morsel[str]]:
    every = [cookie for answer in attacked.client.answers for cookie in answer.cookies]
    assert {cookie.key for cookie in every} == COOKIES
    return [cookie for cookie in every if cookie.key == name]


@pytest.mark.proves("interview-not-stored")
def test_no_cookie_holds_an_answer_in_clear(attacked: Attacked) -> None:
    secrets = {*attacked.secrets.compact.split(".")[1:], *attacked.secrets.texts}

    def readable(word: str) -> set[str]:
        content = base64.urlsafe_b64decode(word) + word.encode()
        return {text for text in secrets if text.encode() in content}

    assert readable(base64.urlsafe_b64encode(attacked.secrets.compact.encode()).decode())
    kept = [cookie.value for cookie in set_by(attacked, "kept-questions")]
    assert len(kept) > 15
    assert {found for word in kept for found in readable(word)} == set()


@pytest.mark.proves("interview-not-stored")
def test_a_cookie_and_the_whole_database_after_the_visit_open_nothing(attacked: Attacked) -> None:
    late = HttpClient(attacked.port)
    late.cookies["visit"] = next(c.value for c in set_by(attacked, "visit") if c.value)
    late.cookies["kept-questions"] = attacked.cookie
    assert b"cannot open your earlier answers" in late.get("/en/questions/").content


# Cookies in other hands


def holding(**cookies: str) -> Visitor:
    """A browser into which somebody has put cookies."""
    visitor = Visitor()
    for name, value in cookies.items():
        visitor.client.cookies[name.replace("_", "-")] = value
    return visitor


def copied(visitor: Visitor) -> Visitor:
    """Another browser with the same cookies."""
    return holding(**{name: c.value for name, c in visitor.client.cookies.items() if c.value})


def opens(visitor: Visitor) -> bool:
    """Whether a browser is shown an interview; if not, then the start, with a notice or without."""
    visitor.look()
    if visitor.heading == "Questions about a job":
        return False
    visitor.do("overview")
    return visitor.replies != []


def by_the_button(visitor: Visitor) -> None:
    assert visitor.send("end").status_code == 200


def by_leaving(visitor: Visitor) -> None:
    assert visitor.client.post("/en/leave/").status_code == 303


def by_the_clock(visitor: Visitor) -> None:
    assert visitor.kept
    VisitorSession.objects.update(ends_at=timezone.now())


@pytest.mark.proves("interview-not-stored")
@pytest.mark.django_db
@pytest.mark.parametrize("end", [by_the_button, by_leaving, by_the_clock])
def test_a_stolen_cookie_opens_nothing_when_the_visit_has_ended(
    end: Callable[[Visitor], None],
) -> None:
    visitor = answered()
    assert opens(copied(visitor))
    older = copied(visitor)
    visitor.reply("no")
    latest = copied(visitor)
    end(visitor)
    for thief in (older, latest):
        assert not opens(thief)
        assert "We cannot open your earlier answers any more" in thief.page


@pytest.mark.proves("interview-not-stored")
@pytest.mark.django_db
def test_nothing_opens_after_three_quarters_of_an_hour_without_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visitor = answered()
    assert opens(copied(visitor))
    later = time.time() + LONGEST_IDLE.total_seconds() + 1
    monkeypatch.setattr("manumit.web.public.sessions.sealing.time.time", lambda: later)
    assert not opens(copied(visitor))


@pytest.mark.proves("interview-not-stored")
@pytest.mark.django_db
def test_a_cookie_of_another_visit_opens_nothing() -> None:
    one, other = answered(), answered()
    token, kept = (one.client.cookies[n].value for n in ("visit", "kept-questions"))
    assert opens(holding(visit=token, kept_questions=kept))
    assert not opens(holding(visit=token, kept_questions=other.kept))
    assert not opens(holding(visit=other.client.cookies["visit"].value, kept_questions=kept))
    assert not opens(holding(kept_questions=kept))
    assert not opens(holding(visit=token))


@pytest.mark.proves("interview-not-stored")
@pytest.mark.django_db
def test_an_older_state_opens_nothing_in_the_visit_after_the_end() -> None:
    visitor = answered()
    older = visitor.kept
    visitor.reply("no")
    assert opens(holding(visit=visitor.client.cookies["visit"].value, kept_questions=older))
    visitor.send("end")
    visitor.begin()
    assert not opens(holding(visit=visitor.client.cookies["visit"].value, kept_questions=older))


@pytest.mark.django_db
def test_what_was_sealed_for_another_purpose_or_says_nothing_opens_nothing() -> None:
    visitor = answered()
    token = visitor.client.cookies["visit"].value
    key = bytes(VisitorSession.objects.get(digest=OpenSession(token, b"").digest).key)
    visit = OpenSession(token, key)
    text = visit.unseal(visitor.kept, PURPOSE)
    assert opens(holding(visit=token, kept_questions=visit.seal(text, PURPOSE)))
    assert not opens(holding(visit=token, kept_questions=visit.seal(text, "file")))
    for nonsense in ("", "q", "x" + text[1:], text + "?", text[:-1], "q\x00", "f" * 3000):
        assert not opens(holding(visit=token, kept_questions=visit.seal(nonsense, PURPOSE)))


# Not made from the cookie, which is another one in each run: a strategy has to be the same in all.
# A server knows a header as bytes, which is what the interface to Python calls latin-1.
# No server is sent control characters in a cookie, and newer Pythons refuse to write them.
letters = st.characters(codec="latin-1", exclude_categories=["Cc"])
parts = st.floats(0, 1, exclude_max=True)
spoilers: st.SearchStrategy[Callable[[str], str]] = st.one_of(
    parts.map(lambda part: lambda value: value[: int(part * len(value))]),
    st.tuples(parts, letters | st.sampled_from("AB-_=")).map(
        lambda p: lambda value: put(value, *p)
    ),
    parts.map(lambda part: lambda value: swap(value, part)),
    st.text(letters, max_size=200).map(lambda text: lambda _: text),
    st.just(lambda value: value * 3),
)


def put(value: str, part: float, letter: str) -> str:
    at = int(part * len(value))
    return value[:at] + letter + value[at:]


def swap(value: str, part: float) -> str:
    at = int(part * len(value))
    return value[:at] + value[at:].swapcase()


@pytest.mark.proves("interview-not-stored")
@pytest.mark.django_db
@settings(max_examples=40)
@given(st.data())
def test_a_spoiled_cookie_gives_the_start(data: st.DataObject) -> None:
    visitor = answered()
    good = {"visit": visitor.client.cookies["visit"].value, "kept_questions": visitor.kept}
    assert opens(holding(**good))
    name = data.draw(st.sampled_from(sorted(good)))
    bad = good | {name: data.draw(spoilers)(good[name])}
    if bad == good:
        return
    assert not opens(holding(**bad))
    do = data.draw(st.sampled_from([*CHANGES, *DOWNLOADS]))
    sent = holding(**bad).send(do, hearing="alone", reply="yes", code="EX01", question="0")
    assert sent.status_code == 200
    assert b"Questions about a job" in sent.content


# Forms that no page sends

codes = st.sampled_from([*library().instrument("adult_labour").codes, "DR06", "SAFE01"])
fields = st.dictionaries(
    st.sampled_from(["do", "code", "question", "reply", "hearing", "list", "x"]) | st.text(),
    st.one_of(
        st.sampled_from([*CHANGES, *DOWNLOADS, "begin", "end", *Hearing, *Reply, "0", "1", "99"]),
        codes,
        st.text(max_size=50),
    ),
    max_size=7,
)
actions = st.sampled_from([*CHANGES, *DOWNLOADS, "begin"])
likely = st.builds(lambda sent, do: {**sent, "do": do}, fields, actions)
methods = st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "LOOT"])
tongues = st.sampled_from([*LANGUAGES, "bn", "xx", "EN", "en-GB"]) | st.text(max_size=8)


@pytest.mark.proves("interview-not-stored")
@pytest.mark.django_db
@settings(max_examples=40)
@given(fields | likely, methods, tongues)
def test_without_the_token_of_a_form_nothing_changes(
    sent: dict[str, str], method: str, language: str
) -> None:
    visitor = answered()
    thief = copied(visitor)
    del thief.client.cookies["csrftoken"]
    client = Client(enforce_csrf_checks=True, raise_request_exception=True)
    client.cookies = thief.client.cookies
    before, visits = visitor.kept, VisitorSession.objects.count()
    answer: Any
    if method == "POST":
        answer = client.post(f"/{quote(language)}/questions/", sent)
        assert answer.status_code in {403, 404}
    else:
        answer = client.generic(method, f"/{quote(language)}/questions/", b"do=end")
        assert answer.status_code in {403, 404, 405}
    assert {*answer.cookies} <= {"csrftoken"}
    assert (client.cookies["kept-questions"].value, VisitorSession.objects.count()) == (
        before,
        visits,
    )
    assert opens(copied(visitor))


@pytest.mark.django_db
def test_with_the_token_it_does_change() -> None:
    visitor = Visitor(client=Client(enforce_csrf_checks=True))
    visitor.look()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', visitor.page)
    assert token is not None
    assert visitor.send("begin").status_code == 403
    assert visitor.send("begin", csrfmiddlewaretoken=token[1]).status_code == 303
    assert VisitorSession.objects.count() == 1


@pytest.mark.proves("interview-not-stored")
@pytest.mark.django_db
@settings(max_examples=40)
@given(st.lists(st.tuples(fields | likely, st.sampled_from(LANGUAGES)), max_size=4))
def test_any_forms_lead_to_a_page(forms: list[tuple[dict[str, str], str]]) -> None:
    visitor = answered()
    for sent, visitor.language in forms:
        answer = visitor.client.post(visitor.address, sent)
        assert answer.status_code in {200, 303, 422}
        visitor.look()
