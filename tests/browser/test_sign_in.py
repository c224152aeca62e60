"""Signing in in a real browser: app, passkey, recovery codes, people; readable by all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser

from browser.accounts import Demo, demo_with_accounts, sign_in
from browser.browsers import scrolls_sideways, violations
from browser.visitors import DESK, PHONE, Visitor, visiting
from manumit.web.institutions.urls import urlpatterns
from office import code

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("office")]

WITH_SIGN_IN = (
    "", "people/", "people/invite/", "offices/", "security/", "sessions/", "posts/", "sign-out/",
    "password/", "security/passkeys/", "confirm/password/", "confirm/code/", "people/waiting/",
)  # fmt: skip
WITHOUT_SIGN_IN = (
    "sign-in/", "password/forgotten/", "password/forgotten/done/", "over/", "password/done/",
    "invitation/", "password/link/00-x-y/",
)  # fmt: skip


@pytest.fixture(name="demo", scope="module")
def _demo(open_folder: Path) -> Iterator[Demo]:
    with demo_with_accounts(open_folder / "office") as demo:
        yield demo


def answered(visitor: Visitor, path: str) -> list[str]:
    """What is wrong with a page at first sight."""
    visitor.open(path)
    wrong = violations(visitor.page) + visitor.wrong_words()
    if scrolls_sideways(visitor.page):
        wrong.append("scrolls sideways")
    # An invitation that is none is said with 409, which a browser notes.
    wrong += [text for text in visitor.complaints if "409" not in text]
    visitor.complaints.clear()
    return wrong


# Pages that another test here opens, and views that show none.
ELSEWHERE = {
    "app": "an invited person adds one (test_an_invited_person)",
    "codes": "the same",
    "invitation": "leads on at once",
    "accept": "asked for in both: with an invitation in test_an_invited_person",
    "passkey_add": "test_a_passkey_is_added",
    "confirm_passkey": "of somebody with a passkey (test_a_passkey_is_added)",
    "passkey_remove": "the same",
    "second_factor": "between the two steps",
    "app_remove": "asks for the password first (test_the_last_second_factor)",
    "codes_new": "the same",
    "end_post": "asks whether one is sure (test_pages_about_one_person)",
    "deactivate": "the same",
    "renew": "the same",
    "revoke": "the same",
    "office": "of one office (test_office_telephones)",
    "end_session": "leads back",
    "approve": "leads back (test_an_invited_person)",
    "refuse": "leads back (test_institutions_second_person)",
    "provider": "only where one is configured (test_institutions_provider)",
    "provider_back": "the same",
    "provider_refused": "the same; made as 'over' is",
    "new_password": "by its link (WITHOUT_SIGN_IN)",
    "kept": "after a session had ended (test_institutions_kept)",
    "leave": "leads away from the site (test_institutions_sign_in)",
}


def test_no_page_of_the_office_is_forgotten() -> None:
    """Every view is opened by a list above, or said where else."""
    opened = {resolve(f"/en/office/{path}").url_name for path in WITH_SIGN_IN + WITHOUT_SIGN_IN}
    views = {pattern.name for pattern in urlpatterns}
    assert views - opened <= set(ELSEWHERE)


def test_pages_about_one_person(chromium: Browser, demo: Demo) -> None:
    account = demo.accounts["admin@shelter.example"]
    with visiting(chromium, demo.site, **PHONE) as visitor:
        sign_in(visitor, account)
        visitor.open("/en/office/people/")
        links = visitor.page.locator("td a").evaluate_all("all => all.map(one => one.pathname)")
        wrong = {path: answered(visitor, path) for path in links[:3]}
        assert len(wrong) == 3
        assert {path: found for path, found in wrong.items() if found} == {}


SEEN_AS = [
    ("en", PHONE, "light"),
    ("en", DESK, "dark"),
    ("ar", PHONE, "dark"),
    ("ar", DESK, "light"),
    ("fr", PHONE, "light"),
    ("es", PHONE, "light"),
]


@pytest.mark.parametrize(("language", "device", "scheme"), SEEN_AS)
def test_axe_finds_nothing_on_any_page_of_the_office(
    chromium: Browser, demo: Demo, language: str, device: dict[str, Any], scheme: str
) -> None:
    wrong: dict[str, list[str]] = {}
    admins = [one for email, one in demo.accounts.items() if email.startswith("admin@")]
    account = max(admins, key=lambda one: len(one.codes))  # a code of an app works once, these too
    with visiting(chromium, demo.site, **device, color_scheme=scheme) as visitor:
        for path in WITHOUT_SIGN_IN:
            wrong[path] = answered(visitor, f"/{language}/office/{path}")
        visitor.open("/en/office/sign-in/")
        visitor.page.get_by_label("E-mail address").fill(account.email)
        visitor.page.get_by_label("Password").fill(account.password)
        visitor.press("account/sign_in")
        wrong["second-factor/"] = answered(visitor, f"/{language}/office/second-factor/")
        visitor.page.locator("input[name=code]").first.fill(account.codes.pop())
        visitor.press("account/second_factor")
        for path in WITH_SIGN_IN:
            wrong[path] = answered(visitor, f"/{language}/office/{path}")
    assert {path: found for path, found in wrong.items() if found} == {}


def test_a_planted_barrier_and_a_planted_wide_line_are_found(chromium: Browser, demo: Demo) -> None:
    with visiting(chromium, demo.site, **PHONE) as visitor:
        visitor.open("/en/office/sign-in/")
        visitor.page.evaluate(
            "document.querySelector('main').insertAdjacentHTML('afterbegin', "
            "\"<input type='text'><pre>\" + 'wide '.repeat(40) + '</pre>')"
        )
        assert any(one.startswith("label:") for one in violations(visitor.page))
        assert scrolls_sideways(visitor.page)


def test_a_passkey_is_added_and_opens_in_place_of_the_app(chromium: Browser, demo: Demo) -> None:
    account = demo.accounts["support@shelter.example"]
    with visiting(chromium, demo.site, **DESK) as visitor:
        page = visitor.page
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        sign_in(visitor, account)
        visitor.open("/en/office/security/passkeys/add/")
        assert visitor.title == "Confirm with your password"  # anew, for what changes the door
        page.get_by_label("Password").fill(account.password)
        visitor.press("account/confirm")
        assert visitor.title == "Add a passkey"
        visitor.press("account/passkey_add")
        page.wait_for_url("**/office/security/")
        assert page.get_by_role("link", name="See your passkeys").count() == 1
        visitor.open("/en/office/sign-out/")
        visitor.press("account/sign_out")
        page.get_by_label("E-mail address").fill(account.email)
        page.get_by_label("Password").fill(account.password)
        visitor.press("account/sign_in")
        visitor.press("account/use_passkey")
        page.wait_for_url("**/en/office/")
        assert urlsplit(visitor.page.url).path == "/en/office/"


def test_a_refused_passkey_is_said_in_the_words_of_the_page(chromium: Browser, demo: Demo) -> None:
    account = demo.accounts["ident@identification.example"]
    with visiting(chromium, demo.site, **DESK) as visitor:
        page = visitor.page
        sign_in(visitor, account, typed=account.codes.pop())
        visitor.open("/en/office/security/passkeys/add/")
        page.get_by_label("Password").fill(account.password)
        visitor.press("account/confirm")
        assert page.get_by_role("alert").count() == 0
        page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error()) }")
        visitor.button("account/passkey_add").click()  # leads nowhere: nothing to wait for
        page.get_by_role("alert").wait_for()
        assert page.get_by_role("alert").inner_text().startswith("The browser did not provide")
        assert page.url.endswith("/security/passkeys/add/")


def test_an_invited_person_comes_in_with_an_app_and_without_javascript(
    chromium: Browser, demo: Demo
) -> None:
    account = demo.accounts["admin@inspectorate.example"]
    with visiting(chromium, demo.site, **DESK, java_script_enabled=False) as visitor:
        page = visitor.page
        sign_in(visitor, account)
        visitor.open("/en/office/people/invite/")
        page.get_by_label("E-mail address at work").fill("new@inspectorate.example")
        page.get_by_label("Role").select_option("inspect")
        visitor.press("account/invite_do")
        link = page.locator(".once").inner_text()
    with visiting(chromium, demo.site, **PHONE, java_script_enabled=False) as invited:
        page = invited.page
        page.goto(link)
        assert link.rsplit("/", 2)[1] not in page.url
        page.get_by_label("New password", exact=True).fill("seven slow trains to the harbour")
        page.get_by_label("New password again").fill("seven slow trains to the harbour")
        invited.press("account/accept_do")
        assert invited.title == "A second person must approve this"
    second = demo.accounts["inspect@inspectorate.example"]
    # With scripts: what axe asks of a page without them is never answered.
    with visiting(chromium, demo.site, **PHONE) as approving:
        sign_in(approving, second)
        assert answered(approving, "/en/office/people/waiting/") == []
        assert "new@inspectorate.example" in approving.page.locator("main").inner_text()
        approving.press("account/approve")
        assert "new@inspectorate.example" not in approving.page.locator("main").inner_text()
    with visiting(chromium, demo.site, **PHONE, java_script_enabled=False) as invited:
        page = invited.page
        invited.open("/en/office/sign-in/")
        page.get_by_label("E-mail address").fill("new@inspectorate.example")
        page.get_by_label("Password").fill("seven slow trains to the harbour")
        invited.press("account/sign_in")
        invited.open("/en/office/security/")
        assert invited.title == "How you sign in"
        page.locator("main").get_by_role("link", name="Use an app").click()
        secret = page.locator(".once").inner_text()
        page.get_by_role("textbox", name="Code").fill(code(secret))
        invited.press("account/app_do")
        assert page.locator(".recovery li").count() == 10
        page.get_by_role("link", name="I have stored them safely").click()
        assert urlsplit(invited.page.url).path == "/en/office/"
        assert "Plan a visit" in page.locator("main").inner_text()
