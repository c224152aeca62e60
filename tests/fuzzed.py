"""Every address of the product, and which of the planted ids are tried in it."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

KINDS = {
    "file": (0, 1, 19), "finding": (2, 3), "draft": (5,), "referral": (6, 7), "opening": (8,),
    "member": (9, 10), "post": (13,), "invitation": (0,), "mandate": (15,),
    "waiver": (16,), "attachment": (17,), "takeover": (18,), "account": (20,), "reckoning": (21,),
    "claim": (22,), "item": (23,), "claim_mandate": (24,), "payment": (25,), "penalty": (26,),
    "sanction": (27,), "proceeding": (28,), "plan": (29,), "service": (30,), "period": (31,),
    "bundle": (32,),
    "organisation": (33,), "workplace": (34,), "link": (35,), "employment": (36,), "group": (37,),
    "fact": (38,), "entry": (33, 34), "non_punishment": (39,),
    "token": (13,), "peer": (0,), "release": (0,), "outcomes": (0,),
    # The tests of these rooms ask with rows of their own.
    "row": (0, 1, 19), "task": (0,), "session": (0,), "notice": (0,), "access": (0,),
    "holder": (9, 10), "office": (11,), "assignment": (0,), "run": (0,), "sheet": (0,),
    "visit": (0,), "picture": (0,), "violation": (0,), "order": (0,), "programme": (0,),
    "round": (0,), "letter": (0,), "payroll": (0,), "match": (0,),
    "contact": (0,), "complaint": (0,), "briefing": (0,), "reprisal": (0,),
    "erasure": (0,), "hold": (0,), "application": (0,), "licence": (0,),
}  # fmt: skip
"""By the name of an id in an address: which of the ids of ``test_fuzz_office`` are of its kind."""


def _walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        else:
            yield route


ROUTES = tuple(dict.fromkeys(_walk(get_resolver().url_patterns)))
OFFICE = tuple(route for route in ROUTES if "/office/" in route)
