"""Who may do what on the pages of the non-punishment check: every page against everybody (R-50).

The expectations are written by hand, from domain.md, sections 2 and 4.4. Whoever holds the file at
the identification body sends a check; the office sees that it stands there. The prosecution's
office to which it went reads it and decides; its other offices, another prosecution, whoever
referred the person, and everybody else learn nothing, not even that there is one (404). A stranger
is led to sign in (303).
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from cases_world import (
    NAMES,
    Body,
    World,
    agreed,
    person,
    request,
    world,
)
from checks_world import (
    ADVISER,
    AGAINST,
    PURPOSE,
    WHY,
    legal_advice,
    presumed,
    sent,
    sent_on_advice,
    with_ident,
)
from justice_world import CHECK_PAGES
from manumit.web.cases import selectors, services
from manumit.web.cases.models import CaseFile
from manumit.web.cases.signs import signs_of
from manumit.web.institutions.models import Office
from manumit.web.justice import lists, tasks
from manumit.web.justice import services as justice
from manumit.web.justice.models import NonPunishment, RecordDisclosure
from manumit.web.justice.selectors import checks
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import earliest_day, today
from manumit.web.tasks.sources import due_items
from manumit.web.ui.languages import language
from manumit.web.ui.room.days import day_text
from manumit.web.ui.room.lists import reader_of
from office import routes, signed_in
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = (
    "sender", "colleague", "ident_office", "other_ident", "prosecutor", "second", "pros_office",
    "other_pros", "inspector", "shelter", "union", "court", "admin", "dpo", "stranger",
)  # fmt: skip
NOBODY = (404, 404, 404, 404, 404, 404, 303)
"""Who referred the person, a shelter, a union, a court, two of the sender's, and a stranger."""
SHOWS: Mapping[str, tuple[int, ...]] = {
    # name                 send coll offi  oth  pros sec  offi  oth
    "checks":              (200, 403, 404, 404, 404, 404, 404, 404, *NOBODY),
    "check_new":           (200, 403, 404, 404, 404, 404, 404, 404, *NOBODY),
    "non_punishments":     (200, 200, 200, 200, 200, 200, 200, 200, *NOBODY),
    # A body that identifies reads checks and opens none here: not theirs (403).
    "non_punishment_new":  (403, 403, 403, 403, 200, 200, 200, 200, *NOBODY),
    "non_punishment":      (200, 200, 404, 404, 200, 200, 404, 404, *NOBODY),
    "non_punishment_step": (403, 403, 404, 404, 200, 200, 404, 404, *NOBODY),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "check_new":           (303, 403, 404, 404, 404, 404, 404, 404, *NOBODY),
    "non_punishment_new":  (403, 403, 403, 403, 303, 303, 303, 303, *NOBODY),
    "non_punishment_step": (403, 403, 404, 404, 303, 303, 404, 404, *NOBODY),
}  # fmt: skip
ROUTES = routes("justice") | routes("cases")
WORDS = "growing drugs"
PLANTED = (WHY, WORDS, AGAINST)


@dataclass(frozen=True, slots=True)
class Rows:
    """A file of the sender's, and a check that rests on proceedings."""

    file: CaseFile
    check: NonPunishment
    everybody: Mapping[str, Actor | None]

    def address(self, name: str, step: str = "consider", language: str = "en") -> str:
        """Where a page is."""
        return f"/{language}/office/" + (
            ROUTES[name]
            .replace("<uuid:file>", str(self.file.pk))
            .replace("<uuid:non_punishment>", str(self.check.pk))
            .replace("<str:name>", step)
        )

    def browser(self, who: str, *, csrf: bool = False) -> Client:
        """Signed in with both factors."""
        found = self.everybody[who]
        return signed_in(found, csrf=csrf)

    def page(self, who: str, name: str, step: str = "consider") -> str:
        """What somebody reads on a page."""
        return self.browser(who).get(self.address(name, step)).content.decode()


