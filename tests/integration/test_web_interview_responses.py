"""What every response of an interview's room says to browsers, caches and whoever looks on."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from manumit.web.public.interview.files import DOWNLOADS
from manumit.web.ui.languages import library, words
from web_interview import Visitor, answered

LANGUAGES = ("en", "fr", "es", "ar")
COOKIES = {"csrftoken", "visit", "kept-questions"}


def carrying_nonsense() -> Client:
    """A browser with a cookie that nobody sealed."""
    client = Client()
    client.cookies["kept-questions"] = "x"
    return client


def responses(language: str) -> Iterator[tuple[str, Any]]:
    """Every kind of response of the room, by a name of our own."""
    visitor = Visitor(language)
    client = visitor.client
    yield "start", client.get(visitor.address)
    yield "begin", visitor.send("begin")
    yield "who hears", client.get(visitor.address)
    yield "nobody", visitor.send("hearing", hearing="employer")
    yield "postponed", client.get(visitor.address)
    visitor.do("ask_hearing")
    visitor.do("hearing", hearing="alone")
    yield "question", visitor.answer
    code, number = visitor.question
    yield "nothing chosen", visitor.send("reply", code=code, question=number)
    visitor.reply("yes")
    yield "answered", visitor.answer
    visitor.do("overview")
    yield "overview", visitor.answer
    visitor.do("finish")
    yield "finding", visitor.answer
    for do in DOWNLOADS:
        yield do, visitor.send(do)
    yield "head", client.head(visitor.address)
    yield "method", client.put(visitor.address)
    yield "no recording", client.get(f"{visitor.address}audio/none.ogg")
    strict = Client(enforce_csrf_checks=True)
    yield "no token", strict.post(visitor.address, {"do": "begin"})
    yield "lost", carrying_nonsense().get(visitor.address)
    yield "ended", visitor.send("end")
    yield "left", client.post(f"/{language}/leave/")


def loose_cookies(answer: Any) -> list[str]:
    """Cookies that outlast a browser, or that scripts or other sites reach; deletions are none."""
    return [
        str(cookie)
        for cookie in answer.cookies.values()
        if not (cookie["max-age"] == 0 and cookie.value == "")
        and (
            cookie["max-age"] != "" or cookie["expires"] != ""
            or not cookie["httponly"] or cookie["samesite"] != "Strict"
        )
    ]  # fmt: skip


@pytest.mark.proves("no-information-to-others")
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_response_is_kept_by_nobody_and_runs_nothing(language: str) -> None:
    seen = dict(responses(language))
    assert {answer.status_code for answer in seen.values()} == {200, 303, 403, 404, 405, 422}
    for name, answer in seen.items():
        assert answer["Cache-Control"] == "no-store, private", name
        policy = answer["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; "), name
        assert not re.search(r"unsafe|\*|data:|http:", policy), name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert loose_cookies(answer) == [], name
        html = str(getattr(answer, "content", b""), "utf-8", "replace")
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", html), name
    assert {c.key for a in seen.values() for c in a.cookies.values()} == COOKIES


@pytest.mark.proves("no-information-to-others")
@pytest.mark.django_db
def test_leaving_sets_no_cookie() -> None:
    answer: Any = Client().post("/en/leave/")
    assert not answer.cookies
    visitor = answered()
    assert {*visitor.client.cookies} == COOKIES
    answer = visitor.client.post("/en/leave/")
    assert {(c.key, c.value, c["max-age"]) for c in answer.cookies.values()} == {
        (name, "", 0) for name in COOKIES
    }


@pytest.mark.proves("no-information-to-others")
@pytest.mark.django_db
def test_a_planted_lasting_cookie_is_found() -> None:
    client = Client()
    answer: Any = client.get("/en/questions/")
    assert loose_cookies(answer) == []
    answer.set_cookie("kept-questions", "x", max_age=60, httponly=True, samesite="Strict")
    answer.set_cookie("visit", "x", httponly=True, samesite="Lax")
    assert len(loose_cookies(answer)) == 2


@pytest.mark.proves("no-information-to-others")
@pytest.mark.django_db
def test_cookies_cross_no_open_line_where_the_deployment_is_real(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    every = [c for _, a in responses("en") for c in a.cookies.values() if c.value]
    assert {c.key for c in every} == COOKIES
    assert all(c["secure"] for c in every)
    assert django_settings.CSRF_COOKIE_AGE is None


TELLING = re.compile(
    r"forced|labour|traffick|exploit|victim|abuse|police|inspect|right|job|worker|employ|slave|"
    r"forcé|traite|victime|droit|forzoso|trata\b|víctima|derecho|قسري|اتجار|ضحية|شرطة|حق",
    re.IGNORECASE,
)
PLANTED = {
    "en": "Signs of forced labour",
    "fr": "Signes de travail forcé",
    "es": "Señales de trabajo forzoso",
    "ar": "علامات العمل القسري",
}


@pytest.mark.proves("no-information-to-others")
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_title_for_all_steps_that_does_not_say_what_it_is_about(language: str) -> None:
    assert TELLING.search(PLANTED[language])
    shown = [str(answer.content, "utf-8", "replace") for _, answer in responses(language)]
    titles = {t for page in shown for t in re.findall(r"<title>(.*?)</title>", page)}
    neutral = {words(language).name(one) for one in ("interview/title", "problem/title")}
    assert {unescape(title) for title in titles} <= neutral
    assert [title for title in titles if TELLING.search(title)] == []
    start = next(page for page in shown)
    assert f"<title>{words(language).name('interview/title')}</title>" in start


@pytest.mark.proves("no-information-to-others")
@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_at_the_end_says_what_a_browser_may_still_keep(language: str) -> None:
    visitor = Visitor(language)
    visitor.begin()
    visitor.send("end")
    assert words(language).say("privacy/traces") in words(language).name("privacy/traces")
    notice = library().texts.one("privacy/traces", "explanation", language)
    assert not notice.missing
    assert notice.value in visitor.page
    assert visitor.client.get(f"/{language}/privacy/").status_code == 200
