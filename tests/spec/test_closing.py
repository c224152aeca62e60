"""Closing a file: R-49, R-52, R-65. To be read, and corrected, by people of labour institutions."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cases_world import ALOUD, agreed, finding_of, key_ring, referred, request
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import selectors, services
from manumit.web.cases.models import CaseFile, Closing
from manumit.web.cases.process import REASONS
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.protection.models import ReflectionPeriod
from protection_world import (
    World,
    decided,
    file_of,
    presumed,
    running,
    state_of,
    with_ident,
    world,
)

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
FIRST = {ending: REASONS[f"closed_{ending}"].codes()[0] for ending in REASONS["ending"].codes()}


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


def closed(w: World, file: CaseFile, ending: str, reason: str = "") -> Closing:
    return services.close_file(
        w.owner, file.pk, ending=ending, reason=reason or FIRST[ending], request=request()
    )


def refuses(w: World, file: CaseFile) -> None:
    """The person says no to a referral, and that is recorded."""
    services.refuse_consent(
        w.owner, file.pk, purpose="referral", recipient=w.other.institution.pk, spoken=ALOUD
    )


def test_none_of_four_endings_says_that_somebody_did_not_cooperate() -> None:
    """R-49: a person who helps nobody is no reason to close their file."""
    assert set(REASONS["ending"].codes()) == {
        "trafficking_track", "labour_remedy", "informed_refusal", "unfounded",
    }  # fmt: skip
    codes = [
        code for name, one in REASONS.items() if name.startswith("closed_") for code in one.codes()
    ]
    assert len(codes) > 8
    blames = ("cooperat", "testi", "statement", "refuses_to", "unwilling")
    assert not [code for code in codes if any(word in code for word in blames)]


@pytest.mark.parametrize("reason", ["", "did_not_cooperate", "claim_goes_on"])
def test_no_other_reason_is_taken(w: World, reason: str) -> None:
    file = file_of(w.owner)
    with pytest.raises(InputError, match="K901"):
        services.close_file(w.owner, file.pk, ending="unfounded", reason=reason, request=request())
    assert not Closing.objects.exists()


def test_a_closed_file_leaves_the_working_list_and_can_be_read(w: World) -> None:
    one, other = file_of(w.owner), file_of(w.owner)
    closed(w, one, "labour_remedy")
    assert list(selectors.files(w.owner)) == [other.pk]
    assert list(selectors.files(w.owner, closed=True)) == [one.pk]
    seen = selectors.file(w.owner, one.pk)
    assert seen.closed is not None
    assert (seen.closed.ending, seen.closed.reason) == ("labour_remedy", "claim_goes_on")


def test_nothing_new_is_begun_in_a_closed_file(w: World) -> None:
    file = file_of(w.owner)
    closed(w, file, "unfounded")
    with pytest.raises(InputError, match="K902"):
        services.begin_draft(w.owner, file.pk, list_id="adult_labour", request=request())
    with pytest.raises(InputError, match="K902"):
        closed(w, file, "labour_remedy")


@pytest.mark.parametrize("what", ["decisions", "referrals", "drafts"])
def test_nobody_closes_a_file_while_something_begins_in_it(
    w: World, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two at once the second waits: whether the file is closed is asked once it is locked."""
    file = with_ident(w) if what == "decisions" else file_of(w.owner)
    if what == "referrals":
        finding_of(w.owner, file)
        agreed(w.owner, file, w.ident, "identification")
    locked: list[bool] = []

    def asked(one: CaseFile) -> None:
        assert one.pk == file.pk
        sent = [query["sql"] for query in queries.captured_queries]
        locked.append(any("FOR UPDATE" in text and "cases_casefile" in text for text in sent))

    monkeypatch.setattr(f"manumit.web.cases.services.{what}.must_be_open", asked)
    with CaptureQueriesContext(connection) as queries:
        if what == "decisions":
            decided(w.ident.first, file, "presume", "reasonable_grounds")
        elif what == "referrals":
            referred(w.owner, file, w.ident, "identification", ())
        else:
            services.begin_draft(w.owner, file.pk, list_id="adult_labour", request=request())
    assert locked == [True]


def test_it_is_opened_again_with_a_reason(w: World) -> None:
    file = file_of(w.owner)
    closed(w, file, "unfounded")
    with pytest.raises(InputError, match="K901"):
        services.reopen_file(w.owner, file.pk, reason="because", request=request())
    once = request()
    for _ in range(2):
        services.reopen_file(w.owner, file.pk, reason="person_comes_back", request=once)
    assert selectors.file(w.owner, file.pk).closed is None
    assert list(selectors.files(w.owner)) == [file.pk]
    with pytest.raises(InputError, match="K903"):
        services.reopen_file(w.owner, file.pk, reason="new_evidence", request=request())
    closed(w, file, "labour_remedy")
    assert Closing.objects.count() == 2


