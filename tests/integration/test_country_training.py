"""Training: five tasks for each role, each of them the role's own to do, and noticed when done.

What a role may do is written here by hand, from the domain reference, section 2.
"""

import dataclasses
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils.html import escape
from pytest_django import Settings

import cases_world
from cases_world import file_of, key_ring, person
from manumit.web.cases import services
from manumit.web.country.training import TrainingTask, progress, tasks_of
from manumit.web.institutions.models import Institution, Office
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.grants import grants
from manumit.web.kernel.access.roles import roles
from manumit.web.kernel.ledger.models import Event
from manumit.web.ui.languages import library
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
LANGUAGES = ("en", "fr", "es", "ar")
TASKS_OF_A_ROLE = 5
OF_INSTITUTIONS = [key for key, role in roles().by_key.items()
                   if role.account and role.held_in != frozenset()]  # fmt: skip
# What everybody with an account does; nothing of it is about a person.
OF_EVERYBODY = {"sign_in", "second_factor", "recover", "sign_out", "refused"}
# To do the task is to do this: a resource and an action.
WANTS = {
    "open_file": ("case_file", "open"), "read_file": ("case_file", "see"),
    "interview": ("finding", "make"),
    "who_saw": ("ledger_entries", "see"), "consent": ("consent", "record"),
    "refer": ("referral", "send"), "list_referrals": ("referral", "see"),
    "read_referral": ("referral", "see"), "answer": ("referral", "answer"),
    "report": ("referral", "answer"), "decide": ("decision", "decide"),
    "more_time": ("reflection", "extend"), "plan": ("support_plan", "open"),
    "note": ("support_note", "write"), "claim": ("claim", "open"), "list_claims": ("claim", "see"),
    "read_claim": ("claim", "see"), "read_heads": ("claim", "see"), "mediate": ("claim", "change"),
    "settle": ("claim_order", "decide"), "order": ("claim_order", "decide"),
    "report_payment": ("claim_payment", "report"), "ask_worker": ("claim_contact", "record"),
 "read_penalty": ("penalty", "see"),
    "proceeding": ("proceeding", "open"), "charge": ("proceeding", "change"),
    "step": ("proceeding", "decide"), "pass_on": ("proceeding", "pass_on"),
    "hearing": ("proceeding", "decide"), "look_up": ("sanction", "look_up"),
    "find_organisation": ("organisation", "see"), "organisation": ("organisation", "record"),
    "link": ("organisation", "change"), "share": ("organisation", "share"),
    "merge": ("organisation", "merge"), "workplace": ("workplace", "record"),
    "count": ("outcomes", "count"), "read_count": ("outcomes", "see"),
    "export": ("outcomes", "export"), "prepare": ("release", "prepare"),
    "refuse_release": ("release", "refuse"), "enter_service": ("service", "keep"),
    "confirm_service": ("service", "keep"), "invite": ("invitation", "send"),
    "add_office": ("institution", "change"), "make_token": ("api_token", "make"),
    "contact": ("contact", "record"), "acknowledge": ("complaint", "change"),
    "write_worker": ("complaint", "change"), "decide_source": ("source_opening", "approve"),
    "plan_visit": ("visit", "plan"),
    "notice": ("break_glass", "notice"), "watch": ("ledger_entries", "see"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def shown(tmp_path: Path, settings: Settings) -> None:
    key_ring(tmp_path, settings)
    settings.MANUMIT = dataclasses.replace(django_settings.MANUMIT, country=True)


def of_role(role: str) -> Actor:
    """Somebody new who works in a role."""
    kind = next(iter(roles().by_key[role].held_in or {"shelter"}))
    institution = Institution.objects.create(kind=kind, country="XX", names={"en": kind})
    office = Office.objects.create(institution=institution, names={"en": "One"})
    return person(office, role)


def done(actor: Actor) -> set[str]:
    """The tasks that the page calls done."""
    return {one.task.key for one in progress(actor.person, actor.role) if one.done_at}


def is_refused(actor: Actor) -> bool:
    """Whether the ledger has a refusal, which a transaction of its own writes."""
    return Event.objects.using("ledger").filter(actor=actor.person, outcome="refused").exists()


def test_each_role_that_an_institution_gives_has_five_tasks() -> None:
    assert len(OF_INSTITUTIONS) == 22
    for role in OF_INSTITUTIONS:
        tasks = tasks_of(role)
        assert len({one.key for one in tasks}) == len(tasks) == TASKS_OF_A_ROLE, role


@pytest.mark.parametrize("role", OF_INSTITUTIONS)
def test_each_task_has_words_in_four_languages(role: str) -> None:
    texts = library().texts
    for task in tasks_of(role):
        for language in LANGUAGES:
            for kind in ("label", "explanation"):
                assert texts.one(f"training/{task.key}", kind, language).language == language
            for press in task.press:
                word = texts.one(press, "label", language)
                assert (word.language, "{" in word.value) == (language, False), press


@pytest.mark.parametrize("role", OF_INSTITUTIONS)
def test_each_task_is_of_what_the_role_may_do(role: str) -> None:
    for task in tasks_of(role):
        if task.key not in OF_EVERYBODY:
            resource, action = WANTS[task.key]
            assert grants().of(role, resource, action), (task.key, resource, action)


def test_roles_with_rights_of_their_own_have_tasks_of_their_own() -> None:
    shared = {role for role in OF_INSTITUTIONS if {t.key for t in tasks_of(role)} <= OF_EVERYBODY}
    without = {
        role for role in OF_INSTITUTIONS
        if set(grants().by_role.get(role, {})) <= grants().everybodys
    }  # fmt: skip
    assert shared == without == {"pes", "assoc", "finance"}


def _address(task: TrainingTask) -> str:
    return reverse(task.where, kwargs={"language": "en"})


@pytest.mark.parametrize("role", OF_INSTITUTIONS)
def test_the_page_of_each_task_opens_for_the_role(role: str) -> None:
    client = signed_in(of_role(role))
    for task in tasks_of(role):
        answered = client.get(_address(task)).status_code
        assert answered == (404 if task.key == "refused" else 200), task.key


def test_an_inspector_does_the_tasks() -> None:
    here = cases_world.world()
    owner = here.owner
    assert done(owner) == set()
    file = file_of(owner)
    assert done(owner) == {"open_file"}
    cases_world.finding_of(owner, file)
    cases_world.agreed(owner, file, here.shelter)
    assert done(owner) == {"open_file", "interview", "consent"}
    cases_world.referred(owner, file, here.shelter)
    assert done(owner) == {"open_file", "interview", "consent", "refer"}
    assert done(here.colleague) == set()


def test_a_shelter_does_the_tasks() -> None:
    here = cases_world.world()
    file = file_of(here.owner)
    cases_world.finding_of(here.owner, file)
    cases_world.agreed(here.owner, file, here.shelter)
    row = cases_world.referred(here.owner, file, here.shelter)
    who = here.shelter.first
    cases_world.reported(here, row)
    assert done(who) == {"answer", "report"}
    own = file_of(who)
    cases_world.agreed(who, own, here.shelter, "assistance")
    services.open_plan(who, own.pk, request=cases_world.request())
    assert done(who) == {"answer", "report", "consent", "plan"}


def test_an_administrator_does_the_tasks() -> None:
    actor = of_role("admin")
    client = signed_in(actor)
    client.post("/en/office/offices/", {"name": "Harbour"})
    assert done(actor) == {"add_office"}
    assert not is_refused(actor)
    client.get("/en/office/files/")
    assert is_refused(actor)
    text = client.get("/en/office/training/").content.decode()
    assert "1 / 5" in text
    assert text.count("<h2>") == TASKS_OF_A_ROLE


def test_a_procurement_office_does_the_tasks() -> None:
    actor = of_role("procure")
    client = signed_in(actor)
    asked = {"country": "XX", "number": "XX-100001", "request": str(cases_world.request())}
    client.post("/en/office/sanctions/look-up/", asked)
    assert done(actor) == {"look_up"}


def test_a_licensing_authority_does_the_tasks() -> None:
    actor = of_role("licence")
    client = signed_in(actor)
    client.post("/en/office/organisations/find/", {"name": "Blue Harbour", "country": "XX"})
    assert done(actor) == {"find_organisation"}


def test_a_way_to_a_task_says_what_is_to_be_pressed() -> None:
    actor = of_role("inspect")
    client = signed_in(actor)
    text = client.get("/fr/office/training/").content.decode()
    for press in ("cases/files", "cases/new", "cases/new_do"):
        assert f"<b>{escape(library().texts.label(press, 'fr').value)}</b>" in text
