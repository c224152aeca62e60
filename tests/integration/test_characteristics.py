"""By what the figures tell people apart (R-70): recorded by who holds the file, sealed, counted.

Pages against everybody: ``test_cases_pages``. What a release makes of it: ``tests/spec``.
"""

import json
import re
import uuid
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

import cases_world
import statistics_world as s
from cases_world import ALOUD, World, agreed, file_of, finding_of, key_ring, referred, request
from erasing import erase
from manumit.disclosure import PublishedTable
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.characteristics import STATELESS, Characteristics, CountedCharacteristics
from manumit.web.cases.employments import EmployerRole, EmploymentDetails, NamedEntry
from manumit.web.cases.models import CaseFile, CharacteristicsVersion
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.keys import new_subject, subject_key
from manumit.web.kernel.vault.padding import pad
from manumit.web.sealing import encrypt
from manumit.web.statistics.definitions import regions
from manumit.web.statistics.kept import open_count
from manumit.web.statistics.models import Outcomes
from manumit.web.statistics.releasing import working_tables
from manumit.web.statistics.selectors import person_header, person_rows
from office import signed_in

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
KNOWN = Characteristics(sex="female", nationality="BD", forms=("forced_labour",))


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    settings.MANUMIT_STATISTICS_BASIS = s.BASIS
    return cases_world.world()


def recorded(
    actor: Actor, file: CaseFile, known: Characteristics = KNOWN, seen: int = 0
) -> CharacteristicsVersion:
    return services.record_characteristics(actor, file.pk, known, seen=seen, request=request())


def worked(actor: Actor, file: CaseFile, sector: str, begins: str = "", ends: str = "") -> None:
    employment = EmploymentDetails(
        organisations={EmployerRole.EMPLOYER: NamedEntry("Somebody")},
        sector=sector, from_country=begins,
        to_country=ends, source="told_by_worker",
    )  # fmt: skip
    services.record_employment(actor, file.pk, employment, request=request())


def table(row: Outcomes, by: str) -> PublishedTable:
    assert row.content is not None
    content = open_count(row.content, row.pk)
    found = working_tables(content["populations"]["persons"])
    return next(one for one in found if one.name == f"reached_by_{by}")


def numbers(row: Outcomes, by: str) -> dict[str, int]:
    """Every category in which somebody is."""
    found = table(row, by)
    dimension = next(one for one in found.dimensions if one.name == by)
    every = {one: found.value({by: one}) for one in dimension.categories}
    return {one: number for one, number in every.items() if number}


# Recorded and read.


def test_the_last_version_stands_and_the_earlier_ones_stay(w: World) -> None:
    file = file_of(w.owner)
    assert selectors.characteristics(w.owner, file.pk).version == 0
    recorded(w.owner, file)
    recorded(w.owner, file, Characteristics(sex="male", nationality=STATELESS), seen=1)
    stands = selectors.characteristics(w.owner, file.pk)
    assert (stands.version, stands.content.sex, stands.content.nationality) == (
        2,
        "male",
        STATELESS,
    )
    assert stands.content.forms == (), "what the last version leaves out is unknown again"
    assert CharacteristicsVersion.objects.count() == 2
    assert "male" not in repr(stands) + repr(stands.content)


def test_one_form_sent_twice_is_recorded_once(w: World) -> None:
    file, once = file_of(w.owner), request()
    for _ in range(2):
        services.record_characteristics(w.owner, file.pk, KNOWN, seen=0, request=once)
    assert CharacteristicsVersion.objects.count() == 1
    other = file_of(w.owner)
    with pytest.raises(InputError) as used:
        services.record_characteristics(w.owner, other.pk, KNOWN, seen=0, request=once)
    assert used.value.problems[0].code == "K501"


