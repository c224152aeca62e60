"""Who may do what on the pages of own accesses: every page against everybody.

By hand, from domain.md, section 2, and decision 29: whoever holds the file; a colleague sees that
it is on, ends it and reads notices of danger; another office and another institution find nothing
(404); a stranger is led to sign in (303).
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import Settings

from cases_world import NAMES, World, agreed, referred, request
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.tasks import FILES
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.consent.models import Consent
from manumit.web.kernel.days import today
from manumit.web.tasks import services as tasks
from manumit.web.tasks.selectors import HORIZONS, ON_A_PAGE, my_work
from manumit.web.tasks.sources import due_items
from manumit.web.worker_access import services
from manumit.web.worker_access.models import (
    AccessSlip,
    AssistedSession,
    DuressAlert,
    SafetyAssessment,
    WorkerStatement,
)
from manumit.web.worker_access.remote import SlipQuery, answer_query
from office import routes
from worker_access_world import SAFE, Owned, assessed, browser, owned, prepared, session_of

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
WHO = ("owner", "colleague", "other_office", "shelter", "other", "admin", "stranger")

SHOWS: Mapping[str, tuple[int, ...]] = {
    # name             owner coll  oth   shel  other admin stranger
    # Each reads those of the own office; the prosecution and administrators have none.
    "notices":         (200, 200, 200, 200, 404, 404, 303),
    "access":          (200, 200, 404, 404, 404, 404, 303),
    "assess":          (200, 403, 404, 404, 404, 404, 303),
    "done":            (200, 200, 404, 404, 404, 404, 303),
    # Whoever began it turns the pages, and nobody else.
    "session":         (200, 404, 404, 404, 404, 404, 303),
    "session_file":    (200, 404, 404, 404, 404, 404, 303),
    "session_seen":    (200, 404, 404, 404, 404, 404, 303),
    "session_shared":  (200, 404, 404, 404, 404, 404, 303),
    "session_say":     (200, 404, 404, 404, 404, 404, 303),
    "session_copy":    (200, 404, 404, 404, 404, 404, 303),
    "session_record":  (200, 404, 404, 404, 404, 404, 303),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    # name             owner coll  oth   shel  other admin stranger
    "assess":          (303, 403, 404, 404, 404, 404, 303),
    # One is on: whoever may draw is told so.
    "draw":            (409, 403, 404, 404, 404, 404, 303),
    # Of sessions a colleague sees nothing.
    "begin":           (303, 404, 404, 404, 404, 404, 303),
    "answer":          (303, 403, 404, 404, 404, 404, 303),
    # Ending waits for nobody: whoever of the office is there. The owner comes after the colleague,
    # with a page from before; alone they end it in tests/spec/test_worker_access.py.
    "end":             (422, 303, 404, 404, 404, 404, 303),
    "read":            (303, 303, 404, 404, 404, 404, 303),
    "session_say":     (303, 404, 404, 404, 404, 404, 303),
    "session_take_back": (303, 404, 404, 404, 404, 404, 303),
    "session_off":     (303, 404, 404, 404, 404, 404, 303),
    "session_copy":    (200, 404, 404, 404, 404, 404, 303),
    "session_record":  (200, 404, 404, 404, 404, 404, 303),
    "session_end":     (303, 303, 404, 404, 404, 404, 303),
}  # fmt: skip


@dataclass(frozen=True)
class Everything:
    """A file with all that belongs to its own access."""

    owned: Owned
    session: uuid.UUID
    notice: uuid.UUID

    def address(self, name: str) -> str:
        route = routes("worker_access")[name]
        for key, value in {
            "<uuid:file>": self.owned.file.pk,
            "<uuid:access>": self.owned.access.pk,
            "<uuid:session>": self.session,
            "<uuid:notice>": self.notice,
        }.items():
            route = route.replace(key, str(value))
        return f"/en/office/{route}"

    def form(self, name: str) -> dict[str, object]:
        shelter = self.owned.world.shelter.institution.pk
        forms: dict[str, dict[str, object]] = {
            "assess": dict(SAFE),
            "answer": {"shown": "ready", "seen": "nothing_new"},
            "end": {"reason": "person_wishes", "seen": 1},
            "session_say": {"about": "other", "text": "not so"},
            "session_take_back": {"purpose": "referral", "recipient": shelter},
            "session_copy": {"wished": "on"},
            "session_record": {"wished": "on", "lines": ["prs_PrimaryLanguage"]},
        }
        return {"request": request(), **forms.get(name, {})}


@pytest.fixture(name="e")
def _everything(tmp_path: Path, settings: Settings) -> Everything:
    o = owned(prepared(tmp_path, settings))
    agreed(o.world.owner, o.file, o.world.shelter)
    referred(o.world.owner, o.file, o.world.shelter, parts=(FilePart.IDENTITY,))
    answer_query(SlipQuery(o.slip.number, o.slip.danger), counted=True)
    return Everything(o, session_of(o.world.owner, o.file), DuressAlert.objects.get().pk)


def somebody(w: World, who: str) -> Actor | None:
    return {
        "owner": w.owner,
        "colleague": w.colleague,
        "other_office": w.other_office,
        "shelter": w.shelter.first,
        "other": w.prosecution.first,
        "admin": w.admin,
        "stranger": None,
    }[who]


def state(o: Owned) -> tuple[object, ...]:
    """All that the pages can change."""
    return (
        SafetyAssessment.objects.count(),
        [*AccessSlip.objects.values_list("state", "shown")],
        [*AssistedSession.objects.order_by("pk").values_list("state")],
        DuressAlert.objects.filter(read_at=None).count(),
        WorkerStatement.objects.count(),
        Consent.objects.filter(subject=o.file.subject_id, withdrawn_at=None).count(),
    )


def test_a_notice_of_danger_is_work_of_the_whole_office_until_it_is_read(e: Everything) -> None:
    """R-53: nobody has to think of looking for it."""
    w = e.owned.world

    def has_it(who: str) -> bool:
        body = browser(somebody(w, who)).get("/en/office/work/", {"turn": "all"}).content.decode()
        return "Read the emergency code that was given" in body

    assert [who for who in WHO if has_it(who)] == ["owner", "colleague"]
    services.read_duress(w.colleague, e.notice)
    assert [who for who in WHO if has_it(who)] == []


@pytest.mark.proves("worker-telephone")
def test_a_notice_of_danger_is_above_the_overview_of_the_file_alone(e: Everything) -> None:
    """Other pages follow what was done with the person, who may not be alone."""
    w, file = e.owned.world, f"/en/office/files/{e.owned.file.pk}/"

    def has_it(who: str, part: str = "") -> bool:
        return "file-danger" in browser(somebody(w, who)).get(f"{file}{part}").content.decode()

    assert [who for who in WHO if has_it(who)] == ["owner", "colleague"]
    parts = ("consents/", "mandates/", "accounts/", "findings/", "referrals/", "seen/")
    assert [part for part in parts if has_it("owner", part)] == []
    services.read_duress(w.colleague, e.notice)
    assert [who for who in WHO if has_it(who)] == []


@pytest.mark.proves("worker-telephone")
def test_no_late_work_pushes_a_notice_of_danger_off_the_page(
    e: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    w, before = e.owned.world, today() - dt.timedelta(days=10)
    monkeypatch.setattr(tasks, "today", lambda: before)
    for _ in range(ON_A_PAGE + 1):
        wish = tasks.NewTask("x", before, w.owner.person)
        tasks.write_task(w.owner, FILES, e.owned.file.pk, wish, request=request())
    for horizon in HORIZONS:  # of what is late alone, too: it is due at once
        found = my_work(w.owner, horizon=horizon, turn="all", number=1)
        assert [one.kind for one in found.lines] == ["danger"] + ["task_open"] * (ON_A_PAGE - 1)
        assert found.more
    assert [one.kind for one in due_items(w.owner, today(), 1)] == ["danger"]


def test_every_page_has_a_row() -> None:
    assert routes("worker_access").keys() == SHOWS.keys() | DOES.keys()


def test_what_every_page_shows_to_everybody(e: Everything) -> None:
    for who in WHO:
        client = browser(somebody(e.owned.world, who))
        for name, expected in SHOWS.items():
            found = client.get(e.address(name))
            assert found.status_code == expected[WHO.index(who)], (name, who)
            if who not in ("owner", "stranger"):
                assert NAMES[0] not in found.content.decode(), (name, who)


@pytest.mark.proves("worker-telephone")
@pytest.mark.parametrize("name", DOES)
def test_who_does_what(e: Everything, name: str) -> None:
    before = state(e.owned)
    for who in reversed(WHO):
        expected = DOES[name][WHO.index(who)]
        sent = browser(somebody(e.owned.world, who)).post(e.address(name), e.form(name))
        assert sent.status_code == expected, who
        if who == "stranger" or expected in (403, 404, 409, 422):
            assert state(e.owned) == before, who
        elif name not in {"session_copy", "session_record"}:
            if before == state(e.owned):  # only where a colleague has done the same already
                assert (who, name) in {
                    ("owner", "end"),
                    ("owner", "read"),
                    ("owner", "session_end"),
                }
            before = state(e.owned)


def test_the_slip_stands_on_one_answer_and_in_no_session(e: Everything) -> None:
    o, client = e.owned, browser(e.owned.world.owner)
    services.end_access(o.world.owner, o.access.pk, reason="codes_found", seen=1, request=request())
    assessed(o.world.owner, o.file)
    form = {"request": request()}
    first = client.post(e.address("draw"), form)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-store, private"
    row = AccessSlip.objects.get(file=o.file, state="on")
    code = next(
        part.split("<")[0]
        for part in first.content.decode().split('<code class="code" dir="ltr">')[1:]
    )
    assert len(code) == 9
    for page in (client.post(e.address("draw"), form), client.get(e.address("access"))):
        assert code not in page.content.decode()
    assert code not in str(dict(client.session))
    assert row.shown == "nothing_new"


def test_the_workers_page_names_nobody_and_has_no_way_to_other_files(e: Everything) -> None:
    client = browser(e.owned.world.owner)
    seen = client.get(e.address("session_seen")).content.decode()
    assert str(e.owned.world.owner.person)[:4].upper() not in seen
    assert "danger" not in seen
    for name in ("session", "session_file", "session_seen", "session_shared"):
        assert "/en/office/files/" not in client.get(e.address(name)).content.decode(), name


def test_the_copy_is_a_page_whose_name_says_nothing(e: Everything) -> None:
    made = browser(e.owned.world.owner).post(e.address("session_copy"), e.form("session_copy"))
    assert made.headers["Content-Disposition"] == 'attachment; filename="paper.html"'
    text = made.content.decode()
    assert NAMES[0] in text
    assert "<title>Your slip</title>" in text


def test_a_page_from_before_does_not_turn_the_answer_back(e: Everything) -> None:
    client, owner = browser(e.owned.world.owner), e.owned.world.owner
    services.set_answer(owner, e.owned.access.pk, "ready", seen="nothing_new")
    before = client.get(e.address("access")).content.decode()
    assert '<input type="hidden" name="seen" value="ready"' in before
    services.set_answer(owner, e.owned.access.pk, "nothing_new", seen="ready")
    form = {"request": request(), "shown": "ready", "seen": "ready"}
    stale = client.post(e.address("answer"), form)
    assert (stale.status_code, e.owned.access.shown) == (422, "nothing_new")
    assert "Somebody changed this after you opened it" in stale.content.decode()
    # The form of a page that shows what stands does it, and sent again it is the same.
    for _ in range(2):
        assert client.post(e.address("answer"), {**form, "seen": "nothing_new"}).status_code == 303
    assert e.owned.access.shown == "ready"


def holds_office(text: str) -> list[str]:
    """What of the office is on a page that the person may see: navigation, danger, names."""
    telling = (
        'class="side"',
        'class="dock"',
        'class="count"',
        "emergency code was given",
        "/own/notices/",
        *NAMES,
    )
    return [one for one in telling if one in text]


@pytest.mark.proves("worker-telephone")
@pytest.mark.parametrize("read", [False, True])
def test_what_follows_an_act_with_the_person_shows_no_notice_of_danger(
    e: Everything, read: bool
) -> None:
    if read:
        services.read_duress(e.owned.world.colleague, e.notice)
    client = browser(e.owned.world.owner)
    # The page of the office has it, read or not: the attack would see it.
    assert holds_office(client.get(e.address("access")).content.decode())
    for name in ("assess", "session_end"):
        found = client.post(e.address(name), e.form(name))
        assert found.headers["Location"] == e.address("done"), name
        text = client.get(found.headers["Location"]).content.decode()
        assert holds_office(text) == [], name
        assert e.owned.file.pseudonym not in text
        assert 'role="status"' in text
        assert f'href="{e.address("access")}"' in text  # the way on, alone


@pytest.mark.proves("worker-telephone")
def test_what_goes_wrong_in_a_session_leads_nowhere_into_the_office(e: Everything) -> None:
    client = browser(e.owned.world.owner)
    form = e.form("session_take_back")
    assert client.post(e.address("session_take_back"), form).status_code == 303
    twice = client.post(e.address("session_take_back"), form)
    assert twice.status_code == 409
    assert "already taken back" in twice.content.decode()
    assert f'class="button" href="{e.address("session")}"' in twice.content.decode()
    services.end_session(e.owned.world.colleague, e.session, request=request())
    over = client.get(e.address("session_file"))
    assert "This session is over" in over.content.decode()
    assert 'class="button" href="/en/office/"' in over.content.decode()
    for one in (twice, over):
        assert holds_office(one.content.decode()) == []


def test_a_session_that_is_over_shows_nothing(e: Everything) -> None:
    services.end_session(e.owned.world.colleague, e.session, request=request())
    found = browser(e.owned.world.owner).get(e.address("session_file"))
    assert found.status_code == 409
    assert NAMES[0] not in found.content.decode()
