"""Print how many texts written for the tests get a flag, by language and rule.

python -m benchmarks.offers [--missed] [--flagged]

The texts were written with the rules in mind, by the same people: this proves the code, and says
nothing about how many real deceptive offers are found.
"""

import sys
import time
from collections import Counter
from pathlib import Path

from manumit.offers import check_text
from manumit.offers.rulebook import LANGUAGES, FlagStrength

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "data" / "offers"


def texts(kind: str, language: str) -> list[str]:
    """Return the texts of a file; those of a deceptive one begin with what a reader would name."""
    whole = (FOLDER / f"{kind}-{language}.txt").read_text("utf-8")
    return [one.strip() for one in whole.split("\n---\n")[1:]]


def named(text: str) -> tuple[set[str], str]:
    """Return what a reader would name, and the deceptive text itself."""
    first, _, rest = text.partition("\n")
    return set(first.strip("[]").split()), rest


def legitimate(language: str) -> str:
    """Return a line on lawful texts: how many get a strong flag, and any."""
    every = texts("legitimate", language)
    strong = flagged = 0
    for text in every:
        flags = check_text(text).flags
        strong += any(one.rule.strength is FlagStrength.STRONG for one in flags)
        flagged += bool(flags)
        if flags and "--flagged" in sys.argv:
            print("   ", [(f.rule.id, [text[s.start : s.end] for s in f.spans]) for f in flags])
    return f"lawful {len(every)}: strong {strong}, any {flagged}"


def deceptive(language: str) -> str:
    """Return a line on deceptive texts: how many get a flag, and how many things are named."""
    every = [named(one) for one in texts("deceptive", language)]
    found, missed = Counter[str](), Counter[str]()
    flagged = 0
    for wanted, text in every:
        rules = {one.rule.id.replace("child_at_work", "child") for one in check_text(text).flags}
        flagged += bool(rules)
        found.update(wanted & rules)
        missed.update(wanted - rules)
        if wanted - rules and "--missed" in sys.argv:
            print("   ", wanted - rules, text)
    total = found.total() + missed.total()
    return f"deceptive {len(every)}: any {flagged}, things named {found.total()} of {total}"


def main() -> None:
    """Print one line for each language, and the time for the longest text that is read."""
    for language in LANGUAGES:
        print(f"{language}: {legitimate(language)}; {deceptive(language)}")
    long = "\n".join(one for tag in LANGUAGES for one in texts("legitimate", tag))
    long = (long * (1_000_000 // len(long) + 1))[:1_000_000]
    began = time.perf_counter()
    check_text(long)
    print(f"a text of 1,000,000 characters: {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
