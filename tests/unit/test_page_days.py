"""Days and moments of a page are in words of its language, and readable by programs."""

import datetime as dt

import pytest
from django.template import Context, Template

from manumit.web.ui.languages import words

DAY = dt.date(2026, 3, 12)
MOMENT = dt.datetime(2026, 3, 12, 9, 5, 33, 71, tzinfo=dt.UTC)
SHORT = '<time datetime="2026-03-12">12 March 2026</time>'
LONG = '<time datetime="2026-03-12T09:05Z">{}</time>'


def rendered(tag: str, value: object, language: str = "en") -> str:
    """What the tag gives for a value."""
    page = Template(f"{{% load ui %}}{{% {tag} %}}")
    return page.render(Context({"words": words(language), "value": value}))


def test_a_day_and_a_moment_of_it_show_the_same_day() -> None:
    assert rendered("day value 'year'", DAY) == rendered("day value 'year'", MOMENT) == SHORT


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "12 March 2026, 09:05"),
        ("fr", "12 mars 2026, 09:05"),
        ("es", "12 de marzo de 2026, 09:05"),
        ("ar", "12 مارس 2026، 09:05"),
    ],
)
def test_a_moment_is_in_words_of_the_language(language: str, written: str) -> None:
    assert rendered("moment value", MOMENT, language) == LONG.format(written)


@pytest.mark.parametrize("tag", ["day value", "moment value"])
@pytest.mark.parametrize("value", [None, ""])
def test_where_there_is_none_nothing_is_shown(tag: str, value: object) -> None:
    assert rendered(tag, value) == ""