def everybody(w: World) -> Mapping[str, Actor | None]:
    """All who might come."""
    second = {
        one.institution.pk: Office.objects.create(institution=one.institution, names={"en": "Two"})
        for one in (w.ident, w.prosecution)
    }
    return {
        "sender": w.ident.first,
        "colleague": w.ident.second,
        "ident_office": person(second[w.ident.institution.pk], "ident"),
        "other_ident": Body.made("identification", "ident").first,
        "prosecutor": w.prosecution.first,
        "second": w.prosecution.second,
        "pros_office": person(second[w.prosecution.institution.pk], "justice"),
        "other_pros": Body.made("prosecution", "justice").first,
        "inspector": w.owner,
        "shelter": w.shelter.first,
        "union": Body.made("union", "union").first,
        "court": Body.made("court", "court").first,
        "admin": person(w.ident.office, "admin"),
        "dpo": person(w.ident.office, "dpo"),
        "stranger": None,
    }


def made_rows(w: World) -> Rows:
    file = presumed(w)
    return Rows(file, sent(w, file), everybody(w))


_begun, _who, _rows = begun(world, made_rows)


def on_proceedings(w: World, rows: Rows) -> dict[str, object]:
    """The whole form of a check, with the choice that it goes."""
    return {
        "request": uuid.uuid4(), "do": "send", "proceedings": "yes",
        "recipient": w.prosecution.office.pk, "alleged": "theft", "against": AGAINST,
        "signs": signs_of(rows.file.findings.get())[:2], "reasons": WHY, "sending": "yes",
    }  # fmt: skip


def on_advice(w: World, rows: Rows, ago: int = 2) -> dict[str, object]:
    """The same, where nobody proceeds."""
    form = on_proceedings(w, rows) | {"proceedings": "unknown"}
    del form["against"]
    day = f"{today() - dt.timedelta(days=ago)}"
    return form | {"adviser": ADVISER, "advised_on": day, "advised_in": "vi"}


