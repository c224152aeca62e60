"""``{% load catalogue %}``: sources of rules, links from codes, and slugs."""

from typing import TYPE_CHECKING, Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from manumit.instruments import Basis, Instrument, Text
from manumit.web.public.catalogue import addresses
from manumit.web.public.catalogue.indicators import CODE
from manumit.web.public.catalogue.search import SearchResult
from manumit.web.ui.languages import library
from manumit.web.ui.templatetags.ui import mark_language

if TYPE_CHECKING:
    from manumit.assessment.view import Words

register = template.Library()


@register.filter
def slug(name: str) -> str:
    """Return an id as a word in an address."""
    return addresses.slug(name)


@register.filter
def underscored(word: str) -> str:
    """Return a word in an address as a part of the id of a text."""
    return addresses.underscored(word)


@register.simple_tag(takes_context=True)
def say_or(context: Context, prefix: str, name: str) -> SafeString:
    """Return the name of something that an institution may have added, or its id."""
    words: Words = context["words"]
    found = library().texts.all_of(f"{prefix}{name}", "label", words.language)
    if found:
        return mark_language(found[0])
    return format_html('<span lang="en" dir="ltr">{}</span>', name.replace("_", " "))


@register.inclusion_tag("catalogue/parts/basis.html", takes_context=True)
def who_says(context: Context, basis: Basis) -> dict[str, Any]:
    """Render the basis of a rule: published or ours, source, extent read and note."""
    sources = library().registry.sources
    return {
        "words": context["words"],
        "language": context["language"],
        "basis": basis,
        "source": sources.get(basis.source or ""),
        "read": sources.get(basis.read or ""),
    }


@register.simple_tag(takes_context=True)
def linked(context: Context, text: Text, one: Instrument) -> SafeString:
    """Return a text in which every code of a list leads to its page."""
    parts: list[str] = []  # what is no SafeString is escaped by the join
    at = 0
    for match in CODE.finditer(text.value):
        if match[0] in one.by_code:
            parts += [text.value[at : match.start()], _link(context, match[0], one.id)]
            at = match.end()
    inner = format_html_join("", "{}", ((part,) for part in [*parts, text.value[at:]]))
    return format_html('<span lang="en" dir="ltr">{}</span>', inner) if text.missing else inner


@register.simple_tag(takes_context=True)
def code_link(context: Context, code: str, list_id: str | None) -> SafeString:
    """Return a code as a link to its page, or plain if it has none."""
    if list_id is None:
        return format_html('<code class="code" dir="ltr">{}</code>', code)
    return _link(context, code, list_id)


def _link(context: Context, code: str, list_id: str) -> SafeString:
    arguments = {"language": context["language"], "list": addresses.slug(list_id), "code": code}
    address = reverse("catalogue:indicator", kwargs=arguments)
    return format_html('<a class="code" dir="ltr" href="{}">{}</a>', address, code)


@register.simple_tag(takes_context=True)
def found_at(context: Context, result: SearchResult, number: int = 0) -> str:
    """Return the address of a search result, or of another page about it."""
    link = result.entry.links[number]
    address = reverse(link.view, kwargs={"language": context["language"], **link.arguments})
    return f"{address}#{result.entry.anchor}" if result.entry.anchor else address
