"""Age and consent of the workers of an order, and who holds its claims: R-46, R-52."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.utils import timezone
from pytest_django import Settings

from cases_world import leaves, request
from everybody import done_by_everybody
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.kernel.consent.models import Consent, ReadingMode
from manumit.web.kernel.consent.purposes import purposes
from manumit.web.kernel.ledger.traces import disagreements
from manumit.web.kernel.vault.keys import new_subject
from manumit.web.order_claims import reading, workers
from manumit.web.order_claims import services as order_services
from manumit.web.order_claims.workers import WorkerAnswer
from manumit.web.remedies import selectors, services
from manumit.web.remedies.lists import GUARDIAN
from manumit.web.remedies.models import (
    Claim,
)
from manumit.web.remedies.services import ConsentDetails, MandateDetails
from manumit.web.statistics.releasing import working_tables
from order_claims_world import (
    WHO,
    Rows,
    browser,
    claims,
    counted,
    made_rows,
)
from rounds_world import World, world
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
_begun, _who, _rows = begun(world, made_rows)


def words() -> ConsentDetails:
    return ConsentDetails(
        text_version=purposes()["claim"].current_text,
        language="bn",
        asked=ReadingMode.INTERPRETED,
        until=timezone.now() + dt.timedelta(days=30),
    )


def answered(
    recipient: uuid.UUID, *, agrees: bool = True, alone: str = "yes", understood: str = "yes"
) -> WorkerAnswer:
    return WorkerAnswer(
        recipient=recipient, agrees=agrees, alone=alone, understood=understood, words=words()
    )


def agreed_to(w: World, claim: Claim, recipient: uuid.UUID) -> bool:
    return selectors.possible_recipients(w.inspector, claim.pk)[recipient]


def guardian_of(w: World, claim: Claim) -> None:
    now = timezone.now()
    named = MandateDetails(name="Aunt-Zq", basis=GUARDIAN, begins=now, until=None)
    services.give_mandate(w.inspector, claim.pk, named, request=request())


def test_an_adult_of_an_order_agrees_that_a_court_has_the_claim(w: World, rows: Rows) -> None:
    """R-52: without consent nobody else has it; a no ends an earlier yes."""
    one, other = claims(rows)
    court = w.court.institution.pk
    workers.record_worker_age(w.inspector, one.pk, Age.ADULT)
    assert [row.child for row in claims(rows)] == [False, True]  # each worker's own
    assert not agreed_to(w, one, court)
    workers.record_worker_consent(w.inspector, one.pk, answered(court))
    assert agreed_to(w, one, court)
    assert not agreed_to(w, other, court)
    workers.record_worker_consent(w.inspector, one.pk, answered(court, agrees=False))
    assert not agreed_to(w, one, court)
    assert list(disagreements({}, w.inspectorate.institution.pk)) == []


@pytest.mark.parametrize("age", [Age.CHILD, Age.UNSURE])
def test_a_guardian_consents_for_a_child_or_an_unknown_age(w: World, rows: Rows, age: Age) -> None:
    """R-46: what a child agreed to alone counts no more."""
    one, court = claims(rows)[0], w.court.institution.pk
    workers.record_worker_age(w.inspector, one.pk, Age.ADULT)
    workers.record_worker_consent(w.inspector, one.pk, answered(court))
    workers.record_worker_age(w.inspector, one.pk, age)
    assert not agreed_to(w, one, court)
    with pytest.raises(InputError, match="Q701"):
        workers.record_worker_consent(w.inspector, one.pk, answered(court))
    assert not reading.guardian_speaks(w.inspector, one.pk)
    guardian_of(w, one)
    assert reading.guardian_speaks(w.inspector, one.pk)
    workers.record_worker_consent(w.inspector, one.pk, answered(court))
    assert agreed_to(w, one, court)
    with pytest.raises(InputError, match="Q702"):  # one answer makes nobody an adult
        workers.record_worker_age(w.inspector, one.pk, Age.ADULT)


@pytest.mark.parametrize(
    ("alone", "understood", "code"),
    [("no", "yes", "Q703"), ("unknown", "yes", "Q703"), ("yes", "unknown", "Q704")],
)
def test_an_answer_that_may_have_been_overheard_or_not_understood_is_none(
    w: World, rows: Rows, alone: str, understood: str, code: str
) -> None:
    """Unknown is not yes."""
    one, court = claims(rows)[0], w.court.institution.pk
    workers.record_worker_age(w.inspector, one.pk, Age.ADULT)
    given = answered(court, alone=alone, understood=understood)
    with pytest.raises(InputError, match=code):
        workers.record_worker_consent(w.inspector, one.pk, given)
    own = w.inspectorate.institution.pk
    with pytest.raises(InputError, match="Q201"):  # the own institution is not asked about
        workers.record_worker_consent(w.inspector, one.pk, answered(own))
    assert not Consent.objects.filter(subject=one.subject_id).exists()


def consent_form(w: World) -> dict[str, str]:
    found = words()
    return {
        "request": f"{uuid.uuid4()}",
        "text_version": f"{found.text_version}",
        "recipient": f"{w.court.institution.pk}",
        "status": "given",
        "heard": "interpreted",
        "language": "bn",
        "until": f"{found.until:%Y-%m-%d}",
        "alone": "yes",
        "understood": "yes",
    }


def test_the_page_asks_the_age_first_and_offers_no_consent_of_a_child_alone(
    w: World, rows: Rows
) -> None:
    one = claims(rows)[0]
    client, page = browser(w, "owner"), f"/en/office/order-claims/claims/{one.pk}/worker/"
    listed = client.get(rows.address("")).content.decode()
    passing = client.get(f"/en/office/claims/{one.pk}/passed-on/").content.decode()
    assert page in listed
    assert page in passing
    assert 'name="recipient"' not in client.get(page).content.decode()
    age = {"request": f"{uuid.uuid4()}", "age": "adult"}
    assert client.post(page.replace("worker/", "age/"), age)["Location"] == page
    assert 'name="recipient"' in client.get(page).content.decode()
    wrong = client.post(page, {**consent_form(w), "alone": "unknown"})
    assert (wrong.status_code, "Q703" in wrong.content.decode()) == (422, False)
    assert client.post(page, consent_form(w)).status_code == 303
    assert agreed_to(w, one, w.court.institution.pk)


def test_who_records_the_age_and_the_answer_of_a_worker(w: World, rows: Rows) -> None:
    one = claims(rows)[0]
    workers.record_worker_age(w.inspector, one.pk, Age.ADULT)
    at = f"/en/office/order-claims/claims/{one.pk}/"
    expected = dict(zip(WHO, (303, 403, *(404,) * 6, 303), strict=True))
    forms = {
        "age/": {"request": f"{uuid.uuid4()}", "age": "child"},
        "worker/": consent_form(w),
    }
    for name, form in forms.items():

        def send(who: str, address: str = at + name, sent: dict[str, str] = form) -> Any:
            return browser(w, who).post(address, sent)

        def standing() -> object:
            return (
                Claim.objects.get(pk=one.pk).child,
                Consent.objects.filter(subject=one.subject_id).count(),
            )

        assert done_by_everybody(WHO, send, standing) == expected, name


def test_a_claim_of_no_order_is_asked_in_its_own_room(w: World) -> None:
    claim = services.open_claim(
        w.inspector, subject=new_subject(), child=False, route="wage_claim", request=request()
    )
    with pytest.raises(InputError, match="Q706"):
        workers.record_worker_age(w.inspector, claim.pk, Age.ADULT)
    page = f"/en/office/order-claims/claims/{claim.pk}/worker/"
    assert browser(w, "owner").get(page).status_code == 404


def test_a_worker_whose_age_was_recorded_is_counted_with_it(
    w: World, rows: Rows, settings: Settings
) -> None:
    workers.record_worker_age(w.inspector, claims(rows)[0].pk, Age.ADULT)
    tables = working_tables(counted(w, settings)["populations"]["workers"])
    by_age = {one.name: one for one in tables}["payment_by_age"]
    assert [by_age.value({"worker_age": age}) for age in ("adult", "unknown")] == [1, 1]


# Who holds the claims


def holders(rows: Rows) -> list[uuid.UUID | None]:
    return [one.held_by for one in claims(rows)]


def test_all_claims_of_an_order_are_handed_over_at_once(w: World, rows: Rows) -> None:
    first, second = w.inspector.person, w.inspectorate.second.person
    assert reading.order_claims(w.inspector, rows.order.pk).hands_over
    with pytest.raises(InputError, match="Q502"):
        order_services.hand_over_order(w.inspector, rows.order.pk, w.court.first.person)
    assert holders(rows) == [first, first]
    assert order_services.hand_over_order(w.inspector, rows.order.pk, second) == 2
    assert holders(rows) == [second, second]
    page = browser(w, "owner").get(rows.address("")).content.decode()
    assert "W-1zq" not in page  # the names went along
    assert "hand-over/" not in page
    theirs = reading.order_claims(w.inspectorate.second, rows.order.pk)
    assert {one.worker for one in theirs.shown.object_list} == {"W-1zq", "W-2zq"}
    assert list(disagreements({}, w.inspectorate.institution.pk)) == []


def test_claims_are_taken_over_only_from_a_holder_who_has_left(w: World, rows: Rows) -> None:
    page = rows.address("take-over/")
    second = browser(w, "colleague")
    assert "take-over/" not in second.get(rows.address("")).content.decode()
    assert second.post(page).status_code == 403  # their holder is still there
    leaves(w.inspector)
    assert "take-over/" in second.get(rows.address("")).content.decode()
    assert second.post(page).status_code == 303
    assert holders(rows) == [w.inspectorate.second.person] * 2


def test_who_hands_over_the_claims_of_an_order(w: World, rows: Rows) -> None:
    def send(who: str) -> HttpResponseBase:
        form = {"request": uuid.uuid4(), "member": w.inspectorate.second.person}
        return browser(w, who).post(rows.address("hand-over/"), form)

    assert done_by_everybody(WHO, send, lambda: holders(rows)) == dict(
        zip(WHO, (303, 403, *(404,) * 6, 303), strict=True)
    )


def test_who_takes_over_claims_of_a_holder_who_has_left(w: World, rows: Rows) -> None:
    services.hand_over(w.inspector, claims(rows)[0].pk, w.inspectorate.second.person)
    leaves(w.inspectorate.second)

    def send(who: str) -> HttpResponseBase:
        return browser(w, who).post(rows.address("take-over/"))

    everybody = tuple(one for one in WHO if one != "colleague")
    assert done_by_everybody(everybody, send, lambda: holders(rows)) == dict(
        zip(everybody, (303, *(404,) * 6, 303), strict=True)
    )
