"""Somebody has the whole database, or the log, or a row of it: what they learn of a claim.

Each search first finds what was put there in clear, so that one that finds nothing means something.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from pytest_django import Settings

from cases_world import key_ring, person, request
from dumped import everything, leaked
from erasing import erase
from manumit.assessment import Age
from manumit.errors import InputError
from manumit.web.cases import services as cases
from manumit.web.cases.models import CaseFile
from manumit.web.institutions.models import Office
from manumit.web.kernel.access.verdicts import Refused
from manumit.web.kernel.ledger.models import Event
from manumit.web.remedies import policies, selectors, services
from manumit.web.remedies.claim_list import CLAIMS
from manumit.web.remedies.due import make_due
from manumit.web.remedies.models import Claim, ContactDue, Payment
from manumit.web.site.embedded import Addresses
from office import listed, signed_in
from remedies_world import (
    ACCOUNT,
    GUARDIAN,
    SECRETS,
    World,
    agreed,
    asked,
    drafted,
    file_of,
    given,
    item,
    lodged,
    mandated,
    order,
    paid,
    represented,
    world,
)

pytestmark = pytest.mark.usefixtures("committing")
ODD = "7391.37"
"""An amount that stands nowhere else."""


@pytest.fixture(name="w")
def _world(tmp_path: Path, settings: Settings) -> World:
    key_ring(tmp_path, settings)
    return world()


@pytest.fixture
def thief(addresses: Addresses) -> Iterator[psycopg.Connection]:
    """Who owns every table."""
    with psycopg.connect(addresses.owner, autocommit=True) as connected:
        yield connected


def carried(w: World) -> tuple[CaseFile, Claim, Payment]:
    """Everything that a claim can leave behind, here and where it was passed on to."""
    file = file_of(w.owner)
    for body in (w.court, w.firm, w.union):
        agreed(w.owner, file, body)
    claim = lodged(w.owner, file)
    mandated(w.owner, claim, w.union.office.pk)
    services.submit(
        w.owner, claim.pk, office=w.court.office.pk, capacity="decider", request=request()
    )
    services.decide(w.court.first, claim.pk, order(), reason="judgment", seen=2, request=request())
    services.submit(
        w.owner, claim.pk, office=w.firm.office.pk, capacity="debtor", request=request()
    )
    payment = paid(w.firm.first, claim)
    asked(w.owner, payment, "less_received")
    claim.refresh_from_db()
    return file, claim, payment


@pytest.mark.proves("claims-reveal-nothing", "claim-by-mandate")
def test_no_name_account_article_or_private_word_stands_in_any_table(
    w: World, thief: psycopg.Connection
) -> None:
    _, claim, payment = carried(w)
    heads, facts = selectors.items(w.owner, claim.pk), selectors.facts(w.owner, claim.pk)
    _, contacts = selectors.payment(w.owner, payment.pk)
    (mandate,) = selectors.mandates(w.owner, claim.pk)
    # And one of a worker who came to the union first, with a guardian who speaks for them.
    first = represented(w.union.first, given(Age.UNSURE, GUARDIAN))
    facts += selectors.facts(w.union.first, first.pk)
    given_to = selectors.mandates(w.union.first, first.pk)
    opened = " ".join(
        [*(one.item.article for one in heads), *(one.text for one in facts), contacts[0].note,
         mandate.name, *(one.name for one in given_to)]
    )  # fmt: skip
    assert all(one in opened for one in SECRETS)
    thief.execute("CREATE TABLE public.planted (words text, bytes bytea)")
    try:
        for one in SECRETS:
            thief.execute("INSERT INTO public.planted VALUES (%s, %s)", [one, one.encode()])
        assert leaked(everything(thief), *SECRETS) == set(SECRETS)
    finally:
        thief.execute("DROP TABLE public.planted")
    assert leaked(everything(thief), *SECRETS) == set()


@pytest.mark.proves("claims-reveal-nothing")
def test_a_draft_shows_no_amount_head_or_period(w: World, thief: psycopg.Connection) -> None:
    """An employer who gets hold of the tables knows the pay of each worker: a draft is a plan."""
    claim = drafted(w.owner, file_of(w.owner))
    odd = replace(item(), claimed=ODD, most="", begins=dt.date(2019, 3, 4))
    services.add_item(w.owner, claim.pk, odd, request=request())
    heads = selectors.items(w.owner, claim.pk)
    assert heads[-1].claimed == f"{ODD} KES"
    sought = (ODD, "2019-03-04")
    thief.execute("CREATE TABLE public.planted (words text)")
    try:
        thief.execute("INSERT INTO public.planted VALUES (%s)", [" ".join(sought)])
        assert leaked(everything(thief), *sought) == set(sought)
    finally:
        thief.execute("DROP TABLE public.planted")
    assert leaked(everything(thief), *sought) == set()
    # From the lodging on the sum is in clear; the debtor knows it then. The period never is.
    services.lodge(w.owner, claim.pk, seen=1, request=request())
    assert leaked(everything(thief), "8591.37", "2019-03-04") == {"8591.37"}


@pytest.mark.proves("claims-reveal-nothing")
def test_nothing_of_a_claim_names_a_file() -> None:
    """`cases` may open a claim; a claim can't look into the file."""
    targets = {
        one.related_model._meta.label
        for model in apps.get_app_config("remedies").get_models()
        for one in model._meta.get_fields()
        if one.is_relation
        and one.related_model is not None
        and not isinstance(one.related_model, str)
    }
    assert not [label for label in targets if label.startswith("cases.")]
    assert {"vault.PersonKey", "institutions.Institution"} <= targets


