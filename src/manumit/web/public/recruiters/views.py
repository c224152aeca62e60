"""The public look-up: a form, and the answer on the same address. Nothing is kept."""

import json
from collections import Counter
from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from manumit.exchange.listed import csv_pieces
from manumit.recruitment import (
    Answer,
    AnswerSentence,
    LicenceStanding,
    Reason,
    Recruiter,
    RecruiterIndex,
    look_up,
)
from manumit.recruitment.lookup import LONGEST
from manumit.recruitment.matching import read_name
from manumit.web.kernel.days import today
from manumit.web.public.recruiters.published import current_index
from manumit.web.ui.files import as_download
from manumit.web.ui.help_places import invented, places
from manumit.web.ui.languages import Language, words
from manumit.web.ui.room.days import day_in_words
from manumit.web.ui.views import page

COLUMNS = (
    "name", "number", "state", "since", "until", "other_names", "telephones", "mails", "websites",
    "address",
)  # fmt: skip
OF_LIST = ("source", "day")
NOT_COMPARED = "licensed_contact_not_compared"


# By POST: what somebody looks for is in no address, no history and no log. Exempt from the
# token: the answer depends on the words alone, changes nothing and needs no cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def look_up_page(request: HttpRequest, language: Language) -> HttpResponse:
    """Show the form; or, where something was sent, what the list answers."""
    index = current_index()
    typed = {name: typed_line(request, name) for name in ("words", "contact")}
    context: dict[str, Any] = {
        "places": places(language, child=False),
        "invented_contacts": invented(),
        "longest": LONGEST,
        "typed": typed,
    }
    if index is None:
        return page(request, language, "recruiters/none.html", context)
    context |= list_shown(index, language)
    context["open_data"] = not index.published.too_old(today())
    if not any(typed.values()):
        return page(request, language, "recruiters/form.html", context)
    answer = look_up(index, typed["words"], typed["contact"], today())
    context |= answer_shown(answer, language)
    return page(request, language, "recruiters/answer.html", context)


def typed_line(request: HttpRequest, name: str) -> str:
    """Return what was typed in a field as it is looked up: on one line, and not too long."""
    return " ".join(request.POST.get(name, "").replace("\0", "").split())[:LONGEST]


def list_shown(index: RecruiterIndex, language: Language) -> dict[str, Any]:
    """Return what pages show of a list: its source and its day."""
    published = index.published
    day = day_in_words(published.day, words(language.tag))
    # Isolated: the name of an authority may run against the direction of the page.
    return {"published": published, "source": f"\u2068{published.source}\u2069", "day": day}


def answer_shown(answer: Answer, language: Language) -> dict[str, Any]:
    """Return what pages show of an answer: the sentence, what to do, what was compared."""
    spoken = words(language.tag)
    named = [one for one in (answer.recruiter, *answer.alike) if one is not None]
    names = Counter(read_name(one.name).letters for one in named)
    shown = [
        # Two of one name and without a number cannot be chosen between.
        _shown(one, language) | ({} if one.number or names[name] == 1 else {"again": ""})
        for one, name in ((one, read_name(one.name).letters) for one in named)
    ]
    over = answer.standing not in {None, LicenceStanding.CURRENT}
    return {
        "answer": answer,
        "sentence": f"recruiters_answer/{_sentence(answer)}",
        "advice": f"recruiters_advice/{answer.sentence}",
        "standing": f"recruiters_standing/{answer.standing}" if over else "",
        "since": "" if answer.since is None else day_in_words(answer.since, spoken),
        "recruiter": shown[0] if answer.recruiter else None,
        "alike": shown if answer.alike else (),
        "reasons": [f"recruiters_reason/{one}" for one in answer.reasons],
    }


def _sentence(answer: Answer) -> str:
    """Return the sentence; where there was nothing to compare, the second one says so."""
    second = answer.sentence is AnswerSentence.CONTACT_NOT_REGISTERED
    compared = not {Reason.CONTACT_NOT_LISTED, Reason.CONTACT_NEW}.isdisjoint(answer.reasons)
    return NOT_COMPARED if second and not compared else answer.sentence


def _shown(one: Recruiter, language: Language) -> dict[str, Any]:
    spoken, waiting = words(language.tag), one.waiting(today())
    again = f"{one.name} {one.number}".strip()
    return {
        "telephones": [text for text in one.telephones if text not in waiting],
        "others": [text for text in (*one.mails, *one.websites) if text not in waiting],
        "entry": one,
        "until": "" if one.until is None else day_in_words(one.until, spoken),
        # What is sent to look at this one alone.
        "again": again if len(again) <= LONGEST else one.number[:LONGEST],
    }


@require_safe
def open_data(request: HttpRequest, language: Language, kind: str) -> HttpResponse:
    """Return current entries as JSON or CSV, with the day of the list in the name of the file.

    Contacts that wait are left out. A copy that is too old has no current entries: not even none.
    """
    del request, language
    index, day = current_index(), today()
    if index is None or index.published.too_old(day) or kind not in {"json", "csv"}:
        raise Http404
    published = index.published
    current = [
        {name: _plain(getattr(one, name), one.waiting(day)) for name in COLUMNS}
        for one in published.entries
        if one.standing(day)[0] is LicenceStanding.CURRENT
    ]
    if kind == "json":
        head = {
            "source": published.source,
            "day": published.day.isoformat(),
            "mode": published.mode,
        }
        text = json.dumps(head | {"recruiters": current}, ensure_ascii=False, indent=1)
    else:
        of_list = (published.source, published.day.isoformat())
        rows = ((*row.values(), *of_list) for row in current)
        text = "".join(csv_pieces((*COLUMNS, *OF_LIST), rows))
    types = {"json": "application/json", "csv": "text/csv"}
    name = f"recruiters-{published.day.isoformat()}.{kind}"
    return as_download(text, f"{types[kind]}; charset=utf-8", name)


def _plain(value: Any, waiting: Collection[str]) -> str:
    if isinstance(value, tuple):
        return "; ".join(one for one in value if one not in waiting)
    return "" if value is None else str(value)