def test_whoever_wrote_on_an_older_version_is_told_so(w: World) -> None:
    file = file_of(w.owner)
    recorded(w.owner, file)
    with pytest.raises(InputError) as late:
        recorded(w.owner, file)
    assert late.value.problems[0].code == "K925"
    assert CharacteristicsVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Characteristics(sex="woman"), "sex"),
        (Characteristics(nationality="Bangladesh"), "nationality"),
        (Characteristics(forms=("forced_labour", "any")), "forms"),
    ],
)
def test_what_is_in_no_list_is_refused_where_it_stands(
    w: World, wrong: Characteristics, field: str
) -> None:
    file = file_of(w.owner)
    with pytest.raises(InputError) as refused:
        recorded(w.owner, file, wrong)
    assert [(one.code, one.place.field) for one in refused.value.problems] == [("K924", field)]
    assert not CharacteristicsVersion.objects.exists()


@pytest.mark.proves("statistics-releases")
@pytest.mark.parametrize("who", ["colleague", "elsewhere", "other", "nobody"])
def test_nobody_but_who_holds_the_file_reads_or_records_it(w: World, who: str) -> None:
    """domain.md, section 2: as a statement."""
    file = file_of(w.owner)
    recorded(w.owner, file)
    actors = {"colleague": w.colleague, "elsewhere": w.other_office, "other": w.shelter.first}
    actor = actors.get(who)
    with pytest.raises(Refused):
        services.record_characteristics(actor, file.pk, KNOWN, seen=1, request=request())
    if who == "colleague":  # sees that there is a file, and nothing of this
        assert selectors.characteristics(actor, file.pk).version == 0
    else:
        with pytest.raises(Refused):
            selectors.characteristics(actor, file.pk)


def test_the_page_keeps_what_was_chosen_and_shows_it_again(w: World) -> None:
    file = file_of(w.owner)
    client = signed_in(w.owner)
    address = f"/en/office/files/{file.pk}/characteristics/"
    form = {"request": request(), "seen": 0, "sex": "female", "nationality": "bd", "forms": []}
    assert client.post(address, form).status_code == 303
    shown = client.get(address).content.decode()
    assert 'name="nationality" value="BD"' in shown
    assert 'value="female" id="id_sex_1" checked' in shown
    wrong = client.post(address, form | {"request": request(), "nationality": "1", "seen": 1})
    assert wrong.status_code == 422
    assert "two letters" in wrong.content.decode()
    stale = client.post(address, form | {"request": request()})
    assert "Somebody else recorded this at the same time" in stale.content.decode()


@pytest.mark.proves("statistics-releases")
def test_nothing_of_it_stands_in_clear(w: World) -> None:
    file = file_of(w.owner)
    recorded(w.owner, file, Characteristics(sex="female", nationality="BD", forms=("begging",)))
    worked(w.owner, file, "T", "BD", "KE")
    names = ("cases_characteristicsversion", "cases_characteristicsversionevent",
             "cases_employment", "cases_employmentevent")  # fmt: skip
    with connection.cursor() as cursor:
        rows = []
        for name in names:
            cursor.execute(f"SELECT t::text FROM {name} t")  # noqa: S608 - ours
            rows += [str(row[0]) for row in cursor.fetchall()]
    assert len(rows) == 4
    text = "\n".join(rows)
    assert str(file.pk) in text, "else nothing was looked at"
    # Two letters stand in pseudonyms and in the digits of what is sealed, by chance: they are
    # looked for as a value of a column, and as what JSON would hold.
    sought = [one for word in ("female", "begging") for one in (word, word.encode().hex())]
    sought += [one for code in ("BD", "KE") for one in (f'"{code}"', f'"{code}"'.encode().hex())]
    assert [one for one in sought if one in text] == []
    for code in ("BD", "KE", "T"):
        assert re.search(rf"[(,]{code}[,)]", text) is None


# Counted.


