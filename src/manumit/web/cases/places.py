"""The room's places in the navigation of the office, and pages read together with a person."""

from manumit.web.cases.file_list import FILES
from manumit.web.cases.selectors import may_search
from manumit.web.cases.selectors.takeovers import may_take_over
from manumit.web.institutions.figures import HomeFigure, register_figure
from manumit.web.institutions.home_parts import (
    SIDE,
    Content,
    HomeAct,
    HomePart,
    HomeRequest,
    register_home,
)
from manumit.web.institutions.kept import never_keep
from manumit.web.kernel.access.actors import Actor
from manumit.web.ui.places import OfficePlace, register_focus, register_places, sees

REFERRALS = frozenset(
    f"cases:{name}"
    for name in (
        "sent", "referral", "record", "accept", "decline", "referral_withdraw", "answer", "service",
        "outcome", "consent_here",
    )
)  # fmt: skip
OPENINGS = frozenset(f"cases:{name}" for name in ("confirm", "revoke", "notice"))
RECEIVERS = frozenset({"support", "ident"})
WITH_A_PERSON = ("interview", "consent", "mandate", "account_new", "account_correct")


def _receives(actor: Actor) -> bool:
    """Return whether the role's work begins with referrals that came."""
    return actor.role in RECEIVERS and sees("referral", action="answer")(actor)


def _unheld(home: HomeRequest) -> Content:
    return {} if may_take_over(home.actor) else None


def register() -> None:
    """Register the places, and the views without navigation."""
    register_figure(HomeFigure("files", FILES, ("mine", "office", "unheld")))
    register_places(
        OfficePlace("files", "cases:index", "file", sees("case_file"), main=True),
        OfficePlace("referrals", "cases:inbox", "send", sees("referral"), covers=REFERRALS),
        OfficePlace("person_search", "cases:search", "search", may_search),
        OfficePlace("openings", "cases:openings", "alert", sees("break_glass"), covers=OPENINGS),
    )
    never_keep("cases:search")
    register_focus(*(f"cases:{name}" for name in WITH_A_PERSON))
    register_home(
        HomePart("unheld", "cases/home/unheld.html", SIDE, 6, _unheld),
        HomeAct("cases/new", "cases:new", 10, sees("case_file", action="open")),
        HomeAct("cases_home/accept", "cases:inbox", 5, _receives),
        HomeAct("place/referrals", "cases:inbox", 20, sees("referral", action="answer")),
    )
