"""State machines of proceedings, penalties, sanctions and non-punishment checks (domain.md, 3).

Our additions to the domain reference: a proceeding may end without a trial at every stage, an
appeal may reopen a discontinued case, and a sanction may be annulled in every state. The guards use
protocols instead of models, so that the models can import this module.
"""

import uuid
from typing import Protocol, cast

from manumit.web.justice.lists import REASONS
from manumit.web.kernel.acting import CLOCK
from manumit.web.kernel.process.table import Guard, Process, Step, Transition

TRIAL = "trial"
DECIDED, APPEAL, FINAL, PUBLISHED = "appeal_decided", "appeal", "final", "published"
ANNULLED = "annulled"
CONVICTED, ACQUITTED, DISCONTINUED = "convicted", "acquitted", "discontinued"
OUTCOMES = (CONVICTED, ACQUITTED, DISCONTINUED)
ASKED, CONSIDERED, STOPPED, STOP = "asked", "considered", "stopped", "stop"
UNDECIDED = (ASKED, CONSIDERED)


class DatedRow(Protocol):
    """The fields of every record that the guards read."""

    def dated(self) -> bool:
        """Return whether day and body of the step are recorded."""


class ProceedingRow(DatedRow, Protocol):
    """The fields of a proceeding that the guards read."""

    def charged(self) -> str | None:
        """None where each charge has evidence for each element; else what is missing."""

    def heard(self) -> bool:
        """Return whether a day of hearing is recorded."""

    def verdicts(self) -> frozenset[str] | None:
        """Return the verdicts of this instance; None while a charge has none."""

    def another_decides(self, institution: uuid.UUID) -> bool:
        """Return whether a court here has the case, and this institution is not that court."""


class SanctionRow(DatedRow, Protocol):
    """The fields of a sanction that the guards read."""

    def basis_is_final(self) -> bool:
        """Return whether the penalty or conviction that it rests on is final."""

    def was_heard(self) -> bool:
        """Return whether the defence had its day."""

    def ends(self) -> bool:
        """Return whether it has a last day that is not over."""

    def is_over(self) -> bool:
        """Return whether its last day is over."""

    def identifies_a_worker(self) -> str:
        """Return whether it would identify a worker: yes, no or unknown."""


def _undated(step: Step) -> str | None:
    return None if cast("DatedRow", step.row).dated() else "no_day"


def _uncharged(step: Step) -> str | None:
    return cast("ProceedingRow", step.row).charged()


def _unheard(step: Step) -> str | None:
    return None if cast("ProceedingRow", step.row).heard() else "no_hearing"


def _not_guilty(step: Step) -> str | None:
    found = cast("ProceedingRow", step.row).verdicts()
    if found is None:
        return "verdict_missing"
    return None if "guilty" in found else "nobody_guilty"


def _guilty(step: Step) -> str | None:
    found = cast("ProceedingRow", step.row).verdicts()
    if found is None:
        return "verdict_missing"
    return "found_guilty" if "guilty" in found else None


def _appeal_open(step: Step) -> str | None:
    if (step.source == APPEAL) != (step.reason != "no_appeal_in_time"):
        return "reason_does_not_fit"
    undecided = step.reason == DECIDED and cast("ProceedingRow", step.row).verdicts() is None
    return "verdict_missing" if undecided else None


def _another_decides(step: Step) -> str | None:
    row = cast("ProceedingRow", step.row)
    return "court_decides" if row.another_decides(step.actor.institution) else None


def _another_ends(step: Step) -> str | None:
    return _another_decides(step) if step.source == TRIAL else None


def _basis_open(step: Step) -> str | None:
    return None if cast("SanctionRow", step.row).basis_is_final() else "decision_not_final"


def _no_defence(step: Step) -> str | None:
    return None if cast("SanctionRow", step.row).was_heard() else "defence_not_heard"


def _endless(step: Step) -> str | None:
    return None if cast("SanctionRow", step.row).ends() else "no_end"


def _identifying(step: Step) -> str | None:
    answer = cast("SanctionRow", step.row).identifies_a_worker()
    if answer == "no":
        return None
    return "identifies_a_worker" if answer == "yes" else "not_known_whether_it_identifies"


def _still_on(step: Step) -> str | None:
    return None if cast("SanctionRow", step.row).is_over() else "not_over"


DATED = Guard(("no_day",), _undated)
ELEMENTS_SHOWN = Guard(("no_charge", "element_without_evidence"), _uncharged)
HEARING_SET = Guard(("no_hearing",), _unheard)
SOMEBODY_GUILTY = Guard(("verdict_missing", "nobody_guilty"), _not_guilty)
NOBODY_GUILTY = Guard(("verdict_missing", "found_guilty"), _guilty)
APPEAL_OVER = Guard(("reason_does_not_fit", "verdict_missing"), _appeal_open)
BY_THE_COURT = Guard(("court_decides",), _another_decides)
ENDED_BY_THE_COURT = Guard(("court_decides",), _another_ends)
BASIS_FINAL = Guard(("decision_not_final",), _basis_open)
DEFENCE_HEARD = Guard(("defence_not_heard",), _no_defence)
HAS_AN_END = Guard(("no_end",), _endless)
NAMES_NO_WORKER = Guard(("identifies_a_worker", "not_known_whether_it_identifies"), _identifying)
TIME_IS_OVER = Guard(("not_over",), _still_on)

PROSECUTION = frozenset({"justice"})
WITH_COURT = frozenset({"justice", "court"})
INSPECTION = frozenset({"inspect"})

