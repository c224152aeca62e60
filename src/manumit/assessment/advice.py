"""What to do next beside a finding: which steps, in which order, for whom.

The steps are data (``rules/next-steps.yaml``); nothing is decided here. A step that speaks of "not
shown" needs a result that no open answer could change: unknown is never no.
"""

from dataclasses import dataclass

from manumit.assessment.engine import Finding, assess
from manumit.assessment.evidence import Answer
from manumit.instruments import Audience, Library, StepCondition, StepRule


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step that applies to a finding.

    Attributes:
        rule: the step, with who says so; its words are the text ``rule.text_id``.
        ask: codes to ask again later, in the order of the interview; empty for most steps.
    """

    rule: StepRule
    ask: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the step."""
        return self.rule.id


def next_steps(finding: Finding, library: Library, *, audience: Audience) -> tuple[NextStep, ...]:
    """Return the steps that apply, most urgent first; never none with the shipped steps.

    What reveals migration status changes no step, even where a deployment has asked for it (R-34).

    Args:
        finding: from ``assess``.
        library: the library that its instrument came from.
        audience: whom the steps speak to.
    """
    plain = _without_status(finding, library)
    return tuple(
        NextStep(rule, _open_questions(plain) if rule.asks_open_questions else ())
        for rule in library.steps
        if audience in rule.audiences and applies(rule, plain)
    )


def applies(rule: StepRule, finding: Finding) -> bool:
    """Return whether any alternative of the step holds; one without alternatives always does."""
    return not rule.when or any(_holds(condition, finding) for condition in rule.when)


def _holds(condition: StepCondition, finding: Finding) -> bool:
    states = {
        "labour_law": finding.labour_law,
        "forced_labour": finding.forced_labour,
        "trafficking": finding.trafficking,
    }
    return (
        (not condition.ages or finding.age in condition.ages)
        and all(states[result] in wanted for result, wanted in condition.results)
        and (not condition.any_yes or any(_is_yes(code, finding) for code in condition.any_yes))
    )


def _is_yes(code: str, finding: Finding) -> bool:
    return code in finding.yes or finding.lower.items.get(code, False)


def _without_status(finding: Finding, library: Library) -> Finding:
    """Return the finding as it is without the indicators that reveal migration status."""
    instrument = finding.instrument
    if instrument.codes.isdisjoint(instrument.special_codes):
        return finding
    pieces = [
        piece
        for code, settled in finding.settled.items()
        if code not in instrument.special_codes
        for piece in (*settled.used, *(aside for aside, _ in settled.set_aside))
    ]
    return assess(pieces, library.instrument(instrument.id), age=finding.age)


def _open_questions(finding: Finding) -> tuple[str, ...]:
    """Return codes to ask again: asked but open, or asked of everyone; never violence."""
    unknown = finding.unknown
    asked = {code for code, one in finding.settled.items() if one.answer is Answer.UNKNOWN}
    core = {code for topic in finding.instrument.topics for code in topic.core}
    again = (asked | core) & unknown
    planned = [t.codes for t in finding.instrument.topics if not t.last and t.gate is None]
    ordered = [code for codes in planned for code in codes if code in again]
    return tuple(dict.fromkeys(ordered))
