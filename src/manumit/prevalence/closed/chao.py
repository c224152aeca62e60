"""Chao's lower bound: at least so many were never seen.

Idea: people seen once and people seen twice are most like those never seen. If chances of being
seen differ between people in any way, at least f1^2 / (2 f2) people were seen 0 times, f1 and f2
being the people seen once and twice (by the Cauchy-Schwarz inequality).
Formulas:

- Lists (:func:`chao`): the bound of Rivest and Baillargeon (2007), model ``Mth Chao (LB)`` of
  :mod:`manumit.prevalence.closed.classic`, which allows lists of unequal size. It takes three
  lists: with two it is Lincoln-Petersen, which is not called a minimum.
- How often people were seen (:func:`chao_frequencies`), such as apprehensions in one register:
  N = n + c f1^2 / (2 f2), c = (K - 1) / K with K occasions and 1 in continuous time; corrected for
  bias, n + c f1 (f1 - 1) / (2 (f2 + 1)). Variance f2 (c r^2 / 2 + c^2 r^3 + c^2 r^4 / 4) with
  r = f1 / f2, and the log-normal interval.

Papers: Chao (1987, 1989). The plain formula must not be used for lists of unequal size: with
independent lists it expects more hidden people than there are (by Newton's inequality between the
mean of the lists' odds and that of their products), so that it is no lower bound. On the table of
the Netherlands it gives 66,600 where the model for unequal lists gives 53,700.

It is a minimum (R-74) as long as people seen were matched and lists do not avoid each other:
missed matches turn people seen twice into people seen once and can push it above the truth; so can
a list that takes those whom another one does not.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

from manumit.errors import Place
from manumit.prevalence.closed.classic import closed_model
from manumit.prevalence.closed.two_lists import THIN, log_normal
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.histories import CaptureTable
from manumit.prevalence.results import Estimate, Grade


def chao(table: CaptureTable, *, level: float = 0.95) -> Estimate:
    """Estimate a lower bound of the total from lists, which may be of unequal size.

    Args:
        table: three lists or more; refused with two (M227).
        level: nominal coverage of the profile-likelihood interval of the bound.
    """
    return replace(closed_model(table, "Mth Chao (LB)", level=level), method="chao")


def chao_frequencies(
    frequencies: Mapping[int, int],
    *,
    occasions: int | None = None,
    corrected: bool = True,
    level: float = 0.95,
) -> Estimate:
    """Estimate a lower bound from how often people were seen, in equal conditions each time.

    Args:
        frequencies: how many people were seen once, twice, ...
        occasions: how often anybody could have been seen; None: at any time.
        corrected: whether to correct for bias, which also gives a number where nobody was seen
            twice; the standard error is that of the plain formula.
        level: nominal coverage of the log-normal interval.

    Raises:
        ValueError: a frequency below 0, somebody seen less than once or more often than possible,
            or fewer than two occasions.
    """
    most = occasions if occasions is not None else max(frequencies, default=1)
    if most < 1 + (occasions is not None) or any(
        count < 0 or not 1 <= times <= most for times, count in frequencies.items()
    ):
        raise ValueError("people are seen at least once, and at most on every occasion")
    observed = sum(frequencies.values())
    once, twice = frequencies.get(1, 0), frequencies.get(2, 0)
    if not twice:
        return Estimate(
            "chao",
            observed,
            None,
            None,
            grade=Grade.REFUSED,
            reasons=(PrevalenceCode.NOBODY_SEEN_TWICE.problem(Place()),),
            minimum=True,
        )
    share = 1.0 if occasions is None else (occasions - 1) / occasions
    if corrected:
        hidden = share * once * (once - 1) / (2.0 * (twice + 1))
    else:
        hidden = share * once**2 / (2.0 * twice)
    ratio = once / twice
    variance = twice * (share * ratio**2 / 2.0 + share**2 * ratio**3 + share**2 * ratio**4 / 4.0)
    few = PrevalenceCode.TOO_FEW_SEEN_TWICE.problem(Place(), count=twice)
    reasons = (few,) if twice < THIN else ()
    return Estimate(
        "chao",
        observed,
        observed + hidden,
        log_normal(observed + hidden, observed, math.sqrt(variance), level),
        model="Mh Chao (LB)",
        grade=Grade.WEAK if reasons else Grade.SOUND,
        reasons=reasons,
        details={"standard_error": math.sqrt(variance), "once": once, "twice": twice},
        minimum=True,
    )
