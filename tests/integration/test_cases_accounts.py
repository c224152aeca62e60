"""Accounts of work in a file: who may tell, read, weigh and withdraw them, and what rests on them.

The tables are written by hand from domain.md, section 2: an account tells where somebody worked
and what they got, so it is a statement; an institution sees those of its own files, and of those
whoever holds the file; nobody else learns that there is one. ``y``: it is done; ``-``: refused, as
if it did not exist, nothing has changed, and the ledger says who was refused.
"""

import dataclasses
import datetime as dt
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_django import Settings

from account_texts import COSTS, EMPLOYER, TERMS, WAGES, wage_account
from cases_world import (
    Body,
    World,
    accounted,
    agreed,
    file_of,
    finding_of,
    key_ring,
    person,
    referred,
    request,
    weighed,
    world,
)
from manumit.assessment import Age, Answer, Informant, Reply
from manumit.errors import InputError
from manumit.terms import Owed
from manumit.web.account_sheets import calculation as pages
from manumit.web.cases import selectors, services
from manumit.web.cases.accounts import AccountKind, source_of
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.models import (
    AccountVersion,
    CaseFile,
    EvidenceSet,
    FindingVersion,
    Reckoning,
    SignReview,
)
from manumit.web.cases.papers import statement
from manumit.web.cases.services import accounts
from manumit.web.cases.timeline import access_log, timeline
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event

pytestmark = pytest.mark.usefixtures("committing")

# Two files: of the inspectorate, which referred its person to the shelter (consent holds) and to
# the prosecution (consent was withdrawn); everybody's standing is towards that file.
#                owner colleague other_office other_inst referred withdrawn stranger dpo admin
OF_THE_FILE = """
    accounts       y       -          -           -         -         -        -     -    -
    account        y       -          -           -         -         -        -     -    -
    reckoning      y       -          -           -         -         -        -     -    -
    paper          y       -          -           -         -         -        -     -    -
    data           y       -          -           -         -         -        -     -    -
    add            y       -          -           -         -         -        -     -    -
    weigh          y       -          -           -         -         -        -     -    -
    correct        y       -          -           -         -         -        -     -    -
    withdraw       y       -          -           -         -         -        -     -    -
"""
WHO = (
    "owner", "colleague", "other_office", "other_institution", "referred", "withdrawn", "stranger",
    "dpo", "admin",
)  # fmt: skip
# What each institution does with accounts of files of its own. "Statements with consent" are what
# the identification body sees, and it takes none; "evidence with custody log" is no prosecutor's to
# end, and findings are not theirs to make.
#              see take weigh withdraw
OF_OWN_FILES = """
    inspect     y   y    y      y
    intake      y   y    y      y
    advice      y   y    y      y
    support     y   y    y      y
    ident       y   -    -      -
    justice     y   y    -      -
"""
KINDS_OF = {
    "inspect": "inspectorate",
    "intake": "inspectorate",
    "advice": "advice_centre",
    "support": "shelter",
    "ident": "identification",
    "justice": "prosecution",
}


