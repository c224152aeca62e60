"""The home's part about files: those that nobody holds."""

from manumit.web.cases.selectors.takeovers import may_take_over
from manumit.web.institutions.home_parts import SIDE, Content, HomePart, HomeRequest


def _unheld(home: HomeRequest) -> Content:
    return {} if may_take_over(home.actor) else None


PARTS = (HomePart("unheld", "cases/home/unheld.html", SIDE, 6, _unheld),)
