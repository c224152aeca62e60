"""Licences of recruiters in plain sentences (R-04 to R-08, R-41; scenarios 9 and 10)."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from decimal import Decimal

import pytest
from click.testing import CliRunner

import recruitment_world as rw
from cases_world import request
from manumit.cli.recruiters import recruiters
from manumit.errors import InputError
from manumit.recruitment import AnswerSentence, RecruiterIndex, RecruiterList, State, look_up
from manumit.recruitment.list_file import read_list
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.days import today
from manumit.web.kernel.process.models import Move
from manumit.web.kernel.process.services import MoveRefused
from manumit.web.recruitment import publishing, reading, verbs
from manumit.web.recruitment.bond import BondStanding, bond_standing, ever_below_zero
from manumit.web.recruitment.content import AgencyContent
from manumit.web.recruitment.models import BondMovement, LicenceApplication, RecruiterLicence
from manumit.web.recruitment.reappearance import SharedReason
from manumit.web.tasks import selectors
from recruitment_world import World, world
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@dataclass(frozen=True, slots=True)
class Rows:
    """An application that was inspected."""

    row: LicenceApplication


def made_rows(w: World) -> Rows:
    return Rows(rw.inspected(w.owner))


_begun, _who, _rows = begun(world, made_rows)


def why(caught: pytest.ExceptionInfo[MoveRefused]) -> str:
    """Why a step was not taken."""
    return caught.value.word


def refused_steps(w: World, row: LicenceApplication, *names: str) -> list[str]:
    """Why each of some steps is refused."""
    found = []
    for name in names:
        with pytest.raises(MoveRefused) as caught:
            rw.moved(w.owner, row, name, conditions="Keep records", conditions_by=tomorrow())
        found.append(why(caught))
    return found


def tomorrow() -> dt.date:
    return today() + dt.timedelta(days=1)


# Scenario 9


def test_three_failed_standards_mean_a_licence_with_conditions_and_a_deadline(
    w: World, rows: Rows
) -> None:
    rw.assessed(w.owner, rows.row, "contracts", "housing", "records")
    assert refused_steps(w, rows.row, "grant") == ["needs_conditions"]
    with pytest.raises(InputError, match="R706"):
        rw.moved(
            w.owner, rows.row, "grant_with_conditions", conditions="", conditions_by=tomorrow()
        )
    rw.moved(
        w.owner, rows.row, "grant_with_conditions",
        conditions="Housing by then", conditions_by=tomorrow(),
    )  # fmt: skip
    seen = reading.application(w.owner, rows.row.pk)
    assert seen.assessments[0].points == 24
    assert (seen.conditions, seen.row.conditions_by) == ("Housing by then", tomorrow())
    assert seen.licence is not None
    assert seen.licence.state == "active"


def test_one_failed_critical_standard_refuses(w: World, rows: Rows) -> None:
    rw.assessed(w.owner, rows.row, "fees")
    assert refused_steps(w, rows.row, "grant", "grant_with_conditions") == ["critical_standard"] * 2
    assert rw.moved(w.owner, rows.row, "refuse", reason="critical_standard").state == "refused"
    assert not RecruiterLicence.objects.exists()


def test_the_appeal_keeps_the_earlier_state_visible(w: World, rows: Rows) -> None:
    rw.assessed(w.owner, rows.row, "fees")
    rw.moved(w.owner, rows.row, "refuse", reason="critical_standard")
    rw.moved(w.owner, rows.row, "appeal")
    seen = reading.application(w.owner, rows.row.pk)
    assert seen.row.state == "appealed"
    taken = [(one.name, one.source, one.reason) for one in seen.moves]
    assert taken[-2:] == [("refuse", "inspected", "critical_standard"), ("appeal", "refused", "")]


def test_four_failed_standards_refuse_too(w: World, rows: Rows) -> None:
    rw.assessed(w.owner, rows.row, "contracts", "housing", "records", "sub_agents")
    assert refused_steps(w, rows.row, "grant_with_conditions") == ["too_many_points"]


def test_nothing_is_granted_while_a_standard_is_unknown_or_none_was_assessed(
    w: World, rows: Rows
) -> None:
    assert refused_steps(w, rows.row, "grant") == ["no_assessment"]
    rw.assessed(w.owner, rows.row, housing="unknown")
    assert refused_steps(w, rows.row, "grant", "grant_with_conditions") == ["unknown_standard"] * 2


def test_a_disqualified_officer_is_a_critical_failure(w: World, rows: Rows) -> None:
    """R-07: convicted, an earlier licence revoked, a travel agency, an official in office."""
    for one in ("convicted", "licence_revoked", "travel_agency", "official"):
        rw.assessed(w.owner, rows.row, one)
        assert refused_steps(w, rows.row, "grant") == ["critical_standard"], one


# A refusal turned into an approval


def test_who_refused_does_not_decide_the_appeal(w: World, rows: Rows) -> None:
    rw.moved(w.owner, rows.row, "refuse", reason="papers_missing")
    rw.moved(w.owner, rows.row, "appeal")
    for name, reason in (("overturn", "facts"), ("confirm", "not_shown")):
        with pytest.raises(MoveRefused) as caught:
            rw.moved(w.owner, rows.row, name, reason=reason)
        assert why(caught) == "refused_it"
    with pytest.raises(MoveRefused) as caught:
        rw.moved(w.colleague, rows.row, "overturn")
    assert why(caught) == "no_reason"
    rw.moved(w.colleague, rows.row, "overturn", reason="new_evidence")
    last = Move.objects.get(row=rows.row.pk, name="overturn")
    assert (last.actor, last.reason) == (w.colleague.person, "new_evidence")


def test_an_overturned_refusal_grants_nothing_past_the_standards(w: World, rows: Rows) -> None:
    rw.assessed(w.owner, rows.row, "fees")
    rw.moved(w.owner, rows.row, "refuse", reason="critical_standard")
    rw.moved(w.owner, rows.row, "appeal")
    back = rw.moved(w.colleague, rows.row, "overturn", reason="facts")
    assert back.state == "inspected"
    assert not RecruiterLicence.objects.exists()
    with pytest.raises(MoveRefused) as caught:
        rw.moved(w.colleague, rows.row, "grant")
    assert why(caught) == "critical_standard"
    # Who refused takes no decision on it any more; the refusal stays visible.
    rw.assessed(w.colleague, rows.row)
    assert refused_steps(w, rows.row, "grant", "grant_with_conditions") == ["refused_it"] * 2
    rw.moved(w.colleague, rows.row, "grant")
    assert RecruiterLicence.objects.get(application=rows.row).state == "active"
    taken = [one.name for one in reading.application(w.owner, rows.row.pk).moves]
    assert taken[-4:] == ["refuse", "appeal", "overturn", "grant"]


def test_who_refused_neither_assesses_nor_hears_after_an_appeal(w: World, rows: Rows) -> None:
    rw.moved(w.owner, rows.row, "refuse", reason="papers_missing")
    rw.moved(w.owner, rows.row, "appeal")
    with pytest.raises(InputError, match="R710"):
        rw.assessed(w.owner, rows.row)
    with pytest.raises(InputError, match="R710"):
        verbs.set_hearing(w.owner, rows.row.pk, tomorrow())
    seen = reading.application(w.owner, rows.row.pk)
    assert (seen.assesses, seen.hears) == (False, False)
    rw.assessed(w.colleague, rows.row)
    verbs.set_hearing(w.colleague, rows.row.pk, tomorrow())


def test_a_reason_of_refusal_that_needs_an_assessment_has_one(w: World, rows: Rows) -> None:
    def refused(reason: str) -> str:
        with pytest.raises(MoveRefused) as caught:
            rw.moved(w.owner, rows.row, "refuse", reason=reason)
        return why(caught)

    needing = ("critical_standard", "too_many_points", "disqualified")
    assert {refused(one) for one in needing} == {"reason_not_assessed"}
    rw.assessed(w.owner, rows.row, "contracts", "housing", "records", "sub_agents")
    assert refused("critical_standard") == refused("disqualified") == "reason_not_assessed"
    assert rw.moved(w.owner, rows.row, "refuse", reason="too_many_points").state == "refused"


# Sentence 5 of the brief


def test_a_revoked_owner_who_comes_back_through_his_sister_is_shown_by_the_telephone(
    w: World,
) -> None:
    revoked = rw.revoked_agency(w.owner)
    sister = rw.recorded(
        w.owner, rw.agency("New Dawn Placement Zq", officers=("Rehema Otieno Zq",),
                           telephones=("0700 555611",))
    )  # fmt: skip
    (one,) = reading.application(w.owner, sister.pk).shared
    assert (one.application, one.state) == (revoked.application_id, "revoked")
    assert one.shared == [(SharedReason.TELEPHONE, rw.TELEPHONE)]
    # Nothing is refused by it: an officer asks, and decides with a reason.
    rw.moved(w.owner, sister, *rw.TO_INSPECTED)
    rw.assessed(w.owner, sister, "licence_revoked")
    rw.moved(w.colleague, sister, "refuse", reason="disqualified")
    assert sister.pk != revoked.application_id


def test_each_thing_in_common_has_its_reason(w: World) -> None:
    rw.revoked_agency(w.owner)
    back = rw.agency(
        "BRIGHT SHORE MANPOWER ZQ Ltd", officers=(), owners=("Otieno Zq, Baraka",),
        address="Market Street 9 Portzq",
    )  # fmt: skip
    (one,) = reading.application(w.owner, rw.recorded(w.owner, back).pk).shared
    assert [reason for reason, _ in one.shared] == [
        SharedReason.PERSON, SharedReason.ADDRESS, SharedReason.NAME,
    ]  # fmt: skip


def shared_by(w: World, content: AgencyContent) -> list[tuple[str, list[SharedReason]]]:
    """With whom a new applicant shares something, and what."""
    seen = reading.application(w.owner, rw.recorded(w.owner, content).pk)
    return [(one.state, [reason for reason, _ in one.shared]) for one in seen.shared]


def test_an_address_or_a_website_in_common_alone_is_shown(w: World) -> None:
    rw.revoked_agency(w.owner)
    new = {"officers": ("Nobody Known Zq",), "telephones": ()}
    same = rw.agency("Sunrise Crewing Zq", **new, address="Market Street 9 Portzq")
    assert shared_by(w, same) == [("revoked", [SharedReason.ADDRESS])]
    other = rw.agency("Sunset Crewing Zq", **new, address="10 Market Street, Portzq")
    assert shared_by(w, other) == []
    site = {"officers": ("Somebody Else Zq",), "address": "", "websites": ("www.dawn-zq.com",)}
    refused = rw.recorded(w.owner, rw.agency("Old Dawn Zq", **{**site, "telephones": ()}))
    rw.moved(w.owner, refused, "refuse", reason="papers_missing")
    new_site = {**new, "address": "", "websites": ("https://dawn-zq.com/jobs",)}
    assert shared_by(w, rw.agency("Moonlight Zq", **new_site)) == [
        ("refused", [SharedReason.WEBSITE])
    ]


def test_a_suspended_licence_counts_and_so_does_one_given_back_while_suspended(w: World) -> None:
    licence = rw.licensed(w.owner)
    again = rw.agency("Second Try Zq")
    assert shared_by(w, again) == []
    rw.stepped(w.owner, licence, "suspend", "danger")
    assert [state for state, _ in shared_by(w, again)] == ["suspended"]
    rw.stepped(w.owner, licence, "surrender")
    assert [state for state, _ in shared_by(w, again)] == ["surrendered"]


def test_a_licence_given_back_in_good_standing_does_not_count(w: World) -> None:
    licence = rw.licensed(w.owner)
    rw.stepped(w.owner, licence, "suspend", "danger")
    rw.stepped(w.owner, licence, "reinstate")
    rw.stepped(w.owner, licence, "surrender")
    assert shared_by(w, rw.agency("Second Try Zq")) == []


def test_people_are_compared_by_every_word_and_a_similar_name_is_a_weaker_reason(w: World) -> None:
    """Names such as "Sa" and "Co" are legal forms of firms too."""
    content = rw.agency("Old Harbour Zq", officers=("Sa Wanjiru",), telephones=(), address="")
    refused = rw.recorded(w.owner, content)
    rw.moved(w.owner, refused, "refuse", reason="papers_missing")
    new = {"telephones": (), "address": ""}
    assert shared_by(w, rw.agency("First Light Zq", officers=("Co Wanjiru",), **new)) == []
    alike = rw.agency("First Light Zq", officers=("Saa Wanjeru",), **new)
    assert shared_by(w, alike) == [("refused", [SharedReason.SIMILAR_NAME])]
    equal = rw.agency("First Light Zq", officers=("Wanjiru, Sa",), **new)
    assert shared_by(w, equal) == [("refused", [SharedReason.PERSON])]


def test_who_shares_something_with_a_licensed_recruiter_is_not_shown(w: World) -> None:
    rw.licensed(w.owner)
    same = rw.recorded(w.owner, rw.agency("Other Firm Zq"))
    assert not reading.application(w.owner, same.pk).shared


def test_another_authority_learns_nothing_of_who_was_revoked(w: World) -> None:
    rw.revoked_agency(w.owner)
    row = rw.recorded(w.other.first, rw.agency("Elsewhere Zq", telephones=(rw.TELEPHONE,)))
    assert not reading.application(w.other.first, row.pk).shared
    with pytest.raises(Refused):
        reading.application(w.owner, row.pk)


# Sentence 11 of the brief, and scenario 10


def bond(row: LicenceApplication, day: int) -> BondStanding:
    """The bond on a day of last year."""
    return bond_standing(row.movements.all(), march(day))


def march(day: int) -> dt.date:
    return dt.date(today().year - 1, 2, 28) + dt.timedelta(days=day)


def test_a_bond_below_its_floor_stops_new_orders_until_it_is_refilled(w: World, rows: Rows) -> None:
    def move(kind: str, amount: str, day: int) -> None:
        verbs.move_bond(w.owner, rows.row.pk, kind, amount, march(day), request=request())

    move("paid_in", "50000", 1)
    move("claimed", "8000", 2)
    assert bond(rows.row, 2).allows_orders  # a claim alone moves nothing
    move("drawn", "8000", 3)
    low = bond(rows.row, 3)
    assert not low.allows_orders
    assert (low.below_since, low.replenish_by) == (march(3), march(18))
    move("replenished", "8000", 15)
    assert bond(rows.row, 15).allows_orders  # freed by itself
    assert not bond(rows.row, 14).allows_orders
    with pytest.raises(InputError, match="R708"):
        move("drawn", "50000.01", 20)
    # A draw of an earlier day counts on every day after it.
    move("drawn", "40000", 20)
    with pytest.raises(InputError, match="R708"):
        move("drawn", "20000", 4)
    with pytest.raises(InputError, match="R708"):
        move("drawn", "1", 0)


def test_a_bond_adds_up_nothing_of_another_currency(w: World, rows: Rows) -> None:
    verbs.move_bond(w.owner, rows.row.pk, "paid_in", "50000", march(1), request=request())
    (one,) = rows.row.movements.all()
    other = BondMovement(kind="paid_in", amount=Decimal(9), currency="KES", day=march(1))
    found = bond_standing([one, other], march(2))
    assert (found.holds, found.currency) == (Decimal(50_000), one.currency)
    assert found.others == {"KES": 9}
    assert not ever_below_zero([one, other], "KES")


# Licences, and the published list


def test_a_licence_is_suspended_for_evidence_a_hearing_or_danger_alone(w: World) -> None:
    """A count of reports never suspends (R-41)."""
    licence = rw.licensed(w.owner)
    for reason in ("", "reports"):
        with pytest.raises(MoveRefused):
            rw.stepped(w.owner, licence, "suspend", reason)
    assert rw.stepped(w.owner, licence, "suspend", "danger").state == "suspended"
    assert rw.stepped(w.owner, licence, "reinstate").state == "active"
    assert rw.stepped(w.owner, licence, "surrender").state == "surrendered"
    with pytest.raises(MoveRefused):
        rw.stepped(w.owner, licence, "reinstate")


def due(w: World, row: uuid.UUID) -> bool:
    """Whether an application is in the work of the officer."""
    found = selectors.my_work(w.owner, horizon="year", turn="to_do", number=1).lines
    return row in {one.row for one in found}


def test_a_licence_is_revoked_after_a_hearing_alone(w: World) -> None:
    """R-41: nobody is barred before they were heard."""
    licence = rw.licensed(w.owner)

    def refused(name: str, reason: str = "") -> str:
        with pytest.raises(MoveRefused) as caught:
            rw.stepped(w.owner, licence, name, reason)
        return why(caught)

    assert refused("revoke", "final_judgment") == "not_from_here"
    rw.stepped(w.owner, licence, "suspend", "evidence")
    assert not due(w, licence.application_id)
    assert refused("revoke", "final_judgment") == "not_heard"
    verbs.set_hearing(w.owner, licence.application_id, tomorrow())
    assert due(w, licence.application_id)
    assert refused("revoke", "final_judgment") == "not_heard"
    assert refused("expire") == "not_over"
    verbs.set_hearing(w.owner, licence.application_id, today())
    assert rw.stepped(w.owner, licence, "revoke", "final_judgment").state == "revoked"
    assert not due(w, licence.application_id)


def test_the_public_look_up_answers_from_the_licences_of_the_room(w: World) -> None:
    licensed, revoked = rw.licensed(w.owner), rw.revoked_agency(w.owner)
    rw.recorded(w.owner, rw.agency("Not Yet Zq", telephones=()))
    published = publishing.published_list(w.authority.institution.pk)
    assert [(one.number, one.state) for one in published.entries] == sorted(
        [(licensed.number, State.ACTIVE), (revoked.number, State.REVOKED)]
    )

    def answer(words: str, contact: str = "") -> AnswerSentence:
        return look_up(RecruiterIndex(published), words, contact, today()).sentence

    assert answer("Quiet River Agency Zq", "0700 555100") is AnswerSentence.CONTACT_REGISTERED
    assert answer(licensed.number, "0700 999999") is AnswerSentence.CONTACT_NOT_REGISTERED
    assert answer(revoked.number) is AnswerSentence.NOT_CURRENT
    assert answer("Not Yet Zq") is AnswerSentence.NOT_FOUND


def test_the_list_is_a_file_that_the_look_up_reads(
    w: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rw.licensed(w.owner)
    out = tmp_path_factory.mktemp("list") / "list.json"
    out.write_text(publishing.list_file(w.owner, "json"), "utf-8")
    found: RecruiterList = read_list(out, today=today())
    assert (found.day, len(found.entries)) == (today(), 1)
    assert json.loads(out.read_text("utf-8"))["mode"] == "authority"
    assert "Quiet River Agency Zq" in publishing.list_file(w.owner, "csv")
    assert found.entries[0].officers == ("Achieng Wanjiru Zq",)
    with pytest.raises(Refused):
        publishing.list_file(w.inspectorate.first, "json")


def test_after_a_renewal_the_look_up_says_licensed(
    w: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The whole way: publish as a table, import it, look the recruiter up."""
    rw.licensed(w.owner)
    renewed, revoked = rw.licensed(w.owner), rw.revoked_agency(w.owner)
    rw.revoked(w.owner, rw.licensed(w.owner, rw.agency("Twice Zq", telephones=("0700 555777",))))
    twice = rw.licensed(w.owner, rw.agency("Twice Zq", telephones=("0700 555777",)))
    folder = tmp_path_factory.mktemp("renewal")
    table, out = folder / "published.csv", folder / "list.json"
    table.write_text(publishing.list_file(w.owner, "csv"), "utf-8")
    options = ["--source", "Authority", "--day", today().isoformat(), "--own", "--out", str(out)]
    done = CliRunner().invoke(recruiters, ["import", str(table), *options])
    assert done.exit_code == 0, done.output
    asked = ["look-up", str(out), "Quiet River Agency Zq", "--contact", "+254 700 555 100"]
    answer = CliRunner().invoke(recruiters, asked).output
    assert "Answer: licensed_contact_registered" in answer
    assert renewed.number in answer
    entries = {one.number: one for one in read_list(out).entries}
    # A renewal takes back no warning; and officers of past licences are nobody's business.
    assert len(entries) == 4
    assert not entries[revoked.number].officers
    assert entries[twice.number].officers


# What is entered


def test_an_applicant_without_people_or_with_a_wrong_number_is_refused_and_nothing_is_written(
    w: World, rows: Rows
) -> None:
    before = LicenceApplication.objects.count()
    wrong = rw.agency("", officers=(), telephones=("12",), mails=("nobody",))
    with pytest.raises(InputError) as caught:
        rw.recorded(w.owner, wrong)
    assert sorted(one.code for one in caught.value.problems) == ["R701", "R702", "R703", "R703"]
    assert LicenceApplication.objects.count() == before
    assert rows.row.state == "inspected"