def test_support_and_what_the_person_says_go_on_after_a_file_was_closed(w: World) -> None:
    """R-65: what is due to the person does not end with the work on their file."""
    file = file_of(w.owner)
    plan = running(w.owner, file)
    closed(w, file, "labour_remedy")
    assert state_of(plan) == "running"
    refuses(w, file)
    services.withdraw_consent(w.owner, file.pk, purpose="assistance", recipient=file.institution_id)
    claim = services.open_claim(w.owner, file.pk, route="wage_claim", request=request())
    assert claim.state == "drafted"


def test_time_to_reflect_goes_on_after_the_file_of_the_competent_body_was_closed(w: World) -> None:
    """R-48."""
    file, period = presumed(w)
    services.close_file(
        w.ident.first, file.pk, ending="trafficking_track", reason="competent_body_decides",
        request=request(),
    )  # fmt: skip
    period.refresh_from_db()
    assert period.state == "running"
    assert selectors.protection(w.ident.first, file.pk).reflection_until == period.until
    assert ReflectionPeriod.objects.count() == 1


def test_the_file_of_a_presumed_person_is_not_unfounded(w: World) -> None:
    file, _ = presumed(w)
    with pytest.raises(InputError, match="K904"):
        services.close_file(
            w.ident.first, file.pk, ending="unfounded", reason="no_signs_found", request=request()
        )


def test_a_refusal_is_an_adult_s_own_and_was_recorded(w: World) -> None:
    """R-46, R-52: nobody closes a file with a no that nobody said, or with a child's."""
    file, child = file_of(w.owner), file_of(w.owner, Age.CHILD)
    with pytest.raises(InputError, match="K904"):
        closed(w, file, "informed_refusal")
    for one in (file, child):
        refuses(w, one)
    with pytest.raises(InputError, match="K904"):
        closed(w, child, "informed_refusal")
    assert closed(w, file, "informed_refusal").reason == "wants_no_referral"


@pytest.mark.parametrize("purpose", ["criminal_proceedings", "research", "statistics", "claim"])
def test_a_no_to_proceedings_or_to_research_closes_no_file(w: World, purpose: str) -> None:
    """R-49: else a file would be closed because somebody does not testify, under another name."""
    file = file_of(w.owner)
    to = w.prosecution if purpose == "criminal_proceedings" else w.shelter
    services.refuse_consent(
        w.owner, file.pk, purpose=purpose, recipient=to.institution.pk, spoken=ALOUD
    )
    with pytest.raises(InputError, match="K904"):
        closed(w, file, "informed_refusal")
    refuses(w, file)
    assert closed(w, file, "informed_refusal").reason == "wants_no_referral"


def test_a_no_that_a_yes_has_followed_closes_no_file(w: World) -> None:
    """R-52: the last word counts, and none before it."""
    file = file_of(w.owner)
    refuses(w, file)
    agreed(w.owner, file, w.other, "referral")
    with pytest.raises(InputError, match="K904"):
        closed(w, file, "informed_refusal")


def test_what_was_said_as_a_child_is_no_adult_s_refusal(w: World) -> None:
    """R-46: found to be an adult, the person is asked again."""
    file = file_of(w.owner, Age.UNSURE)
    refuses(w, file)
    services.change_age(w.owner, file.pk, Age.ADULT, reason="document_of_identity")
    with pytest.raises(InputError, match="K904"):
        closed(w, file, "informed_refusal")


def test_a_trafficking_track_has_begun(w: World) -> None:
    file = file_of(w.owner)
    with pytest.raises(InputError, match="K904"):
        closed(w, file, "trafficking_track")
    finding_of(w.owner, file)
    agreed(w.owner, file, w.ident, "identification")
    sent = referred(w.owner, file, w.ident, "identification", ())
    services.accept(w.ident.first, sent.pk, seen=2, request=request())
    assert closed(w, file, "trafficking_track").ending == "trafficking_track"


@pytest.mark.parametrize("who", ["colleague", "other_office", "ident", "prosecution", "admin"])
def test_nobody_else_closes_or_opens_a_file(w: World, who: str) -> None:
    file = file_of(w.owner)
    actor = {
        "colleague": w.colleague, "other_office": w.other_office, "ident": w.ident.first,
        "prosecution": w.prosecution.first, "admin": w.admin,
    }[who]  # fmt: skip
    with pytest.raises(Refused):
        services.close_file(
            actor, file.pk, ending="unfounded", reason="no_signs_found", request=request()
        )
    closed(w, file, "unfounded")
    with pytest.raises(Refused):
        services.reopen_file(actor, file.pk, reason="closed_wrongly", request=request())
    assert Closing.objects.filter(reopened_at=None).count() == 1
