"""Who may do and see what with a case: each verb, for everybody who might try.

The tables are written by hand from domain.md, section 2. ``y``: it is done; ``-``: refused, nothing
has changed, and the ledger says who was refused.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from cases_world import (
    ALOUD,
    ANSWER,
    REASONING,
    World,
    agreed,
    file_of,
    finding_of,
    in_days,
    key_ring,
    referred,
    replied,
    request,
    world,
)
from manumit.assessment import Age, Sitting
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.disclosures import FilePart
from manumit.web.cases.identity import Field
from manumit.web.cases.models import CaseFile, Draft, EvidenceSet, FindingVersion, Referral
from manumit.web.cases.policies import file_policy
from manumit.web.cases.search import search_people
from manumit.web.cases.services import ConsentStatement, Judgement, ReferralInput
from manumit.web.cases.timeline import access_log, timeline
from manumit.web.kernel.access import break_glass
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.consent.models import ReadingMode
from manumit.web.kernel.ledger.models import Event
from manumit.web.kernel.vault.search import Query

pytestmark = pytest.mark.usefixtures("committing")

# "Labour inspectorate: plan, enter, interview, order, sanction, refer | workplaces, visits,
#  violations, ... | the complaint and its source; migration status; shelter address".
# "Principle: purpose-bound, least data": a colleague knows that there is a file, and no more.
#                       owner colleague other_office shelter admin stranger
OF_THE_INSPECTORATE = """
    file                  y       y          -          -      -      -
    timeline              y       y          -          -      -      -
    identity              y       -          -          -      -      -
    evidence              y       -          -          -      -      -
    finding               y       -          -          -      -      -
    consents              y       y          -          -      -      -
    who_saw               y       -          -          -      -      -
    possible_holders      y       -          -          -      -      -
    protection            y       y          -          -      -      -
    recipients            y       y          -          -      -      -
    change_age            y       -          -          -      -      -
    share_file            y       -          -          -      -      -
    hand_over_file        y       -          -          -      -      -
    change_identity       y       -          -          -      -      -
    begin_draft           y       -          -          -      -      -
    take_up_draft         y       -          -          -      -      -
    keep_draft            y       -          -          -      -      -
    close_draft           y       -          -          -      -      -
    set_aside_draft       y       -          -          -      -      -
    give_consent          y       -          -          -      -      -
    refuse_consent        y       -          -          -      -      -
    waive_consent         y       -          -          -      -      -
    withdraw_consent      y       y          -          -      -      -
    refer                 y       -          -          -      -      -
    withdraw_referral     y       -          -          -      -      -
    read_sent_referral    y       -          -          -      -      -
"""
# "what was referred, ..." | "cases it serves | other bodies' cases": the office that it was sent
# to, until one of them takes the person on; then that one.
#                       first second  other_office shelter admin stranger
OF_THE_RECIPIENT = """
    read_passed           y       y          -          -      -      -
    accept                y       y          -          -      -      -
    decline               y       y          -          -      -      -
    withdraw_here         y       y          -          -      -      -
"""
TAKEN_ON = """
    read_passed           y       -          -          -      -      -
    answer                y       -          -          -      -      -
    withdraw_here         y       -          -          -      -      -
"""
# "Victim identification body: reasonable-grounds and final decision | referral file, indicators,
#  statements with consent | outside the file".
DECIDES = """
    presume               y       -          -          -      -      -