def test_people_are_told_apart_by_what_their_files_say(w: World) -> None:
    here = s.world()
    first, second, third = (file_of(w.owner) for _ in range(3))
    recorded(w.owner, first)
    worked(w.owner, first, "T", "BD", "KE")
    recorded(w.owner, second, Characteristics(sex="male", nationality="KE",
                                              forms=("begging", "forced_marriage")))  # fmt: skip
    worked(w.owner, second, "A", "KE", "KE")
    worked(w.owner, second, "C", "KE", "QA")
    recorded(w.owner, third, Characteristics(nationality=STATELESS))
    row = s.count_recent(here.counter)
    assert numbers(row, "sex") == {"sex_female": 1, "sex_male": 1, "unknown": 1}
    assert numbers(row, "nationality") == {
        "nationality_asia": 1, "nationality_own": 1, "nationality_stateless": 1,
    }  # fmt: skip
    assert numbers(row, "form") == {"form_forced_labour": 1, "several": 1, "unknown": 1}
    assert numbers(row, "sector") == {"sector_t": 1, "several": 1, "unknown": 1}
    assert numbers(row, "corridor") == {"corridor_asia": 1, "several": 1, "unknown": 1}


def test_files_of_one_person_count_together_and_may_disagree(w: World) -> None:
    here, file = s.world(), file_of(w.owner)
    finding_of(w.owner, file)
    agreed(w.owner, file, w.shelter, "assistance")
    sent = referred(w.owner, file, w.shelter, "assistance")
    own = services.accept(w.shelter.first, sent.pk, seen=2, request=request())
    assert own is not None
    recorded(w.owner, file)
    recorded(w.shelter.first, own, Characteristics(sex="other", nationality="BD"))
    row = s.count_recent(here.counter)
    assert numbers(row, "sex") == {"several": 1}
    assert numbers(row, "nationality") == {"nationality_asia": 1}


@pytest.mark.proves("statistics-releases")
def test_of_who_said_no_and_of_who_was_erased_nothing_is_opened(
    w: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = s.world()
    refuses, erased, counts = (file_of(w.owner) for _ in range(3))
    for file in (refuses, erased, counts):
        recorded(w.owner, file)
    services.refuse_consent(
        w.owner, refuses.pk, purpose="statistics", recipient=here.statistics.institution.pk,
        spoken=ALOUD,
    )  # fmt: skip
    erase(erased.subject_id, "asked_by_the_person", w.owner.person)
    asked: list[uuid.UUID] = []

    def spy(files: Mapping[uuid.UUID, uuid.UUID]) -> Mapping[uuid.UUID, CountedCharacteristics]:
        asked.extend(files)
        return selectors.counted_characteristics(files)

    monkeypatch.setattr("manumit.web.statistics.sealed.counted_characteristics", spy)
    row = s.count_recent(here.counter)
    assert asked == [counts.pk]
    assert numbers(row, "sex") == {"sex_female": 1}


@pytest.mark.proves("statistics-releases")
def test_the_list_of_people_tells_nothing_that_lies_sealed(w: World) -> None:
    """A table tells how many; beside age, year and days a line would point at one."""
    here, file = s.world(), file_of(w.owner)
    recorded(w.owner, file)
    row = s.count_recent(here.counter)
    assert {"sex", "form", "sector", "nationality", "corridor"}.isdisjoint(person_header())
    (line,) = person_rows(here.counter, row.pk)
    assert len(line) == len(person_header())
    assert not {"sex_female", "nationality_asia"} & set(map(str, line))


@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [
        ("KE", "KE", "corridor_within"),
        ("KE", "QA", "corridor_out"),
        ("BD", "KE", "corridor_asia"),
        ("NA", "KE", "corridor_africa"),
        ("NO", "KE", "corridor_europe"),
        ("BD", "QA", "corridor_elsewhere"),
        ("BD", "", "unknown"),
        ("", "KE", "unknown"),
        ("XX", "KE", "unknown"),
        ("AQ", "KE", "unknown"),
    ],
)
def test_a_corridor_is_told_by_regions(w: World, begins: str, ends: str, code: str) -> None:
    """Half a corridor is none; a country that no region holds is of none."""
    here, file = s.world(), file_of(w.owner)
    worked(w.owner, file, "", begins, ends)
    assert numbers(s.count_recent(here.counter), "corridor") == {code: 1}


