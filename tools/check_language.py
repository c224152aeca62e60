"""Check the language of the repository: ``python -m tools.check_language``, part of ``make check``.

The private dialect of earlier texts must not come back. Each word that is being removed has a limit
in ``language-limits.yaml``; a count above it fails, and a count below it is the new limit
(``--lower`` writes it). Commit subjects have at most 72 characters and lines of templates at most
120. ``--count`` prints the counts, for a table before and after.
"""

import argparse
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
LIMITS = Path(__file__).with_name("language-limits.yaml")
AREAS = {
    "code": ("src/manumit/**/*.py",),
    "texts": ("src/manumit/**/texts/en/*.yaml", "src/manumit/instruments/data/texts/en/*.yaml"),
    "templates": ("src/manumit/**/*.html",),
    "docs": ("*.md", "docs/**/*.md"),
    "tests": ("tests/**/*.py", "benchmarks/*.py", "tools/*.py"),
}
GENERATED = ("migrations/", "docs/reference/", "CHANGELOG.md", "tools/check_language.py")
LONGEST_SUBJECT, LONGEST_TEMPLATE_LINE = 72, 120


def main() -> int:
    """Return 1 and say what is wrong, else 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", action="store_true", help="print the counts and check nothing")
    parser.add_argument("--lower", action="store_true", help="write counts below a limit as limits")
    asked = parser.parse_args()
    limits: dict[str, Any] = yaml.safe_load(LIMITS.read_text("utf-8"))
    found = counts(limits["words"])
    if asked.count:
        print_table(found, limits["words"])
        return 0
    wrong = [*over_limit(found, limits["words"]), *long_subjects(limits["since"])]
    lines = long_template_lines()
    if lines > limits["long_template_lines"]:
        wrong.append(f"{lines} lines of templates have over {LONGEST_TEMPLATE_LINE} characters")
    if asked.lower and not wrong:
        limits["words"] = found
        limits["long_template_lines"] = lines
        LIMITS.write_text(HEAD + yaml.safe_dump(limits, sort_keys=True), "utf-8")
    for one in wrong:
        print(one, file=sys.stderr)
    return int(bool(wrong))


HEAD = """# Words of the old dialect that are left, by area (first counted 2026-11-29). Numbers may
# only fall: tools/check_language.py reads and lowers them; reasons in CONTRIBUTING.md.
"""


def counts(words: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Return how often each word occurs in each area, as a whole word in any case."""
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    found = {word: dict.fromkeys(AREAS, 0) for word in words}
    for area in AREAS:
        seen = Counter[str]()
        for path in files(area):
            seen.update(word.lower() for word in pattern.findall(path.read_text("utf-8")))
        for word in words:
            found[word][area] = seen[word]
    return found


def files(area: str) -> Iterator[Path]:
    """Yield the files of an area that people wrote."""
    for glob in AREAS[area]:
        for path in sorted(ROOT.glob(glob)):
            name = path.relative_to(ROOT).as_posix()
            if not any(one in name for one in GENERATED):
                yield path


def over_limit(
    found: Mapping[str, Mapping[str, int]], limits: Mapping[str, Mapping[str, int]]
) -> Iterator[str]:
    """Yield a sentence for each word that occurs more often than it may."""
    for word, by_area in found.items():
        for area, number in by_area.items():
            limit = limits[word].get(area, 0)
            if number > limit:
                yield f"{area}: '{word}' occurs {number} times, at most {limit} (CONTRIBUTING.md)"


def long_subjects(since: str) -> Iterator[str]:
    """Yield the subjects of commits that are too long; none where the history is not there."""
    log = ["git", "log", "--format=%s", "--no-merges", f"{since}..HEAD"]
    shown = subprocess.run(log, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    for subject in shown.stdout.splitlines():
        if len(subject) > LONGEST_SUBJECT:
            yield f"commit subject over {LONGEST_SUBJECT} characters: {subject}"


def long_template_lines() -> int:
    """Return how many lines of templates are too long."""
    return sum(
        len(line) > LONGEST_TEMPLATE_LINE
        for path in files("templates")
        for line in path.read_text("utf-8").splitlines()
    )


def print_table(
    found: Mapping[str, Mapping[str, int]], limits: Mapping[str, Mapping[str, int]]
) -> None:
    """Print one line for each word, one column for each area."""
    print(f"{'word':>12}" + "".join(f"{area:>11}" for area in AREAS))
    for word in limits:
        print(f"{word:>12}" + "".join(f"{found[word][area]:>11}" for area in AREAS))
    print(f"lines of templates over {LONGEST_TEMPLATE_LINE} characters: {long_template_lines()}")


if __name__ == "__main__":
    sys.exit(main())