"""


@dataclass
class Set:
    """One case, with a row of each kind."""

    here: World
    file: CaseFile
    finding: FindingVersion
    draft: Draft
    referral: Referral

    @property
    def evidence(self) -> EvidenceSet:
        assert self.finding.evidence is not None
        return self.finding.evidence


@pytest.fixture
def case(tmp_path: Path, settings: Settings) -> Set:
    key_ring(tmp_path, settings)
    here = world()
    file = file_of(here.owner)
    finding = finding_of(here.owner, file)
    taken = services.begin_draft(here.owner, file.pk, list_id="adult_labour", request=request())
    services.keep_draft(
        here.owner,
        taken.draft,
        replied(taken.sitting, most=3),
        seen=taken.number,
        request=request(),
    )
    agreed(here.owner, file, here.ident, "identification")
    sent = referred(here.owner, file, here.ident, "identification")
    return Set(here, file, finding, Draft.objects.get(pk=taken.draft), sent)


def _wish(case: Set) -> ReferralInput:
    return ReferralInput(
        office=case.here.ident.office.pk,
        purpose="identification",
        parts=(FilePart.IDENTITY,),
        message="",
        valid_until=in_days(5),
    )


def _shelter(case: Set) -> dict[str, Any]:
    return {"purpose": "referral", "recipient": case.here.shelter.institution.pk}


def _identification(case: Set) -> dict[str, Any]:
    return {"purpose": "identification", "recipient": case.here.ident.institution.pk}


def _read_passed(actor: Actor | None, case: Set) -> None:
    if selectors.referral(actor, case.referral.pk).passed is None:
        raise AssertionError("seen, and empty")


def _presume(actor: Actor | None, case: Set) -> None:
    own = CaseFile.objects.get(origin=case.referral)
    finding = FindingVersion.objects.get(file=own)
    judgement = Judgement(
        step="presume", reason="reasonable_grounds", reasoning=REASONING, finding=finding.pk
    )
    services.decide(actor, own.pk, judgement, seen=1, request=request())


VERBS: Mapping[str, Callable[[Actor | None, Set], Any]] = {
    "file": lambda a, c: selectors.file(a, c.file.pk),
    "timeline": lambda a, c: timeline(a, c.file.pk),
    "identity": lambda a, c: selectors.identity(a, c.file.pk),
    "evidence": lambda a, c: selectors.evidence(a, c.evidence.pk),
    "finding": lambda a, c: selectors.finding(a, c.finding.pk),
    "consents": lambda a, c: selectors.consents(a, c.file.pk),
    "who_saw": lambda a, c: access_log(a, c.file.pk),
    "possible_holders": lambda a, c: selectors.possible_holders(a, c.file.pk),
    "protection": lambda a, c: selectors.protection(a, c.file.pk),
    "recipients": lambda a, c: selectors.recipients(a, c.file.pk, "referral"),
    "change_age": lambda a, c: services.change_age(a, c.file.pk, Age.UNSURE),
    "share_file": lambda a, c: services.share_file(a, c.file.pk, c.here.colleague.person),
    "hand_over_file": lambda a, c: services.hand_over_file(
        a, c.file.pk, c.here.colleague.person
    ),
    "change_identity": lambda a, c: services.change_identity(
        a, c.file.pk, {Field.LANGUAGE: "hin"}, seen={Field.LANGUAGE: 1}, request=request()
    ),
    "begin_draft": lambda a, c: services.begin_draft(
        a, c.file.pk, list_id="adult_labour", request=request()
    ),
    "take_up_draft": lambda a, c: services.take_up_draft(a, c.draft.pk),
    "keep_draft": lambda a, c: services.keep_draft(
        a, c.draft.pk, replied(_begun()), seen=2, request=request()
    ),
    "close_draft": lambda a, c: services.close_draft(a, c.draft.pk, seen=2),
    "set_aside_draft": lambda a, c: services.set_aside_draft(a, c.draft.pk),
    "give_consent": lambda a, c: services.give_consent(
        a, c.file.pk, until=in_days(5), spoken=ALOUD, **_shelter(c)
    ),
    "refuse_consent": lambda a, c: services.refuse_consent(
        a,
        c.file.pk,
        spoken=ConsentStatement(text_version=1, language="en", asked=ReadingMode.READ),
        **_shelter(c),
    ),
    "waive_consent": lambda a, c: services.waive_consent(
        a, c.file.pk, reason="danger_to_life", until=in_days(1), **_shelter(c)
    ),
    "withdraw_consent": lambda a, c: services.withdraw_consent(
        a, c.file.pk, **_identification(c)
    ),
    "refer": lambda a, c: services.refer(a, c.file.pk, _wish(c), request=request()),
    "withdraw_referral": lambda a, c: services.withdraw_referral(
        a, c.referral.pk, reason="sent_by_mistake", seen=2, request=request()
    ),
    "read_sent_referral": _read_passed,
    "read_passed": _read_passed,
    "accept": lambda a, c: services.accept(a, c.referral.pk, seen=2, request=request()),
    "decline": lambda a, c: services.decline(
        a, c.referral.pk, reason="no_place", seen=2, request=request()
    ),
    "withdraw_here": lambda a, c: services.withdraw_consent_at_recipient(a, c.referral.pk),
    "answer": lambda a, c: services.answer(
        a, c.referral.pk, ANSWER, seen=3, request=request()
    ),
    "presume": _presume,
}  # fmt: skip


def _begun() -> Sitting:
    return Sitting.begin("adult_labour")


def rows(table: str) -> list[tuple[str, str]]:
    return [(verb, "".join(cells)) for verb, *cells in map(str.split, table.strip().splitlines())]


def refusals() -> int:
    return Event.objects.filter(outcome="refused").count()


def state() -> list[Any]:
    """Everything that a refused act could have changed."""
    tables = (CaseFile, Draft, EvidenceSet, FindingVersion, Referral)
    found: list[Any] = [sorted(map(str, one.objects.values_list("pk"))) for one in tables]
    found += [sorted(CaseFile.objects.values_list("pk", "state", "age"))]
    found += [sorted(Referral.objects.values_list("pk", "state", "accepted_by"))]
    return [*found, sorted(Draft.objects.values_list("pk", "number"))]


def try_all(case: Set, verb: str, cells: str, people: list[Actor | None]) -> None:
    """Those who may not, first; then the first of those who may."""
    act = VERBS[verb]
    assert len(cells) == len(people)
    for actor, cell in zip(people, cells, strict=True):
        if cell == "-":
            before, shown = state(), refusals()
            with pytest.raises((Refused, AssertionError)) as caught:
                act(actor, case)
            assert state() == before, (verb, actor)
            if caught.type is Refused:
                assert refusals() == shown + 1, (verb, actor)
            else:
                # A colleague sees that somebody was referred, and nothing that was passed on.
                assert verb in ("read_sent_referral", "read_passed"), (verb, actor)
    allowed = [actor for actor, cell in zip(people, cells, strict=True) if cell == "y"]
    act(allowed[-1], case)


@pytest.mark.proves("file-holders")
@pytest.mark.parametrize(("verb", "cells"), rows(OF_THE_INSPECTORATE))
def test_at_the_inspectorate(case: Set, verb: str, cells: str) -> None:
    here = case.here
    people = [here.owner, here.colleague, here.other_office, here.shelter.first, here.admin, None]
    try_all(case, verb, cells, people)


@pytest.mark.proves("file-holders")
@pytest.mark.parametrize(("verb", "cells"), rows(OF_THE_RECIPIENT))
def test_at_the_recipient(case: Set, verb: str, cells: str) -> None:
    here = case.here
    ident = here.ident
    people = [ident.first, ident.second, here.other_office, here.shelter.first, here.admin, None]
    try_all(case, verb, cells, people)


@pytest.mark.proves("file-holders")
@pytest.mark.parametrize(("verb", "cells"), rows(TAKEN_ON) + rows(DECIDES))
def test_once_somebody_has_taken_the_person_on(case: Set, verb: str, cells: str) -> None:
    here = case.here
    services.accept(here.ident.first, case.referral.pk, seen=2, request=request())
    ident = here.ident
    people = [ident.first, ident.second, here.other_office, here.shelter.first, here.admin, None]
    try_all(case, verb, cells, people)


@pytest.mark.proves("referral-content")
@pytest.mark.parametrize("verb", ["read_passed", "accept", "decline"])
def test_after_consent_was_withdrawn(case: Set, verb: str) -> None:
    here = case.here
    services.withdraw_consent(here.owner, case.file.pk, **_identification(case))
    people: list[Actor | None] = [here.ident.first, here.ident.second]
    for actor in people:
        with pytest.raises((Refused, AssertionError)):
            VERBS[verb](actor, case)


@pytest.mark.proves("file-holders")
@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"presume"}))
def test_a_role_that_has_ended_does_nothing(case: Set, verb: str) -> None:
    ended = replace(case.here.owner, until=in_days(-1))
    with pytest.raises(Refused):
        VERBS[verb](ended, case)


def test_nothing_that_is_not_there_differs_from_what_is_not_for_somebody(case: Set) -> None:
    reasons = []
    for key in (case.file.pk, uuid.uuid4()):
        with pytest.raises(Refused) as caught:
            selectors.file(case.here.prosecution.first, key)
        reasons.append(caught.value.verdict.hidden)
    assert reasons == [True, True]


@pytest.mark.proves("file-holders")
def test_lists_show_each_their_own(case: Set) -> None:
    here = case.here
    own = {*selectors.files(here.owner)}
    assert own == {case.file.pk}
    assert {*selectors.files(here.colleague)} == {case.file.pk}
    for actor in (here.other_office, here.shelter.first, here.ident.first, here.admin):
        assert selectors.files(actor) == {}
    with pytest.raises(Refused):
        selectors.files(None)


@pytest.mark.parametrize(
    ("who", "opens", "searches"),
    [("owner", True, False), ("admin", False, False), ("stranger", False, False)],
)
def test_who_opens_files_and_who_searches(case: Set, who: str, opens: bool, searches: bool) -> None:
    actor = getattr(case.here, who)
    assert selectors.may_open_files(actor) is opens
    assert selectors.may_search(actor) is searches
    if not opens:
        with pytest.raises(Refused):
            services.open_file(actor, age=Age.ADULT, request=request())
    if not searches:
        with pytest.raises(Refused):
            search_people(actor, Query(names=["Rahima Khatunxq"]))


def test_a_second_holder_of_the_file_works_in_it_until_they_leave(case: Set) -> None:
    here = case.here
    services.share_file(here.owner, case.file.pk, here.colleague.person)
    assert selectors.identity(here.colleague, case.file.pk).fields
    services.stop_holding(here.owner, case.file.pk)
    with pytest.raises(Refused):
        selectors.identity(here.owner, case.file.pk)
    assert selectors.identity(here.colleague, case.file.pk).fields


def test_who_is_handed_a_file_holds_it_alone(case: Set) -> None:
    here = case.here
    services.hand_over_file(here.owner, case.file.pk, here.colleague.person)
    assert selectors.identity(here.colleague, case.file.pk).fields
    with pytest.raises(Refused):
        selectors.identity(here.owner, case.file.pk)


def test_a_file_is_handed_to_a_colleague_of_the_same_role_or_stays(case: Set) -> None:
    here = case.here
    for other in (here.owner, here.other_office, here.admin, here.shelter.first):
        with pytest.raises(InputError, match="K502"):
            services.hand_over_file(here.owner, case.file.pk, other.person)
        assert selectors.identity(here.owner, case.file.pk).fields


def test_an_emergency_opens_a_colleagues_file_to_be_read_and_not_to_be_written(case: Set) -> None:
    """R-53: danger to life or a child in danger; record who, why, what."""
    shelter = case.here.shelter
    file = file_of(shelter.first)
    with pytest.raises(Refused):
        selectors.identity(shelter.second, file.pk)
    break_glass.ask(shelter.second, file_policy, file, reason="danger_to_life", hours=1)
    assert selectors.identity(shelter.second, file.pk).fields
    for act in (
        lambda: services.change_age(shelter.second, file.pk, Age.UNSURE),
        lambda: services.refer(shelter.second, file.pk, _wish(case), request=request()),
        lambda: services.begin_draft(
            shelter.second, file.pk, list_id="adult_labour", request=request()
        ),
    ):
        with pytest.raises(Refused):
            act()
    acts = [one.act for one in access_log(shelter.first, file.pk)]
    assert acts.index("break_glass") < acts.index("read_identity")
