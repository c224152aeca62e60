"""One claim in a real browser: opened by an inspector, decided by a court, paid by a firm, denied.

On the way every page is looked at by axe at 360 px too, and then again in four languages.
"""

import re

import pytest
from playwright.sync_api import Browser, Locator

from browser.browsers import barriers, scrolls_sideways
from browser.officers import INSPECTOR, NARROW, Officer, Walk, _walk, at_work
from browser.packs import say
from browser.visitors import SCHEMES_OF, SEEN_IN

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("claims")]
started = _walk
"""The demonstration, started once for this module."""
COURT, FIRM = "court@court.example", "business@employers.example"
CLAIMANT, DEBTOR, NOTE = "Rahima Planted-Qx", "Thread-Debtor-Zq", "He-took-half-back-Zq"
PLANTED = (CLAIMANT, DEBTOR, NOTE)


class Pursuer(Officer):
    """Somebody who works on a claim."""

    def write(self, field: str, text: str) -> None:
        """What is typed into a field."""
        name = say("en", f"remedies_field/{field}")
        self.visitor.main.get_by_role("textbox", name=name, exact=True).fill(text)

    def select(self, field: str, text_id: str) -> None:
        """One of a list."""
        name = say("en", f"remedies_field/{field}")
        listed = self.visitor.main.get_by_role("combobox", name=name, exact=True)
        listed.select_option(label=say("en", text_id))

    def says(self, text_id: str) -> None:
        """The page says it."""
        assert say("en", text_id) in self.visitor.main.inner_text()

    def _group(self, field: str) -> Locator:
        name = say("en", f"remedies_field/{field}")
        return self.page.get_by_role("group", name=name, exact=True)


def pursuing(officer: Officer) -> Pursuer:
    return Pursuer(officer.walk, officer.visitor, officer.email)


def opens(one: Officer) -> str:
    """A file, consent towards court and firm, and a claim with what it needs.

    Returns:
        the address of the claim.
    """
    one.look()
    one.to("files")
    one.follow("cases/new")
    one.choose("age", "cases_age/adult")
    one.press("cases/new_do")
    one.press("cases/keep")
    one.agree("claim", "Labour Court")
    one.agree("claim", "Golden Thread")
    one.open_part("cases/claims")
    one.follow("cases/claim_new")
    it = pursuing(one)
    it.choose("route", "remedies_route/wage_claim")
    it.press("cases/claim_new")
    address = it.page.url
    it.follow("remedies/items")
    it.follow("remedies/item_add")
    it.select("head", "remedies_head/wages")
    for field, text in (("currency", "kes"), ("claimed", "1200.50"), ("least", "900"),
                        ("most", "1500"), ("begins", "2026-01-01"), ("ends", "2026-06-30"),
                        ("article", "Act, s. 77")):  # fmt: skip
        it.write(field, text)
    it.press("cases/keep")
    for kind, text in (("claimant", CLAIMANT), ("debtor", DEBTOR)):
        it.follow("remedies/fact_add")
        it.choose("fact", f"remedies_fact/{kind}")
        it.write("text", text)
        it.press("cases/keep")
    assert "1,200.50 KES" in it.visitor.main.inner_text()
    it.follow("remedies/back")
    it.follow("remedies_step/lodge")
    it.press("remedies_step/lodge")
    it.says("remedies_state/lodged")
    passes_on(it, "Labour Court")
    it.follow("remedies/mandate_add")
    it.write("name", "Advocate Planted-Qx")
    it.choose("basis", "remedies_basis/power_of_attorney")
    it.press("cases/keep")
    return address


def passes_on(it: Pursuer, to: str) -> None:
    it.page.goto(it.page.url)
    it.follow("remedies/passing")
    it.follow("remedies/submit")
    it.choose_like("recipient", to)
    it.press("remedies/submit")
    it.says("remedies/said_passed_on")


