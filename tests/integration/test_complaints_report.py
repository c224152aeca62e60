"""Complaints without an account: the worker's path, the answer page, and what is left behind."""

import gzip
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

import complaints_world as cw
from cases_world import key_ring
from complaints_world import World, world
from manumit.web.complaints.models import Complaint
from manumit.web.complaints.reading import complaint
from manumit.web.complaints.receipts import WORDS, day_of_proof
from manumit.web.complaints.receiving import find_answer
from manumit.web.kernel.days import today
from manumit.web.public.report import answers
from manumit.web.public.report.questions import MOST, QUESTIONS
from manumit.web.public.report.state import ReportDraft
from manumit.web.public.sessions.models import VisitorSession
from manumit.web.public.sessions.sealing import seal
from manumit.web.public.sessions.services import KEPT_COOKIE, LARGEST_KEPT

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
FORM, ADVICE = "/en/advice/more/", "/en/advice/"
LANGUAGES = ("en", "fr", "es", "ar")
LARGEST = 50_000
"""Bytes of the whole path with its style sheets."""
REPLIES: dict[str, dict[str, object]] = {
    "seen": {"answer": "no"},
    "what": {"topic": ["wages", "papers"], "text": cw.TEXT},
    "where": {"sector": "garments", "employer": cw.EMPLOYER, "place": cw.PLACE},
    "workers": {"answer": "over_twenty"},
    "danger": {"answer": "none"},
    "still": {"answer": "working"},
    "guess": {"answer": "perhaps"},
    "answer": {"answer": "words", "contact": ""},
}


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> World:
    key_ring(tmp_path, settings)
    monkeypatch.setattr(answers, "pause", lambda _: None)
    cache.clear()
    return world()


def reply(client: Client, name: str, form: str = FORM, **instead: object) -> Any:
    sent = {"do": "reply", "question": name, **(instead or REPLIES[name])}
    return client.post(form, sent)


def walked(form: str = FORM) -> tuple[Client, list[Any]]:
    """A browser after all questions, with every page that it was shown."""
    client = Client()
    pages: list[Any] = [client.get(form)]
    client.post(form, {"do": "begin"})
    for one in QUESTIONS:
        pages.append(client.get(form))
        assert reply(client, one.id, form).status_code == 303, one.id
    pages.append(client.get(form))
    return client, pages


def words_of(response: Any) -> list[str]:
    return re.findall(r"<li><strong><bdi>([^<]+)</bdi>", response.content.decode())


def test_a_worker_reports_in_at_most_eight_questions_without_a_name_or_a_script(w: World) -> None:
    client, pages = walked()
    assert len(QUESTIONS) <= MOST == 8
    sent = client.post(FORM, {"do": "send"})
    words = words_of(sent)
    assert len(words) == WORDS
    row = Complaint.objects.get()
    seen = complaint(w.officer, row.pk)
    assert seen.content == {"text": cw.TEXT, "employer": cw.EMPLOYER, "place": cw.PLACE}
    assert list(seen.topics) == ["wages", "papers"]
    assert dict(seen.coded)["guess"] == "perhaps"
    assert find_answer(" ".join(words)) is not None
    for page in (*pages, sent):
        assert b"<title>Questions about work</title>" in page.content
        assert page.content.count(b"<script") == 1  # the quick exit, which works without it


@pytest.mark.usefixtures("w")
def test_skipping_everything_but_one_answer_is_a_complaint() -> None:
    client = Client()
    client.post(FORM, {"do": "begin"})
    reply(client, "seen")
    reply(client, "what")
    for one in QUESTIONS[2:]:
        client.post(FORM, {"do": "skip", "question": one.id})
    assert len(words_of(client.post(FORM, {"do": "send"}))) == WORDS
    nothing = Client()
    nothing.post(FORM, {"do": "begin"})
    for one in QUESTIONS[1:]:
        nothing.post(FORM, {"do": "skip", "question": one.id})
    assert nothing.post(FORM, {"do": "send"}).status_code == 422
    assert Complaint.objects.count() == 1


@pytest.mark.usefixtures("w")
@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_somebody_who_can_be_seen_gets_a_number_and_no_form(answer: str) -> None:
    client = Client()
    client.post(FORM, {"do": "begin"})
    sent = {"instead": "unsure"} if answer == "unsure" else {"answer": "yes"}
    page = reply(client, "seen", **sent)
    main = page.content.decode().partition("<main")[2]
    assert "Close this page." in main
    assert "<form" not in main
    assert VisitorSession.objects.count() == 0


@pytest.mark.usefixtures("w")
def test_the_first_question_is_who_can_see_and_the_child_line_comes_before_it() -> None:
    client = Client()
    start = client.get(FORM).content.decode()
    client.post(FORM, {"do": "begin"})
    assert "Can somebody see your screen?" in client.get(FORM).content.decode()
    number = re.search(r'Under 18\?.*?<a href="tel:([^"]+)"', start, re.DOTALL)
    if "wage_talk" not in start and "help-now" in start:  # an installation with contacts
        assert number is not None


