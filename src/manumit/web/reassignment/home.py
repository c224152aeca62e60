"""The home's part about an office: how many files each colleague holds."""

from manumit.web.institutions.home_parts import SIDE, Content, HomePart, HomeRequest
from manumit.web.reassignment.selectors import holders_to_assign, may_propose
from manumit.web.ui.places import sign

MOST = 8
SEVERAL = 2
"""Who works alone in an office has nobody to compare with."""


def _load(home: HomeRequest) -> Content:
    if not may_propose(home.actor):
        return None
    found = holders_to_assign(home.actor)
    if len(found) < SEVERAL:
        return None
    most = found[0].files
    return {
        "lines": [
            {"sign": sign(one.member), "files": one.files, "own": one.member == home.actor.person}
            for one in found[:MOST]
        ],
        "most": most,
    }


PARTS = (HomePart("load", "reassignment/home.html", SIDE, 7, _load),)
