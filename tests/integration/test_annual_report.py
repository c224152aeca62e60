"""The annual report of C81 art. 21: sentence 12 of the specification."""

import datetime as dt
import io
import re
from pathlib import Path

import openpyxl
import pypdf
import pytest
from django.test import Client
from pytest_django import Settings

import inspections_world as iw
import justice_world as jw
import penalties_world as pw
import registers_world
from cases_world import key_ring, request
from inspections_world import World, world
from manumit.web.annual_report import figures as report
from manumit.web.inspections import verbs
from manumit.web.inspections.models import Visit
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.registers.contents import WorkplaceDetails
from manumit.web.registers.models import Workplace
from manumit.web.registers.services import (
    WorkplaceInput,
    merge_workplaces,
    record_workplace,
)
from manumit.web.registers.services.entries import ClearDetails
from manumit.web.ui.languages import words
from office import routes, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def report_address(year: int | None = None) -> str:
    """Return where the report of a year is, by default of this one."""
    return f"/en/office/annual-report/{year or today().year}/"


def figures(actor: Actor | None, year: int | None = None) -> dict[str, int | None]:
    return {one.key: one.number for one in report.annual_report(actor, year or today().year)}


def browser(found: Actor) -> Client:
    return signed_in(found)


def worked(w: World) -> Visit:
    """Two visits to one hall, one of them to 40 workers with an order to pay; a visit to a home."""
    place = iw.place(w.inspector)
    first = iw.begun(w.inspector, place)
    iw.ordered(w.inspector, first.pk, iw.found(w.inspector, first.pk).pk)
    iw.found(w.inspector, first.pk, "own_papers", "warning")
    refused = iw.planned(w.inspector, place)
    verbs.record_refused_entry(
        w.inspector, refused.pk, today(), "penalty", seen=1, request=request()
    )
    iw.begun(w.inspector, iw.place(w.inspector, "private_home"), home="meeting_outside")
    iw.planned(w.inspector, place)  # not yet a visit
    return first


def test_what_nobody_recorded_has_no_number_and_is_never_zero(w: World) -> None:
    found = figures(w.inspector)
    assert found.pop("inspectors") == 3  # two of this office, one of another
    assert set(found.values()) == {None}
    page = browser(w.inspector).get(report_address()).content.decode()
    assert not re.search(r"<dd>\s*0\s*</dd>", page)
    assert page.count("Not recorded") == len(found)


def test_the_figures_of_a_year_are_those_of_the_institution(w: World) -> None:
    worked(w)
    found = figures(w.inspector)
    expected = {
        "workplaces": 2, "workplaces_visited": 2, "workers": 80, "visits": 3, "home_visits": 1,
        "joint_visits": 0, "refused_entry": 1, "violations": 3, "area_wages": 1, "area_papers": 1,
        "area_entry": 1, "area_child": 0, "measure_order": 1, "measure_warning": 1,
        "measure_penalty": 1, "orders": 1, "order_payment": 1, "orders_complied": 0,
        "penalties": 0, "laws": None, "accidents": None, "diseases": None,
    }  # fmt: skip
    assert {key: found[key] for key in expected} == expected
    assert figures(w.elsewhere) == found
    assert figures(w.other_inspectorate.first)["visits"] is None


def test_another_year_has_its_own_figures(w: World) -> None:
    worked(w)
    found = figures(w.inspector, today().year - 1)
    assert found["visits"] is found["violations"] is found["orders"] is None
    assert found["penalties"] is None


def test_every_figure_leads_to_as_many_rows_as_it_says(w: World) -> None:
    worked(w)
    client = browser(w.inspector)
    page = client.get(report_address()).content.decode()
    links = dict(re.findall(rf'href="{report_address()}(\w+)/">(\d+)<', page))
    shown = {key: str(number) for key, number in figures(w.inspector).items()
             if number and key != "workers"}  # fmt: skip
    assert links == shown
    for key, number in links.items():
        rows = client.get(f"{report_address()}{key}/").content.decode()
        assert rows.count("<li><a class=\"pseudonym\"") + rows.count(
            "<li><span class=\"pseudonym\""
        ) == int(number), key  # fmt: skip