@pytest.mark.usefixtures("w")
def test_danger_shows_whom_to_call_before_anything_else() -> None:
    client = Client()
    client.post(FORM, {"do": "begin"})
    reply(client, "danger", answer="held")
    assert "If you are in danger now" in client.get(FORM).content.decode()
    client.post(FORM, {"do": "go_on"})
    assert "Do you work there now?" in client.get(FORM).content.decode()
    client.post(FORM, {"do": "send"})
    assert Complaint.objects.get().danger


def test_answers_can_be_changed_before_sending(w: World) -> None:
    client, _ = walked()
    client.post(FORM, {"do": "ask", "question": "workers"})
    reply(client, "workers", answer="one")
    assert "Send it now?" in client.get(FORM).content.decode()
    client.post(FORM, {"do": "send"})
    assert dict(complaint(w.officer, Complaint.objects.get().pk).coded)["workers"] == "one"


def test_a_contact_is_sealed_apart_and_whoever_wants_no_answer_gets_no_words(w: World) -> None:
    client, _ = walked()
    reply(client, "answer", answer="contact", contact=cw.CONTACT)
    assert words_of(client.post(FORM, {"do": "send"})) == []
    seen = complaint(w.officer, Complaint.objects.get().pk)
    assert seen.has_contact
    assert not seen.has_receipt
    assert cw.CONTACT not in repr(seen.content)
    other, _ = walked()
    assert reply(other, "answer", answer="contact", contact=" ").status_code == 422


@pytest.mark.usefixtures("w")
def test_the_longest_texts_of_every_script_fit_into_the_cookie() -> None:
    for letter in ("x", "ش", "ক", '"', "\n"):
        client, _ = walked()
        longest = {"x": 500, '"': 500, "\n": 500}.get(letter, 360)
        text = f"a{letter * (longest - 2)}b"
        line = letter * 80 if letter != "\n" else "x"
        assert reply(client, "what", topic=["wages"], text=text).status_code == 303
        assert reply(client, "where", sector="other", employer=line, place=line).status_code == 303
        sent = reply(client, "answer", answer="contact", contact=line)
        assert sent.status_code == 303
        kept = sent.cookies[f"{KEPT_COOKIE}-more"].value
        assert len(kept) <= LARGEST_KEPT
    assert reply(client, "what", topic=["wages"], text="x" * 501).status_code == 422
    assert reply(client, "what", topic=["wages"], text="ক" * 500).status_code == 422


# Sentence 3: two taps from the finding, and nothing on the telephone says so afterwards


def finished(client: Client) -> str:
    """A finished interview on a borrowed telephone; gives its finding page."""
    questions = "/en/questions/"
    client.post(questions, {"do": "begin"})
    client.post(questions, {"do": "hearing", "hearing": "alone"})
    page = client.get(questions).content.decode()
    for _ in range(3):
        named = dict(re.findall(r'name="(code|question)" value="([^"]+)"', page))
        client.post(questions, {"do": "reply", "reply": "yes", **named})
        page = client.get(questions).content.decode()
    client.post(questions, {"do": "finish"})
    return client.get(questions).content.decode()


def test_the_answers_of_a_finished_interview_go_in_two_taps(w: World) -> None:
    client = Client()
    page = finished(client)
    assert "Send my answers to the labour office" in page
    client.post(FORM, {"do": "take"})
    last = client.get(FORM).content.decode()
    assert "Send it now?" in last
    assert "Somebody can see my screen" in last
    sent = client.post(FORM, {"do": "send"})
    assert len(words_of(sent)) == WORDS
    seen = complaint(w.officer, Complaint.objects.get().pk)
    assert set(seen.finding) == {"labour_law", "forced_labour", "trafficking"}
    # Nothing says so afterwards: no cookie, no session, no own address, nothing cached.
    assert sent.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "no-store" in sent.headers["Cache-Control"]
    assert not [name for name, one in client.cookies.items() if one.value]
    assert VisitorSession.objects.count() == 0
    assert "Tell the labour office" in client.get(FORM).content.decode()
    assert sent.request["PATH_INFO"] == FORM


def test_sent_again_in_another_language_it_shows_the_words_of_the_first_time(w: World) -> None:
    """The answer was lost on the way, and the browser has its cookies still."""
    del w
    client = Client()
    finished(client)
    client.post(FORM, {"do": "take"})
    kept = {name: one.value for name, one in client.cookies.items()}
    sessions = [*VisitorSession.objects.all()]
    first = words_of(client.post(FORM, {"do": "send"}))
    VisitorSession.objects.bulk_create(sessions)
    client.cookies.load(kept)
    again = words_of(client.post(FORM.replace("/en/", "/fr/"), {"do": "send"}))
    assert again == first
    assert Complaint.objects.count() == 1