def form(w: World, rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    step: dict[str, object] = {
        "seen": rows.check.version,
        "on_day": f"{today()}",
        "body": "prosecution",
    }
    opened: dict[str, object] = {
        "worker": "W-0816-ZQ", "basis": "proceedings_exist", "against": AGAINST,
    }  # fmt: skip
    words = {
        "check_new": on_proceedings(w, rows),
        "non_punishment_new": opened,
        "non_punishment_step": step,
    }
    return {"request": uuid.uuid4(), **words[name]}


def standing() -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    rows = NonPunishment.objects.order_by("pk").values_list("pk", "state", "version")
    return tuple(rows), RecordDisclosure.objects.count()


def found(words: Iterable[str], text: str) -> list[str]:
    """Which of some words stand in a text."""
    return [one for one in words if one in text]


def test_every_page_has_a_row_in_the_tables() -> None:
    assert SHOWS.keys() == CHECK_PAGES | {"checks", "check_new"}
    assert all(len(row) == len(WHO) for row in (*SHOWS.values(), *DOES.values()))


@pytest.mark.proves("sanctions-register")
@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(rows: Rows, who: str) -> None:
    client = rows.browser(who)
    answers = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert answers == {name: row[WHO.index(who)] for name, row in SHOWS.items()}


@pytest.mark.proves("sanctions-register")
@pytest.mark.parametrize("name", DOES)
def test_what_every_page_does_for_everybody(w: World, rows: Rows, name: str) -> None:
    before, answers = standing(), {}
    for who in WHO:
        with transaction.atomic():  # undone: everybody finds it as it was
            answer = rows.browser(who).post(rows.address(name), form(w, rows, name))
            answers[who] = answer.status_code
            changed = standing() != before
            transaction.set_rollback(True)
        assert changed is (answer.status_code == 303 and who != "stranger"), who
    assert answers == dict(zip(WHO, DOES[name], strict=True))


@pytest.mark.parametrize("name", DOES)
def test_a_form_from_elsewhere_is_refused_and_one_sent_twice_is_done_once(
    w: World, rows: Rows, name: str
) -> None:
    who, form_data, before = WHO[DOES[name].index(303)], form(w, rows, name), standing()
    strict = rows.browser(who, csrf=True)
    assert strict.post(rows.address(name), form_data).status_code == 403
    assert standing() == before
    client = rows.browser(who)
    assert client.post(rows.address(name), form_data).status_code == 303
    once = standing()
    assert client.post(rows.address(name), form_data).status_code == 303
    assert standing() == once != before


@pytest.mark.proves("sanctions-register")
def test_the_planted_words_are_read_by_whoever_may(rows: Rows) -> None:
    for who in ("sender", "prosecutor", "second"):
        text = rows.page(who, "non_punishment")
        assert found(PLANTED, text) == [*PLANTED], who
        assert "Decision expected by" in text, who
    office = rows.page("colleague", "non_punishment")
    assert found(PLANTED, office) == [WORDS]
    assert rows.check.reference in office


@pytest.mark.proves("sanctions-register")
@pytest.mark.parametrize(
    "who", [one for one in WHO if one not in ("sender", "colleague", "prosecutor", "second")]
)
def test_nobody_else_reads_a_planted_word_or_that_there_is_a_check(rows: Rows, who: str) -> None:
    client = rows.browser(who)
    hidden = (*PLANTED, rows.check.reference, "a non-punishment check")
    at_the_sender = f"/en/office/files/{rows.file.pk}/seen/"
    assert hidden[-1] in rows.browser("sender").get(at_the_sender).content.decode()
    assert (client.get(at_the_sender).status_code == 200) is (who == "dpo")
    paths = (
        [at_the_sender]
        + [rows.address(name) for name in SHOWS]
        + [f"/en/office/{one}" for one in ("", "work/", "referrals/", "referrals/sent/", "files/")]
    )
    origin = rows.file.origin
    assert origin is not None
    if who == "inspector":  # who has a file of the same person, and sees all of it
        at = f"/en/office/files/{origin.file_id}/"
        paths += [at, f"{at}seen/", f"{at}consents/", f"{at}referrals/", f"{at}bundles/"]
    for path in paths:
        text = client.get(path).content.decode()
        assert found(hidden, text) == [], path
        # Whoever asks for a page by a key has the key: it is told to nobody else.
        assert path.count(f"{rows.check.pk}") or str(rows.check.pk) not in text, path


@pytest.mark.proves("sanctions-register")
def test_what_was_sent_has_forgotten_the_file(w: World, rows: Rows) -> None:
    rows = dataclasses.replace(rows, check=sent_on_advice(w, rows.file))
    hidden = (*NAMES, rows.file.pseudonym, str(rows.file.pk), str(rows.file.subject_id), ADVISER)
    for name in ("non_punishments", "non_punishment", "non_punishment_step"):
        assert found(hidden, rows.page("prosecutor", name)) == [], name
    at_the_sender = rows.page("sender", "non_punishment")
    assert found(hidden, at_the_sender) == [ADVISER]  # and no way back to the file
    assert str(rows.check.pk) in rows.page("sender", "checks")


def test_before_it_is_sent_the_prosecution_sees_nothing_of_it(w: World) -> None:
    w, before = world(), NonPunishment.objects.count()
    file = presumed(w)
    rows = Rows(file, NonPunishment(pk=uuid.uuid4(), version=1), everybody(w))
    agreed(w.ident.first, file, w.prosecution, PURPOSE)
    client = rows.browser("sender")
    ask = {"request": uuid.uuid4(), "proceedings": "no"}
    assert "growing drugs" in client.post(rows.address("check_new"), ask).content.decode()
    assert NonPunishment.objects.count() == before
    for name in ("non_punishments", "checks", "check_new", "non_punishment"):
        text = rows.page("prosecutor", name)
        assert found((file.pseudonym, *NAMES, PURPOSE, "growing drugs"), text) == [], name
    assert "No checks here yet." in rows.page("prosecutor", "non_punishments")


@pytest.mark.proves("sanctions-register")
def test_nothing_is_sent_unless_somebody_chooses_so_and_what_was_typed_stays(
    w: World, rows: Rows
) -> None:
    before, client = standing(), rows.browser("sender")
    first = client.get(rows.address("check_new")).content.decode()
    assert 'value="unknown" id="id_proceedings_2" required checked' in first
    form = on_proceedings(w, rows)
    open_ = client.post(rows.address("check_new"), {"request": uuid.uuid4(), "proceedings": "yes"})
    assert 'value="no" id="id_sending_0" required checked' in open_.content.decode()
    answer = client.post(rows.address("check_new"), form | {"sending": "no"})
    assert answer.status_code == 422
    assert "Nothing was sent, as you chose." in answer.content.decode()
    assert WHY in answer.content.decode()
    del form["sending"]
    assert client.post(rows.address("check_new"), form).status_code == 422
    assert standing() == before


def test_what_stands_in_the_way_is_said_before_anybody_presses(w: World) -> None:
    w, before = world(), NonPunishment.objects.count()
    file = with_ident(w)
    rows = Rows(file, NonPunishment(pk=uuid.uuid4()), everybody(w))
    for name in ("checks", "check_new"):
        text = rows.page("sender", name)
        assert "nobody has decided yet that there are reasonable grounds" in text, name
    assert "A notice can reveal an offence that nobody knew of." in rows.page("sender", "checks")
    asked = on_proceedings(w, rows)
    assert rows.browser("sender").post(rows.address("check_new"), asked).status_code == 200
    assert NonPunishment.objects.count() == before


@pytest.mark.parametrize("proceedings", ["no", "unknown"])
def test_without_proceedings_the_yes_is_asked_for_and_the_day_of_the_advice_shown(
    w: World, rows: Rows, proceedings: str
) -> None:
    client, ask = rows.browser("sender"), {"request": uuid.uuid4(), "proceedings": proceedings}
    text = client.post(rows.address("check_new"), ask).content.decode()
    assert "the person has not agreed to a check by any prosecution" in text
    assert 'name="sending"' not in text
    agreed(w.ident.first, rows.file, w.prosecution, PURPOSE)
    text = client.post(rows.address("check_new"), ask).content.decode()
    by = earliest_day(timezone.now()) - dt.timedelta(days=1)
    assert [one.advised_by for one in offices(w, rows)] == [by, by]  # of the same prosecution
    assert f"{by}" in text
    assert 'name="sending"' in text
    late = client.post(rows.address("check_new"), on_advice(w, rows, ago=0))
    assert late.status_code == 422
    assert "the agreement may not be informed" in late.content.decode()
    answer = client.post(rows.address("check_new"), on_advice(w, rows))
    assert answer.status_code == 303
    assert NonPunishment.objects.filter(basis="agreed_after_advice").count() == 1


def test_the_yes_to_a_check_is_asked_for_on_a_page_towards_a_prosecution_and_nobody_else(
    w: World, rows: Rows
) -> None:
    client, path = rows.browser("sender"), rows.address("consent")
    page = client.post(path, {"request": uuid.uuid4(), "purpose": PURPOSE}).content.decode()
    prosecution, own = w.prosecution.institution.pk, w.ident.institution.pk
    assert f'value="{prosecution}"' in page
    assert found((str(own), str(w.shelter.institution.pk)), page) == []
    form_data = {
        "request": uuid.uuid4(), "do": "record", "purpose": PURPOSE, "recipient": prosecution,
        "status": "given", "voice": "person", "asked": "interpreted", "language": "vi",
        "text_version": 1, "until": f"{today() + dt.timedelta(days=20)}",
    }  # fmt: skip
    assert client.post(path, form_data).status_code == 303
    assert len(offices(w, rows)) == 2
    answer = client.post(rows.address("check_new"), on_advice(w, rows))
    assert answer.status_code == 303


def offices(w: World, rows: Rows) -> list[selectors.ProsecutionOffice]:
    """Those to which the person's yes lets a check go."""
    ready = selectors.ready_for_check(w.ident.first, rows.file.pk)
    return [one for one in ready.prosecutions if one.verdict.allowed]


def test_after_the_way_here_was_taken_back_the_persons_own_yes_is_asked_for(
    w: World, rows: Rows
) -> None:
    origin = rows.file.origin
    assert origin is not None
    services.withdraw_referral(
        w.owner, origin.pk, reason="consent_withdrawn", seen=3, request=request()
    )
    client = rows.browser("sender")
    assert "nothing is sent without their own yes" in rows.page("sender", "checks")
    answer = client.post(rows.address("check_new"), on_proceedings(w, rows))
    assert answer.status_code == 422
    assert "not agreed to a check by any prosecution" in answer.content.decode()
    agreed(w.ident.first, rows.file, w.prosecution, PURPOSE)
    answer = client.post(rows.address("check_new"), on_proceedings(w, rows))
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("step", "reason", "shown"),
    [
        ("not_prosecute", "compelled", "Not prosecuted"),
        ("drop_charges", "consequence_of_trafficking", "Charges dropped"),
        ("spare", "compelled", "Not punished"),
        ("punish", "not_enough_known", "Prosecution or punishment continues"),
    ],
)
def test_what_was_decided_and_why_is_read_by_the_sender(
    w: World, rows: Rows, step: str, reason: str, shown: str
) -> None:
    client = rows.browser("prosecutor")
    form_data = form(w, rows, "non_punishment_step")
    assert client.post(rows.address("non_punishment_step", step), form_data).status_code == 422
    form_data |= {"reason": reason}
    assert client.post(rows.address("non_punishment_step", step), form_data).status_code == 303
    text = rows.page("sender", "non_punishment")
    assert shown in text
    assert f"{today()}" in text
    assert "Decision expected by" not in text
    assert shown in rows.page("sender", "checks")
    assert shown in rows.page("colleague", "non_punishments")


