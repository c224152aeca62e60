"""The head of a file's pages: what it says to its holder, to a colleague, and beside a person."""

import datetime as dt
import re
import uuid
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

import cases_world
from account_texts import wage_account
from cases_world import World, accounted, agreed, attached, file_of, finding_of, key_ring, referred
from manumit.web.cases import services
from manumit.web.cases.models import CaseFile
from manumit.web.cases.tasks import FILES
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.labels.verbs import label_file
from manumit.web.tasks.services import NewTask, write_task
from office import signed_in
from remedies_world import drafted

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

LABEL = "Harbourzq Lampzq"
# By domain.md, section 2: the holder of a file sees its parts; a colleague that they exist, not
# what the person gave or answered.
OF_THE_HOLDER = {
    "Overview": "", "Interviews": "1", "Evidence": "1", "Work and wages": "1", "Findings": "1",
    "Consent and referrals": "1", "Claims and cases": "1", "Access": "",
}  # fmt: skip
OF_A_COLLEAGUE = {
    "Overview": "", "Interviews": "1", "Findings": "1", "Consent and referrals": "1",
    "Claims and cases": "1", "Access": "",
}  # fmt: skip


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return cases_world.world()


@pytest.fixture(name="file")
def _file(w: World) -> CaseFile:
    """A file with one of each thing that a tab counts."""
    file = file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter)
    referred(w.owner, file, w.shelter)
    attached(w.owner, file)
    accounted(w.owner, file, wage_account(), take=False)
    drafted(w.owner, file)
    label_file(w.owner, file.pk, LABEL, request=uuid.uuid4())
    return file


def page(who: Actor | Client, file: CaseFile, part: str = "", tongue: str = "en") -> str:
    client = who if isinstance(who, Client) else signed_in(who)
    answer = client.get(f"/{tongue}/office/files/{file.pk}/{part}")
    assert answer.status_code == 200, part
    return answer.content.decode()


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def tabs(html: str) -> dict[str, str]:
    """The tabs and what they count."""
    nav = html.partition('class="file-tabs"')[2].partition("</details>")[0]
    links = re.findall(r"<a href=[^>]*>(.*?)</a>", nav, flags=re.DOTALL)
    counted = (re.fullmatch(r"(.*?) ?(\d*)", plain(one)) for one in links)
    return {one[1]: one[2] for one in counted if one}


def facts(html: str) -> str:
    return plain(html.partition('class="file-facts">')[2].partition("</p>")[0])


def test_the_holder_finds_every_part_behind_nine_tabs(w: World, file: CaseFile) -> None:
    shown = page(w.owner, file)
    assert tabs(shown) == OF_THE_HOLDER
    assert LABEL in shown
    assert "You hold it" in facts(shown)


@pytest.mark.proves("no-information-to-others")
def test_a_colleague_finds_no_part_that_is_closed_to_them(w: World, file: CaseFile) -> None:
    shown = page(w.colleague, file)
    assert tabs(shown) == OF_A_COLLEAGUE
    assert "Lampzq" not in shown
    assert "Held by" in facts(shown)


def test_the_same_head_is_above_the_parts(w: World, file: CaseFile) -> None:
    client = signed_in(w.owner)
    for part in ("identity/", "accounts/", "consents/", "claims/", "seen/", "age/"):
        shown = page(client, file, part)
        assert tabs(shown) == OF_THE_HOLDER, part
        assert shown.count("<h1") == 1, part
        assert LABEL in shown.partition("<h1")[0], part


@pytest.mark.proves("no-information-to-others")
def test_pages_read_with_a_person_do_not_show_what_the_file_is_called(
    w: World, file: CaseFile
) -> None:
    client = signed_in(w.owner)
    for part in ("consents/new/", "mandates/new/", "accounts/new/wages/"):
        shown = page(client, file, part)
        assert "Lampzq" not in shown, part
        assert "file-head" not in shown, part


def test_the_next_step_is_what_is_due_first(w: World) -> None:
    file = file_of(w.owner)
    fresh = page(w.owner, file)
    assert "Next: Start the interview" in facts(fresh)
    assert f"/en/office/files/{file.pk}/interviews/" in fresh.partition("Next step")[0]
    later = today() + dt.timedelta(days=3)
    for day in (later, today()):
        task = NewTask("call", day, w.owner.person)
        write_task(w.owner, FILES, file.pk, task, request=uuid.uuid4())
    shown = page(w.owner, file)
    assert "Next: Do the task Today" in facts(shown)
    assert 'class="due today"' in shown


def test_a_closed_file_has_no_next_step(w: World) -> None:
    file = file_of(w.owner)
    services.close_file(
        w.owner, file.pk, ending="labour_remedy", reason="claim_goes_on", request=uuid.uuid4()
    )
    shown = page(w.owner, file)
    assert "Next:" not in facts(shown)
    assert "Closed" in facts(shown)


def test_the_timeline_is_narrowed_to_what_is_asked(w: World, file: CaseFile) -> None:
    client = signed_in(w.owner)

    def story(only: str) -> str:
        return plain(page(client, file, f"?story={only}").partition('class="story"')[2])

    assert "Document 1 added" in story("documents")
    assert "File opened" not in story("documents")
    assert "File opened" in story("decisions")
    assert "Referral to" in story("contacts")
    assert "Referral to" not in story("money")
    everything = story("nonsense")
    assert [one for one in ("File opened", "Document 1 added") if one not in everything] == []


def test_a_timeline_without_such_entries_says_so(w: World) -> None:
    shown = page(w.owner, file_of(w.owner), "?story=money")
    assert "No entries of this kind." in shown
