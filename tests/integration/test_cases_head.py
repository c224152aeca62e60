"""The head of a file's pages: what it says to its holder, to a colleague, and beside a person."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

import cases_world
from account_texts import wage_account
from cases_world import (
    ALOUD,
    World,
    accounted,
    agreed,
    attached,
    file_of,
    finding_of,
    key_ring,
    referred,
    request,
)
from manumit.web.cases import services
from manumit.web.cases.models import CaseFile
from manumit.web.cases.tasks import FILES
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.labels.verbs import label_file
from manumit.web.tasks.services import NewTask, write_task
from manumit.web.worker_access import sessions
from manumit.web.worker_access.services import open_access
from office import signed_in
from protection_world import decided, with_ident
from remedies_world import drafted
from worker_access_world import assessed, session_of

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
    label_file(w.owner, file.pk, LABEL, request=request())
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
        write_task(w.owner, FILES, file.pk, task, request=request())
    shown = page(w.owner, file)
    assert "Next: Do the task Today" in facts(shown)
    assert 'class="due today"' in shown


def left(html: str) -> str:
    return plain(html.partition('id="left">')[2].partition("</section>")[0])


def test_the_overview_lists_every_step_that_is_left(w: World) -> None:
    file = file_of(w.owner)
    for days in (3, 0):
        task = NewTask("call", today() + dt.timedelta(days=days), w.owner.person)
        write_task(w.owner, FILES, file.pk, task, request=request())
    steps = left(page(w.owner, file))
    assert steps.startswith("Next steps Do the task Today Do the task ")
    assert steps.endswith("Start the interview")


@pytest.mark.proves("no-information-to-others")
def test_after_a_finding_its_holder_offers_a_referral(w: World) -> None:
    file = file_of(w.owner)
    finding_of(w.owner, file)
    shown = page(w.owner, file)
    assert "Next: Offer a referral" in facts(shown)
    assert f'href="/en/office/files/{file.pk}/refer/"' in shown.partition("Next step</a>")[0]
    # Whether the person was asked, and refused, is not for a colleague (domain.md, section 2).
    assert "Next: Nothing is due" in facts(page(w.colleague, file))
    agreed(w.owner, file, w.shelter)
    assert "Next: Offer a referral" in facts(page(w.owner, file))
    referred(w.owner, file, w.shelter)
    assert "Next: Referral not received" in facts(page(w.owner, file))


@pytest.mark.parametrize("answer", ["refused", "taken_back"])
def test_nothing_is_offered_again_after_a_no(w: World, answer: str) -> None:
    file = file_of(w.owner)
    finding_of(w.owner, file)
    shelter = w.shelter.institution.pk
    if answer == "refused":
        services.refuse_consent(
            w.owner, file.pk, purpose="referral", recipient=shelter, spoken=ALOUD
        )
    else:
        agreed(w.owner, file, w.shelter)
        services.withdraw_consent(w.owner, file.pk, purpose="referral", recipient=shelter)
    assert "Next: Nothing is due" in facts(page(w.owner, file))


def test_the_competent_body_decides_on_the_finding(w: World) -> None:
    body, file = w.ident.first, with_ident(w)
    shown = page(body, file)
    assert "Next: Decide on the finding" in facts(shown)
    assert f"/en/office/files/{file.pk}/decisions/new/" in shown.partition("Next step</a>")[0]
    assert "Next step</a>" not in page(body, file, "decisions/new/")
    decided(body, file, "presume", "reasonable_grounds")
    assert "Next: Decide on the finding" in facts(page(body, file))
    decided(body, file, "identify", "act_means_and_purpose")
    assert "Decide on the finding" not in page(body, file)


def test_what_a_person_wrote_is_beside_the_steps_for_the_holder_alone(w: World) -> None:
    file = file_of(w.owner)
    assessed(w.owner, file)
    open_access(w.owner, file.pk, request=request())
    held = sessions.active_session(w.owner, session_of(w.owner, file))
    sessions.add_statement(held, "statement", "Wordszq of mine", request=request())
    assert "Wordszq of mine" in page(w.owner, file)
    assert "Wordszq" not in page(w.colleague, file)


def test_a_closed_file_has_no_next_step(w: World) -> None:
    file = file_of(w.owner)
    services.close_file(
        w.owner, file.pk, ending="labour_remedy", reason="claim_goes_on", request=request()
    )
    shown = page(w.owner, file)
    assert "Next:" not in facts(shown)
    assert not left(shown)
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
