"""Pages that anybody may read without an account: lists, rules, cases, interventions, forms."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from manumit.errors import InputError
from manumit.instruments import Indicator
from manumit.web.public.catalogue import addresses, indicators, rules
from manumit.web.public.catalogue.areas import LEVELS, READ, area_view, source_views
from manumit.web.public.catalogue.cases import case_view
from manumit.web.public.catalogue.entries import index as search_index
from manumit.web.public.catalogue.forms import EXAMPLE, form_name
from manumit.web.public.catalogue.forms import form as form_bytes
from manumit.web.public.catalogue.search import MOST_CHARACTERS
from manumit.web.ui.languages import Language, library
from manumit.web.ui.languages import language as language_with
from manumit.web.ui.views import page

GRADES = ("strong", "medium", "weak")


@require_safe
def index(request: HttpRequest, language: Language) -> HttpResponse:
    """Show everything there is to read, and a box to search it."""
    return page(
        request,
        language,
        "catalogue/index.html",
        {
            "lists": [addresses.instrument(list_id) for list_id in library().list_ids],
            "rules": addresses.RULES,
            "counts": {
                "cases": len(library().of_kind("case")),
                "interventions": len(addresses.areas()),
                "sources": len(library().registry.sources),
                "forms": len(library().list_ids),
            },
        },
    )


# By POST: search words ("passport taken") must not be part of an address: browsers keep it in their
# history, where anybody who controls the device can read it, and servers write it into logs.
# The price: going back to the results, the browser asks before it sends the words again.
# Exempt from the token: the answer depends on nothing but the words, changes nothing, and needs no
# cookie, so that reading here leaves none.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, language: Language) -> HttpResponse:
    """Show what the words in the box find; without words, the box."""
    query = request.POST.get("q", "")[:MOST_CHARACTERS]
    found = search_index(language.tag).find(query)
    return page(
        request, language, "catalogue/search.html", {"query": query.strip(), "found": found}
    )


@require_safe
def indicator_list(request: HttpRequest, language: Language, list: str) -> HttpResponse:  # noqa: A002 - the word in the address
    """Show one list: every indicator by dimension."""
    one = addresses.instrument_at(list)
    grades = [g for g in GRADES if any(i.strength == g for i in one.indicators)]
    return page(
        request,
        language,
        "catalogue/list.html",
        {
            "list": one,
            "source": library().source(one.source),
            "groups": indicators.groups(one, language.tag),
            "grades": grades,
        },
    )


@require_safe
def indicator(request: HttpRequest, language: Language, list: str, code: str) -> HttpResponse:  # noqa: A002 - the word in the address
    """Show one indicator: what it asks, who says so, and where it counts."""
    one = addresses.instrument_at(list)
    found = one.by_code.get(code)
    if found is None:
        raise Http404
    before, after = indicators.previous_and_next(one, code)
    return page(
        request,
        language,
        "catalogue/indicator.html",
        {
            "list": one,
            "shown": indicators.indicator_view(found, language.tag),
            "counting": tuple(indicators.supported_items(one, found)),
            "twins": _labelled(indicators.same_in_other_phase(one, found), language),
            "neighbours": _labelled(indicators.related_indicators(one, found), language),
            "others": indicators.other_lists(one, code),
            "topic": indicators.topic_of(one, code),
            "cases": indicators.cases_with(one, code),
            "before": before,
            "after": after,
        },
    )


def _labelled(found: tuple[Indicator, ...], language: Language) -> object:
    return [(one, indicators.label_of(one, language.tag)) for one in found]


@require_safe
def rule(request: HttpRequest, language: Language, rule: str) -> HttpResponse:
    """Show one rule, with published parts distinguished from our own reading."""
    sets = addresses.RULES.get(rule)
    if sets is None:
        raise Http404
    name = addresses.underscored(rule)
    context = {
        "rule": rule,
        "title": f"catalogue/rule_{name}",
        "others": [other for other in addresses.RULES if other != rule],
    }
    if sets:
        shown = [rules.item_set_view(set_id, language.tag) for set_id in sets]
        return page(request, language, "catalogue/rule_items.html", context | {"sets": shown})
    if rule == "conclusions":
        tables = context | {"tables": rules.tables()}
        return page(request, language, "catalogue/rule_conclusions.html", tables)
    graded = context | {
        "rules": rules.dimension_rules(),
        "dimensions": rules.dimensions(),
        "never_asked": rules.never_asked(),
    }
    return page(request, language, "catalogue/rule_dimensions.html", graded)


@require_safe
def cases(request: HttpRequest, language: Language) -> HttpResponse:
    """Show every worked case with what the court and the rules say."""
    shown = [case_view(data, language.tag) for data in library().of_kind("case")]
    return page(request, language, "catalogue/cases.html", {"cases": shown})


@require_safe
def case(request: HttpRequest, language: Language, case: str) -> HttpResponse:
    """Show one case: facts, our answers, the finding computed now, and how the two compare."""
    shown = case_view(addresses.case_at(case), language.tag)
    return page(
        request,
        language,
        "catalogue/case.html",
        {"case": shown, "source": library().source(shown.data["source"])},
    )


@require_safe
def interventions(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the areas of intervention."""
    shown = [area_view(area, language.tag) for area in addresses.areas()]
    return page(
        request, language, "catalogue/interventions.html", {"areas": shown, "levels": LEVELS}
    )


@require_safe
def area(request: HttpRequest, language: Language, area: str) -> HttpResponse:
    """Show one area of action, with lessons, evidence and the parts that serve it."""
    shown = area_view(addresses.area_at(area), language.tag)
    others = [area_view(one, language.tag) for one in addresses.areas()]
    return page(request, language, "catalogue/area.html", {"area": shown, "areas": others})


@require_safe
def sources(request: HttpRequest, language: Language) -> HttpResponse:
    """Show what everything rests on, and how far each text was read."""
    shown = source_views(language.tag)
    return page(request, language, "catalogue/sources.html", {"sources": shown, "read": READ})


@require_safe
def forms(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the lists on paper, and how what was written there comes back."""
    lists = [addresses.instrument(list_id) for list_id in library().list_ids]
    return page(request, language, "catalogue/forms.html", {"lists": lists, "example": EXAMPLE})


@require_safe
def form(
    request: HttpRequest,
    language: Language,
    list: str,  # noqa: A002 - the word in the address
    tongue: str,
) -> HttpResponseBase:
    """Show a list as a form to print, in any language that is loaded."""
    one = addresses.instrument_at(list)
    if language_with(tongue) is None:
        raise Http404
    try:
        made = form_bytes(one.id, tongue)
    except InputError as error:
        problems = [str(problem) for problem in error.problems]
        context = {"problems": problems}
        return page(request, language, "catalogue/no_form.html", context, status=503)
    response = FileResponse(
        BytesIO(made),
        as_attachment=True,
        filename=form_name(one.id, tongue),
        content_type="application/pdf",
    )
    response["Content-Language"] = tongue
    return response
