"""Which workplaces an inspectorate visits: a random share, and a score with its reasons.

Pure Python. The random share gives every registered workplace a known probability above zero, so
that the year's visits say something about all workplaces (C81 art. 16); the score ranks the rest by
facts of workplaces. Neither knows anything of a person or of a complaint (R-30, R-37).
"""

from manumit.draw.codes import DrawCode
from manumit.draw.estimating import DrawnEstimate, horvitz_thompson
from manumit.draw.sampling import (
    DEFAULT_SHARE,
    Draw,
    Drawn,
    check_draw,
    draw_sample,
    place_in_order,
    random_size,
)
from manumit.draw.score import Score, WorkplaceFacts, points, score_workplace

__all__ = [
    "DEFAULT_SHARE",
    "Draw",
    "DrawCode",
    "Drawn",
    "DrawnEstimate",
    "Score",
    "WorkplaceFacts",
    "check_draw",
    "draw_sample",
    "horvitz_thompson",
    "place_in_order",
    "points",
    "random_size",
    "score_workplace",
]