def decides(it: Pursuer) -> None:
    it.look()
    it.to("claims")
    it.click(it.page.locator("main tbody th a").first)
    it.follow("remedies/items")
    assert CLAIMANT in it.page.content()
    it.follow("remedies/back")
    it.follow("remedies_step/decide")
    it.choose("reason", "remedies_reason/judgment")
    it.select("head", "remedies_head/wages")
    for field, text in (("currency", "KES"), ("amount", "1000"), ("made_on", "2026-10-01"),
                        ("due_on", "2026-11-01")):  # fmt: skip
        it.write(field, text)
    it.press("remedies_step/decide")
    it.says("remedies_state/decided")


def pays(it: Pursuer) -> None:
    it.look()
    it.to("claims")
    it.click(it.page.locator("main tbody th a").first)
    it.says("remedies/only_orders")
    it.follow("remedies/report")
    for field, text in (("currency", "KES"), ("amount", "1000"), ("on_day", "2026-11-05")):
        it.write(field, text)
    it.choose("channel", "remedies_channel/cash")
    it.choose("payer", "remedies_payer/employer")
    it.choose("waiver", "remedies_known/no")
    it.press("cases/keep")
    it.says("remedies/said_reported")


def asks(it: Pursuer, claim: str, answer: str, state: str) -> None:
    it.page.goto(claim)
    it.click(it.page.get_by_role("link", name="1,000.00 KES", exact=True))
    it.choose("answer", f"remedies_answer/{answer}")
    it.choose("alone", "remedies_known/yes")
    it.choose("safe", "remedies_known/yes")
    it.write("note", NOTE)
    it.press("cases/keep")
    it.says(f"remedies_state/{state}")


@pytest.fixture(name="walked", scope="module")
def _walked(walk: Walk, chromium: Browser) -> Walk:
    with at_work(walk, chromium, INSPECTOR) as officer:
        claim = opens(officer)
        with at_work(walk, chromium, COURT) as court:
            decides(pursuing(court))
        it = pursuing(officer)
        it.page.goto(claim)
        it.look()
        passes_on(it, "Golden Thread")
        with at_work(walk, chromium, FIRM) as firm:
            pays(pursuing(firm))
        asks(it, claim, "received", "paid")
        asks(it, claim, "taken_back", "unpaid_enforcement")
        it.says("remedies/privileged")
        it.to("claims")
    return walk


def test_a_claim_goes_from_a_draft_to_the_money_and_back(walked: Walk) -> None:
    assert walked.wrong == {}


def test_nothing_of_the_worker_stood_in_an_address_a_title_or_the_log(walked: Walk) -> None:
    assert len(walked.addresses) > 30
    seen = walked.traces()
    assert [one for one in PLANTED if one in seen] == []
    assert not re.search(r"\b[B-Z2-9]{4}-[B-Z2-9]{4}\b", "\n".join(walked.titles))


@pytest.mark.parametrize("tag", SEEN_IN)
def test_every_page_of_claims_in_each_language_on_a_telephone(
    chromium: Browser, walked: Walk, tag: str
) -> None:
    wrong: dict[str, list[str]] = {}
    paths = {re.sub(r"[0-9a-f-]{36}", "*", one): one
             for one in walked.pages[INSPECTOR] if "claims/" in one}  # fmt: skip
    assert len(paths) > 8
    codes = walked.accounts[INSPECTOR].codes
    typed = None if tag == "en" else codes[-SEEN_IN.index(tag)]
    with at_work(walked, chromium, INSPECTOR, typed) as officer:
        page = officer.page
        page.set_viewport_size(NARROW)  # type: ignore[arg-type] # two numbers
        for path in paths.values():
            answer = page.goto(f"{walked.site}/{tag}/{path}")
            assert answer is not None
            found = barriers(page, SCHEMES_OF[tag]) + officer.visitor.wrong_words()
            found += ["scrolls sideways"] if scrolls_sideways(page) else []
            if found or not answer.ok:
                wrong[path] = found or [str(answer.status)]
    assert wrong == {}