def test_a_country_is_of_one_region_of_the_world() -> None:
    """M49, as the file says; Norway is no "no"."""
    assert set(regions().values()) == {"africa", "americas", "asia", "europe", "oceania"}
    assert (regions()["NO"], regions()["NA"], regions()["IM"]) == ("europe", "africa", "europe")
    assert len(regions()) == 249
    assert {len(one) for one in regions()} == {2}


@pytest.mark.proves("statistics-releases")
def test_a_count_is_kept_with_these_tables_sealed(w: World) -> None:
    """Two counts of neighbouring days would tell of one file what lies sealed in it."""
    here, file = s.world(), file_of(w.owner)
    recorded(w.owner, file)
    row = s.count_recent(here.counter)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content::text FROM statistics_outcomes")
        ((kept,),) = cursor.fetchall()
        cursor.execute("SELECT content::text FROM statistics_outcomesevent")
        history = "".join(str(one) for (one,) in cursor.fetchall())
    assert "reached_by_age" in kept
    for word in ("reached_by_sex", "sex_female", "nationality_asia", "form_forced_labour",
                 "identified_in_by_sex", "detected_by_sex", '"days"', '"money"',
                 "decision_by_year"):  # fmt: skip
        assert word not in kept + history
    assert numbers(row, "sex") == {"sex_female": 1}
    broken = dict(row.content or {}) | {
        "sealed": {**(row.content or {})["sealed"], "tables": "AAAA"}
    }
    with pytest.raises(InputError) as refused:
        open_count(broken, row.pk)
    assert refused.value.problems[0].code == "V201"


def test_a_count_that_was_sealed_before_days_were_told_by_category_still_opens(w: World) -> None:
    """Then only tables lay sealed, as a list."""
    here = s.world()
    recorded(w.owner, file_of(w.owner))
    row = s.count_recent(here.counter)
    assert row.content is not None
    whole = open_count(row.content, row.pk)
    assert whole["money_by"] == {}
    tables = [one for one in whole["populations"]["persons"]["tables"]
              if one["name"] == "reached_by_sex"]  # fmt: skip
    key = new_subject()
    shut = encrypt(
        pad(json.dumps(tables).encode()), key=subject_key(key).key,
        bound_to=f"statistics_outcomes.content {row.pk}".encode(),
    )  # fmt: skip
    clear = {part: whole[part] for part in ("days", "money")}
    older = dict(row.content) | clear | {
        "sealed": {"key": str(key), "tables": b64encode(shut).decode()}
    }  # fmt: skip
    found = open_count(older, row.pk)
    assert tables[0] in found["populations"]["persons"]["tables"]
    assert "days_by" not in found
    assert found["days"] == whole["days"]


def test_opening_what_lies_sealed_stands_in_the_ledger_before_it_happens(w: World) -> None:
    here = s.world()
    recorded(w.owner, file_of(w.owner))
    row = s.count_recent(here.counter)
    acts = Event.objects.filter(resource=row.pk).order_by("number")
    names = list(acts.values_list("act", flat=True))
    assert names.index("read_statement") < names.index("change")


def test_counting_many_takes_as_many_statements_as_counting_few(w: World) -> None:
    counts = []
    for more in (1, 6):
        for _ in range(more):
            file = file_of(w.owner)
            recorded(w.owner, file)
            worked(w.owner, file, "A")
        files = dict(CaseFile.objects.values_list("pk", "subject_id"))
        with CaptureQueriesContext(connection) as asked:
            assert len(selectors.counted_characteristics(files)) == len(files)
        counts.append(len(asked))
    assert counts[0] == counts[1]
