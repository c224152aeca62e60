"""The search over everything that is shipped, for any query and for every indicator."""

import html
import re
from functools import cache

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from manumit.instruments import Indicator
from manumit.web.public.catalogue.addresses import instrument
from manumit.web.public.catalogue.entries import index
from manumit.web.public.catalogue.folding import fold, words_in
from manumit.web.public.catalogue.indicators import label_of
from manumit.web.public.catalogue.search import MOST_RESULTS, SearchResults
from manumit.web.ui.languages import library

LANGUAGES = ("en", "fr", "es", "ar")
CLIENT = Client(HTTP_HOST="127.0.0.1")


@cache
def every() -> list[tuple[str, Indicator]]:
    """Each indicator of each list."""
    return [(name, one) for name in library().list_ids for one in instrument(name).indicators]


@cache
def vocabulary() -> list[str]:
    """Words that there are, so that queries find something."""
    values = (text.value for texts in library().texts.strings.values() for text in texts)
    return sorted({text[w.start : w.end] for text in values for w in words_in(text)})


queries = st.one_of(
    st.text(max_size=500),
    st.lists(st.deferred(lambda: st.sampled_from(vocabulary())), max_size=5).map(" ".join),
)
languages = st.sampled_from(LANGUAGES)


@given(languages, queries)
@example("ar", "\u0640\u064b ال")
@example("en", "\x00<script>%s{% raise %}")
@example("fr", "ﬁ ǅ İ ß ﷺ")
def test_any_query_is_answered_best_first_with_a_reason(language: str, query: str) -> None:
    found = index(language).find(query)
    assert len(found.results) <= min(MOST_RESULTS, max(found.total, 0))
    for result in found.results:
        assert result.reasons
        for reason in result.reasons:
            whole = "".join(p.text for p in reason.pieces).removeprefix("… ").removesuffix(" …")
            assert whole in reason.field.text
            assert any(piece.marked for piece in reason.pieces)


@settings(max_examples=30)
@given(languages, queries)
def test_any_query_gives_a_page(language: str, query: str) -> None:
    answer = CLIENT.post(f"/{language}/rules/search/", {"q": query})
    assert answer.status_code == 200
    assert answer.content.count(b"<h1>") == 1


@given(languages, queries)
def test_one_word_more_never_finds_more(language: str, query: str) -> None:
    assert index(language).find(f"{query[:100]} passport").total <= max(
        index(language).find("passport").total, 0
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_is_found_by_its_code(language: str) -> None:
    for list_id, one in every():
        codes = _where(index(language).find(one.code))
        assert codes[0][0] == one.code
        assert (one.code, list_id) in codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_is_found_by_its_full_label(language: str) -> None:
    for list_id, one in every():
        label = label_of(one, language).value
        found = index(language).find(label)
        assert (one.code, list_id) in _where(found)
        assert fold(found.results[0].entry.title) == fold(label)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_is_found_by_the_label_as_published(language: str) -> None:
    for list_id, one in every():
        assert (one.code, list_id) in _where(index(language).find(one.label))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_class_special_is_found(language: str) -> None:
    special = library().registry.special()
    assert special
    for code in special:
        label = library().texts.label(code, language).value
        for query in (code, label, library().texts.one(code, "questions", language).value):
            found = index(language).find(query)
            assert not {entry_code for entry_code, _ in _where(found)} & special.keys()
            assert all(result.entry.title != label for result in found.results)


def test_what_is_found_leads_to_a_page() -> None:
    for query in ("CD01", "MP05", "P8", "forced labour", "Chowdury", "gender"):
        page = CLIENT.post("/en/rules/search/", {"q": query}).content.decode()
        results = page.partition('<ol class="results">')[2].partition("</ol>")[0]
        addresses = re.findall(r'href="([^"]+)"', results)
        assert addresses
        for address in dict.fromkeys(map(html.unescape, addresses[:5])):
            path, _, anchor = address.partition("#")
            target = CLIENT.get(path)
            assert target.status_code == 200
            assert not anchor or f'id="{anchor}"' in target.content.decode()


def _where(found: SearchResults) -> list[tuple[str, str]]:
    """Code and list of every indicator that was found."""
    return [
        (result.entry.code, link.arguments["list"].replace("-", "_"))
        for result in found.results
        for link in result.entry.links
        if "list" in link.arguments
    ]
