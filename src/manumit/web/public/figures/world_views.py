"""Pages of what the world has published: the world, a country, low risk and high returns."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from manumit.published_figures import Span, balance, countries, sources, treaties
from manumit.web.public.figures import world
from manumit.web.typed_numbers import format_number
from manumit.web.ui.languages import Language
from manumit.web.ui.views import page

FORMS, SEXES, AGES = ("labour", "sexual", "other"), ("female", "male"), ("child", "adult")
SHARE = Decimal("0.0001")
MONEY = Decimal("0.01")
WHOLE = Decimal(1)


@require_safe
def all_countries(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the world, or the country that was chosen: one address, whichever it is."""
    chosen = countries().get(request.GET.get("country", ""))
    if chosen is not None:
        return _country(request, language, chosen.iso3)
    persons, profits, convictions = world.persons(), world.profits(), world.convictions()
    context = {
        "persons": persons,
        "profits": profits,
        "convictions": convictions,
        "countries": countries().values(),
        "sources": world.cited_sources(persons, profits, convictions),
    }
    return page(request, language, "figures/world.html", context)


def _country(request: HttpRequest, language: Language, iso3: str) -> HttpResponse:
    statuses = world.treaty_statuses(iso3)
    context = {
        "country": countries()[iso3],
        "joined": statuses,
        "chain": world.reported_chain(iso3),
        "columns": world.CHAIN,
        "breakdowns": [
            _breakdown(iso3, name, values)
            for name, values in (("form", FORMS), ("sex", SEXES), ("age", AGES))
        ],
        "countries": countries().values(),
        "sources": (*world.cited_sources(treaties(iso3)), sources()["glotip-2025"]),
    }
    return page(request, language, "figures/country.html", context)


def _breakdown(iso3: str, name: str, values: tuple[str, ...]) -> dict[str, object]:
    years = world.victims(iso3, name, values)
    return {
        "name": name,
        "columns": values,
        "years": years,
        "contradicted": ", ".join(map(str, world.contradicted(years, iso3))),
    }


@require_safe
def risk(request: HttpRequest, language: Language) -> HttpResponse:
    """Low risk, high returns: entered or published numbers, and what would turn them round."""
    entry = world.read_risk_entry(request.GET)
    needed = {"exploited", "convictions", "profit"} - set(entry.spans) - entry.wrong
    context = {
        "fields": [
            {
                "name": name,
                "least": entry.texts[f"{name}_least"],
                "most": entry.texts[f"{name}_most"],
                "wrong": name in entry.wrong,
                "missing": name in needed,
            }
            for name in world.FIELDS
        ],
        "entered": bool(request.GET),
        "result": None if entry.wrong or needed else _result(entry.spans, language),
        "sources": world.published_defaults().sources,
    }
    return page(request, language, "figures/risk.html", context)


def _result(spans: dict[str, Span], language: Language) -> dict[str, tuple[str, str] | None]:
    found = balance(
        exploited=spans["exploited"],
        convictions=spans["convictions"],
        profit=spans["profit"],
        cost=spans.get("cost"),
        persons_per_conviction=spans.get("persons"),
    )
    percent = Span.exactly(100)
    share = found.share_of_profit
    shown = {
        "risk": (found.risk * percent, SHARE),
        "expected_penalty": (found.expected_penalty, MONEY),
        "share_of_profit": (None if share is None else share * percent, SHARE),
        "breaking_even": (found.breaking_even, WHOLE),
        "convictions_needed": (found.convictions_needed, WHOLE),
    }
    return {
        name: None
        if span is None
        else (
            format_number(span.least, unit, language),
            format_number(span.most, unit, language),
        )
        for name, (span, unit) in shown.items()
    }
