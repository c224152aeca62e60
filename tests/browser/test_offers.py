"""The check of an offer in a real browser: pasted, answered, readable by all."""

import pytest
from playwright.sync_api import Browser

from browser.browsers import scrolls_sideways, violations
from browser.visitors import DESK, PHONE, visiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("site")]

TEXT = {
    "en": "Dubai, driver, 4,500, visa on arrival, pay only medical. 招聘司机",
    "ar": "دبي، سائق، 4500، تأشيرة عند الوصول، تدفع الفحص الطبي فقط. 招聘司机",
}


@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", TEXT)
def test_an_offer_is_pasted_and_answered(
    chromium: Browser, site: str, language: str, device: dict[str, object]
) -> None:
    with visiting(chromium, site, **device, color_scheme="light") as visitor:
        visitor.open(f"/{language}/")
        visitor.follow("home/way_offers")
        visitor.main.locator("textarea").fill(TEXT[language])
        visitor.press("offer_page/check")
        assert visitor.main.locator(".flag").count() == 2
        assert visitor.main.locator("mark").count() == 2
        assert visitor.page.url.endswith(f"/{language}/offers/")
        assert violations(visitor.page) == []
        assert not scrolls_sideways(visitor.page)
        visitor.follow("offer_page/again")
        visitor.follow("offer_page/to_questions")
        visitor.main.locator("input[value=money]").check()
        visitor.press("offer_page/check")
        assert visitor.main.locator(".flag").count() == 1
        assert visitor.complaints == []
        assert visitor.wrong_words() == []