def test_another_office_is_shown_how_many_rows_are_about_homes_and_none_of_them(w: World) -> None:
    worked(w)
    home = Visit.objects.get(home="meeting_outside")
    page = browser(w.elsewhere).get(f"{report_address()}visits/").content.decode()
    assert home.reference not in page
    assert "because they are about homes: 1" in page


def test_the_workbook_has_the_same_figures_and_rows(w: World) -> None:
    first = worked(w)
    answer = browser(w.inspector).get(f"{report_address()}report.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    listed = list(book["figures"].iter_rows(min_row=2, values_only=True))
    numbers = {text: number for _, text, number in listed}
    assert numbers["Visits"] == 3
    assert numbers["Accidents"] == "Not recorded"
    assert len(listed) == len(figures(w.inspector))
    rows = list(book["visits"].iter_rows(values_only=True))
    assert len(rows) == 3
    assert first.reference in {label for label, _ in rows}
    assert all(isinstance(day, dt.datetime) for _, day in rows)


def paper(who: Actor, address: str) -> str:
    """The text of a paper, with single spaces."""
    answer = browser(who).get(address)
    assert answer["Content-Type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) <= 2
    return " ".join(" ".join(one.extract_text() for one in pages).split())


@pytest.mark.parametrize("farms", [False, True])
def test_the_paper_has_the_figures_of_the_page_and_no_rows(w: World, farms: bool) -> None:
    """A figure that nobody recorded says so on paper too, and is never 0."""
    first = worked(w)
    found = report.annual_report(w.inspector, today().year, farms=farms)
    text = paper(w.inspector, f"{report_address()}{'agriculture/' if farms else ''}report.pdf")
    known = words("en")
    for one in found:
        number = "Not recorded" if one.number is None else str(one.number)
        assert f"{known.name(one.text)} {number}" in text, one.key
    # Once for each of them, and once where the paper explains it.
    assert text.count("Not recorded") == sum(one.number is None for one in found) + 1
    assert ("Article 27" if farms else "Article 21") in text
    assert first.reference not in text
    assert "Hall threezq" not in text


def test_the_paper_is_in_the_language_of_its_reader(w: World) -> None:
    found = {
        tag: paper(w.inspector, f"{report_address().replace('/en/', f'/{tag}/')}report.pdf")
        for tag in ("fr", "es", "ar")
    }
    assert "Non enregistré" in found["fr"]
    assert "No registrado" in found["es"]
    assert re.search("[\u0600-\u06ff]{3}", found["ar"])
    assert not [one for one in found.values() if "Not recorded" in one]
    # Nobody has reviewed the translations: each paper says so, the original does not.
    assert "Brouillon" in found["fr"]
    assert "Borrador" in found["es"]
    assert "Draft:" not in paper(w.inspector, f"{report_address()}report.pdf")


def workplace(who: Actor, sector: str, kind: str = "premises") -> Workplace:
    """A workplace of a sector."""
    typed = WorkplaceInput(
        place=kind,
        located=WorkplaceDetails(name="Hall threezq", address="1 Example Road"),
        about=ClearDetails(source="own_knowledge", country="KE", sector=sector),
    )
    return record_workplace(who, typed, another=True, request=request())


def of_farms(actor: Actor) -> dict[str, int | None]:
    return {one.key: one.number for one in report.annual_report(actor, today().year, farms=True)}


def test_the_report_on_agriculture_counts_farms_and_says_what_has_no_sector(w: World) -> None:
    """C129 art. 27: fishing is no agriculture; a place without a sector may be one or not."""
    farm, boat = workplace(w.inspector, "A"), workplace(w.inspector, "A", "vessel")
    part, factory = workplace(w.inspector, ""), workplace(w.inspector, "C")
    unknown = workplace(w.inspector, "")
    visits = [iw.begun(w.inspector, at) for at in (farm, boat, part, factory, unknown, unknown)]
    merge_workplaces(w.inspector, farm.pk, part.pk, reason="known_to_be_one", request=request())
    for row in visits:
        iw.found(w.inspector, row.pk)
    found = of_farms(w.inspector)
    expected = {
        "farm_inspectors": None, "workplaces": 1, "workplaces_visited": 1, "visits": 2,
        "violations": 2, "area_wages": 2, "area_papers": 0, "orders": 0,
        "unknown_workplaces": 1, "unknown_visits": 2, "unknown_violations": 2, "unknown_orders": 0,
    }  # fmt: skip
    assert {key: found[key] for key in expected} == expected
    assert figures(w.inspector)["visits"] == 6
    client = browser(w.inspector)
    listed = client.get(f"{report_address()}agriculture/unknown_visits/").content.decode()
    assert {row.reference for row in visits if row.reference in listed} == {
        row.reference for row in visits[4:]
    }
    answer = client.get(f"{report_address()}agriculture/report.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    numbers = {text: number for _, text, number in book["figures"].iter_rows(values_only=True)}
    assert numbers["Visits"] == 2
    assert numbers["Inspectors for agriculture"] == "Not recorded"
    assert client.get(f"{report_address()}unknown_visits/").status_code == 404
    assert client.get(f"{report_address()}agriculture/inspectors/").status_code == 404


def test_agriculture_is_not_recorded_where_no_sector_is(w: World) -> None:
    """No visit to a place of a known sector: 0 visits to farms would be a guess."""
    iw.begun(w.inspector, workplace(w.inspector, ""))
    found = of_farms(w.inspector)
    assert found["workplaces"] is found["visits"] is found["violations"] is None
    assert (found["unknown_workplaces"], found["unknown_visits"]) == (1, 1)


def test_penalties_are_counted_by_kind_whether_or_not_they_follow_an_inspection(w: World) -> None:
    """C81 art. 21(e): a penalty that was annulled was imposed as well."""
    recorded = jw.penalty(w.inspector, ago=0)
    jw.annulled(w.inspector, recorded)
    expected = {"penalties": 1, "penalty_fine": 1, "penalty_notice": 0}
    # Nobody recorded a visit: of violations nothing is known, of penalties something.
    assert {key: figures(w.inspector)[key] for key in (*expected, "violations")} == {
        **expected, "violations": None,
    }  # fmt: skip
    late = pw.overdue(w)
    penalty = pw.penalised(w.inspector, late)
    assert figures(w.inspector)["penalties"] == figures(w.elsewhere)["penalties"] == 2
    listed = browser(w.inspector).get(f"{report_address()}penalties/").content.decode()
    assert f"/en/office/penalties/{penalty.pk}/" in listed
    assert recorded.reference in listed
    other = browser(w.elsewhere).get(f"{report_address()}penalties/").content.decode()
    assert penalty.reference not in other
    assert "because another office recorded them: 2" in other
    # The hall is a factory; the first penalty names no workplace, so that it may be a farm.
    assert {key: of_farms(w.inspector)[key] for key in ("penalties", "unknown_penalties")} == {
        "penalties": 0, "unknown_penalties": 1,
    }  # fmt: skip


WHO = {"owner": 200, "colleague": 200, "other_office": 200, "other": 200, "intake": 404,
       "shelter": 404, "court": 404, "admin": 404, "stranger": 303}  # fmt: skip


def test_each_page_is_for_inspectorates_alone(w: World) -> None:
    """By hand, from C81 arts 19 to 21: the figures of one's own inspectorate, for all of it."""
    filled = {
        name: "/en/office/" + route.replace("<int:year>", str(today().year)).replace(
            "<str:figure>", "visits"
        )
        for name, route in routes("annual_report").items()
    }  # fmt: skip
    assert len(filled) == 9
    for who, status in WHO.items():
        client = signed_in(registers_world.actor(w, who))
        found = {name: client.get(address).status_code for name, address in filled.items()}
        assert set(found.values()) == {status}, (who, found)


def test_a_year_or_a_figure_that_cannot_be_is_not_there(w: World) -> None:
    client = browser(w.inspector)
    for address in (
        report_address(today().year + 1),
        report_address(1900),
        f"{report_address()}complaints/",
    ):
        assert client.get(address).status_code == 404
    with pytest.raises(Refused):
        report.annual_report(w.admin, today().year)


def test_no_figure_tells_why_visits_were_planned() -> None:
    """R-30, R-74: random, ranked, round and asked visits are no figure of the report."""
    keys = {key for figures in report.HELD.values() for key in figures}
    assert not [one for one in keys if re.search("random|ranked|round|asked|own$|origin", one)]
