"""Who may do what on the pages of inspections: every page against everybody.

The expectations are written by hand, from domain.md, section 2, and R-30: an inspectorate's office
works on its visits together; a second person reviews; other offices of the inspectorate read, but
for visits to homes; another inspectorate, an intake and everybody else find nothing (404); a
stranger is led to sign in (303).
"""

import dataclasses
import io
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pypdf
import pytest
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext

import inspections_world as iw
from cases_world import request
from everybody import done_by_everybody
from inspections_world import World, world
from manumit.web.inspections import pages, programme_reading, programmes, verbs
from manumit.web.inspections.forms import (
    BeginVisitForm,
    ChecklistForm,
    PeopleForm,
    RefusedEntryForm,
    ScreeningForm,
    ViolationForm,
)
from manumit.web.inspections.lists import LISTS, MODULES, checklist
from manumit.web.inspections.models import (
    Checklist,
    InspectionOrder,
    PaymentList,
    PeopleSeen,
    Programme,
    Screening,
    Violation,
    Visit,
)
from manumit.web.inspections.programmes import ProgrammeInput
from manumit.web.inspections.reading import checklist_paper
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.days import today
from manumit.web.registers import selectors
from manumit.web.registers.models import Workplace
from manumit.web.registers.policies import workplace_policy
from manumit.web.ui.languages import language, library, words
from office import routes, signed_in
from registers_world import actor
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

WHO = ("owner", "colleague", "other_office", "other", "intake", "shelter", "court", "admin",
       "stranger")  # fmt: skip
NOBODY = (404, 404, 404, 404, 404, 303)
"""Another inspectorate on one's own rows, an intake, a shelter, a court, an administrator, a
stranger."""

