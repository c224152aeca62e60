"""The ILO's double sampling of reported cases: at least so many, from reports found twice.

Idea: two teams look through the same world of reports (newspapers, reports of authorities and of
organisations) without seeing each other's findings. A report counts when it can be validated: it
says what happened, where, when, to how many, and who says so. How many reports both found says how
many there are. Reports tell of people over the years of a period; the mean stay turns that flow
into a stock.
Formula, for one stratum (region and form): R reports by Chapman from n1, n2 and m; y people a
report, the mean over different validated reports, with standard error s / sqrt(n); P length of the
period and D mean stay in the same unit. Stock S = R y D / P. Its squared relative standard error is
the sum of those of R, of y and of D (the delta method, three independent estimates). Strata add,
and so do their variances; where one mean stay serves several strata its error is common to them and
is added once, after the sum. An extrapolation multiplies: to parts of the world that the teams did
not search, S stays a minimum; to people whom nobody reported it does not (M224).

Papers: Belser, de Cock and Mehran (2005), *ILO minimum estimate of forced labour in the world*
(12.3 million, standard error 2.5 million; 2.4 million of them trafficked); ILO (2012), *ILO global
estimate of forced labour: results and methodology* (20.9 million, standard error 1.4 million),
which carried reported cases over to unreported ones by national surveys and no longer speaks of a
minimum. What was verified for this module: that both documents exist and that the 2005 one is by
these authors. From memory, and not checked against the texts: two teams, validated reports, Chapman
or Lincoln-Petersen for the number of reports, the step from flow to stock by the mean stay, and the
totals above. The standard error is derived here, step by step, from those pieces; no published
intermediate numbers were found to hold it to.

When it fails as a minimum: where reports are of the same case and nobody noticed, where validated
reports exaggerate numbers, or where the mean stay is that of cases that last long enough to be
reported. What makes it smaller than the truth: people whom nobody reports; teams that both find the
loud reports; small cases found less often than large ones (put reports of unlike size in strata of
their own: else the mean a report is too large).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from manumit.errors import Place, Problem
from manumit.prevalence.around.measures import DOUBLE_SAMPLING, Measure, Quantity, refused
from manumit.prevalence.closed.two_lists import THIN, Overlap, log_normal
from manumit.prevalence.codes import PrevalenceCode
from manumit.prevalence.results import Grade

ASSUMPTIONS = (
    "The two teams searched the same reports and did not know of each other's findings.",
    "Within a stratum every report was as easy to find as any other.",
    "Two reports of one case were counted as one.",
    "The people of a validated report were in forced labour, and as many as it says.",
    "As many people entered in each part of the period, and they stayed as long as the mean stay.",
)


@dataclass(frozen=True)
class Reports:
    """Validated reports of one stratum.

    Attributes:
        name: of the stratum, such as a region and a form.
        first, second: reports that each team found.
        both: reports that both found.
        people: in each different report, ``first + second - both`` of them.
    """

    name: str
    first: int
    second: int
    both: int
    people: Sequence[float]

    def __post_init__(self) -> None:
        """Check that the numbers belong together.

        Raises:
            ValueError: numbers of people that are not one for each different report, or below 1.
        """
        if len(self.people) != self.first + self.second - self.both or self.both < 0:
            raise ValueError("there is a number of people for each different report")
        if any(not people >= 1 for people in self.people):
            raise ValueError("a report is about one person at least")

    @property
    def overlap(self) -> Overlap:
        """Return the teams as two lists of reports."""
        return Overlap(
            "of the first team", "of the second team", self.first, self.second, self.both
        )

    @property
    def reported(self) -> Quantity:
        """Return the people in all reports, found and not found, over the period."""
        count = len(self.people)
        mean = math.fsum(self.people) / count
        spread = math.fsum((people - mean) ** 2 for people in self.people) / max(count - 1, 1)
        relative = self.overlap.chapman_variance / self.overlap.chapman**2
        relative += spread / count / mean**2
        value = self.overlap.chapman * mean
        return Quantity(value, value * math.sqrt(relative))


@dataclass(frozen=True)
class Extrapolation:
    """A factor by which an estimate is carried further.

    Attributes:
        factor: 1 or more, with its standard error.
        to: what it reaches, in words.
        unreported: whether that includes people whom nobody reported.
    """

    factor: Quantity
    to: str
    unreported: bool = False

    def __post_init__(self) -> None:
        """Check that it carries further.

        Raises:
            ValueError: a factor below 1.
        """
        if self.factor.value < 1:
            raise ValueError("an extrapolation reaches further than the reports")


def double_sampling(
    strata: Sequence[Reports],
    *,
    period: float,
    stay: Quantity,
    extrapolation: Extrapolation | None = None,
    level: float = 0.95,
) -> Measure:
    """Estimate the smallest number of people in forced labour at any time (see the module).

    Args:
        strata: validated reports, by stratum.
        period: its length.
        stay: mean stay, in the unit of the period.
        extrapolation: a factor beyond the reports that the teams could have found; None: no.
        level: nominal coverage of the log-normal limits.

    Returns:
        The stock; refused where the teams found no report twice in some stratum, or only the same.

    Raises:
        ValueError: no stratum, or a period that is not above 0.
    """
    if not strata or not period > 0:
        raise ValueError("there is a stratum, and the period has a length")
    beyond = extrapolation is not None and extrapolation.unreported
    refusals = tuple(found for part in strata if (found := _refusal(part)))
    if refusals:
        return refused(DOUBLE_SAMPLING, *refusals, minimum=not beyond)
    if not stay.value:
        problem = PrevalenceCode.NO_FLOW.problem(Place(), what="the mean stay")
        return refused(DOUBLE_SAMPLING, problem, minimum=not beyond)
    parts = {part.name: part.reported for part in strata}
    reported = math.fsum(part.value for part in parts.values())
    error = math.hypot(*(part.standard_error for part in parts.values()))
    factor = Quantity(1.0) if extrapolation is None else extrapolation.factor
    value = reported * stay.value / period * factor.value
    relative = (error / reported) ** 2 + stay.relative_variance + factor.relative_variance
    reasons = [
        PrevalenceCode.FEW_REPORTS_TWICE.problem(Place(), count=part.both, stratum=part.name)
        for part in strata
        if part.both < THIN
    ]
    if beyond:
        reasons.append(PrevalenceCode.EXTRAPOLATED_BEYOND_REPORTS.problem(Place()))
    carried = () if extrapolation is None else (f"What was found holds for {extrapolation.to}.",)
    return Measure(
        DOUBLE_SAMPLING,
        value,
        log_normal(value, 0.0, value * math.sqrt(relative), level),
        value * math.sqrt(relative),
        grade=Grade.WEAK if reasons else Grade.SOUND,
        minimum=not beyond,
        assumptions=(*ASSUMPTIONS, *carried),
        reasons=tuple(reasons),
        details={
            "reports": {part.name: part.overlap.chapman for part in strata},
            "reported_people": reported,
            "reported_people_error": error,
            "validated_people": math.fsum(p for part in strata for p in part.people),
        },
    )


def _refusal(part: Reports) -> Problem | None:
    if not part.both:
        return PrevalenceCode.NO_REPORT_TWICE.problem(Place(), stratum=part.name)
    if part.both >= min(part.first, part.second):
        return PrevalenceCode.TEAMS_ALIKE.problem(Place(), stratum=part.name)
    return None
