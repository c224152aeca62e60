"""The adverts that were written for the tests, before the rules were."""

from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "offers"
LANGUAGES = ("en", "fr", "es", "ar")


def texts(kind: str, language: str) -> list[str]:
    """The texts of a file: ``legitimate``, ``deceptive``, ``evading`` or ``denying``."""
    whole = (FOLDER / f"{kind}-{language}.txt").read_text("utf-8")
    return [one.strip() for one in whole.split("\n---\n")[1:]]


def deceptive(language: str) -> list[tuple[set[str], str]]:
    """What a reader would name, and the text."""
    return _named("deceptive", language)


def evading(language: str) -> list[tuple[set[str], str]]:
    """What a reader would name, and a demand with a denial of something else."""
    return _named("evading", language)


def _named(kind: str, language: str) -> list[tuple[set[str], str]]:
    parts = (one.partition("\n") for one in texts(kind, language))
    return [(set(first.strip("[]").split()), rest) for first, _, rest in parts]
