"""A person at a device: what they do on a page, and what their browser complains of meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Download,
    Locator,
    Page,
    Request,
    Response,
    Route,
)

from browser.browsers import SCHEMES, Scheme
from browser.packs import english_in, plain, raw_ids, say
from manumit.web.site.deployment import DEFAULT_EXIT

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True,
}  # fmt: skip
# The schemes in which axe is asked about a page, by language. Pages differ in their words only, so
# that one language for each direction of writing has both; for a further one, whose words are
# longer, it is enough that nothing is too wide and every text is in its language.
SCHEMES_OF: dict[str, tuple[Scheme, ...]] = {"en": SCHEMES, "fr": (), "es": (), "ar": SCHEMES}
SEEN_IN = tuple(SCHEMES_OF)
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}

# Every text of a page with the language that it is said to be in.
TEXTS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());)
    if (node.data.trim()) found.push([node.parentElement.closest("[lang]").lang, node.data]);
  for (const name of ["aria-label", "alt", "title", "placeholder"])
    for (const one of document.querySelectorAll(`[${name}]`))
      found.push([one.closest("[lang]").lang, one.getAttribute(name)]);
  return found;
}"""


@dataclass
class Visitor:
    """One tab.

    Attributes:
        complaints: messages of the console, errors of scripts, what a policy blocked.
        elsewhere: addresses of other machines that were asked for, but for the quick exit.
        left: addresses of the quick exit that were asked for.
    """

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    left: list[Request] = field(default_factory=list)

    @property
    def language(self) -> str:
        """Of the page."""
        return self.page.locator("html").get_attribute("lang") or ""

    @property
    def main(self) -> Locator:
        """The content of the page."""
        return self.page.locator("main")

    @property
    def title(self) -> str:
        """The heading of the page."""
        return plain(self.page.locator("h1").inner_text())

    def open(self, path: str) -> Response:
        """Opens a page of ours."""
        answer = self.page.goto(self.site + path)
        assert answer is not None
        return answer

    def follow(self, text_id: str) -> None:
        """Follows a link of the content by its words."""
        name = say(self.language, text_id)
        with self.page.expect_navigation():
            self.main.get_by_role("link", name=name, exact=True).first.click()

    def button(self, text_id: str, **values: object) -> Locator:
        """A button of the content by its words."""
        name = say(self.language, text_id, **values)
        return self.main.get_by_role("button", name=name, exact=True).first

    def press(self, text_id: str, **values: object) -> None:
        """Presses it, and waits for the page that it leads to."""
        with self.page.expect_navigation():
            self.button(text_id, **values).click()

    def saves(self, text_id: str) -> Download:
        """Presses a button that gives a file."""
        with self.page.expect_download() as started:
            self.button(text_id).click()
        return started.value

    def wrong_words(self) -> list[str]:
        """Ids instead of texts, and English that does not say that it is English."""
        texts: list[tuple[str, str]] = self.page.evaluate(TEXTS)
        tongue = self.language  # asked of the browser once, not for each text
        wrong = [f"id: {one}" for _, text in texts for one in raw_ids(text)]
        own = [text for language, text in texts if language == tongue]
        if tongue != "en":
            wrong += [f"English: {one}" for one in sorted(english_in(tongue, own))]
        return wrong

    def is_begun(self) -> bool:
        """Whether the browser holds a visit."""
        return any(one.get("name") == "visit" for one in self.page.context.cookies())

    # The interview

    def begin(self, language: str, hearing: str = "alone") -> None:
        """From the first page to the first question."""
        self.open(f"/{language}/")
        self.follow("home/start")
        self.press("interview/begin")
        self.press(f"interview/hearing_{hearing}")

    @property
    def is_asked(self) -> bool:
        """Whether the page asks a question."""
        return self.button("answer/dont_know").count() > 0

    def reply(self, value: str) -> None:
        """Answers the question that is shown."""
        self.press(f"answer/{value}")

    def reply_to_the_end(self, value: str = "yes", most: int = 80) -> Iterator[str]:
        """Answers until nothing is asked; gives each question before it is answered."""
        for _ in range(most):
            if not self.is_asked:
                return
            yield self.title
            self.reply(value)
        raise AssertionError(most)


@contextmanager
def visiting(browser: Browser, site: str, **device: Any) -> Iterator[Visitor]:
    """A person with a browser that remembers nothing. In the end nothing may have been wrong."""
    # Without motion: while a colour changes, its contrast is that of no page.
    context = browser.new_context(accept_downloads=True, reduced_motion="reduce", **device)
    page = context.new_page()
    visitor = Visitor(page, site)

    def away(route: Route) -> None:
        if route.request.url == DEFAULT_EXIT:
            route.fulfill(body="<!doctype html><title>Elsewhere</title>", content_type="text/html")
        else:
            visitor.elsewhere.append(route.request.url)
            route.abort()

    def note(request: Request) -> None:
        if request.url == DEFAULT_EXIT:
            visitor.left.append(request)

    def listen(message: ConsoleMessage) -> None:
        # That it forgot what it was told to forget, a browser only mentions.
        if message.type in {"warning", "error"}:
            visitor.complaints.append(message.text)

    context.route(lambda url: not url.startswith(site), away)
    context.on("request", note)
    context.on("console", listen)
    context.on("weberror", lambda error: visitor.complaints.append(str(error.error)))
    try:
        yield visitor
        assert visitor.complaints == []
        assert visitor.elsewhere == []
    finally:
        context.close()
