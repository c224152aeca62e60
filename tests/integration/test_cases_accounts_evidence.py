"""What is taken of accounts as evidence: where it leads back to, and how long it stands."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest

from account_texts import PAID_IN_FULL, wage_account
from cases_world import accounted, file_of, finding_of, request, weighed
from erasing import place_hold
from integration.test_cases_accounts import Case, _case, evidence_of, standing
from manumit.assessment import Reply
from manumit.errors import InputError
from manumit.terms import Law, shipped_law
from manumit.web.account_sheets import calculation as pages
from manumit.web.cases import selectors, services
from manumit.web.cases.accounts import piece_id, source_of
from manumit.web.cases.models import AccountVersion, EvidenceSet, FindingVersion, Reckoning
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.models import Attachment

__all__ = ["_case"]
pytestmark = pytest.mark.usefixtures("committing")


@pytest.mark.proves("accounts-of-work")
def test_what_is_taken_joins_the_last_interview_and_leads_back_to_its_line(case: Case) -> None:
    file = file_of(case.owner)
    interview = finding_of(case.owner, file, Reply.NO)
    row, made = accounted(case.owner, file, wage_account())
    assert made is not None
    assert made.number == 2
    before, after = (evidence_of(case.owner, one) for one in (interview, made))
    taken = after[len(before) :]
    assert after[: len(before)] == before
    assert [(one["code"], one["answer"]) for one in taken] == [
        ("EX04", "yes"), ("EX08", "yes"), ("CD14", "unknown"),
    ]  # fmt: skip
    assert {one["informant"] for one in taken} == {"worker"}
    result = Reckoning.objects.get(account_version=row)
    assert [one["id"] for one in taken] == [piece_id(result.pk, place) for place in (1, 2, 3)]
    sources = selectors.evidence_sources(case.owner, file.pk, [one["id"] for one in after])
    assert {(one.number, one.version, one.stands) for one in sources.values()} == {(1, 1, True)}
    assert [one.place for one in sources.values()] == [1, 2, 3]
    # A no of an interview does not outweigh it, and stays to be seen.
    document = json.dumps(selectors.finding(case.owner, made.pk).document)
    assert piece_id(result.pk, 1) in document


@pytest.mark.proves("accounts-of-work")
def test_what_was_not_taken_is_no_evidence_and_says_nothing_against_it(case: Case) -> None:
    file = file_of(case.owner)
    row, _ = accounted(case.owner, file, wage_account(), take=False)
    assert weighed(case.owner, row, take=False) is None
    assert not EvidenceSet.objects.filter(file=file).exists()
    result = Reckoning.objects.get(account_version=row)
    made = services.review_signs(
        case.owner, result.pk, taken=(2,), left=(1,), seen=1, request=request()
    )
    assert made is not None
    assert [one["code"] for one in evidence_of(case.owner, made)] == ["EX08"]
    seen = selectors.account(case.owner, row.pk)
    assert (sorted(seen.weighed.taken), sorted(seen.weighed.left), seen.seen) == ([2], [1], 2)
    again = services.review_signs(
        case.owner, result.pk, taken=(), left=(1, 2), seen=2, request=request()
    )
    assert again is not None
    assert evidence_of(case.owner, again) == []


def test_a_later_interview_keeps_what_was_taken_of_accounts(case: Case) -> None:
    later = finding_of(case.owner, case.file, Reply.NO)
    entries = evidence_of(case.owner, later)
    own = [one for one in entries if source_of(one["id"])]
    assert [one["code"] for one in own] == ["EX04", "EX08", "CD14"]
    assert len(entries) > len(own)


@pytest.mark.proves("accounts-of-work")
def test_a_correction_counts_at_once_and_what_rested_on_the_earlier_version_says_so(
    case: Case,
) -> None:
    (earlier,) = selectors.findings(case.owner, case.file.pk)
    made = services.correct_account(
        case.owner, case.row.pk, wage_account(data=PAID_IN_FULL), request=request()
    )
    assert (made.number, made.version, made.account) == (1, 2, case.row.account)
    last = FindingVersion.objects.filter(file=case.file).latest("number")
    assert last.number == 2
    assert evidence_of(case.owner, last) == []
    # The earlier version, its result and the earlier finding are as they were.
    seen = selectors.account(case.owner, case.row.pk)
    assert seen.content == wage_account()
    assert not seen.line.stands
    pieces = [
        one["id"] for one in evidence_of(case.owner, FindingVersion.objects.get(pk=earlier.id))
    ]
    assert len(pieces) == 3
    sources = selectors.evidence_sources(case.owner, case.file.pk, pieces)
    assert [one.stands for one in sources.values()] == [False, False, False]
    refused_with(
        "K805",
        lambda: weighed(case.owner, case.row),
        lambda: services.correct_account(
            case.owner, case.row.pk, wage_account(), request=request()
        ),
        lambda: services.recalculate_account(case.owner, case.row.pk, request=request()),
    )


def refused_with(code: str, *acts: Callable[[], object]) -> None:
    for act in acts:
        with pytest.raises(InputError, match=code):
            act()


@pytest.mark.proves("accounts-of-work")
def test_what_a_withdrawn_account_told_is_gone_and_counts_no_more(case: Case) -> None:
    services.correct_account(case.owner, case.row.pk, wage_account(), request=request())
    latest = AccountVersion.objects.get(account=case.row.account, version=2)
    weighed(case.owner, latest)
    assert len(case.sealed()) == 4
    services.withdraw_account(case.owner, case.row.pk, reason="person_asks")
    assert case.sealed() == []
    assert not Attachment.objects.filter(subject=case.file.subject_id).exists()
    lines = selectors.accounts(case.owner, case.file.pk)
    assert [one.withdrawn_reason for one in lines] == ["person_asks", "person_asks"]
    seen = selectors.account(case.owner, latest.pk)
    assert (seen.content, seen.result) == (None, None)
    last = FindingVersion.objects.filter(file=case.file).latest("number")
    assert evidence_of(case.owner, last) == []
    refused_with(
        "K804",
        lambda: selectors.download(case.owner, seen_reckoning(latest), paper=True),
        lambda: services.withdraw_account(case.owner, latest.pk, reason="not_needed"),
        lambda: services.correct_account(case.owner, latest.pk, wage_account(), request=request()),
        lambda: weighed_again(case.owner, latest),
    )
    acts = Event.objects.filter(act="withdraw_statement", actor=case.owner.person)
    assert {one.resource for one in acts} == {case.row.pk, latest.pk}
    # The next one does not take the number of the one that went.
    assert accounted(case.owner, case.file, wage_account(), take=False)[0].number == 2


def seen_reckoning(row: AccountVersion) -> uuid.UUID:
    return Reckoning.objects.filter(account_version=row).latest("number").pk


def weighed_again(actor: Actor, row: AccountVersion) -> object:
    result = Reckoning.objects.filter(account_version=row).latest("number")
    seen = result.sign_reviews.count()
    return services.review_signs(actor, result.pk, taken=(), left=(), seen=seen, request=request())


@pytest.mark.proves("accounts-of-work")
def test_a_withdrawal_needs_a_reason_of_the_list_and_ends_no_evidence_under_a_hold(
    case: Case,
) -> None:
    for reason in ("", "because", "came_of_age"):
        with pytest.raises(InputError, match="K704"):
            services.withdraw_account(case.owner, case.row.pk, reason=reason)
    place_hold(case.file.subject_id, "proceedings")
    before = standing()
    with pytest.raises(InputError, match="V302"):
        services.withdraw_account(case.owner, case.row.pk, reason="person_asks")
    assert standing() == before
    assert selectors.account(case.owner, case.row.pk).content == wage_account()
    assert not Event.objects.filter(act="withdraw_statement").filter(resource=case.row.pk).exists()


# Under newer rules


def test_newer_rules_make_another_result_beside_the_old_one(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="K806"):
        services.recalculate_account(case.owner, case.row.pk, request=request())
    before = selectors.account(case.owner, case.row.pk)
    newer = replace(
        shipped_law("xx"), checked=dt.date(2026, 11, 1), stale_from=dt.date(2026, 11, 2)
    )

    def law(name: str) -> Law:
        assert name == "xx"
        return newer

    monkeypatch.setattr(pages, "shipped_law", law)
    once = request()
    made = services.recalculate_account(case.owner, case.row.pk, request=once)
    assert services.recalculate_account(case.owner, case.row.pk, request=once) == made
    after = selectors.account(case.owner, case.row.pk)
    assert after.result is not None
    assert before.result is not None
    assert before.reckoning is not None
    assert [one.number for one in after.results] == [1, 2]
    assert after.result.rules[0].stale
    assert after.result.rules[0].checked == dt.date(2026, 11, 1)
    assert after.result.engine != before.result.engine
    shown = selectors.reckoning(case.owner, before.reckoning.id)
    assert shown.result == before.result
    assert not shown.result.rules[0].stale
    # What was taken of the earlier result stands: nothing that was told has changed.
    assert shown.weighed.taken == {1, 2, 3}
    assert FindingVersion.objects.filter(file=case.file).count() == 1
