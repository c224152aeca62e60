"""Many workers of one place: each with own evidence, consent and decision; nobody counted twice.

Readable by a labour inspector: each test names the rule that it holds to.
"""

import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

import registers_world as rw
from cases_world import key_ring, request
from erasing import erase
from manumit.assessment import Age, Answer, Informant
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.current_evidence import entries_of
from manumit.web.cases.employments import EmployerRole, EmploymentDetails, NamedEntry
from manumit.web.cases.models import CaseFile, Employment, EvidenceSet, FindingVersion
from manumit.web.cases.timeline import access_log
from manumit.web.group_cases import selectors as group_selectors
from manumit.web.group_cases import services as grouping
from manumit.web.group_cases.contents import FROM_FACT, WorkplaceFact, fact_sign, person_by_file
from manumit.web.group_cases.models import FactAdoption, GroupMember
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.vault.ring import add_key
from manumit.web.kernel.vault.rotation import rotate_keys
from manumit.web.registers import services as registers
from manumit.web.registers.models import Organisation
from registers_world import World, world

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
FACT = WorkplaceFact(
    code="CD01", answer=Answer.YES, informant=Informant.OFFICER, note="passports in the safe-zq"
)


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def code(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.problems[0].code


def opened(who: Actor, age: Age = Age.ADULT) -> CaseFile:
    return services.open_file(who, age=age, request=request())


def worked(
    who: Actor, file: CaseFile, firm: Organisation | None = None, *, name: str = "",
    corrects: uuid.UUID | None = None, until: str = "2026-03",
) -> Employment:  # fmt: skip
    employment = EmploymentDetails(
        organisations={EmployerRole.EMPLOYER: NamedEntry(name, None if firm is None else firm.pk)},
        occupation="75",
        sector="C",
        from_country="BD",
        from_region="Sylhet-zq",
        to_country="KE",
        begins="2025",
        until=until,
        source="told_by_worker",
    )
    return services.record_employment(
        who, file.pk, employment, corrects=corrects, request=request()
    )


def group_with(who: Actor, firm: Organisation, *files: CaseFile) -> uuid.UUID:
    first, *others = files
    made = grouping.open_group(who, first.pk, "organisation", firm.pk, request=request())
    for one in others:
        grouping.join_group(who, made.pk, one.pk, request=request())
    return made.pk


# Where somebody worked.


def test_where_somebody_worked_is_a_statement_and_is_read_by_the_holder(w: World) -> None:
    """domain.md, section 2: it tells where somebody worked, as a statement does."""
    firm, file = rw.firm(w.inspector), opened(w.inspector)
    worked(w.inspector, file, firm)
    (seen,) = selectors.employments(w.inspector, file.pk)
    assert seen.content.organisations[EmployerRole.EMPLOYER] == NamedEntry(rw.FIRM, firm.pk)
    assert (seen.content.begins, seen.content.until, seen.content.from_region) == (
        "2025", "2026-03", "Sylhet-zq",
    )  # fmt: skip
    assert selectors.employments(w.inspectorate.second, file.pk) == []
    for other in (w.elsewhere, w.intake.first, w.firm.first, w.licensing.first, w.admin, None):
        with pytest.raises(Refused):
            selectors.employments(other, file.pk)
        with pytest.raises(Refused):
            worked(other, file, name="X")  # type: ignore[arg-type] # nobody


def test_who_did_what_with_a_file_tells_of_work_and_of_facts_taken(w: World) -> None:
    """domain.md, section 2: the worker can see who read and who wrote."""
    file, firm = opened(w.inspector), rw.firm(w.inspector)
    worked(w.inspector, file, firm)
    group = grouping.open_group(w.inspector, file.pk, "organisation", firm.pk, request=request())
    fact = grouping.add_fact(w.inspector, group.pk, FACT, request=request())
    grouping.adopt_fact(w.inspector, fact.pk, file.pk, take=True, request=request())
    log = [one for one in access_log(w.inspector, file.pk) if one.kind == "statement"]
    assert [(one.act, one.purpose) for one in log] == [("create", "take"), ("create", "take")]


def test_a_correction_is_a_version_beside_the_one_that_it_corrects(w: World) -> None:
    file = opened(w.inspector)
    first = worked(w.inspector, file, name="Wrong Mill")
    second = worked(w.inspector, file, name="Right Mill", corrects=first.pk)
    with pytest.raises(InputError) as caught:
        worked(w.inspector, file, name="Third Mill", corrects=first.pk)
    assert code(caught) == "K923"
    seen = selectors.employments(w.inspector, file.pk)
    assert [(one.id, one.version, one.latest) for one in seen] == [
        (second.pk, 2, True), (first.pk, 1, False),
    ]  # fmt: skip
    assert worked(w.inspector, file, name="Other Mill").number == 2


@pytest.mark.proves("registers-of-employers")
def test_who_else_worked_here_is_asked_without_the_register_knowing(w: World) -> None:
    """R-30: of files that somebody does not hold there is nothing, not even that there are any."""
    firm, other = rw.firm(w.inspector), rw.firm(w.inspector, "Other Mill")
    mine, mine_too, hers = opened(w.inspector), opened(w.inspector), opened(w.inspectorate.second)
    for who, file in ((w.inspector, mine), (w.inspectorate.second, hers)):
        worked(who, file, firm)
    version = worked(w.inspector, mine_too, firm)
    found = selectors.worked_at(w.inspector, firm.pk)
    assert {one for one, _ in found.files} == {mine.pk, mine_too.pk}
    assert [one for one, _ in selectors.worked_at(w.inspectorate.second, firm.pk).files] == [
        hers.pk
    ]
    assert selectors.worked_at(w.elsewhere, firm.pk).files == ()
    for nobody in (w.licensing.first, w.firm.first, w.union.first, w.ident.first, None):
        with pytest.raises(Refused):
            selectors.worked_at(nobody, firm.pk)
    # What was corrected is found under the other firm alone; and under one that was joined to it.
    worked(w.inspector, mine_too, other, corrects=version.pk)
    assert [one for one, _ in selectors.worked_at(w.inspector, firm.pk).files] == [mine.pk]
    registers.merge(w.inspector, firm.pk, other.pk, reason="same_number", request=request())
    assert len(selectors.worked_at(w.inspector, firm.pk).files) == 2


def test_the_index_lives_through_a_new_key_and_ends_with_the_person(
    w: World, settings: Settings
) -> None:
    firm, file = rw.firm(w.inspector), opened(w.inspector)
    worked(w.inspector, file, firm)
    add_key(settings.MANUMIT_KEY_RING)
    rotate_keys()
    assert len(selectors.worked_at(w.inspector, firm.pk).files) == 1
    erase(file.subject_id, "asked_by_the_person", None)
    assert selectors.worked_at(w.inspector, firm.pk).files == ()


@pytest.mark.proves("registers-of-employers")
def test_no_table_tells_in_clear_who_worked_where(w: World) -> None:
    """A thief finds no employer, no region, and no key of an entry beside a file."""
    firm, file = rw.firm(w.inspector), opened(w.inspector)
    worked(w.inspector, file, firm)
    group_with(w.inspector, firm, file)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'cases_%'")
        tables = [row[0] for row in cursor.fetchall()]
        stored = ""
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')  # noqa: S608 - own names
            stored += "".join(row[0] for row in cursor.fetchall())
    assert str(file.pk) in stored  # the search finds what is there
    for secret in (*rw.SECRETS, "Sylhet-zq", str(firm.pk), firm.pk.hex, str(firm.subject_id)):
        assert secret not in stored


# Groups.


@pytest.mark.proves("registers-of-employers")
def test_an_employer_a_union_and_others_never_see_the_list(w: World) -> None:
    """Scenario 14; R-30, R-31: the employer sees the facts of orders, never who is behind them."""
    firm = rw.firm(w.inspector)
    files = [opened(w.inspector) for _ in range(60)]
    group = group_with(w.inspector, firm, *files)
    seen = group_selectors.group(w.inspector, group)
    assert seen.together is not None
    assert (len(seen.mine), seen.together.persons, seen.together.few) == (60, 60, False)
    outside = (
        w.firm.first, w.union.first, w.intake.first, w.licensing.first, w.court.first,
        w.other_inspectorate.first, w.elsewhere, w.admin, None,
    )  # fmt: skip
    for other in outside:
        with pytest.raises(Refused) as caught:
            group_selectors.group(other, group)
        assert caught.value.verdict.hidden
    # Each may leave on their own, and nobody else is told.
    grouping.leave_group(w.inspector, group, files[7].pk)
    after = group_selectors.group(w.inspector, group)
    assert after.together is not None
    assert after.together.persons == 59


def test_a_colleague_sees_the_place_and_nobody_in_the_group_until_a_file_of_theirs_joins(
    w: World,
) -> None:
    firm, second = rw.firm(w.inspector), w.inspectorate.second
    mine, hers = opened(w.inspector), opened(second)
    group = group_with(w.inspector, firm, mine)
    (line,) = group_selectors.groups(second)
    assert (line.about.name, line.mine) == (rw.FIRM, False)
    before = group_selectors.group(second, group)
    assert (before.mine, before.others, before.facts, before.together) == ((), (), (), None)
    assert before.may == {"join"}
    with pytest.raises(Refused):
        grouping.add_fact(second, group, FACT, request=request())
    grouping.join_group(second, group, hers.pk, request=request())
    seen = group_selectors.group(second, group)
    assert [one.file for one in seen.mine] == [hers.pk]
    (sign,) = seen.others
    # The sign leads to no file: neither its key nor its pseudonym, and not to another group.
    assert sign not in {mine.pseudonym, str(mine.pk)}
    grouping.leave_group(second, group, hers.pk)
    assert group_selectors.group(w.inspector, group).others == ()
    assert group_selectors.group(second, group).mine == ()


def test_nobody_lets_a_colleagues_file_join_or_leave(w: World) -> None:
    firm, second = rw.firm(w.inspector), w.inspectorate.second
    mine, hers = opened(w.inspector), opened(second)
    group = group_with(w.inspector, firm, mine)
    with pytest.raises(Refused):
        grouping.join_group(w.inspector, group, hers.pk, request=request())
    with pytest.raises(Refused):
        grouping.leave_group(second, group, mine.pk)
    with pytest.raises(Refused):
        grouping.open_group(second, mine.pk, "organisation", firm.pk, request=request())
    with pytest.raises(InputError) as caught:
        grouping.join_group(w.inspector, group, mine.pk, request=request())
    assert code(caught) == "K912"
    with pytest.raises(InputError) as caught:
        grouping.open_group(second, hers.pk, "organisation", firm.pk, request=request())
    assert code(caught) == "K911"


def test_a_group_about_a_household_is_seen_by_whoever_holds_a_file_in_it(w: World) -> None:
    """R-36: a home has one domestic worker."""
    home, file = rw.household(w.inspector), opened(w.inspector)
    group = group_with(w.inspector, home, file)
    assert len(group_selectors.groups(w.inspector)) == 1
    assert group_selectors.groups(w.inspectorate.second) == []
    with pytest.raises(Refused):
        group_selectors.group(w.inspectorate.second, group)


@pytest.mark.proves("registers-of-employers")
def test_a_fact_of_the_place_is_evidence_of_a_person_only_once_a_holder_takes_it(w: World) -> None:
    """R-47: evidence, finding and decision are each person's own."""
    firm = rw.firm(w.inspector)
    one, other = opened(w.inspector), opened(w.inspector)
    group = group_with(w.inspector, firm, one, other)
    fact = grouping.add_fact(w.inspector, group, FACT, request=request())
    assert (EvidenceSet.objects.count(), FindingVersion.objects.count()) == (0, 0)
    made = grouping.adopt_fact(w.inspector, fact.pk, one.pk, take=True, request=request())
    assert made is not None
    assert {row.file_id for row in EvidenceSet.objects.all()} == {one.pk}
    (piece,) = entries_of(EvidenceSet.objects.get())["evidence"]
    assert (piece["code"], piece["answer"], piece["informant"]) == ("CD01", "yes", "officer")
    # It leads to no group, and what was noted of the place is in no file.
    assert piece["id"] == f"{FROM_FACT}.{fact_sign(one.pk, fact.pk).hex}"
    assert "safe-zq" not in str(piece)
    seen = {line.file: line for line in group_selectors.group(w.inspector, group).mine}
    assert (set(seen[one.pk].taken), seen[one.pk].findings) == ({fact.pk}, 1)
    assert (seen[other.pk].taken, seen[other.pk].findings) == (frozenset(), 0)
    # Taken twice it is there once; left, it counts no more, and what was found stays.
    assert grouping.adopt_fact(w.inspector, fact.pk, one.pk, take=True, request=request()) is None
    grouping.adopt_fact(w.inspector, fact.pk, one.pk, take=False, request=request())
    assert entries_of(EvidenceSet.objects.latest("number"))["evidence"] == []
    assert FindingVersion.objects.filter(file=one).count() == 2


def test_evidence_of_two_people_does_not_tell_that_both_were_at_one_place(w: World) -> None:
    """Scenario 14: whoever gets the evidence of both does not learn it from an id or a moment."""
    files = [opened(w.inspector) for _ in range(2)]
    group = group_with(w.inspector, rw.firm(w.inspector), *files)
    fact = grouping.add_fact(w.inspector, group, FACT, request=request())
    for one in files:
        grouping.adopt_fact(w.inspector, fact.pk, one.pk, take=True, request=request())
    (first,), (second,) = (entries_of(row)["evidence"] for row in EvidenceSet.objects.all())
    assert {first["id"], second["id"]}.isdisjoint({f"{FROM_FACT}.{fact.pk.hex}"})
    same = {name for name in first if first[name] == second[name]}
    assert same == {"code", "answer", "informant", "hearing", "told_at"}
    assert first["told_at"] == f"{fact.made_at:%Y-%m-%d}T00:00:00+00:00"


def test_a_fact_taken_is_still_there_after_the_file_has_left(w: World) -> None:
    firm, one = rw.firm(w.inspector), opened(w.inspector)
    group = group_with(w.inspector, firm, one)
    fact = grouping.add_fact(w.inspector, group, FACT, request=request())
    grouping.adopt_fact(w.inspector, fact.pk, one.pk, take=True, request=request())
    grouping.leave_group(w.inspector, group, one.pk)
    assert len(entries_of(EvidenceSet.objects.latest("number"))["evidence"]) == 1
    with pytest.raises(InputError) as caught:
        grouping.adopt_fact(w.inspector, fact.pk, one.pk, take=False, request=request())
    assert code(caught) == "K913"


@pytest.mark.parametrize(
    "wrong",
    [
        WorkplaceFact(code="NONE", answer=Answer.YES, informant=Informant.OFFICER),
        WorkplaceFact(code="CD01", answer=Answer.NO, informant=Informant.OFFICER),
        WorkplaceFact(code="CD01", answer=Answer.YES, informant=Informant.WORKER),
        WorkplaceFact(code="CD01", answer=Answer.YES, informant=Informant.EMPLOYER),
    ],
)
def test_what_a_worker_said_is_no_fact_of_a_place(w: World, wrong: WorkplaceFact) -> None:
    """It would betray what somebody said to holders of others; and a no clears nobody."""
    group = group_with(w.inspector, rw.firm(w.inspector), opened(w.inspector))
    with pytest.raises(InputError) as caught:
        grouping.add_fact(w.inspector, group, wrong, request=request())
    assert code(caught) == "K914"


def test_a_person_with_two_files_counts_once_and_in_two_groups_once(w: World) -> None:
    """R-71: persons are counted, not files."""
    one_firm, other_firm = rw.firm(w.inspector), rw.firm(w.inspector, "Other Mill")
    files = [opened(w.inspector) for _ in range(4)]
    first = group_with(w.inspector, one_firm, *files[:3])
    group_with(w.inspector, other_firm, files[2], files[3])
    everybody = group_selectors.people_in_groups(w.inspector)
    assert (everybody.persons, everybody.few) == (4, True)
    # The two files of one person stand in different groups; a third file joins them.
    grouping.record_same_person(w.inspector, files[3].pk, files[0].pk, request=request())
    assert group_selectors.people_in_groups(w.inspector).persons == 3
    grouping.record_same_person(w.inspector, files[3].pk, files[1].pk, request=request())
    assert group_selectors.people_in_groups(w.inspector).persons == 2
    together = group_selectors.group(w.inspector, first).together
    assert together is not None
    assert (together.persons, together.states) == (2, {"possible": 2})
    grouping.undo_same_person(w.inspector, files[0].pk, files[3].pk)
    assert group_selectors.people_in_groups(w.inspector).persons == 3
    hers = opened(w.inspectorate.second)
    with pytest.raises(Refused):
        grouping.record_same_person(w.inspector, files[0].pk, hers.pk, request=request())


def test_who_is_erased_counts_no_more_and_ends_no_group(w: World) -> None:
    firm, one, other = rw.firm(w.inspector), opened(w.inspector), opened(w.inspector)
    group = group_with(w.inspector, firm, one, other)
    fact = grouping.add_fact(w.inspector, group, FACT, request=request())
    grouping.adopt_fact(w.inspector, fact.pk, one.pk, take=True, request=request())
    erase(one.subject_id, "asked_by_the_person", None)
    seen = group_selectors.group(w.inspector, group)
    assert [line.file for line in seen.mine] == [other.pk]
    assert seen.together is not None
    assert seen.together.persons == 1
    assert FactAdoption.objects.count() == GroupMember.objects.count() - 1


def test_pages_ask_as_often_for_sixty_members_as_for_two(w: World) -> None:
    firm = rw.firm(w.inspector)
    files = [opened(w.inspector) for _ in range(12)]
    group = group_with(w.inspector, firm, *files[:2])
    fact = grouping.add_fact(w.inspector, group, FACT, request=request())
    grouping.adopt_fact(w.inspector, fact.pk, files[0].pk, take=True, request=request())

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            group_selectors.group(w.inspector, group)
        return len(found)

    few = queries()
    for file in files[2:]:
        grouping.join_group(w.inspector, group, file.pk, request=request())
        grouping.adopt_fact(w.inspector, fact.pk, file.pk, take=True, request=request())
    assert queries() == few


def test_persons_of_chains() -> None:
    a, b, c, d = sorted(uuid.uuid4() for _ in range(4))
    assert person_by_file([a, b, d], [(c, d), (b, c)]) == {a: a, b: b, d: b}
    assert person_by_file([d], []) == {d: d}
