"""Writes the synthetic interviews that the package ships; every run gives the same file.

SYNTHETIC: no person stands behind any row. The numbers were chosen so that every conclusion occurs;
they prove that the code runs, never that it is effective, and say nothing about any country.
"""

import csv
import gzip
import io
import math
import random
from pathlib import Path

ROWS = 3_000
SEED = 20_240_611
COMPLETE = 0.34
AGE_MISSING = 0.03
TARGET = (
    Path(__file__).resolve().parents[1] / "src/manumit/exchange/demo/synthetic-interviews.csv.gz"
)

# Column, code, how common it is among those exploited as little as they are: log odds at latent 0.
COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("other_job_than_told", "DR01", -2.2),
    ("worse_conditions_than_told", "DR02", -1.6),
    ("false_or_other_contract", "DR03", -2.0),
    ("false_promise_family_can_come", "DR04", -3.4),
    ("other_housing_than_told", "DR05", -2.0),
    ("other_journey_or_fees_than_told", "DR07", -2.0),
    ("lower_pay_than_promised", "DR08", -1.5),
    ("false_promise_marriage_adoption", "DR09", -4.0),
    ("false_promise_schooling", "DR10", -3.6),
    ("violence_before_arrival", "CR01", -3.6),
    ("taken_or_sold", "CR02", -4.2),
    ("documents_taken_before_arrival", "CR03", -2.4),
    ("debt_before_arrival", "CR04", -2.0),
    ("locked_in_or_watched_on_journey", "CR05", -2.8),
    ("threat_authorities_before_arrival", "CR06", -3.2),
    ("threat_violence_before_arrival", "CR07", -3.0),
    ("threat_to_tell_family_before", "CR08", -3.4),
    ("family_hurt_or_threatened_before", "CR09", -3.6),
    ("money_kept_before_arrival", "CR10", -2.4),
    ("family_trouble_used", "RV01", -2.2),
    ("little_schooling_or_language_used", "RV03", -2.0),
    ("lack_of_information_used", "RV04", -1.8),
    ("others_decided_everything", "RV05", -2.6),
    ("hard_past_used", "RV06", -2.6),
    ("could_not_organise_travel", "RV07", -2.0),
    ("poverty_used", "RV08", -1.4),
    ("false_information_on_law", "RV09", -2.6),
    ("false_stories_of_success", "RV10", -2.2),
    ("family_situation_used", "RV11", -2.2),
    ("personal_situation_used", "RV12", -2.4),
    ("affection_used", "RV13", -3.0),
    ("belief_used", "RV15", -3.4),
    ("crisis_at_home_used", "RV16", -2.2),
    ("excessive_hours", "EX01", -1.0),
    ("bad_housing_here", "EX02", -1.4),
    ("hazardous_work", "EX03", -1.6),
    ("low_or_no_pay", "EX04", -1.4),
    ("contract_or_law_not_respected", "EX05", -1.2),
    ("no_social_protection", "EX06", -1.2),
    ("very_bad_conditions_at_work", "EX07", -1.8),
    ("fines_and_deductions", "EX08", -1.8),
    ("kept_from_school", "EX09", -3.2),
    ("documents_kept_here", "CD01", -2.2),
    ("must_work_off_debt", "CD02", -2.2),
    ("locked_in_or_watched_here", "CD03", -2.4),
    ("violence_here", "CD04", -3.0),
    ("made_to_break_the_law", "CD05", -3.6),
    ("made_to_do_other_tasks", "CD06", -2.4),
    ("made_to_act_against_others", "CD07", -3.6),
    ("made_to_say_untrue_things", "CD08", -2.6),
    ("threat_authorities_here", "CD09", -2.4),
    ("threat_worse_work", "CD10", -2.2),
    ("threat_violence_here", "CD11", -2.6),
    ("must_obey_in_everything", "CD12", -3.0),
    ("family_hurt_or_threatened_here", "CD13", -3.4),
    ("pay_kept_so_that_stays", "CD14", -2.0),
    ("threat_to_tell_family_here", "CD15", -3.2),
    ("depends_for_food_and_home", "VD01", -2.0),
    ("stranger_in_the_area", "VD02", -1.6),
    ("poverty_used_here", "VD03", -1.6),
    ("family_situation_used_here", "VD04", -2.2),
    ("hard_past_used_here", "VD06", -2.8),
    ("personal_traits_used_here", "VD07", -2.8),
)
FREE_TO_LEAVE = "free_to_leave_this_job"  # asked the other way round: its yes is a no
ATTRIBUTES = ("interview", "year", "sex", "age", "citizenship", "sector")
CITIZENSHIPS = ("Arvenia", "Belqora", "Coristan", "Dulmark", "Esperil", "Fonteira")
SECTORS = (
    "agriculture",
    "construction",
    "domestic work",
    "fishing",
    "manufacturing",
    "restaurants",
)
DIMENSIONS = ("DR", "CR", "RV", "EX", "CD", "VD")


def normal(rng: random.Random) -> float:
    """About normal; a sum of uniform numbers is the same on every machine."""
    return sum(rng.random() for _ in range(12)) - 6.0


def chance(log_odds: float) -> float:
    """Probability from log odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


def answer(rng: random.Random, *, present: bool, care: float, violence: bool) -> str:
    """What is written down: some is not asked, not known or not told, more so where it hurts."""
    if rng.random() < 0.16 * care:
        return "not_asked"
    if rng.random() < 0.06 * care:
        return "dont_know"
    if rng.random() < (0.12 if violence and present else 0.02) * care:
        return "refused"
    return "yes" if present else "no"


def interview(rng: random.Random, number: int) -> list[str]:
    """One synthetic interview."""
    severity = normal(rng)
    latent = {name: 1.3 * severity + 1.5 * normal(rng) for name in DIMENSIONS}
    # A third of the interviews are complete, so that findings without unknowns occur as well.
    care = 0.0 if rng.random() < COMPLETE else 0.3 + 1.4 * rng.random()
    age = "" if rng.random() < AGE_MISSING else str(15 + int(40 * rng.random() ** 1.8))
    row = [
        f"S-{number:04}",
        str(2019 + int(6 * rng.random())),
        rng.choices(("woman", "man", "other", ""), (46, 49, 2, 3))[0],
        age,
        rng.choices(CITIZENSHIPS, (30, 24, 18, 14, 9, 5))[0],
        rng.choices(SECTORS, (24, 20, 18, 8, 16, 14))[0],
    ]
    for _, code, log_odds in COLUMNS:
        present = rng.random() < chance(log_odds + latent[code[:2]])
        violence = code in ("CR01", "CD04", "CR09", "CD13")
        row.append(answer(rng, present=present, care=care, violence=violence))
    bound = rng.random() < chance(-2.0 + latent["CD"])
    row.append(answer(rng, present=not bound, care=care, violence=False))
    return row


def demo_text() -> str:
    """The whole file as CSV."""
    rng = random.Random(SEED)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*ATTRIBUTES, *(column for column, _, _ in COLUMNS), FREE_TO_LEAVE])
    writer.writerows(interview(rng, number) for number in range(1, ROWS + 1))
    return stream.getvalue()


def main() -> None:
    """Writes the file in its place in the package."""
    packed = gzip.compress(demo_text().encode("utf-8"), compresslevel=9, mtime=0)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(packed)
    print(f"{TARGET.name}: {ROWS:,} synthetic interviews, {len(packed):,} bytes")


if __name__ == "__main__":
    main()