@pytest.mark.proves("claims-reveal-nothing")
def test_nothing_of_it_is_logged_or_said_in_an_error(
    w: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    _, claim, payment = carried(w)
    views = [
        *selectors.items(w.owner, claim.pk),
        *selectors.facts(w.owner, claim.pk),
        *selectors.mandates(w.owner, claim.pk),
        *selectors.payment(w.owner, payment.pk)[1],
        selectors.received_copy(w.court.first, claim.pk),
    ]
    with pytest.raises(InputError) as caught:
        services.add_fact(w.owner, claim.pk, "no_such_fact", ACCOUNT, request=request())
    text = " ".join([caplog.text, str(caught.value), *map(repr, views), *map(str, views)])
    assert leaked(text.casefold(), *SECRETS) == set()


@pytest.mark.proves("claims-reveal-nothing")
def test_after_an_erasure_nothing_of_the_claim_opens_to_anybody(w: World) -> None:
    file, claim, payment = carried(w)
    erase(file.subject_id, "asked_by_the_person", w.owner.person)
    for who in (w.owner, w.court.first, w.firm.first, w.union.first):
        for act in (
            lambda who=who: selectors.claim(who, claim.pk),
            lambda who=who: selectors.payment(who, payment.pk),
            lambda who=who: services.add_fact(who, claim.pk, "debtor", "x", request=request()),
        ):
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.verdict.hidden
        assert listed(who, CLAIMS) == []
    make_due()
    assert not ContactDue.objects.filter(claim=claim).exists()


@pytest.mark.proves("claims-reveal-nothing")
def test_each_reading_and_each_act_stands_in_the_ledger(w: World) -> None:
    _, claim, payment = carried(w)
    pages = signed_in(w.owner)
    for acts, kind, reading in (
        # A list opens whom each claim is against.
        ("list_files read_statement", "claim", lambda: pages.get("/en/office/claims/")),
        ("read_file", "claim", lambda: selectors.claim(w.owner, claim.pk)),
        ("read_statement", "claim", lambda: selectors.items(w.owner, claim.pk)),
        ("read_statement", "claim", lambda: selectors.facts(w.owner, claim.pk)),
        ("read_statement", "claim", lambda: selectors.mandates(w.owner, claim.pk)),
        ("read_statement", "claim", lambda: selectors.received_copy(w.court.first, claim.pk)),
        ("read_statement", "claim_payment", lambda: selectors.payment(w.owner, payment.pk)),
    ):
        before = Event.objects.count()
        reading()
        events = Event.objects.order_by("number")[before:]
        assert [(one.act, one.kind, one.outcome) for one in events] == [
            (act, kind, "allowed") for act in acts.split()
        ]
    with pytest.raises(Refused):
        selectors.claim(w.prosecution.first, claim.pk)
    assert Event.objects.order_by("-number")[0].outcome == "refused"


@pytest.mark.proves("claims-reveal-nothing")
def test_a_child_s_claim_is_passed_on_by_the_guardian_s_word_alone(w: World) -> None:
    """R-46: what somebody agreed to before it was known that they are a child covers nothing."""
    file, claim, _ = carried(w)
    assert selectors.claim(w.court.first, claim.pk).full_view
    cases.change_age(w.owner, file.pk, Age.UNSURE)
    assert not selectors.claim(w.court.first, claim.pk).full_view
    with pytest.raises(Refused):
        selectors.claim(w.firm.first, claim.pk)


@pytest.mark.proves("claims-reveal-nothing")
def test_no_other_office_of_a_recipient_sees_a_claim(w: World) -> None:
    _, claim, _ = carried(w)
    for body, role in ((w.court, "court"), (w.firm, "business"), (w.union, "union")):
        second = Office.objects.create(institution=body.institution, names={"en": "Two"})
        with pytest.raises(Refused):
            selectors.claim(person(second, role), claim.pk)


@pytest.mark.proves("claims-reveal-nothing")
def test_nothing_is_passed_on_without_consent(w: World) -> None:
    claim = lodged(w.owner, file_of(w.owner))
    with pytest.raises(InputError, match="N201"):
        services.submit(
            w.owner, claim.pk, office=w.court.office.pk, capacity="decider", request=request()
        )
    with pytest.raises(InputError, match="N201"):
        mandated(w.owner, claim, w.union.office.pk)
    for capacity, office in (("debtor", w.court), ("decider", w.firm), ("decider", w.advice)):
        with pytest.raises(InputError, match=r"Q201|Q205"):
            services.submit(
                w.owner, claim.pk, office=office.office.pk, capacity=capacity, request=request()
            )


@pytest.mark.proves("claims-reveal-nothing")
def test_a_recipient_reaches_no_text_but_its_copy_and_no_other_recipient(w: World) -> None:
    """Planted: the holder's policy finds all of it."""
    _, claim, _ = carried(w)
    texts: Any = (policies.item_policy, policies.fact_policy)
    for one in texts:
        assert "content" in one.mask(w.owner, one.scope(w.owner).filter(claim=claim)[0])
    assert policies.submission_policy.scope(w.owner).filter(claim=claim).count() == 2
    for who in (w.court.first, w.firm.first):
        for one in texts:
            assert all("content" not in one.mask(who, row) for row in one.scope(who))
        sent = policies.submission_policy.scope(who)
        assert {row.sent_to_id for row in sent} == {who.institution}