def test_without_an_office_nothing_is_offered(tmp_path: Path, settings: Settings) -> None:
    key_ring(tmp_path, settings)
    client = Client()
    assert "Send my answers" not in finished(client)
    assert "No office receives reports" in client.get(FORM).content.decode()
    client.post(FORM, {"do": "begin"})
    assert "No office receives reports" in client.get(FORM).content.decode()


# Sentence 4: the answer page


def test_wrong_words_show_the_very_bytes_of_the_advice_page(w: World) -> None:
    """A planted difference is found first: the page of the right words has other bytes."""
    row, words = cw.received()
    cw.moved(w.officer, row, "acknowledge")
    advice = Client().get(ADVICE)
    right = Client().post(ADVICE, {"words": words})
    assert right.content != advice.content
    for typed in ("one two three four five", "", words[:-1], "x" * 500, "<script>", "ا ب ت ث ج"):
        client = Client()
        wrong = client.post(ADVICE, {"words": typed})
        assert wrong.content == advice.content, typed
        assert wrong.status_code == advice.status_code == 200
        assert dict(wrong.headers) == dict(advice.headers)
        assert not client.cookies


@pytest.mark.usefixtures("w")
def test_tries_are_limited_by_address_and_never_by_receipt() -> None:
    _, words = cw.received()
    advice = Client().get(ADVICE)
    for _ in range(30):
        Client().post(ADVICE, {"words": "one two three four five"})
    assert Client().post(ADVICE, {"words": words}).content == advice.content
    elsewhere = Client(REMOTE_ADDR="192.0.2.9")
    assert (
        "Received. Nobody has read it yet."
        in elsewhere.post(ADVICE, {"words": words}).content.decode()
    )


def test_the_words_show_an_answer_and_a_question_that_can_be_answered(w: World) -> None:
    row, words = cw.received()
    cw.moved(w.officer, row, "acknowledge")
    cw.written(w.officer, row, "<b>How many</b> months?", "question")
    client = Client()
    page = client.post(ADVICE, {"words": words}).content.decode()
    assert "&lt;b&gt;How many&lt;/b&gt; months?" in page
    assert words not in page  # one of them alone may be a word of the page
    assert client.post(ADVICE, {"do": "reply", "text": "x" * 2_001}).status_code == 422
    after = client.post(ADVICE, {"do": "reply", "text": "Three"}).content.decode()
    assert "Three" in after
    assert 'name="text"' not in after
    assert [one.text for one in complaint(w.officer, row.pk).messages][-1] == "Three"
    # The holder of the telephone opens the page again and finds advice.
    assert "Advice about work" in client.get(ADVICE).content.decode()
    stranger = Client().post(ADVICE, {"do": "reply", "text": "Three"})
    assert "Advice about work" in stranger.content.decode()


def test_the_answer_page_withdraws_and_reports_a_reprisal(w: World) -> None:
    """Only in the session that the right words opened; to everybody else it is the advice page."""
    row, words = cw.received()
    advice = Client().get(ADVICE).content
    for act in ("withdraw", "reprisal"):
        sent = {"do": act, "kind": "dismissed"}
        assert Client().post(ADVICE, sent).content == advice
        wrong = Client()
        assert wrong.post(ADVICE, {"words": "one two three four five"}).content == advice
        assert wrong.post(ADVICE, sent).content == advice
    assert complaint(w.officer, row.pk).row.state == "received"
    client = Client()
    client.post(ADVICE, {"words": words})
    refused = client.post(ADVICE, {"do": "reprisal", "what": "x"})
    assert refused.status_code == 422
    assert "Choose what happened." in refused.content.decode()
    page = client.post(ADVICE, {"do": "reprisal", "kind": "dismissed", "what": cw.TEXT})
    assert "I was dismissed" in page.content.decode()
    page = client.post(ADVICE, {"do": "withdraw"})
    assert "It was withdrawn." in page.content.decode()
    seen = complaint(w.officer, row.pk)
    assert seen.row.state == "withdrawn"
    assert [(one.row.kind, one.text) for one in seen.reprisals] == [("dismissed", cw.TEXT)]
    assert Client().post(ADVICE, {"words": words[:-1]}).content == advice
    assert client.get(ADVICE).content == advice


# Collective complaints: each has words of their own