PROCEEDING = Process(
    resource="proceeding",
    states=(
        "referred", "investigated", "charged", TRIAL, CONVICTED, ACQUITTED, DISCONTINUED,
        APPEAL, FINAL,
    ),
    initial="referred",
    ends=frozenset({FINAL}),
    transitions=(
        Transition(
            "investigate", ("referred",), "investigated", PROSECUTION, guards=(DATED,),
            rule="domain.md, section 3",
        ),
        Transition(
            "charge", ("investigated",), "charged", PROSECUTION, guards=(DATED, ELEMENTS_SHOWN),
            rule="R-46, R-47",
        ),
        Transition(
            "open_trial", ("charged",), TRIAL, WITH_COURT,
            guards=(DATED, BY_THE_COURT, HEARING_SET), rule="domain.md, section 3",
        ),
        Transition(
            "convict", (TRIAL,), CONVICTED, WITH_COURT,
            guards=(DATED, BY_THE_COURT, SOMEBODY_GUILTY), rule="domain.md, section 3",
            act="decide",
        ),
        Transition(
            "acquit", (TRIAL,), ACQUITTED, WITH_COURT,
            guards=(DATED, BY_THE_COURT, NOBODY_GUILTY), rule="domain.md, section 3", act="decide",
        ),
        Transition(
            "discontinue", ("referred", "investigated", "charged", TRIAL), DISCONTINUED,
            WITH_COURT, guards=(DATED, ENDED_BY_THE_COURT), reasons=REASONS["discontinued"],
            rule="R-71", act="decide",
        ),
        Transition(
            "appeal", OUTCOMES, APPEAL, WITH_COURT, guards=(DATED,), reasons=REASONS["appealed"],
            rule="domain.md, section 3",
        ),
        Transition(
            "reopen", (APPEAL,), "investigated", WITH_COURT, guards=(DATED, BY_THE_COURT),
            act="decide",
        ),
        Transition(
            "finalise", (*OUTCOMES, APPEAL), FINAL, WITH_COURT,
            guards=(DATED, BY_THE_COURT, APPEAL_OVER), reasons=REASONS["ended"], rule="R-41",
            act="decide",
        ),
    ),
)  # fmt: skip

PENALTY = Process(
    resource="penalty",
    states=("issued", "contested", FINAL, ANNULLED),
    initial="issued",
    ends=frozenset({FINAL, ANNULLED}),
    transitions=(
        Transition("contest", ("issued",), "contested", INSPECTION, guards=(DATED,), rule="R-41"),
        Transition(
            "finalise", ("issued", "contested"), FINAL, INSPECTION, guards=(DATED,),
            reasons=REASONS["penalty_final"], rule="R-39, R-41", act="decide",
        ),
        Transition(
            "annul", ("issued", "contested"), ANNULLED, INSPECTION, guards=(DATED,),
            reasons=REASONS["penalty_annulled"], rule="R-41", act="decide",
        ),
    ),
)  # fmt: skip

SANCTION = Process(
    resource="sanction",
    states=("proposed", "defence_heard", FINAL, PUBLISHED, "expired", ANNULLED),
    initial="proposed",
    ends=frozenset({"expired", ANNULLED}),
    transitions=(
        Transition(
            "hear", ("proposed",), "defence_heard", INSPECTION, guards=(DATED, DEFENCE_HEARD),
            reasons=REASONS["heard"], rule="R-41",
        ),
        Transition(
            "finalise", ("defence_heard",), FINAL, INSPECTION,
            guards=(DATED, DEFENCE_HEARD, BASIS_FINAL), reasons=REASONS["sanctioned"],
            rule="R-41", act="decide",
        ),
        Transition(
            "publish", (FINAL,), PUBLISHED, INSPECTION,
            guards=(DATED, DEFENCE_HEARD, BASIS_FINAL, HAS_AN_END, NAMES_NO_WORKER), rule="R-41",
            act="decide",
        ),
        Transition(
            "expire", (PUBLISHED,), "expired", frozenset({CLOCK}), guards=(TIME_IS_OVER,),
            rule="R-41",
        ),
        Transition(
            "annul", ("proposed", "defence_heard", FINAL, PUBLISHED), ANNULLED, INSPECTION,
            guards=(DATED,), reasons=REASONS["sanction_annulled"], rule="R-41", act="decide",
        ),
    ),
)  # fmt: skip

NON_PUNISHMENT = Process(
    resource="non_punishment",
    states=(
        ASKED, CONSIDERED, "not_prosecuted", "charges_dropped", "not_punished", "punished", STOPPED,
    ),
    initial=ASKED,
    ends=frozenset({"not_prosecuted", "charges_dropped", "not_punished", "punished", STOPPED}),
    transitions=(
        Transition(
            "consider", (ASKED,), CONSIDERED, PROSECUTION, guards=(DATED,), rule="R-50",
            act="decide",
        ),
        Transition(
            "not_prosecute", UNDECIDED, "not_prosecuted", PROSECUTION, guards=(DATED,),
            reasons=REASONS["not_punished"], rule="R-50", act="decide",
        ),
        Transition(
            "drop_charges", (*UNDECIDED, "punished"), "charges_dropped", PROSECUTION,
            guards=(DATED,), reasons=REASONS["not_punished"], rule="R-50", act="decide",
        ),
        Transition(
            "spare", (*UNDECIDED, "punished"), "not_punished", PROSECUTION, guards=(DATED,),
            reasons=REASONS["not_punished"], rule="R-50", act="decide",
        ),
        Transition(
            "punish", UNDECIDED, "punished", PROSECUTION, guards=(DATED,),
            reasons=REASONS["punished"], rule="R-50", act="decide",
        ),
        Transition(
            STOP, UNDECIDED, STOPPED, frozenset({CLOCK}), reasons=REASONS["check_stopped"],
            rule="R-50",
        ),
    ),
)  # fmt: skip