def test_that_it_went_on_can_be_looked_at_again(w: World, rows: Rows) -> None:
    client, form_data = rows.browser("prosecutor"), form(w, rows, "non_punishment_step")
    on = form_data | {"reason": "no_link_to_exploitation"}
    assert client.post(rows.address("non_punishment_step", "punish"), on).status_code == 303
    page = rows.page("prosecutor", "non_punishment")
    assert len(found(("/steps/drop_charges/", "/steps/spare/"), page)) == 2
    assert found(("/steps/not_prosecute/", "/steps/punish/"), page) == []
    rows.check.refresh_from_db()
    again = form(w, rows, "non_punishment_step") | {"reason": "compelled"}
    assert client.post(rows.address("non_punishment_step", "spare"), again).status_code == 303
    story = rows.page("sender", "non_punishment")
    assert len(found(("Continue prosecution or punishment", "Decide not to punish"), story)) == 2


@pytest.mark.parametrize("name", ["stop", "propose", "nonsense"])
def test_no_page_takes_a_step_that_is_the_clock_s_or_none(w: World, rows: Rows, name: str) -> None:
    client, path = rows.browser("prosecutor"), rows.address("non_punishment_step", name)
    assert client.get(path).status_code == 404
    assert client.post(path, form(w, rows, "non_punishment_step")).status_code == 404


