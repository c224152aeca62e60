"""What is counted and by what (``definitions.yaml``), and what of it may leave (``rules.yaml``).

A query version is the digest of these files and of the SQL: a release that was made by other
queries has another one (R-76).
"""

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from manumit.packaged import packaged_yaml
from manumit.web.kernel.reasons import ReasonList, read_reasons

REASONS: Mapping[str, ReasonList] = read_reasons(__package__ or "")
GROUPS = ("persons", "accused", "checks", "workers", "dimensions", "durations", "money", "shares")
UNKNOWN, SEVERAL = "unknown", "several"
SIGNS = 12
_FILES = ("definitions.yaml", "rules.yaml", "regions.yaml", "sealed.py")


@dataclass(frozen=True, slots=True)
class Definition:
    """One thing that is counted, or by which is counted. Its words are in the text packs.

    Attributes:
        group: of ``GROUPS``; with the code it is unique.
        version, dated: of the definition, not of the program.
        recorded: whether any room holds it; what none holds is no zero.
        held_by: where it is read from; empty where nothing is.
        categories: of a dimension, beside "unknown" and "several".
        sealed: whether it is read from what lies sealed, of those who are counted.
        between: of a duration: what it is of, and the columns with which it begins and ends.
        whose: of a duration or a sum: persons, accused, checks or workers.
        absent: of a dimension: the category of whom no row gives one; "unknown" unless it is known.
        parts: of a share: the sums of which it is one in per cent of the other.
    """

    group: str
    code: str
    version: int
    dated: str
    rule: str
    recorded: bool
    held_by: str
    categories: tuple[str, ...] = ()
    between: tuple[str, str, str] | None = None
    sealed: bool = False
    whose: str = ""
    absent: str = UNKNOWN
    parts: tuple[str, str] = ("", "")

    @property
    def every(self) -> tuple[str, ...]:
        """All categories of a dimension; nobody is unknown where absence is known."""
        return (*self.categories, SEVERAL, *((UNKNOWN,) if self.absent == UNKNOWN else ()))

    @property
    def text(self) -> str:
        """The id of its words: what it is called, and what it means."""
        return f"statistics_{self.group}/{self.code}"

    @property
    def name(self) -> str:
        """By which pages, tables and files call it."""
        return f"{self.group}.{self.code}"


@dataclass(frozen=True, slots=True)
class Rules:
    """What of a count may leave; ``rules.yaml`` says why."""

    threshold: int
    largest_share: float
    uncertainty: float
    significant_digits: int
    round_days_to: int
    longest_period: int
    kinds_of_assistance: tuple[str, ...]
    purposes_of_assistance: tuple[str, ...]
    purposes_of_handing_over: tuple[str, ...]
    victims_by_year: tuple[str, ...]
    victims_together: tuple[tuple[str, str], ...]
    fewest_workplaces: int


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


@functools.cache
def rules() -> Rules:
    """Return the rules of this version."""
    read = packaged_yaml(__package__, "rules.yaml")
    return Rules(
        read["threshold"],
        read["largest_share"],
        read["uncertainty"],
        read["significant_digits"],
        read["round_days_to"],
        read["longest_period_years"],
        tuple(read["assistance"]["kinds"]),
        tuple(read["assistance"]["purposes"]),
        tuple(read["handed_over"]["purposes"]),
        tuple(read["victims"]["by_year"]),
        tuple((first, second) for first, second in read["victims"]["together"]),
        read["fewest_workplaces"],
    )


@functools.cache
def definitions() -> Mapping[str, Definition]:
    """Every definition by its name, in the order of the file."""
    read = packaged_yaml(__package__, "definitions.yaml")
    found = [_built(group, code, one) for group in GROUPS for code, one in read[group].items()]
    return {one.name: one for one in found}


def _built(group: str, code: str, one: Mapping[str, Any]) -> Definition:
    between = (one["of"], one["begins"], one["ends"]) if group == "durations" else None
    return Definition(
        group,
        code,
        one["version"],
        str(one["from"]),
        one["rule"],
        one.get("recorded", True),
        one.get("held_by", ""),
        tuple(one.get("categories", ())),
        between,
        one.get("sealed", False),
        one.get("of", ""),
        one.get("absent", UNKNOWN),
        (one.get("part", ""), one.get("whole", "")),
    )


def of(group: str, *, recorded: bool | None = None) -> tuple[Definition, ...]:
    """The definitions of a group; only those that are recorded, or only those that are not."""
    return tuple(
        one
        for one in definitions().values()
        if one.group == group and recorded in (None, one.recorded)
    )


@functools.cache
def regions() -> Mapping[str, str]:
    """Countries (ISO 3166-1 alpha-2) to their region of the world."""
    found = packaged_yaml(__package__, "regions.yaml")["regions"]
    return {country: region for region, countries in found.items() for country in countries}


@functools.cache
def query(name: str) -> str:
    """The SQL of a file in ``sql/``; ``{chain}`` in it is ``sql/chain.sql``."""
    return _sql(name).replace("{chain}", _sql("chain"))


def _sql(name: str) -> str:
    """A file in ``sql/`` without what stands in lines of comment."""
    lines = _read(f"sql/{name}.sql").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--"))


@functools.cache
def query_version() -> str:
    """What a number was made by: a digest of the definitions, the rules and every query."""
    sql = sorted(resources.files(__package__).joinpath("sql").iterdir(), key=lambda one: one.name)
    texts = [*map(_read, _FILES), *(f.read_text("utf-8") for f in sql)]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:SIGNS]
