"""All claims against one debtor: of those that the reader acts in, whatever the spelling."""

from dataclasses import dataclass, replace

import pytest

from cases_world import request
from manumit.web.kernel.access.actors import Actor
from manumit.web.kernel.ledger.models import Event
from manumit.web.remedies import services
from manumit.web.remedies.models import Claim
from office import signed_in
from remedies_world import DEBTOR, World, drafted, file_of, given, to_open, world
from together import begun

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


@dataclass(frozen=True)
class Rows:
    """Claims of the union: two against one employer, one against another; and the owner's."""

    first: Claim
    spelt: Claim
    another: Claim
    owners: Claim


def made(w: World) -> Rows:
    """All of them; the owner's is against the same employer."""
    return Rows(
        against(w.union.first, DEBTOR),
        against(w.union.first, "GOLDEN THREAD ltdzq, Dhaka"),
        against(w.union.first, "Silver Needle zq"),
        drafted(w.owner, file_of(w.owner)),
    )


def against(who: Actor, debtor: str) -> Claim:
    """A claim by mandate."""
    opened = replace(to_open(), debtor=debtor)
    return services.open_by_mandate(who, given(), opened, request=request())


_begun, _who, _rows = begun(world, made)


def found(who: Actor, claim: Claim) -> set[str]:
    """References of claims against the same debtor."""
    page = signed_in(who).get(f"/en/office/claims/{claim.pk}/against/").content.decode()
    return {one.reference for one in Claim.objects.all() if one.reference in page}


def test_another_spelling_is_the_same_debtor_and_another_office_is_not_looked_into(
    w: World, rows: Rows
) -> None:
    both = {rows.first.reference, rows.spelt.reference}
    assert found(w.union.first, rows.first) == found(w.union.first, rows.spelt) == both
    assert found(w.union.first, rows.another) == {rows.another.reference}
    assert found(w.owner, rows.owners) == {rows.owners.reference}


def test_the_debtor_recorded_last_counts_and_an_unknown_one_is_like_no_other(
    w: World, rows: Rows
) -> None:
    services.add_fact(w.union.first, rows.spelt.pk, "debtor", "(...)", request=request())
    assert found(w.union.first, rows.first) == {rows.first.reference}
    assert found(w.union.first, rows.spelt) == {rows.spelt.reference}


def test_what_a_list_opens_is_one_act_of_the_ledger(w: World, rows: Rows) -> None:
    def opened(who: Actor) -> int:
        before = Event.objects.filter(act="read_statement").count()
        page = signed_in(who).get("/en/office/claims/?view=open").content.decode()
        assert (rows.owners.reference in page) == (who == w.colleague)
        return Event.objects.filter(act="read_statement").count() - before

    assert opened(w.union.first) == 1
    # Their list has claims too, and nothing to open.
    assert opened(w.colleague) == 0


def test_the_page_lists_them_and_its_address_and_title_name_nobody(w: World, rows: Rows) -> None:
    page = signed_in(w.union.first).get("/en/office/claims/").content.decode()
    address = f"/en/office/claims/{rows.first.pk}/against/"
    assert f'href="{address}"' in page
    listed = signed_in(w.union.first).get(address).content.decode()
    for one, there in ((rows.first, 1), (rows.spelt, 1), (rows.another, 0)):
        assert (one.reference in listed) == there
    assert "Golden" not in listed.partition("</head>")[0]
    assert "GOLDEN THREAD ltdzq, Dhaka" in listed


def test_a_colleague_and_an_export_read_no_debtor(w: World, rows: Rows) -> None:
    def read(who: Actor) -> str:
        return signed_in(who).get("/en/office/claims/?view=open").content.decode()

    assert DEBTOR in read(w.owner)
    seen = read(w.colleague)
    assert rows.owners.reference in seen
    assert DEBTOR not in seen
    desk = signed_in(w.owner)
    sent = desk.post("/en/office/claims/?view=open", {"reason": "report"})
    assert sent["Content-Type"].startswith("text/csv")
    assert rows.owners.reference in sent.content.decode()
    assert DEBTOR not in sent.content.decode()
