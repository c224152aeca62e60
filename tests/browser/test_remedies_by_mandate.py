"""A worker comes to a union first: the claim in a real browser, from the mandate to its end.

On the way every page is looked at by axe, and at 360 px too.
"""

import pytest
from playwright.sync_api import Browser

from browser.browsers import barriers, scrolls_sideways
from browser.officers import NARROW, Walk, _walk, at_work
from browser.packs import say
from browser.test_remedies import Pursuer, passes_on, pursuing
from browser.visitors import SCHEMES_OF

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("claims_by_mandate")]
started = _walk
"""The demonstration, started once for this module."""
UNION = "union@union.example"
CLAIMANT, SAFE, DEBTOR = "Amina Planted-Qx", "Sister-on-Fridays-Zq", "Thread-Debtor-Zq"
PLANTED = (CLAIMANT, SAFE, DEBTOR)


def opens(it: Pursuer) -> None:
    """A claim of an adult who gave the mandate alone."""
    it.follow("remedies/represent")
    it.says("remedies/no_child_alone")
    for field, text in (("claimant", CLAIMANT), ("safe_contact", SAFE), ("debtor", DEBTOR),
                        ("mandate_for", "My wages since March"), ("language", "bn")):  # fmt: skip
        it.write(field, text)
    it.choose("age", "cases_age/child")
    it.choose("alone", "remedies_known/yes")
    it.choose("understood", "remedies_known/yes")
    it.choose("heard", "cases_asked/read_aloud")
    it.choose("route", "remedies_route/wage_claim")
    it.press("remedies/represent_do")
    it.says("wrong/Q701")
    # The browser notes an answer that is an error, as it should be here.
    assert [one for one in it.visitor.complaints if "422" not in one] == []
    it.visitor.complaints.clear()
    it.choose("age", "cases_age/adult")
    it.press("remedies/represent_do")
    it.says("remedies_state/drafted")
    it.says("remedies_relation/mandate")


def lodges(it: Pursuer) -> None:
    """One head; what is claimed stands."""
    it.follow("remedies/items")
    it.follow("remedies/item_add")
    it.select("head", "remedies_head/wages")
    for field, text in (("currency", "KES"), ("claimed", "1200.50"), ("begins", "2026-01-01")):
        it.write(field, text)
    it.press("cases/keep")
    it.follow("remedies/back")
    it.follow("remedies_step/lodge")
    it.press("remedies_step/lodge")
    it.says("remedies_state/lodged")


def asks_and_passes_on(it: Pursuer) -> None:
    """The worker agrees to the court, and the court gets it."""
    it.follow("remedies/passing")
    it.follow("remedies/agree")
    it.choose_like("recipient", "Labour Court")
    it.choose("status", "cases_consent_status/given")
    it.choose("heard", "cases_asked/read_aloud")
    it.press("cases/keep")
    it.follow("remedies/back")
    passes_on(it, "Labour Court")


def reads_in_other_languages(it: Pursuer, claim: str) -> dict[str, list[str]]:
    """What stands in the way on a telephone, in three languages; the page of before comes back."""
    site, wrong = it.visitor.site, {}
    pages = ("claims/new/", *(f"claims/{claim}/{page}/" for page in ("consent", "take-up")))
    size = it.page.viewport_size
    it.page.set_viewport_size(NARROW)  # type: ignore[arg-type] # two numbers
    for tag in ("fr", "es", "ar"):
        for page in pages:
            it.page.goto(f"{site}/{tag}/office/{page}")
            found = barriers(it.page, SCHEMES_OF[tag]) + it.visitor.wrong_words()
            found += ["scrolls sideways"] if scrolls_sideways(it.page) else []
            if found:
                wrong[f"{tag} {page}"] = found
    it.page.set_viewport_size(size or NARROW)  # type: ignore[arg-type] # two numbers
    it.page.goto(f"{site}/en/office/claims/{claim}/")
    return wrong


def test_a_union_opens_a_claim_and_loses_sight_of_it_with_the_mandate(
    walk: Walk, chromium: Browser
) -> None:
    with at_work(walk, chromium, UNION) as officer:
        it = pursuing(officer)
        it.look()
        it.to("claims")
        opens(it)
        claim = it.page.url
        assert reads_in_other_languages(it, claim.rstrip("/").rpartition("/")[2]) == {}
        lodges(it)
        asks_and_passes_on(it)
        it.press("cases/mandate_end")
        it.says("remedies/said_nobodys")
        it.page.goto(claim)
        it.look()
        it.says("remedies/take_up")
        text = it.page.content()
        assert [one for one in PLANTED if one in text] == []
        assert say("en", "remedies_state/lodged") not in it.visitor.main.inner_text()
        it.follow("remedies/take_up")
    assert walk.wrong == {}
    seen = "\n".join((*walk.addresses, *walk.titles))
    assert [one for one in PLANTED if one in seen] == []
