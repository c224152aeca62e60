"""An inspector reckons a person's work in their file: told, weighed, corrected, taken away again.

Each page on the way is looked at by axe in light and dark and at 360 px, and those that show most
in all four languages.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from account_texts import COSTS, EMPLOYER, TERMS, wage_account
from browser.officers import INSPECTOR, Officer, Walk, at_work, demonstrated
from browser.packs import say
from browser.test_wage_check import fill
from manumit.web.cases.accounts import AccountKind

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("accounts")]


@pytest.fixture(name="walk", scope="module")
def _walk(open_folder: Path) -> Iterator[Walk]:
    with demonstrated(open_folder, "accounts") as walk:
        yield walk


def test_an_account_is_told_weighed_corrected_and_taken_away(walk: Walk, chromium: Browser) -> None:
    with at_work(walk, chromium, INSPECTOR) as inspector:
        begins(inspector)
        types_wages(inspector)
        takes_signs(inspector)
        shows_in_every_language(inspector)
        takes_it_along(inspector)
        claims(inspector)
        corrects(inspector)
        turns_pages(inspector)
        for kind, data in ((AccountKind.TERMS, TERMS), (AccountKind.COSTS, COSTS)):
            sends(inspector, kind, wage_account(kind, data).text)
            shows_in_every_language(inspector)
            inspector.open_part("cases/accounts")
        takes_away(inspector)
    assert walk.wrong == {}
    assert not [one for one in (*walk.addresses, *walk.titles) if EMPLOYER in one]


def begins(inspector: Officer) -> None:
    """A new file, and its accounts."""
    inspector.to("files")
    inspector.follow("cases/new")
    inspector.choose("age", "cases_age/adult")
    inspector.press("cases/new_do")
    inspector.choose("ways", "cases_way/text")
    inspector.press("cases/keep")
    inspector.open_part("cases/accounts")


def types_wages(inspector: Officer) -> None:
    """By the form: first with a mistake, which is said at its field."""
    page, main = inspector.page, inspector.visitor.main
    inspector.follow("cases_account/new_wages")
    main.locator('input[value="xx"]').check()
    inspector.press("wage_check/begin")
    inspector.choose("informant", "informant/worker")
    fill(inspector.visitor)
    main.locator("#amount").fill("many")
    inspector.press("cases/account_keep")
    refused(inspector)
    assert main.locator("#amount").get_attribute("aria-invalid") == "true"
    assert main.locator("#paid_0_amount").input_value() == "1000"
    main.locator("#amount").fill("300")
    main.locator("#pay_complete").check()
    inspector.press("cases/account_keep")
    assert "Account saved" in main.inner_text()
    assert page.locator(".totals").is_visible()


def turns_pages(inspector: Officer) -> None:
    """Promised and actual terms by the form, page by page: what was typed goes along."""
    main = inspector.visitor.main
    inspector.follow("cases_account/new_terms")
    inspector.press("wage_check/begin")
    inspector.choose("informant", "informant/worker")
    field = main.locator('input[inputmode="decimal"]').first
    name = field.get_attribute("name")
    field.fill("450")
    while inspector.visitor.button("wage_check/begin").count():
        inspector.press("wage_check/begin")
        assert main.locator(f'input[type="hidden"][name="{name}"]').get_attribute("value") == "450"
    group = inspector.page.get_by_role("group", name=say("en", "cases_field/informant"))
    assert group.get_by_label(say("en", "informant/worker"), exact=True).is_checked()
    inspector.follow("cases/leave_it")


def refused(inspector: Officer) -> None:
    """The browser notes that a form was refused, and nothing else."""
    told_of = list(inspector.visitor.complaints)
    inspector.visitor.complaints.clear()
    assert len(told_of) == 1
    assert "422" in told_of[0]


def takes_signs(inspector: Officer) -> None:
    """One sign is taken; the finding leads back to it."""
    page, main = inspector.page, inspector.visitor.main
    first = page.locator("#sign-1")
    assert "Low or no salary" in first.inner_text()
    first.get_by_label("Accept as evidence").check()
    inspector.press("cases/weigh")
    assert "This is what the evidence shows now" in main.inner_text()
    inspector.click(main.get_by_role("link", name="Account 1, version 1", exact=True))
    assert page.url.endswith("#sign-1")
    assert page.locator("#sign-1").get_by_label("Accept as evidence").is_checked()


def shows_in_every_language(inspector: Officer) -> None:
    """The same page in each language, and back."""
    here = inspector.page.url.partition("#")[0]
    for tag in ("fr", "es", "ar"):
        inspector.page.goto(here.replace("/en/", f"/{tag}/"))
        for details in inspector.visitor.main.locator("details").all():
            details.evaluate("one => { one.open = true }")
        inspector.look()
    inspector.page.goto(here)


def claims(inspector: Officer) -> None:
    """What it comes to is claimed, in every language; and back to the account."""
    page, main = inspector.page, inspector.visitor.main
    account = page.url
    inspector.follow("cases/claim_account")
    shows_in_every_language(inspector)
    main.locator("#id_claimed_1").fill("")
    inspector.choose("into", "remedies_route/wage_claim")
    inspector.press("cases/claim_keep")
    assert say("en", "remedies_head/overtime") in main.inner_text()
    assert say("en", "remedies_head/wages") not in main.locator("#heads + ul").inner_text()
    page.goto(account)


def takes_it_along(inspector: Officer) -> None:
    """The statement in Arabic as a page to print, and as PDF."""
    inspector.page.locator("#paper-language").select_option("ar")
    saved = inspector.visitor.saves("cases_take/html")
    assert re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}-wages-1\.1\.html", saved.suggested_filename)
    assert 'dir="rtl"' in Path(saved.path()).read_text("utf-8")
    paper = inspector.visitor.saves("cases_take/pdf")
    assert Path(paper.path()).read_bytes().startswith(b"%PDF-")


def corrects(inspector: Officer) -> None:
    """The form comes back with what was told; the earlier version stays readable."""
    main = inspector.visitor.main
    inspector.follow("cases/account_correct")
    assert main.locator("#amount").input_value() == "300"
    main.locator("#paid_0_amount").fill("99000")
    inspector.press("cases/account_keep")
    assert inspector.visitor.title == "Account 1, version 2"
    inspector.open_part("cases/accounts")
    inspector.click(main.get_by_role("link", name="Account 1, version 1", exact=True))
    assert "Corrected since" in main.inner_text()
    inspector.open_part("cases/accounts")


def sends(inspector: Officer, kind: AccountKind, text: str) -> None:
    """A file: first one that is none, then the account itself."""
    inspector.follow(f"cases_account/new_{kind}")
    inspector.choose("informant", "informant/worker")
    field = inspector.page.locator("#id_file")
    broken = {"name": "a.yaml", "mimeType": "text/plain", "buffer": b"schema: x\n"}
    field.set_input_files(broken)  # type: ignore[arg-type] # a payload
    inspector.press("cases/account_keep")
    refused(inspector)
    inspector.choose("informant", "informant/worker")
    inspector.page.locator("#id_text").fill(text)
    inspector.press("cases/account_keep")
    assert "Account saved" in inspector.visitor.main.inner_text()


def takes_away(inspector: Officer) -> None:
    """With a reason; what it told is gone."""
    main = inspector.visitor.main
    inspector.click(main.get_by_role("link", name="Account 2, version 1", exact=True))
    assert "450.00" in main.inner_text()
    inspector.choose("reason", "cases_reason/person_asks")
    inspector.press("cases/account_withdraw")
    inspector.click(main.get_by_role("link", name="Account 2, version 1", exact=True))
    assert "450.00" not in main.inner_text()
    assert "Withdrawn" in main.inner_text()