@pytest.mark.proves("sanctions-register")
def test_after_the_yes_is_taken_back_the_prosecution_reads_that_there_was_one(w: World) -> None:
    file = presumed(w)
    rows = Rows(file, sent_on_advice(w, file), everybody(w))
    assert found(PLANTED, rows.page("prosecutor", "non_punishment")) == [WHY, WORDS]
    taken_back = {"purpose": PURPOSE, "recipient": w.prosecution.institution.pk}
    path = rows.address("checks").replace("checks/", "consents/withdraw/")
    assert rows.browser("sender").post(path, taken_back).status_code == 303
    text = rows.page("prosecutor", "non_punishment")
    days = (f"{legal_advice().on_day}", f"{today()}", "legal advice", "withdrew the agreement")
    assert found((*PLANTED, *days, "Decision expected"), text) == []
    assert "There was a check." in text
    client, form_data = rows.browser("prosecutor"), form(w, rows, "non_punishment_step")
    assert client.post(rows.address("non_punishment_step"), form_data).status_code == 403
    assert "the person withdrew the agreement" in rows.page("sender", "non_punishment")


def test_both_sides_see_until_when_a_decision_is_expected_and_that_it_is_late(
    rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = lists.rules()
    by = rows.check.opened_at.date() + rules.check_within
    english = language("en")
    assert english is not None
    for who in ("sender", "colleague", "prosecutor"):
        assert f"{by}" in rows.page(who, "non_punishment"), who
        reader = reader_of(rows.everybody[who], english, "non_punishment")
        assert day_text(by, reader) in rows.page(who, "non_punishments"), who
    over = dataclasses.replace(rules, check_within=dt.timedelta(days=-1))
    monkeypatch.setattr(checks, "rules", lambda: over)
    for who in ("sender", "colleague", "prosecutor"):
        assert "This date has passed." in rows.page(who, "non_punishment"), who
        assert 'class="fine danger"' in rows.page(who, "non_punishments"), who
    assert "This date has passed." in rows.page("sender", "checks")


def test_it_is_work_of_whoever_decides_and_of_whoever_waits(w: World, rows: Rows) -> None:
    def kinds(who: str) -> list[tuple[str, dt.date]]:
        actor = rows.everybody[who]
        assert actor is not None
        until = today() + dt.timedelta(days=30)
        return [
            (one.kind, one.due) for one in due_items(actor, until, 50) if one.row == rows.check.pk
        ]

    by = rows.check.opened_at.date() + lists.rules().check_within
    for who in ("prosecutor", "second"):
        assert kinds(who) == [("non_punishment_decide", by)], who
    for who in ("sender", "colleague"):
        assert kinds(who) == [("non_punishment_await", by)], who
    for who in WHO[2:4] + WHO[6:-1]:
        assert kinds(who) == [], who
    asked = justice.NonPunishmentRequest(
        worker="W-0816-ZQ", basis="proceedings_exist", against=AGAINST
    )
    own = justice.open_non_punishment_check(w.prosecution.first, asked, request=request())
    lines = due_items(w.prosecution.first, by, 50)
    assert [one.kind for one in lines if one.row == own.pk] == ["non_punishment_decide"]
    done = justice.StepDay(today(), "prosecution")
    justice.decide_non_punishment(
        w.prosecution.first, rows.check.pk, "spare", done, reason="compelled", seen=1,
        request=request(),
    )  # fmt: skip
    assert kinds("prosecutor") == kinds("sender") == []
    assert {one.kind for one in tasks.SOURCES} == {"hearing", "non_punishment", "sanction"}


def test_who_saw_the_file_reads_that_a_check_was_sent_in_words(rows: Rows) -> None:
    rows.page("prosecutor", "non_punishment")
    text = rows.page("sender", "checks")
    assert rows.check.reference in text
    path = rows.address("checks").replace("checks/", "seen/")
    seen = rows.browser("sender").get(path).content.decode()
    assert "informed another body: a non-punishment check" in " ".join(
        seen.replace("<strong>", "").replace("</strong>", "").split()
    )
