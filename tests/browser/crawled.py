"""Every page that can be reached by links, found without a browser."""

import functools
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

# Views that show no page at their address, and why. Everything else has to be found by links.
NO_PAGE = {
    "root": "leads on to the language of the browser",
    "public_sessions:leave": "the quick exit: leads away (test_leaving)",
    "interview:audio": "a recording",
    "catalogue:form": "a PDF",
    "figures:result": "of a visitor's own file (test_figures_own_file)",
    "figures:findings": "a file",
    "figures:rejects": "a file",
    "figures:remove": "leads back to the form",
    "outcomes:release": "nothing is published in a demonstration (test_statistics)",
    "outcomes:download": "a file",
    "outcomes:risk": "of a release, as above (test_statistics)",
    "outcomes:risk_file": "a file",
    "api_document": "for programs (test_api_calls)",
    "api_not_there": "for programs (test_api_calls)",
    "office-search": "answers what is sent (test_office_search)",
    "federation_endpoint": "for other installations alone (test_federation_served)",
    "healthz": "for machines (test_doctor)",
    "readyz": "for machines (test_doctor)",
    "robots": "for machines (test_doctor)",
    "security": "for machines (test_doctor)",
    "country:cards": "of a demonstration alone (test_country_pages)",
    "country:enter": "leads on to the office (test_country_pages)",
    "country:training": "of a demonstration alone (test_country_pages)",
    "wage_check:firm_result": "of a visitor's own file (test_wage_check)",
    "wage_check:firm_file": "a file",
    "recruiters:list": "a file",
    "wage_check:firm_remove": "leads back to the form",
}
# For whoever builds a page; linked from languages that are drafts; known to whoever has a slip;
# linked from the forms for wages, which a button opens; what a mistyped address shows.
UNLINKED = (
    "style/", "texts/", "slip/", "sums/firm/", "advice/", "advice/more/", "advice/code/",
    "no/such/page/",
)  # fmt: skip
# Behind sign-in or a token: test_sign_in, test_cases, test_remedies, test_justice and others.
OFFICE = (
    "institutions:", "cases:", "registers:", "workplaces:", "inspections:", "rounds:",
    "complaints:", "line:", "remedies:", "protection:", "justice:", "statistics:",
    "notifications:", "directory:", "tasks:", "worker_access:", "federation:", "api:", "api_v1:",
    "reassignment:", "labels:", "order_claims:", "inspection_penalties:", "annual_report:",
    "guided:", "visit_pictures:", "debtors:", "imports:", "recruitment:",
    "prosecution_bundles:", "group_cases:", "data_rights:",
)  # fmt: skip
HTML = "text/html"
SECONDS_TO_WAIT = 90


@dataclass(frozen=True, slots=True)
class Found:
    """One address, with what it answered.

    Attributes:
        view: the name of the view that answers there, or an empty text.
        size: of its text, unpacked.
    """

    path: str
    view: str
    status: int
    kind: str
    size: int


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "form": "action"}.get(tag)
        self.found += [value for name, value in attrs if name == wanted and value]


@functools.cache
def crawl(site: str, language: str) -> tuple[Found, ...]:
    """Every address of one language that the start leads to, and those that nothing leads to."""
    begin = f"/{language}/"
    waiting = [begin, *(begin + path for path in UNLINKED)]
    seen, found = set(waiting), []
    while waiting:
        path = waiting.pop()
        one, text = _asked(site, path)
        found.append(one)
        if one.kind != HTML:
            continue
        for link in _links(text, site + path):
            if link.startswith(begin) and link not in seen and view_of(link) not in NO_PAGE:
                seen.add(link)
                waiting.append(link)
    return tuple(sorted(found, key=lambda one: one.path))


def pages(site: str, language: str, *, largest_only: bool = False) -> list[str]:
    """The largest and the smallest page of every view, which have all its parts between them."""
    by_view: dict[str, list[Found]] = {}
    for one in crawl(site, language):
        if one.kind == HTML:
            by_view.setdefault(one.view, []).append(one)
    shown: dict[str, None] = {}
    for view in by_view.values():
        ordered = sorted(view, key=lambda one: one.size, reverse=True)
        picked = ordered[:1] if largest_only else (ordered[0], ordered[-1])
        shown |= dict.fromkeys(one.path for one in picked)
    return list(shown)


def _asked(site: str, path: str) -> tuple[Found, str]:
    until = time.monotonic() + SECONDS_TO_WAIT
    while True:
        status, headers, body = _answer(site + path)
        if "Refresh" not in headers or time.monotonic() > until:
            break
        time.sleep(0.2)  # the example is being made, once
    kind = headers.get_content_type()
    text = body.decode("utf-8") if kind == HTML else ""
    return Found(path, view_of(path), status, kind, len(text)), text


def _answer(address: str) -> tuple[int, Message, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def _links(text: str, base: str) -> list[str]:
    parser = _Links()
    parser.feed(text)
    here = urlsplit(base).netloc
    parts = (urlsplit(urljoin(base, link)) for link in parser.found)
    return [part.path for part in parts if part.netloc == here]


def view_of(path: str) -> str:
    """The name of the view at an address; this process may not have loaded its language."""
    _, _, rest = path.lstrip("/").partition("/")
    try:
        return resolve(f"/en/{rest}").view_name
    except Resolver404:
        return ""


def views() -> set[str]:
    """The names of all views that have an address, but for the office's (test_sign_in)."""
    every = _names(get_resolver().url_patterns, "")
    return {name for name in every if not name.startswith(OFFICE)}


def _names(patterns: list[URLPattern | URLResolver], space: str) -> list[str]:
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = one.namespace or one.app_name
            found += _names(one.url_patterns, f"{inner}:" if inner else space)
        else:
            found.append(f"{space}{one.name}")
    return found