SHOWS: Mapping[str, tuple[int, ...]] = {
    # name         owner coll office other
    "visits":     (200, 200, 200, 200, *NOBODY[1:]),
    "choose":     (200, 200, 200, 200, *NOBODY[1:]),
    # A blank paper names no visit; that of a visit is for those who work on it.
    "checklist_blank": (200, 200, 200, 200, *NOBODY[1:]),
    "checklist_paper": (200, 200, 403, *NOBODY),
    "place":      (200, 200, 200, *NOBODY),
    "plan":       (200, 200, 200, *NOBODY),
    "visit":      (200, 200, 200, *NOBODY),
    "begin":      (200, 200, 403, *NOBODY),
    "refuse":     (200, 200, 403, *NOBODY),
    "people":     (200, 200, 403, *NOBODY),
    "checklist":  (200, 200, 403, *NOBODY),
    "violation":  (200, 200, 403, *NOBODY),
    "screening":  (200, 200, 403, *NOBODY),
    "visit_step": (403, 200, 403, *NOBODY),
    "orders":     (200, 200, 200, 200, *NOBODY[1:]),
    "order_new":  (200, 200, 403, *NOBODY),
    "order":      (200, 200, 200, *NOBODY),
    "order_step": (200, 200, 403, *NOBODY),
    # Another office reads that there is an order, and not whom it is addressed to.
    "order_alone": (200, 200, 404, *NOBODY),
    "order_paper": (200, 200, 404, *NOBODY),
    "list_workers": (200, 200, 403, *NOBODY),
    "list_paper":   (200, 200, 404, *NOBODY),
    "programmes":      (200, 200, 200, 200, *NOBODY[1:]),
    "programme_new":   (200, 200, 200, 200, *NOBODY[1:]),
    "programme":       (200, 200, 404, *NOBODY),
    "programme_step":  (200, 200, 404, *NOBODY),
    "programme_check": (200, 200, 404, *NOBODY),
    "programme_plan":  (200, 200, 404, *NOBODY),
}  # fmt: skip
DOES: Mapping[str, tuple[int, ...]] = {
    "plan":       (303, 303, 303, *NOBODY),
    "begin":      (303, 303, 403, *NOBODY),
    "refuse":     (303, 303, 403, *NOBODY),
    "people":     (303, 303, 403, *NOBODY),
    "checklist":  (303, 303, 403, *NOBODY),
    "violation":  (303, 303, 403, *NOBODY),
    "screening":  (303, 303, 403, *NOBODY),
    # A review: never by the one who planned the visit.
    "visit_step": (403, 303, 403, *NOBODY),
    "order_new":  (303, 303, 403, *NOBODY),
    "order_step": (303, 303, 403, *NOBODY),
    "list_workers": (303, 303, 403, *NOBODY),
    "programme_new":  (303, 303, 422, 422, *NOBODY[1:]),
    "programme_step": (303, 303, 404, *NOBODY),
    "programme_plan": (303, 303, 404, *NOBODY),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """A visit that is planned, one under way with a violation, one reported, one to a home."""

    place: Workplace
    planned: Visit
    under_way: Visit
    violation: Violation
    reported: Visit
    home: Visit
    order: InspectionOrder
    listed: InspectionOrder
    started: Programme
    drawn: Programme

    def address(self, name: str, step: str = "review") -> str:
        """Where a page is, in English."""
        of = {"begin": self.planned, "refuse": self.planned, "visit_step": self.reported}
        return "/en/office/" + (
            ROUTES[name]
            .replace("<uuid:workplace>", str(self.place.pk))
            .replace("<uuid:visit>", str(of.get(name, self.under_way).pk))
            .replace("<uuid:violation>", str(self.violation.pk))
            .replace("<uuid:order>", str((self.listed if name == "list_paper" else self.order).pk))
            .replace("<uuid:programme>", str(of_programme(self, name).pk))
            .replace("<str:module>", "garments")
            .replace("<str:name>", STEPS.get(name, step))
        )


ROUTES = routes("inspections")
STEPS = {"order_step": "appeal", "programme_step": "draw"}


def all_of_them() -> ProgrammeInput:
    """Return a programme of today that visits every workplace of the office."""
    return ProgrammeInput(
        begins_on=today(), ends_on=today(), area="office", visits=1, share=Decimal(10)
    )


def of_programme(rows: "Rows", name: str) -> Programme:
    """The programme of a page: one to be drawn, or one that was."""
    return rows.started if name == "programme_step" else rows.drawn


def made_rows(w: World) -> Rows:
    place = iw.place(w.inspector)
    under_way = iw.begun(w.inspector, place, origin="asked")
    violation = iw.found(w.inspector, under_way.pk)
    other = iw.found(w.inspector, under_way.pk, "lawful_deductions")
    order = iw.ordered(w.inspector, under_way.pk, other.pk)
    third = iw.found(w.inspector, under_way.pk, "pay_statement")
    listed = iw.ordered(w.inspector, under_way.pk, third.pk)
    iw.listed(w.inspector, listed)
    reported = iw.begun(w.inspector, place)
    verbs.answer_checklist(w.inspector, reported.pk, {}, request=request())
    verbs.move_visit(
        w.inspector, reported.pk, "report", seen=iw.now(reported).version, request=request()
    )
    home = iw.planned(w.inspector, iw.place(w.inspector, "private_home"), home="court_order")
    planned = iw.planned(w.inspector, place)
    started, drawn = (
        programmes.start_programme(w.inspector, all_of_them(), request=request()) for _ in range(2)
    )
    programmes.draw_programme(w.inspector, drawn.pk, seen=1, request=request())
    return Rows(
        place, planned, iw.now(under_way), violation, iw.now(reported), home, order,
        iw.now(listed), started,
        iw.now(drawn),
    )  # fmt: skip


_begun, _who, _rows = begun(world, made_rows)


def browser(found: Actor | None, *, csrf: bool = False) -> Client:
    return signed_in(found, csrf=csrf)


def form(rows: Rows, name: str) -> dict[str, object]:
    """A form that would be done, sent for the first time."""
    words: dict[str, dict[str, object]] = {
        "plan": {"planned_on": f"{today()}", "module": "garments"},
        "begin": {"seen": rows.planned.version, "visited_on": f"{today()}", "workers": 7},
        "refuse": {
            "seen": rows.planned.version, "visited_on": f"{today()}", "measure": "penalty",
        },
        "people": {"role": "worker", "number": 2, "alone": "yes", "child": "no"},
        "checklist": {"pay_on_time": "no", "own_papers": "unknown"},
        "violation": {"item": "own_papers", "measure": "order", "workers": 4},
        "screening": {"result": "signs_recorded", "not_referred": "worker_declined"},
        "visit_step": {"seen": rows.reported.version},
        "order_new": {
            "kind": "payment", "addressee": iw.EMPLOYER, "demand": "Pay", "days": 14,
            "issued_on": f"{today()}", "currency": "kes", "amount": "1200.50", "workers": 3,
        },
        "order_step": {"seen": 1},
        "list_workers": {
            "first_day": f"{today()}", "last_day": f"{today()}", "pay_list": iw.lines(rows.order),
        },
        "programme_new": {
            "begins_on": f"{today()}", "ends_on": f"{today()}", "area": "office", "visits": 1,
            "share": "10",
        },
        "programme_step": {"seen": 1},
        "programme_plan": {"planned_on": f"{today()}", "module": "garments"},
    }  # fmt: skip
    return {"request": uuid.uuid4(), **words[name]}


COUNTED = (PeopleSeen, Checklist, Violation, Screening, PaymentList)


def standing() -> tuple[object, ...]:
    """What the pages may change, and nobody without a right to."""
    return (
        tuple(Visit.objects.order_by("pk").values_list("state", "version", "visited_on")),
        tuple(InspectionOrder.objects.order_by("pk").values_list("state", "version", "due_on")),
        tuple(Programme.objects.order_by("pk").values_list("state", "version", "drawn")),
        tuple(one.objects.count() for one in COUNTED),
    )


def test_every_page_has_a_row_in_the_tables() -> None:
    assert ROUTES.keys() == SHOWS.keys()
    assert all(len(row) == len(WHO) for row in (*SHOWS.values(), *DOES.values()))


@pytest.mark.parametrize("who", WHO)
def test_what_every_page_shows_to_everybody(w: World, rows: Rows, who: str) -> None:
    client = browser(actor(w, who))
    found = {name: client.get(rows.address(name)).status_code for name in SHOWS}
    assert found == {name: answers[WHO.index(who)] for name, answers in SHOWS.items()}


FOUND = (True, True, True, False, None, None, None, None, None)
"""Who finds the workplace of another's office by its name; None: who has no such page."""


def test_a_workplace_is_found_by_name_or_reference_and_by_nobody_else(w: World, rows: Rows) -> None:
    (line,) = (one for one in selectors.selectable_entries(w.inspector, workplace_policy)
               if one.id == rows.place.pk)  # fmt: skip
    plan = rows.address("plan")
    for who, found in zip(WHO, FOUND, strict=True):
        client = browser(actor(w, who))
        for text in (line.name, rows.place.reference, rows.place.reference.lower()):
            answer = client.post(rows.address("choose"), {"q": text})
            assert answer.status_code == (SHOWS["choose"][WHO.index(who)])
            if found is not None:
                assert (f'href="{plan}"' in answer.content.decode()) is found, (who, text)


def test_a_home_is_found_by_its_reference_and_by_who_recorded_it_alone(
    w: World, rows: Rows
) -> None:
    """R-36: the name of a home is a person's, and no search term."""
    home = rows.home.workplace
    plan = rows.address("plan").replace(str(rows.place.pk), str(home.pk))
    (name,) = (one.name for one in selectors.selectable_entries(w.inspector, workplace_policy)
               if one.id == home.pk)  # fmt: skip
    for who in ("owner", "colleague", "other_office", "other"):
        client = browser(actor(w, who))
        answers = [client.post(rows.address("choose"), {"q": text}).content.decode()
                   for text in (home.reference, name)]  # fmt: skip
        assert [plan in one for one in answers] == [who == "owner", False], who


def test_a_long_register_is_searched_and_not_listed(
    w: World, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, plan = browser(w.inspector), f'href="{rows.address("plan")}"'
    assert plan in client.get(rows.address("choose")).content.decode()
    monkeypatch.setattr(pages, "FEW", 0)
    listed = client.get(rows.address("choose")).content.decode()
    assert plan not in listed
    assert "too long to be listed here" in listed
    short = client.post(rows.address("choose"), {"q": "ab"}).content.decode()
    assert "too long to be listed here" in short
    nothing = client.post(rows.address("choose"), {"q": "Nowherezq Works"}).content.decode()
    assert "too long to be listed here" not in nothing
    assert plan not in nothing


def test_the_page_of_a_workplace_leads_to_its_inspections(w: World, rows: Rows) -> None:
    """For who may plan them; an intake, which has workplaces too, sees no such button."""
    entry = iw.place(w.intake.first)
    own = "/en/office/" + routes("registers")["workplace"].replace(
        "<uuid:workplace>", str(entry.pk)
    )
    answer = browser(w.intake.first).get(own)
    assert answer.status_code == 200
    assert "/inspections/" not in answer.content.decode()
    address = "/en/office/" + routes("registers")["workplace"].replace(
        "<uuid:workplace>", str(rows.place.pk)
    )
    for who in WHO:
        answer = browser(actor(w, who)).get(address)
        leads = f'href="{rows.address("plan")}"' in answer.content.decode()
        assert leads is (who in ("owner", "colleague", "other_office")), who
        assert leads is (f'href="{rows.address("place")}"' in answer.content.decode())


@pytest.mark.parametrize("name", DOES)
def test_what_every_page_does_for_everybody(w: World, rows: Rows, name: str) -> None:
    def send(who: str) -> HttpResponseBase:
        return browser(actor(w, who)).post(rows.address(name), form(rows, name))

    assert done_by_everybody(WHO, send, standing) == dict(zip(WHO, DOES[name], strict=True))


def test_a_form_from_elsewhere_is_refused_and_one_sent_twice_is_done_once(
    w: World, rows: Rows
) -> None:
    before = standing()
    for name, answers in DOES.items():
        who = actor(w, WHO[answers.index(303)])
        strict, client = browser(who, csrf=True), browser(who)
        assert strict.post(rows.address(name), form(rows, name)).status_code == 403, name
        assert standing() == before
        with transaction.atomic():
            sent = form(rows, name)
            assert client.post(rows.address(name), sent).status_code == 303, name
            once = standing()
            assert client.post(rows.address(name), sent).status_code == 303, name
            assert standing() == once, name
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", ["begin", "refuse", "nonsense"])
def test_a_step_with_a_form_of_its_own_is_not_taken_without_it(
    w: World, rows: Rows, name: str
) -> None:
    sent = {"request": uuid.uuid4(), "seen": 1}
    answer = browser(w.inspector).post(rows.address("visit_step", name), sent)
    assert answer.status_code == 404


def test_a_visit_to_a_home_is_for_the_office_alone(w: World, rows: Rows) -> None:
    address = f"/en/office/visits/{rows.home.pk}/"
    assert browser(w.inspectorate.second).get(address).status_code == 200
    assert browser(w.elsewhere).get(address).status_code == 404
    listed = browser(w.elsewhere).get(rows.address("visits")).content.decode()
    assert rows.home.reference not in listed
    assert rows.planned.reference in listed


@pytest.mark.parametrize("tag", ["en", "fr", "es", "ar"])
def test_no_page_shows_why_a_visit_was_planned(w: World, rows: Rows, tag: str) -> None:
    """R-30, R-74: the page of a visit that was asked for is that of any other, but for its keys."""
    client, place = browser(w.inspector), rows.place
    # All are planned first: the navigation counts what is due.
    planned = [iw.planned(w.inspector, place, origin=one) for one in LISTS["origin"].codes()]
    pages = []
    for row in planned:
        page = client.get(f"/{tag}/office/visits/{row.pk}/").content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        pages.append(page.replace(str(row.pk), "KEY").replace(row.reference, "REFERENCE"))
    assert len(set(pages)) == 1
    ids = library().texts.ids()
    assert not [one for one in ids if one.startswith("inspections_origin/")]
    everywhere = [client.get(rows.address(name).replace("/en/", f"/{tag}/")) for name in SHOWS]
    assert not [one for one in everywhere if b"origin" in one.content]


def test_what_is_wrong_is_said_on_the_form_and_nothing_typed_is_lost(w: World, rows: Rows) -> None:
    sent = form(rows, "violation") | {"measure": "recorded_only"}
    answer = browser(w.inspector).post(rows.address("violation"), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Give a reason if the violation is only recorded" in page
    assert 'value="4"' in page


def test_the_report_says_what_is_missing(w: World, rows: Rows) -> None:
    sent = {"request": uuid.uuid4(), "seen": rows.under_way.version}
    address = f"/en/office/visits/{rows.under_way.pk}/steps/report/"
    answer = browser(w.inspector).post(address, sent)
    assert answer.status_code == 422
    assert "The checklist has not been answered." in answer.content.decode()


def test_a_list_costs_the_same_for_more_visits(w: World, rows: Rows) -> None:
    client = browser(w.inspector)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(rows.address("visits")).status_code == 200
        return len(queries)

    asked()  # the first page of a session asks more
    few = asked()
    for _ in range(12):
        iw.planned(w.inspector, iw.place(w.inspector))
    assert asked() == few


def test_the_page_for_the_employer_leads_nowhere_and_shows_nothing_of_the_visit(
    w: World, rows: Rows
) -> None:
    page = browser(w.inspector).get(rows.address("order_alone")).content.decode()
    assert iw.EMPLOYER in page
    assert iw.DEMAND in page
    links = re.findall(r'<a [^>]*href="([^"]*)"', page)
    own = rows.address("order_alone").removeprefix("/en")
    # Only its own languages, the way to the content, and the public start.
    assert {one for one in links if not one.endswith(own)} <= {"#main", "/en/"}
    for hidden in (rows.under_way.reference, "office/visits", "/workplaces/", "lawful_deductions"):
        assert hidden not in page


def test_the_order_is_printed_in_two_languages(w: World, rows: Rows) -> None:
    """Written in English with a translation into Arabic, whatever the language of the page."""
    answer = browser(w.inspector).get(rows.address("order_paper").replace("/en/", "/fr/"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert "document.pdf" in answer["Content-Disposition"]
    first, second = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    english = " ".join(first.extract_text().split())
    for part in (rows.order.reference, iw.EMPLOYER, iw.DEMAND, "C095 arts 8 to 10"):
        assert part in english
    assert "Labour inspector" in english
    assert re.search("[\u0600-\u06ff]{3}", second.extract_text())
    assert iw.DEMAND not in second.extract_text()


def printed(who: Actor | None, address: str) -> str:
    """The text of a paper."""
    answer = browser(who).get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="document.pdf"'
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def test_a_checklist_on_paper_names_the_workplace_to_whose_visit_it_is_alone(
    w: World, rows: Rows
) -> None:
    address = rows.address("checklist_paper")
    own, colleague = (printed(who, address) for who in (w.inspector, w.inspectorate.second))
    assert "Hall threezq" in own
    for paper in (own, colleague):
        assert rows.under_way.reference in paper
        assert "Exits are open while people work" in paper
        assert "C095 art. 12" in paper
        assert "asked" not in paper.replace("Nobody could be asked alone", "").replace(
            "Nobody is asked for a pregnancy test", ""
        )
    assert "Hall threezq" not in colleague
    over = printed(w.inspector, address.replace(str(rows.under_way.pk), str(rows.reported.pk)))
    assert "Hall threezq" not in over
    home = printed(w.inspector, address.replace(str(rows.under_way.pk), str(rows.home.pk)))
    assert "Hall threezq" not in home
    blank = printed(w.inspector, rows.address("checklist_blank"))
    assert "Hall threezq" not in blank
    assert rows.under_way.reference not in blank


@pytest.mark.parametrize("module", ["", *MODULES])
def test_all_that_a_checklist_on_paper_asks_can_be_entered(module: str) -> None:
    """Each box is a choice of a form of the visit, and each line one of its fields."""
    spoken = language("en")
    assert spoken is not None
    paper, known = checklist_paper(module, spoken, ()), words("en")
    asked = {"words": known}
    forms = {
        "begin": BeginVisitForm(**asked), "refuse": RefusedEntryForm(**asked),
        "people": PeopleForm(**asked), "screening": ScreeningForm(**asked),
        "checklist": ChecklistForm(items=checklist(module), **asked),
        "violation": ViolationForm(items=checklist(module), **asked),
    }  # fmt: skip

    def choices(form: str, field: str) -> list[str]:
        found = getattr(forms[form].fields[field], "choices", ())
        return [str(label) for value, label in found if value]

    assert [one.answers for one in (paper.refused[1], paper.people, *paper.people_asked)] == [
        choices("refuse", "measure"), choices("people", "role"), choices("people", "alone"),
        choices("people", "child"),
    ]  # fmt: skip
    assert [one.answers for one in paper.asked] == [
        choices("violation", "measure"), choices("violation", "reason"),
        choices("screening", "result"), choices("screening", "not_referred"),
    ]  # fmt: skip
    points = [one for name, one in forms["checklist"].fields.items() if name != "request"]
    assert [one.label.removesuffix(" *") for one in paper.points] == [one.label for one in points]
    assert [one.article for one in paper.points] == [one.help_text for one in points]
    assert all(paper.answers == choices("checklist", one.code) for one in checklist(module))
    assert [str(one) for one in paper.lines] == ["Reference", "Day of the visit", "Workers"]
    assert paper.found == ["Number of the point", "Workers"]
    assert {"visited_on", "workers"} <= forms["begin"].fields.keys()
    assert "workers" in forms["violation"].fields


def test_an_unknown_module_has_no_checklist(w: World) -> None:
    assert browser(w.inspector).get("/en/office/visits/checklists/other.pdf").status_code == 404


def test_another_office_reads_no_name_in_an_order(w: World, rows: Rows) -> None:
    page = browser(w.elsewhere).get(rows.address("order")).content.decode()
    assert rows.order.reference in page
    assert iw.EMPLOYER not in page
    assert iw.DEMAND not in page


def test_the_page_of_a_programme_shows_facts_and_not_what_was_random(w: World, rows: Rows) -> None:
    """C81 art. 15(c): the same page, whether its place was drawn or ranked."""
    client, address = browser(w.inspector), rows.address("programme")
    page = client.get(address).content.decode()
    assert "Hall threezq" in page
    assert "The last visit found violations" in page
    assert "1 of 1 workplaces, each with the same chance" in page
    view = programme_reading.programme(w.inspector, rows.drawn.pk)
    assert view.shown is not None
    assert not hasattr(view.shown.object_list[0], "origin")
    for hidden in ("ranked", "random_", "inspections_origin"):
        assert hidden not in page


def test_a_programme_that_cannot_be_drawn_says_why(w: World, rows: Rows) -> None:
    sent = form(rows, "programme_new") | {"share": "101"}
    answer = browser(w.inspector).post(rows.address("programme_new"), sent)
    assert answer.status_code == 422
    assert "between 5 and 30 percent" in answer.content.decode()


def test_the_list_of_a_programme_costs_the_same_for_more_places(w: World, rows: Rows) -> None:
    client = browser(w.inspector)

    def asked(key: uuid.UUID) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/en/office/programmes/{key}/").status_code == 200
        return len(queries)

    asked(rows.drawn.pk)  # the first page of a session asks more
    few = asked(rows.drawn.pk)
    for _ in range(9):
        iw.place(w.inspector)
    many = dataclasses.replace(all_of_them(), visits=10)
    row = programmes.start_programme(w.inspector, many, request=request())
    programmes.draw_programme(w.inspector, row.pk, seen=1, request=request())
    assert asked(row.pk) == few