def form_of(page: str) -> str:
    found = re.search(r'name="form" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_who_sent_it_adds_a_person_who_reads_and_leaves_alone(w: World) -> None:
    row, words = cw.received()
    client = Client()
    page = client.post(ADVICE, {"words": words}).content.decode()
    sent = {"do": "add", "form": form_of(page), "contact": cw.CONTACT}
    added = client.post(ADVICE, sent)
    theirs = words_of(added)
    assert len(theirs) == WORDS
    again = client.post(ADVICE, sent)
    assert again.status_code == 422
    assert "Nobody was added" in again.content.decode()
    assert words_of(client.post(ADVICE, {**sent, "form": form_of(again.content.decode())}))
    assert row.sources.count() == 3
    member = Client()
    page = member.post(ADVICE, {"words": " ".join(theirs)}).content.decode()
    assert "Leave this report" in page
    assert "Add a person" not in page
    page = member.post(ADVICE, {"do": "withdraw"}).content.decode()
    assert "You have left this report." in page
    assert "I was punished because of this" in page
    page = client.post(ADVICE, {"words": words}).content.decode()
    assert "Received. Nobody has read it yet." in page
    assert complaint(w.officer, row.pk).row.state == "received"


@pytest.mark.usefixtures("w")
def test_nobody_but_who_sent_it_adds_a_person() -> None:
    row, words = cw.received()
    theirs = cw.member(row)
    advice = Client().get(ADVICE).content
    sent = {"do": "add", "form": str(uuid.uuid4()), "contact": ""}
    wrong = Client()
    wrong.post(ADVICE, {"words": "one two three four five"})
    for stranger in (Client(), wrong):
        assert stranger.post(ADVICE, sent).content == advice
    member, lead = Client(), Client()
    member.post(ADVICE, {"words": theirs})
    assert member.post(ADVICE, sent).status_code == 422
    lead.post(ADVICE, {"words": words})
    assert lead.post(ADVICE, {**sent, "form": "x"}).status_code == 422
    assert lead.post(ADVICE, {**sent, "contact": "x" * 121}).status_code == 422
    assert row.sources.count() == 2


@pytest.mark.usefixtures("w")
def test_no_page_of_a_collective_complaint_depends_on_how_many_there_are() -> None:
    row, words = cw.received()
    theirs = cw.member(row)

    def pages() -> list[str]:
        opened = [Client().post(ADVICE, {"words": one}) for one in (words, theirs)]
        return [re.sub(r'name="form" value="[^"]+"', "", one.content.decode()) for one in opened]

    before = pages()
    others = [cw.member(row) for _ in range(8)]
    assert pages() == before
    Client().post(ADVICE, {"words": others[0]})
    leaving = Client()
    leaving.post(ADVICE, {"words": others[0]})
    leaving.post(ADVICE, {"do": "withdraw"})
    assert pages() == before
    cw.received()  # nor on other complaints
    assert pages() == before


@pytest.mark.usefixtures("w")
def test_a_proof_code_is_checked_without_leading_anywhere() -> None:
    client, _ = walked()
    sent = client.post(FORM, {"do": "send"}).content.decode()
    code = re.search(r"<strong><bdi dir=\"ltr\">([A-Z2-7-]{10,})</bdi>", sent)
    assert code is not None
    assert day_of_proof(code[1]) == today()
    page = Client().post("/en/advice/code/", {"code": code[1]}).content.decode()
    assert str(today()) in page
    wrong = Client().post("/en/advice/code/", {"code": "AAAA-BBBB"}).content.decode()
    assert "This code was not made here" in wrong


@pytest.mark.usefixtures("w")
def test_too_much_from_one_address_is_not_received() -> None:
    for _ in range(20):
        client, _ = walked()
        assert client.post(FORM, {"do": "send"}).status_code == 200
    client, _ = walked()
    assert client.post(FORM, {"do": "send"}).status_code == 429


@pytest.mark.usefixtures("w")
def test_an_old_or_changed_cookie_begins_again() -> None:
    client, _ = walked()
    client.cookies[f"{KEPT_COOKIE}-more"] = seal("x", key=bytes(32), bound_to=b"")
    assert "Nothing was sent" in client.post(FORM, {"do": "send"}).content.decode()
    with pytest.raises(ValueError, match="nowhere"):
        ReportDraft.from_text(f'[{{}},"nowhere","{uuid.uuid4()}",0,0]')


@pytest.mark.usefixtures("w")
@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_whole_path_is_under_fifty_kilobytes(tag: str) -> None:
    """As a telephone without a cache gets it: packed pages, and each style sheet once."""
    client, pages = walked(f"/{tag}/advice/more/")
    pages.append(client.post(f"/{tag}/advice/more/", {"do": "send"}))
    static = set(re.findall(r"/static/([^\"]+\.(?:css|js|svg))", pages[0].content.decode()))
    files = [Path(str(finders.find(one))).read_bytes() for one in static]
    packed = sum(len(gzip.compress(one)) for one in (*(p.content for p in pages), *files))
    assert packed <= LARGEST, packed
    largest = max(len(one.content) for one in pages) + sum(map(len, files))
    assert largest <= LARGEST, largest
