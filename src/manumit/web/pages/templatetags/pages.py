"""``{% load pages %}``: words, marked where a language lacks them, and addresses in a language."""

import functools
from typing import TYPE_CHECKING, Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from manumit.instruments import Text

if TYPE_CHECKING:
    from manumit.assessment.view import Words

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, text_id: str, kind: str = "label", **values: object) -> SafeString:
    """A string in the language of the page; one that the language lacks comes as English."""
    return in_its_language(told(context, text_id, kind), **values)


@register.simple_tag(takes_context=True)
def say_plain(context: Context, text_id: str, kind: str = "label", **values: object) -> str:
    """The same without markup, for attributes and titles."""
    text = told(context, text_id, kind)
    return text.value.format(**values) if values else text.value


@register.simple_tag
def spoken(text: Text) -> SafeString:
    """A text that a view found, marked as English where it is."""
    return in_its_language(text)


def told(context: Context, text_id: str, kind: str) -> Text:
    """The string, as the words of the page know it."""
    words: Words = context["words"]
    return words.library.texts.one(text_id, kind, words.language)


def in_its_language(text: Text, **values: object) -> SafeString:
    """A string; where English stands in, with ``lang`` and ``dir``, for screen readers."""
    filled = text.value.format(**values) if values else text.value
    return marked(filled, text.missing) if values else _as_it_is(filled, text.missing)


def marked(filled: str, missing: bool) -> SafeString:
    """A string as it stands in a page."""
    if missing:
        return format_html('<span lang="en" dir="ltr">{}</span>', filled)
    return format_html("{}", filled)


# Strings of the packs with nothing filled in: as many as there are, and nothing of anybody.
_as_it_is = functools.lru_cache(50_000)(marked)


@register.simple_tag(takes_context=True)
def go(context: Context, view: str, **arguments: object) -> str:
    """The address of a page in the language of this one."""
    tag = context["language"].tag
    return (
        reverse(view, kwargs={"language": tag, **arguments}) if arguments else _address(view, tag)
    )


@functools.lru_cache(5_000)
def _address(view: str, tag: str) -> str:
    """The address of a page that is the same for everybody."""
    return reverse(view, kwargs={"language": tag})


@register.simple_tag(takes_context=True)
def here_in(context: Context, tag: str) -> str:
    """This page in another language; the start where this page has no language."""
    match: Any = getattr(context["request"], "resolver_match", None)
    if match is None or "language" not in match.kwargs:
        return reverse("pages:home", kwargs={"language": tag})
    address = reverse(match.view_name, kwargs={**match.kwargs, "language": tag})
    query = context["request"].META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address
