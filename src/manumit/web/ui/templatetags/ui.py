"""``{% load ui %}``: texts, marked where a translation is missing, and localised addresses."""

import datetime as dt
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import phonenumbers
from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from manumit.instruments import Text
from manumit.terms.words import number_text
from manumit.web.ui.rooms import room_shown

if TYPE_CHECKING:
    from manumit.assessment.view import Words

register = template.Library()


class Link(Protocol):
    """A page of another room."""

    @property
    def view(self) -> str:
        """Return its view."""

    @property
    def keys(self) -> Mapping[str, object]:
        """Return what its address takes."""


@register.simple_tag(takes_context=True)
def say(context: Context, text_id: str, kind: str = "label", **values: object) -> SafeString:
    """Return a text in the page's language, or in English if it has none."""
    return mark_language(text_for(context, text_id, kind), **values)


@register.simple_tag(takes_context=True)
def say_plain(context: Context, text_id: str, kind: str = "label", **values: object) -> str:
    """Return a text without markup, for attributes and titles."""
    text = text_for(context, text_id, kind)
    return text.value.format(**values) if values else text.value


@register.simple_tag
def spoken(text: Text) -> SafeString:
    """Return a text object, marked as English where it falls back to it."""
    return mark_language(text)


def text_for(context: Context, text_id: str, kind: str) -> Text:
    """Return the text object for the page's language."""
    words: Words = context["words"]
    return words.library.texts.one(text_id, kind, words.language)


def mark_language(text: Text, **values: object) -> SafeString:
    """Return a text; an English fallback gets ``lang`` and ``dir`` for screen readers."""
    filled = text.value.format(**values) if values else text.value
    return wrap_fallback(filled, text.missing) if values else _wrap_cached(filled, text.missing)


def wrap_fallback(filled: str, missing: bool) -> SafeString:
    """Return the escaped string, wrapped if it is an English fallback."""
    if missing:
        return format_html('<span lang="en" dir="ltr">{}</span>', filled)
    return format_html("{}", filled)


# Cached only for texts without values: their number is bounded, and they hold no personal data.
_wrap_cached = functools.lru_cache(50_000)(wrap_fallback)


@register.simple_tag(takes_context=True)
def day(context: Context, when: dt.date | None, form: str = "day") -> SafeString:
    """Return a day in words of the page's language, such as ``30 November``; empty for None.

    Args:
        context: of the page.
        when: the day, or a moment of it in UTC.
        form: ``day`` with the month alone, ``weekday`` with the day of the week, ``year``.
    """
    if not when:
        return SafeString()
    on = when.date() if isinstance(when, dt.datetime) else when
    return format_html('<time datetime="{}">{}</time>', on, _in_words(context, on, form))


@register.simple_tag(takes_context=True)
def moment(context: Context, when: dt.datetime | None) -> SafeString:
    """Return a moment such as ``30 November 2026, 14:05``, in UTC; empty for None.

    Seconds are in no part of it: they would tell in which order files of an import were made.
    """
    if not when:
        return SafeString()
    written = _in_words(context, when.date(), "moment", time=f"{when:%H:%M}")
    machine = f"{when:%Y-%m-%dT%H:%MZ}"
    return format_html('<time datetime="{}">{}</time>', machine, written)


def _in_words(context: Context, when: dt.date, form: str, **more: str) -> str:
    words: Words = context["words"]
    return text_for(context, f"date/{form}", "label").value.format(
        day=when.day,
        year=when.year,
        month=words.name(f"month/{when.month}"),
        weekday=words.name(f"weekday/{when.isoweekday()}"),
        **more,
    )


@register.simple_tag(takes_context=True)
def number(context: Context, plain: object) -> str:
    """Return a number, or an amount with its currency, as the page's language writes it.

    Args:
        context: of the page.
        plain: as machines read it, such as ``44200.00 XTS``; empty stays empty.
    """
    text = str(plain)
    return number_text(context["words"], text) if text else ""


@register.filter
def telephone(written: str) -> str:
    """Return a number in the form of E.164 in groups, as its country writes them.

    A number of a country that the library does not know stays as it is.
    """
    try:
        found = phonenumbers.parse(written)
    except phonenumbers.NumberParseException:
        return written
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.simple_tag(takes_context=True)
def go(context: Context, view: str, **arguments: object) -> str:
    """Return the address of a page in the language of this one."""
    tag = context["language"].tag
    return (
        reverse(view, kwargs={"language": tag, **arguments}) if arguments else _address(view, tag)
    )


@register.simple_tag(takes_context=True)
def go_to(context: Context, link: "Link") -> str:
    """Return the address of a page of another room, which names its view and the keys of it."""
    return reverse(link.view, kwargs={"language": context["language"].tag, **link.keys})


@register.simple_tag
def shows(view: str) -> bool:
    """Return whether the installation shows the room of a view."""
    return room_shown(view)


@functools.lru_cache(5_000)
def _address(view: str, tag: str) -> str:
    """Return the address of a page that is the same for everybody."""
    return reverse(view, kwargs={"language": tag})


@register.simple_tag(takes_context=True)
def this_page_in(context: Context, tag: str) -> str:
    """Return this page's address in another language, or the start page's if it has none."""
    match: Any = getattr(context["request"], "resolver_match", None)
    if match is None or "language" not in match.kwargs:
        return reverse("ui:home", kwargs={"language": tag})
    address = reverse(match.view_name, kwargs={**match.kwargs, "language": tag})
    query = context["request"].META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address
