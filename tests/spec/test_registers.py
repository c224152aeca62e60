"""What a register of organisations may tell, and what it must never tell. By hand, from domain.md.

Readable by a labour inspector: each test names the rule that it holds to.
"""

import dataclasses
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

import registers_world as rw
from cases_world import key_ring, request
from manumit.errors import InputError
from manumit.names.firms import comparable_name
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.registers import selectors, services
from manumit.web.registers.contents import OrganisationDetails, WorkplaceDetails
from manumit.web.registers.dates import checked_date
from manumit.web.registers.lists import LISTS, occupations, sectors
from manumit.web.registers.models import Merge, Organisation
from manumit.web.registers.policies import organisation_policy, workplace_policy
from registers_world import World, world

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def names(who: Actor | None) -> list[str]:
    return [one.name for one in selectors.selectable_entries(who, organisation_policy)]


def code(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.problems[0].code


@pytest.mark.proves("registers-of-employers")
def test_no_other_institution_learns_that_an_employer_was_entered(w: World) -> None:
    """R-30: that an advice centre has entered a firm tells that somebody has complained of it."""
    made = rw.firm(w.advice.first)
    assert names(w.advice.first) == names(w.advice.second) == [rw.FIRM]
    for other in (w.inspector, w.other_inspectorate.first, w.intake.first, w.licensing.first,
                  w.shelter.first):  # fmt: skip
        assert names(other) == []
        assert selectors.similar_entries(other, OrganisationDetails(name=rw.FIRM)) == []
        with pytest.raises(Refused) as caught:
            selectors.organisation(other, made.pk)
        assert caught.value.verdict.hidden
        # Entering it too, they are not told that there is one: they make their own.
        own = services.record_organisation(other, rw.organisation_input(), request=request())
        assert own.pk != made.pk


def test_who_has_no_file_and_no_list_of_employers_has_no_register(w: World) -> None:
    """domain.md, section 2: a firm never reads that somebody has entered it."""
    made = rw.firm(w.inspector)
    for nobody in w.without:
        with pytest.raises(Refused):
            selectors.organisation(nobody, made.pk)
        with pytest.raises(Refused):
            selectors.similar_entries(nobody, OrganisationDetails(name=rw.FIRM))
        with pytest.raises(Refused):
            rw.firm(nobody, "Another Firm")


@pytest.mark.proves("registers-of-employers")
def test_a_colleague_reads_what_it_is_and_not_who_entered_it_or_when(w: World) -> None:
    """R-30: beside the days of a colleague's files that would tell whose employer it is."""
    made = rw.firm(w.inspector)
    assert selectors.organisation(w.inspector, made.pk).recorded_at is not None
    for colleague in (w.inspectorate.second, w.elsewhere):
        seen = selectors.organisation(colleague, made.pk)
        assert seen.called.name == rw.FIRM
        assert seen.recorded_at is None
        field_names = {field.name for field in dataclasses.fields(seen)}
        assert not {one for one in field_names - {"country"} if "count" in one or "worker" in one}


@pytest.mark.proves("registers-of-employers")
def test_lists_are_in_order_of_name_and_never_of_time(w: World) -> None:
    """R-30: an order of time tells which entry came with the complaint of yesterday."""
    made = [rw.firm(w.inspector, name) for name in ("Zebra Works", "Acacia Farm", "Mango Mill")]
    assert names(w.inspector) == ["Acacia Farm", "Mango Mill", "Zebra Works"]
    line = {field.name for field in dataclasses.fields(selectors.EntryLine)}
    assert line == {"id", "reference", "name", "what", "sector", "country", "closed", "relation"}
    services.change_organisation(
        w.inspector, made[0].pk, rw.organisation_input("Zebra Works"), seen=1
    )
    assert names(w.inspector) == ["Acacia Farm", "Mango Mill", "Zebra Works"]


@pytest.mark.proves("registers-of-employers")
@pytest.mark.parametrize("natural", ["yes", "unknown"])
def test_what_may_be_a_natural_person_is_for_whoever_entered_it(w: World, natural: str) -> None:
    """A household has one domestic worker; unknown is never no (R-36, C189)."""
    made = rw.firm(w.inspector, rw.HOUSEHOLD, natural=natural)
    assert names(w.inspector) == [rw.HOUSEHOLD]
    for other in (w.inspectorate.second, w.elsewhere, w.intake.first):
        assert names(other) == []
        assert selectors.similar_entries(other, OrganisationDetails(name=rw.HOUSEHOLD)) == []
        with pytest.raises(Refused):
            selectors.organisation(other, made.pk)


@pytest.mark.proves("registers-of-employers")
@pytest.mark.parametrize(
    ("kind", "offered"), [("private_home", False), ("place_unknown", False), ("farm", True)]
)
def test_a_private_home_is_for_whoever_entered_it(w: World, kind: str, offered: bool) -> None:
    """R-36: unknown is never no."""
    made = rw.place(w.inspector, kind)
    assert bool(selectors.selectable_entries(w.inspectorate.second, workplace_policy)) is offered
    assert selectors.workplace(w.inspector, made.pk).located.address == rw.ADDRESS


def test_a_place_that_a_natural_person_runs_is_closed_too(w: World) -> None:
    rw.place(w.inspector, "farm", runs=rw.household(w.inspector))
    assert not selectors.selectable_entries(w.inspectorate.second, workplace_policy)


def test_found_to_be_a_natural_person_its_workplaces_and_links_are_closed_too(w: World) -> None:
    """R-36: a firm of one turns out to be a household; colleagues have read it until then."""
    colleague = w.inspectorate.second
    kept, firm, other = (rw.firm(w.inspector, one) for one in (rw.FIRM, "Sole Trader", "Mill"))
    place = rw.place(w.inspector, "farm", runs=firm)
    services.link(w.inspector, firm.pk, other.pk, "owner_of", source="advert", request=request())
    services.merge(w.inspector, kept.pk, firm.pk, reason="known_to_be_one", request=request())
    assert len(selectors.organisation(colleague, kept.pk).links) == 1
    assert len(selectors.organisation(colleague, kept.pk).workplaces) == 1
    wanted = WorkplaceDetails(name=selectors.workplace(colleague, place.pk).located.name)
    assert selectors.similar_entries(colleague, wanted)
    entry = rw.organisation_input("Sole Trader", natural="unknown")
    services.change_organisation(w.inspector, firm.pk, entry, seen=1)
    seen = selectors.organisation(colleague, kept.pk)
    assert (seen.links, seen.workplaces, seen.parts) == ((), (), ())
    assert selectors.similar_entries(colleague, wanted) == []
    with pytest.raises(Refused):
        selectors.workplace(colleague, place.pk)
    assert selectors.workplace(w.inspector, place.pk).version == 2
    assert selectors.similar_entries(w.inspector, wanted)
    assert len(selectors.organisation(w.inspector, kept.pk).links) == 1


def test_no_source_of_an_entry_is_a_worker_or_a_complaint() -> None:
    """R-30: who told of an employer stands in the file, sealed, and nowhere else."""
    for word in ("worker", "complain", "file", "statement", "interview", "intake", "informant"):
        assert not [one for one in LISTS["source"].codes() if word in one]


def test_only_a_licensing_authority_shares_and_only_what_is_no_natural_person(w: World) -> None:
    """R-04: who holds a licence is public."""
    agency = rw.firm(w.licensing.first, "Blue Sky Recruitment", kind="agency")
    with pytest.raises(Refused):
        services.share_organisation(w.inspector, agency.pk, shared=True, seen=1)
    own = rw.firm(w.inspector, "Own Firm")
    with pytest.raises(Refused):
        services.share_organisation(w.inspector, own.pk, shared=True, seen=1)
    alone = rw.firm(w.licensing.first, rw.HOUSEHOLD, natural="unknown", kind="sub_agent")
    with pytest.raises(InputError) as caught:
        services.share_organisation(w.licensing.first, alone.pk, shared=True, seen=1)
    assert code(caught) == "R305"
    services.share_organisation(w.licensing.second, agency.pk, shared=True, seen=1)
    for reader in (w.inspector, w.intake.first, w.advice.first, w.shelter.first):
        seen = selectors.organisation(reader, agency.pk)
        assert (seen.called.name, seen.may, seen.recorded_at) == (
            "Blue Sky Recruitment", frozenset(), None,
        )  # fmt: skip
    for nobody in w.without:
        with pytest.raises(Refused):
            selectors.organisation(nobody, agency.pk)
    services.share_organisation(w.licensing.first, agency.pk, shared=False, seen=2)
    with pytest.raises(Refused):
        selectors.organisation(w.intake.first, agency.pk)
    assert (
        selectors.similar_entries(w.intake.first, OrganisationDetails(name="Blue Sky Recruitment"))
        == []
    )


@pytest.mark.proves("registers-of-employers")
def test_links_of_one_institution_are_not_read_by_another(w: World) -> None:
    """R-30: that an advice centre links a firm to a licensed agency is its own knowledge."""
    agency = rw.firm(w.licensing.first, "Blue Sky Recruitment", kind="agency")
    services.share_organisation(w.licensing.first, agency.pk, shared=True, seen=1)
    firm = rw.firm(w.advice.first)
    services.link(
        w.advice.first, agency.pk, firm.pk, "recruiter_of", begins="2024", until="2025-06",
        source="advert", request=request(),
    )  # fmt: skip
    (seen,) = selectors.organisation(w.advice.second, agency.pk).links
    assert (seen.kind, seen.out, seen.begins, seen.until, seen.recorded_by) == (
        "recruiter_of", True, "2024", "2025-06", None,
    )  # fmt: skip
    (back,) = selectors.organisation(w.advice.first, firm.pk).links
    assert (back.out, back.other.name, back.recorded_by) == (
        False, "Blue Sky Recruitment", w.advice.first.person,
    )  # fmt: skip
    for other in (w.licensing.first, w.inspector):
        assert selectors.organisation(other, agency.pk).links == ()


def test_nobody_reads_of_an_end_of_a_link_that_they_may_not_see(w: World) -> None:
    firm, home = rw.firm(w.inspector), rw.household(w.inspector)
    services.link(
        w.inspector, home.pk, firm.pk, "owner_of", source="own_knowledge", request=request()
    )
    assert len(selectors.organisation(w.inspector, firm.pk).links) == 1
    assert selectors.organisation(w.inspectorate.second, firm.pk).links == ()


def test_there_is_one_like_it_is_said_before_a_second_is_made(w: World) -> None:
    """The same firm under another spelling, in another script, or under the same number."""
    made = services.record_organisation(
        w.inspector,
        rw.organisation_input(aliases=(rw.ARABIC,), number=rw.NUMBER),
        request=request(),
    )
    for again in (
        rw.organisation_input("GOLDEN THREDZQ GARMENTS LIMITED"),
        rw.organisation_input("الخيط الذهبي زق"),
        rw.organisation_input("Quite Otherwise", number=rw.NUMBER.lower()),
    ):
        with pytest.raises(InputError) as caught:
            services.record_organisation(w.inspectorate.second, again, request=request())
        assert code(caught) == "R201"
        (like,) = selectors.similar_entries(
            w.inspectorate.second, again.called, again.about.country
        )
        assert like.id == made.pk
    assert Organisation.objects.count() == 1
    services.record_organisation(
        w.inspector, rw.organisation_input("Riverside Plastics Ltd"), request=request()
    )
    services.record_organisation(
        w.inspector, rw.organisation_input(), another=True, request=request()
    )
    assert Organisation.objects.count() == 3


def test_words_for_the_form_of_a_firm_are_not_compared() -> None:
    assert comparable_name("Sunrise Trading Co. W.L.L.") == "Sunrise Trading"
    assert comparable_name("Company Limited") == "Company Limited"  # nothing else is left


def test_two_entries_are_joined_and_parted_and_nothing_is_lost(w: World) -> None:
    """Both ids live on; links and workplaces stay where they were recorded."""
    one, other = rw.firm(w.inspector), rw.firm(w.inspectorate.second, "Golden Threads")
    third = rw.firm(w.inspector, "Main Contractor")
    rw.place(w.inspectorate.second, runs=other)
    services.link(
        w.inspector, other.pk, third.pk, "subcontractor_of", source="advert", request=request()
    )
    before = {row.pk: (row.reference, row.version) for row in Organisation.objects.all()}
    services.merge(w.inspector, one.pk, other.pk, reason="other_spelling", request=request())
    assert names(w.inspector) == [rw.FIRM, "Main Contractor"]
    seen = selectors.organisation(w.inspector, one.pk)
    assert [part.id for part in seen.parts] == [other.pk]
    assert [link.other.id for link in seen.links] == [third.pk]
    assert len(seen.workplaces) == 1
    part = selectors.organisation(w.inspector, other.pk)
    assert part.part_of is not None
    assert part.part_of.id == one.pk
    services.unmerge(w.inspectorate.second, other.pk, reason="two_after_all")
    assert names(w.inspector) == ["Golden Threads", rw.FIRM, "Main Contractor"]
    assert selectors.organisation(w.inspector, one.pk).links == ()
    assert {row.pk: (row.reference, row.version) for row in Organisation.objects.all()} == before
    kept = Merge.objects.get()
    assert (kept.made_by, kept.undone_by) == (w.inspector.person, w.inspectorate.second.person)
    # And once more, the other way round.
    services.merge(w.inspector, other.pk, one.pk, reason="same_number", request=request())
    assert Merge.objects.count() == 2


def test_what_can_not_be_joined(w: World) -> None:
    one, other, third = (rw.firm(w.inspector, name) for name in ("One Mill", "Two Farms", "Three"))
    home, foreign = rw.household(w.inspector), rw.firm(w.advice.first)

    def refused(kept: Organisation, part: Organisation) -> str:
        with pytest.raises(InputError) as caught:
            services.merge(w.inspector, kept.pk, part.pk, reason="same_number", request=request())
        return code(caught)

    assert refused(one, one) == "R302"
    assert refused(one, home) == refused(home, one) == "R305"
    services.merge(w.inspector, one.pk, other.pk, reason="same_number", request=request())
    assert refused(third, other) == refused(other, third) == "R304"
    with pytest.raises(Refused):
        services.merge(w.inspector, one.pk, foreign.pk, reason="same_number", request=request())
    with pytest.raises(Refused):
        services.merge(w.elsewhere, one.pk, third.pk, reason="same_number", request=request())
    # A chain: what is part of the third comes along.
    services.merge(w.inspector, third.pk, one.pk, reason="same_number", request=request())
    assert names(w.inspector) == [rw.HOUSEHOLD, "Three"]


def test_sent_twice_it_is_there_once(w: World) -> None:
    sent = request()
    one = services.record_organisation(w.inspector, rw.organisation_input(), request=sent)
    assert (
        services.record_organisation(w.inspector, rw.organisation_input(), request=sent).pk
        == one.pk
    )
    with pytest.raises(InputError) as caught:
        services.record_organisation(w.inspectorate.second, rw.organisation_input(), request=sent)
    assert code(caught) == "R501"


def test_two_who_correct_an_entry_at_once_lose_nothing(w: World) -> None:
    made = rw.firm(w.inspector)
    services.change_organisation(
        w.inspectorate.second, made.pk, rw.organisation_input("Renamed"), seen=1
    )
    with pytest.raises(InputError) as caught:
        services.change_organisation(
            w.inspector, made.pk, rw.organisation_input("Also Renamed"), seen=1
        )
    assert code(caught) == "R401"
    assert selectors.organisation(w.inspector, made.pk).called.name == "Renamed"


@pytest.mark.parametrize(
    ("text", "after", "holds"),
    [
        ("2024", "", True), ("2024-02", "2024", True), ("2024-02-29", "2024-02", True),
        ("", "", True), ("2024", "2024-06", True), ("2023", "2024", False),
        ("2024-01", "2024-02", False), ("2023-02-29", "", False), ("2024-13", "", False),
        ("24", "", False), ("9999", "", False), ("2024-2", "", False), ("1024", "", False),
    ],
)  # fmt: skip
def test_a_date_is_as_exact_as_somebody_knows_it(text: str, after: str, holds: bool) -> None:
    if holds:
        assert checked_date(text, "until", after) == text
        return
    with pytest.raises(InputError) as caught:
        checked_date(text, "until", after)
    assert code(caught) == "R301"


def test_classifications_are_whole_and_sourced() -> None:
    """R-70: sections of ISIC Rev. 4, major and sub-major groups of ISCO-08."""
    assert "".join(sectors().titles) == "ABCDEFGHIJKLMNOPQRSTU"
    majors = {one for one in occupations().titles if len(one) == 1}
    assert majors == set("0123456789")
    assert len(occupations().titles) - len(majors) == 43
    assert all(one[0] in majors for one in occupations().titles)
    assert sectors().source
    assert occupations().source


@pytest.mark.proves("registers-of-employers")
def test_no_name_number_or_address_stands_in_any_table(w: World) -> None:
    """A list of the employers of an advice centre is a list of who is complained of (R-30)."""
    services.record_organisation(
        w.advice.first,
        rw.organisation_input(aliases=(rw.ARABIC,), number=rw.NUMBER),
        request=request(),
    )
    rw.household(w.advice.first)
    rw.place(w.advice.first, "private_home")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        stored = ""
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')  # noqa: S608 - own names
            stored += "".join(row[0] for row in cursor.fetchall())
    assert str(w.advice.first.person) in stored  # the search finds what is there
    for secret in rw.SECRETS:
        for form in (secret, secret.casefold(), secret.encode().hex()):
            assert form not in stored