@dataclass(frozen=True)
class Case:
    """One file with an account whose signs were taken, referred twice."""

    here: World
    folder: Path
    file: CaseFile
    row: AccountVersion
    everybody: Mapping[str, Actor | None]

    @property
    def owner(self) -> Actor:
        """Who holds it."""
        return self.here.owner

    def sealed(self) -> list[Path]:
        """What lies in the folder of sealed files."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture(name="case")
def _case(tmp_path: Path, settings: Settings) -> Case:
    key_ring(tmp_path, settings)
    here = world()
    file = file_of(here.owner)
    row, _ = accounted(here.owner, file, wage_account())
    agreed(here.owner, file, here.shelter)
    parts = (FilePart.EVIDENCE, FilePart.FINDING)
    sent = referred(here.owner, file, here.shelter, parts=parts)
    services.accept(here.shelter.first, sent.pk, seen=2, request=request())
    agreed(here.owner, file, here.prosecution, "criminal_proceedings")
    alone = (FilePart.FINDING,)
    gone = referred(here.owner, file, here.prosecution, "criminal_proceedings", parts=alone)
    services.accept(here.prosecution.first, gone.pk, seen=2, request=request())
    services.withdraw_consent(
        here.owner,
        file.pk,
        purpose="criminal_proceedings",
        recipient=here.prosecution.institution.pk,
    )
    everybody = {
        "owner": here.owner,
        "colleague": here.colleague,
        "other_office": here.other_office,
        "other_institution": here.ident.first,
        "referred": here.shelter.first,
        "withdrawn": here.prosecution.first,
        "stranger": None,
        "dpo": person(here.inspectorate.office, "dpo"),
        "admin": here.admin,
    }
    return Case(here, tmp_path / "files", file, row, everybody)


def verbs(case: Case, who: Actor | None) -> dict[str, Callable[[], object]]:
    result = Reckoning.objects.get(account_version=case.row).pk
    seen = SignReview.objects.filter(reckoning=result).count()
    return {
        "accounts": lambda: selectors.accounts(who, case.file.pk),
        "account": lambda: selectors.account(who, case.row.pk),
        "reckoning": lambda: selectors.reckoning(who, result),
        "paper": lambda: selectors.download(who, result, paper=True),
        "data": lambda: selectors.download(who, result, paper=False),
        "add": lambda: services.add_account(who, case.file.pk, wage_account(), request=request()),
        "weigh": lambda: services.review_signs(
            who, result, taken=(), left=(1,), seen=seen, request=request()
        ),
        "correct": lambda: services.correct_account(
            who, case.row.pk, wage_account(), request=request()
        ),
        "withdraw": lambda: services.withdraw_account(who, case.row.pk, reason="not_needed"),
    }


def rows(table: str) -> dict[str, list[str]]:
    return {name: cells for name, *cells in map(str.split, table.strip().splitlines())}


def standing() -> tuple[object, ...]:
    versions = AccountVersion.objects.order_by("pk").values_list("pk", "withdrawn_at")
    return (
        list(versions),
        Reckoning.objects.count(),
        SignReview.objects.count(),
        EvidenceSet.objects.count(),
        FindingVersion.objects.count(),
    )


@pytest.mark.proves("accounts-of-work")
@pytest.mark.parametrize("who", WHO)
def test_only_whoever_holds_the_file_does_anything_with_its_accounts(case: Case, who: str) -> None:
    actor = case.everybody[who]
    for name, cells in rows(OF_THE_FILE).items():
        before, refused = standing(), Event.objects.filter(outcome="refused").count()
        act = verbs(case, actor)[name]
        if cells[WHO.index(who)] == "y":
            assert act(), name
        elif name == "accounts":
            assert act() == [], name  # a list of nothing; its page answers 404
        else:
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.verdict.hidden, name
            assert standing() == before, name
            assert Event.objects.filter(outcome="refused").count() == refused + 1, name


@pytest.mark.proves("accounts-of-work")
@pytest.mark.parametrize("role", KINDS_OF)
def test_what_each_institution_does_with_accounts_of_its_own_files(
    tmp_path: Path, settings: Settings, role: str
) -> None:
    key_ring(tmp_path, settings)
    body = Body.made(KINDS_OF[role], role)
    file = services.open_file(body.first, age=Age.ADULT, request=request())
    see, take, weigh, withdraw = (cell == "y" for cell in rows(OF_OWN_FILES)[role])
    may = selectors.file(body.first, file.pk).may
    for allowed, action in ((see, "see"), (take, "take"), (withdraw, "withdraw")):
        assert (f"statement.{action}" in may) == allowed, action
    if not take:
        with pytest.raises(Refused):
            accounted(body.first, file, wage_account(), take=False)
        return
    row, _ = accounted(body.first, file, wage_account(), take=False)
    if weigh:
        assert weighed(body.first, row) is not None
    else:
        with pytest.raises(Refused):
            weighed(body.first, row)
    if withdraw:
        services.withdraw_account(body.first, row.pk, reason="not_needed")
    else:
        with pytest.raises(Refused):
            services.withdraw_account(body.first, row.pk, reason="not_needed")
        # Who may not make findings corrects all the same: nothing of theirs rests on it.
        assert (
            services.correct_account(body.first, row.pk, wage_account(), request=request()).version
            == 2
        )


@pytest.mark.proves("accounts-of-work")
def test_no_account_goes_with_a_referral_and_its_evidence_leads_nowhere_there(case: Case) -> None:
    shelter = case.here.shelter.first
    own = CaseFile.objects.get(institution=case.here.shelter.institution)
    assert selectors.accounts(shelter, own.pk) == []
    (found,) = selectors.findings(shelter, own.pk)
    assert found.evidence is not None
    document = selectors.evidence(shelter, found.evidence).document
    pieces = [one["id"] for one in document["evidence"]]
    assert any(source_of(one) for one in pieces)
    assert not selectors.evidence_sources(shelter, own.pk, pieces)
    assert EMPLOYER not in json.dumps(document)
    assert "100.00" not in json.dumps(document)
    # What the shelter says later keeps nothing that rests on an account that it can't see.
    later = finding_of(shelter, own, Reply.NO)
    assert not [one for one in evidence_of(shelter, later) if source_of(one["id"])]


def evidence_of(actor: Actor, finding: FindingVersion) -> list[Mapping[str, str]]:
    assert finding.evidence_id is not None
    entries: list[Mapping[str, str]] = selectors.evidence(actor, finding.evidence_id).document[
        "evidence"
    ]
    return entries


# What it comes to


def test_each_kind_keeps_least_and_most_lines_and_rules_in_every_language(case: Case) -> None:
    for kind, number in zip(AccountKind, ("100.00", "450.00", "900.00"), strict=True):
        row, _ = accounted(case.owner, case.file, wage_account(kind), take=False)
        seen = selectors.account(case.owner, row.pk)
        assert seen.result is not None
        assert seen.content is not None
        assert (seen.content.text, seen.content.informant) == (
            wage_account(kind).text,
            Informant.WORKER,
        )
        for language in ("en", "fr", "es", "ar"):
            point = "," if language in ("fr", "es") else "."
            shown = number.replace(".", point)
            assert shown in repr(statement(seen.result, language)), (kind, language)
        assert len({json.dumps(one) for one in seen.result.statements.values()}) >= 4
        assert all(one.checked <= dt.date(2030, 1, 1) for one in seen.result.rules)
        assert seen.result.proposals
        for one in seen.result.proposals:
            assert one.answer in (Answer.YES, Answer.UNKNOWN)  # never no
            assert any(letter.isdigit() for letter in one.reasons["en"])
            assert set(one.reasons) >= {"en", "fr", "es", "ar"}
    assert ("account", "2.1") in [
        (one.kind, one.code) for one in timeline(case.owner, case.file.pk)
    ]


def test_least_and_most_of_wages_are_those_of_the_command(case: Case) -> None:
    seen = selectors.account(case.owner, case.row.pk)
    assert seen.result is not None
    found = pages.calculate(wage_account().text)
    assert isinstance(found, Owed)
    document = seen.result.document
    assert document["least"]["claimable"] == f"{float(found.least.claimable):.2f}"
    assert document["most"]["claimable"] == f"{float(found.most.claimable):.2f}"
    assert document["law"] == "xx"


def test_a_consent_under_pressure_cures_nothing_and_a_missing_term_is_unknown(case: Case) -> None:
    row, _ = accounted(case.owner, case.file, wage_account(AccountKind.TERMS), take=False)
    seen = selectors.account(case.owner, row.pk)
    assert seen.result is not None
    said_of = {one.code: one.answer for one in seen.result.proposals}
    assert said_of["DR03"] is Answer.YES  # the contract was exchanged for a worse one
    assert said_of["DR08"] is Answer.YES
    assert seen.result.document["substitution"] == "yes"
    clauses = seen.result.document["pairs"][0]["clauses"]
    verdicts = {one["clause"]: one["verdict"] for one in clauses}
    assert verdicts["rest_day"] == verdicts["documents"] == "unknown"
    assert not {"CD01", "DR05", "DR07"} & said_of.keys()


def test_of_a_child_what_was_agreed_is_never_free_and_the_list_is_theirs(case: Case) -> None:
    free = {"in_writing": "yes", "informed": "yes", "under_pressure": "no"}
    promise, signed, now = TERMS["versions"]
    terms = {**TERMS, "age": "adult", "versions": [promise, {**signed, "agreed": free}, now]}
    for age, answer in ((Age.ADULT, None), (Age.CHILD, Answer.UNKNOWN)):
        file = file_of(case.owner, age)
        row, _ = accounted(case.owner, file, wage_account(AccountKind.TERMS, terms), take=False)
        seen = selectors.account(case.owner, row.pk)
        assert seen.result is not None
        found = {one.code: one.answer for one in seen.result.proposals}
        assert found.get("DR08") is answer, age
        made = weighed(case.owner, row)
        if made is not None:
            assert made.list_id == "child_labour"


# What is refused

NOW = TERMS["versions"][2]
UNPAID = {"worker": "w1", "kind": "visa", "date": "unknown"}


@pytest.mark.proves("accounts-of-work")
@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        (AccountKind.WAGES, {**WAGES, "law": "zz"}, "W"),
        (AccountKind.WAGES, {**WAGES, "worker": "x" * 40_000}, "K801"),
        (AccountKind.WAGES, TERMS, "K802"),
        (AccountKind.TERMS, {"schema": "x"}, "W101"),
        (AccountKind.TERMS, {**TERMS, "versions": [NOW, {**NOW, "id": "later"}]}, "W304"),
        (
            AccountKind.TERMS,
            {**TERMS, "versions": [{**TERMS["versions"][0], "id": f"v{n}"} for n in range(13)]},
            "W602",
        ),
        (AccountKind.COSTS, {**COSTS, "workers": [{"id": "w1"}, {"id": "w2"}]}, "K803"),
        (AccountKind.COSTS, {**COSTS, "items": [UNPAID] * 401}, "W602"),
        (AccountKind.COSTS, TERMS, "K802"),
    ],
)
def test_what_is_not_taken_leaves_nothing(
    case: Case, kind: AccountKind, data: dict[str, object], code: str
) -> None:
    before, files, events = standing(), case.sealed(), Event.objects.count()
    with pytest.raises(InputError, match=code):
        services.add_account(case.owner, case.file.pk, wage_account(kind, data), request=request())
    assert (standing(), case.sealed(), Event.objects.count()) == (before, files, events)


def test_what_a_person_wrote_into_a_wrong_file_is_not_said_again(case: Case) -> None:
    planted = "Amina of the blue house"
    for data in ({**WAGES, "law": planted}, {**WAGES, planted: 1}):
        with pytest.raises(InputError) as caught:
            services.add_account(
                case.owner, case.file.pk, wage_account(AccountKind.WAGES, data), request=request()
            )
        assert planted not in str(caught.value)
    with pytest.raises(InputError, match=planted):  # the page without an account says it
        pages.calculate(wage_account(AccountKind.WAGES, {**WAGES, "law": planted}).text)


@pytest.mark.proves("accounts-of-work")
def test_a_file_that_grows_when_it_is_read_is_none(case: Case) -> None:
    text = "schema: &a manumit/costs/1\nasked_on: *a\n"
    for kind in AccountKind:
        with pytest.raises(InputError, match="W601"):
            services.add_account(
                case.owner, case.file.pk, replace(wage_account(kind), text=text), request=request()
            )


def test_a_form_that_is_sent_twice_does_it_once(case: Case) -> None:
    once = request()
    first = services.add_account(case.owner, case.file.pk, wage_account(), request=once)
    assert (
        services.add_account(
            case.owner, case.file.pk, wage_account(AccountKind.TERMS), request=once
        )
        == first
    )
    result = Reckoning.objects.get(account_version=first)
    sent = request()
    for _ in range(2):
        services.review_signs(case.owner, result.pk, taken=(1,), left=(), seen=0, request=sent)
    assert SignReview.objects.filter(reckoning=result).count() == 1
    # Where nothing changed, a finding that another institution passed on alone is not taken for it.
    assert FindingVersion.objects.filter(evidence=None).exists()
    quiet = request()
    for _ in range(2):
        made = services.review_signs(
            case.owner, result.pk, taken=(1,), left=(2,), seen=1, request=quiet
        )
        assert made is None
    other = file_of(case.owner)
    with pytest.raises(InputError, match="K501"):
        services.add_account(case.owner, other.pk, wage_account(), request=once)
    with pytest.raises(InputError, match="K807"):
        services.review_signs(case.owner, result.pk, taken=(1,), left=(), seen=1, request=request())
    for taken, left in (((9,), ()), ((1,), (1,)), ((), (0,))):
        with pytest.raises(InputError, match="K808"):
            services.review_signs(
                case.owner, result.pk, taken=taken, left=left, seen=2, request=request()
            )


def test_a_sign_that_the_list_of_the_interview_lacks_is_not_taken(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = file_of(case.owner)
    row, _ = accounted(case.owner, file, wage_account(), take=False)
    before = standing()
    # All shipped lists know all signs; a list of a deployment's own may not.
    lacking = SimpleNamespace(codes=frozenset({"EX04"}))
    monkeypatch.setattr(accounts, "_instrument", lambda *_: lacking)
    with pytest.raises(InputError, match="K809"):
        weighed(case.owner, row)
    assert standing() == before


# What tells of it


@pytest.mark.proves("accounts-of-work")
def test_nothing_of_it_is_logged_said_in_an_error_or_shown_by_a_view(
    case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = selectors.account(case.owner, case.row.pk)
    assert shown.content is not None
    assert EMPLOYER in shown.content.text
    wrong = wage_account(data={**WAGES, "employment": {"from": EMPLOYER}})
    with pytest.raises(InputError) as caught:
        services.add_account(case.owner, case.file.pk, wrong, request=request())
    told_of = [caplog.text, str(caught.value)]
    told_of += [f"{one!r} {one}" for one in (shown, shown.content, shown.result, case.row)]
    assert shown.result is not None
    told_of += [f"{one!r}" for one in (*shown.result.proposals, shown.weighed)]
    for sought in (EMPLOYER, "4310.00"):
        assert sought not in " ".join(told_of)


@pytest.mark.proves("accounts-of-work")
def test_each_reading_is_an_act_and_who_saw_the_file_tells_of_it(case: Case) -> None:
    result = Reckoning.objects.get(account_version=case.row)
    for act, row, reading in (
        ("read_statement", case.row.pk, lambda: selectors.account(case.owner, case.row.pk)),
        ("read_statement", result.pk, lambda: selectors.reckoning(case.owner, result.pk)),
        ("print", result.pk, lambda: selectors.download(case.owner, result.pk, paper=True)),
        ("export", result.pk, lambda: selectors.download(case.owner, result.pk, paper=False)),
    ):
        before = Event.objects.count()
        reading()
        (event,) = Event.objects.order_by("number")[before:]
        assert (event.act, event.kind, event.resource) == (act, "statement", row)
        assert (event.outcome, event.actor) == ("allowed", case.owner.person)
    with pytest.raises(Refused):
        selectors.account(case.here.colleague, case.row.pk)
    services.withdraw_account(case.owner, case.row.pk, reason="unreadable")
    told_of = [
        (one.act, one.outcome)
        for one in access_log(case.owner, case.file.pk)
        if one.kind == "statement"
    ]
    assert told_of.count(("create", "allowed")) == 3  # account, result, weighing
    assert told_of[-6:] == [
        ("read_statement", "allowed"), ("read_statement", "allowed"), ("print", "allowed"),
        ("export", "allowed"), ("refuse", "refused"), ("withdraw_statement", "allowed"),
    ]  # fmt: skip


def test_no_line_of_a_list_tells_what_an_account_says(case: Case) -> None:
    (line,) = selectors.accounts(case.owner, case.file.pk)
    assert EMPLOYER not in str(dataclasses.asdict(line))
