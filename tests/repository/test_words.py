"""Words that the interface, the code and the documentation avoid (domain reference, section 8).

A search can find words, not meanings: that somebody is called a victim before a decision, or is
blamed for not cooperating, is for the reader of a change to see.
"""

import re
from pathlib import Path

import pytest

from tracked_files import tracked_files

ROOT = Path(__file__).resolve().parents[2]

# What is looked for, and what to say instead.
AVOIDED = {
    r"\billegal (?:im)?migra\w+": "worker in irregular situation",
    r"\billegal (?:alien|worker|immigrant|status|person|entrant)s?\b": "irregular situation",
    r"\billegals\b|\baliens?\b": "worker in irregular situation",
    r"\brescu(?:e|es|ed|ing|er|ers)\b": "release, assist",
    r"\bprostitut\w*": "person",
    r"\b(?:house)?maids?\b|\bhouse ?girls?\b": "domestic worker",
    r"\bverified by (?:the )?employer\b": "said by the employer",
    r"\b(?:client|victim|worker) consented to\b": "nothing: consent is no defence (R-45)",
    r"\b(?:uncooperative|non-?cooperative|refuse[sd]? to cooperate)\b": "nothing (R-49)",
    # The same in the other shipped languages.
    r"\b(?:migrant|immigr\w+|travailleu\w+|étranger)e?s? illéga\w+": "en situation irrégulière",
    r"\bclandestine?s?\b": "en situation irrégulière",
    r"\b(?:(?:in)?migrantes?|trabajador\w*|extranjer\w+) il[e]gal\w*": "en situación irregular",
    r"\brescat\w+": "liberar, asistir",
    r"(?:مهاجر\w*|عامل|عمال|عمالة) (?:ال)?غير (?:ال)?(?:شرعي|قانوني)\w*": "في وضع غير نظامي",
}

# Where such a word may stand, and why. Each entry must be needed.
ALLOWED = (
    (
        r"src/manumit/instruments/data/lists/[\w-]+\.yaml",
        r'^\s+label: "Abuse of illegal status"$',
        "the label as the ILO published it",
    ),
    (
        r"src/manumit/instruments/data/lists/[\w-]+-sexual\.yaml",
        r'^\s+label: "Deceived about conditions of prostitution"$',
        "the label as the ILO published it",
    ),
    (
        r"src/manumit/exchange/mappings/htcds\.yaml",
        r"vic_TypeOfSexExploitation\.Prostitution$",
        "the value as the standard writes it",
    ),
    (
        r"docs/reference/list-[\w-]+\.md",
        r"^\| `RV02` \| Abuse of illegal status \|$",
        "the same label in the page generated from it",
    ),
    (
        r"docs/reference/list-[\w-]+-sexual\.md",
        r"^### DR02 Deceived about conditions of prostitution$",
        "the same label in the page generated from it",
    ),
    (
        r"CONTRIBUTING\.md",
        r'^Write "worker in irregular situation", not "illegal migrant"; "release" or',
        "says which words to avoid",
    ),
    (
        r"docs/reference/domain\.md",
        r'^\| "(?:illegal migrant|rescue|client consented|prostitute|maid|verified by)\b',
        "says which words to avoid",
    ),
)

FOLDERS = ("src/", "docs/", "tools/")
ENDINGS = (".py", ".yaml", ".json", ".md", ".html", ".css", ".svg", ".toml")


def lines() -> list[tuple[str, int, str]]:
    """Every line of every text that a user or a maintainer reads."""
    return [
        (name, number, line)
        for name in tracked_files()
        if name.endswith(ENDINGS) and (name.startswith(FOLDERS) or "/" not in name)
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), start=1)
    ]


LINES = lines()
PATTERNS = {re.compile(pattern, re.IGNORECASE): instead for pattern, instead in AVOIDED.items()}


def allowed(name: str, line: str) -> int | None:
    """The entry of the list of exceptions that a line is under."""
    for number, (where, what, _) in enumerate(ALLOWED):
        if re.fullmatch(where, name) and re.search(what, line):
            return number
    return None


def test_words_that_harm_are_not_used() -> None:
    found = [
        f"{name}:{number}: {match[0]!r}: say {instead}"
        for name, number, line in LINES
        for pattern, instead in PATTERNS.items()
        if (match := pattern.search(line)) and allowed(name, line) is None
    ]
    assert found == []


def test_every_exception_is_needed() -> None:
    used = {
        allowed(name, line)
        for name, _, line in LINES
        if any(pattern.search(line) for pattern in PATTERNS)
    }
    assert used - {None} == set(range(len(ALLOWED)))


@pytest.mark.parametrize(
    "line",
    [
        "An illegal migrant was rescued.",
        "Abuse of illegal status",
        "the maid",
        "verified by employer",
        "une travailleuse clandestine",
        "inmigrantes ilegales",
        "مهاجر غير شرعي",
        "the client consented to the work",
    ],
)
def test_the_search_finds_them(line: str) -> None:
    assert any(pattern.search(line) for pattern in PATTERNS)


@pytest.mark.parametrize(
    "line", ["illegal deductions", "Retenues et amendes illégales", "ilegales", "made", "alignment"]
)
def test_the_search_leaves_other_words_alone(line: str) -> None:
    assert not any(pattern.search(line) for pattern in PATTERNS)
