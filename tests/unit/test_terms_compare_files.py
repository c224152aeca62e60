"""Files of terms and of costs: each mistake has a code and a line; texts and tables are whole."""

import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

import manumit.terms
from manumit.errors import InputError
from manumit.instruments import Library, ReviewStatus, shipped_library
from manumit.terms.contract.compare import HOW, PLACES, Verdict, Why, compare
from manumit.terms.contract.file import CompareCode, Origin, TermsOfWork, read_terms_of_work
from manumit.terms.contract.signs import evidence_of, shipped_signs
from manumit.terms.contract.units import Wanting
from manumit.terms.costs.file import CostsCode, read_costs
from manumit.terms.costs.indicator import Left, indicator, interval
from manumit.terms.costs.judge import Ruling, Unclear, judge
from manumit.terms.costs.rules import (
    GENERAL,
    CostRulesCode,
    cost_kinds,
    read_corridor,
    shipped_corridor,
    shipped_corridors,
)
from manumit.terms.reading import schema
from manumit.terms.statement.costs_view import costs_text
from manumit.terms.words import TEXTS

LIBRARY = Library.load(TEXTS)
ROOM = Path(manumit.terms.__file__).parent
DOCS = Path(__file__).resolve().parents[2] / "docs"
TERMS = """\
schema: manumit/terms-of-work/1
currency: XXD
versions:
  - id: promise
    origin: oral_promise
    terms: {wage: {amount: 450, per: month}, hours_per_day: 8}
  - id: actual
    origin: actual
    terms: {wage: {amount: 270, per: month}}
"""
COSTS = """\
schema: manumit/costs/1
asked_on: 2026-11-01
currency: XXD
workers:
  - {id: W-1}
items:
  - {worker: W-1, kind: visa, date: 2026-01-01, paid: 100, paid_by: worker}
debts:
  - id: L-1
    worker: W-1
    entries:
      - {date: 2026-01-01, what: received, amount: 10}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "file.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "code", "row"),
    [
        ("manumit/terms-of-work/1", "manumit/account/1", "W101", 1),
        ("origin: actual", "origin: rumour", "W102", 8),
        ("amount: 450", "amount: 4x", "W105", 6),
        ("amount: 450", "amount: -4", "W105", 6),
        ("hours_per_day: 8", "hours_per_day: 8..25", "W303", 6),
        ("hours_per_day: 8", "days_per_week: 8", "W303", 6),
        ("hours_per_day: 8", "term: {from: 2026-02-30, until: 2026-03-01}", "W103", 6),
        ("hours_per_day: 8", "term: {from: 2026-03-02, until: 2026-03-01}", "W104", 6),
        ("hours_per_day: 8", "weekly_hours: 8", "W102", 6),
        ("id: actual", "id: promise", "W301", 7),
        ("currency: XXD\n", "", "W302", 5),
        ("currency: XXD", "weeks_per_year: 52/0", "W102", 2),
        ("currency: XXD", "weeks_per_year: 0", "W102", 2),
        ("origin: oral_promise", "origin: actual", "W304", 4),
    ],
)
def test_mistakes_in_terms_have_a_code_and_a_line(
    tmp_path: Path, old: str, new: str, code: str, row: int
) -> None:
    with pytest.raises(InputError) as caught:
        read_terms_of_work(written(tmp_path, TERMS.replace(old, new, 1)))
    problem = caught.value.problems[0]
    assert (problem.code, problem.place.row) == (code, row)


@pytest.mark.parametrize(
    ("old", "new", "code", "row"),
    [
        ("worker: W-1, kind", "worker: W-2, kind", "W401", 7),
        ("- {id: W-1}", "- {id: W-1}\n  - {id: W-1}", "W402", 6),
        ("kind: visa", "kind: gift", "W403", 7),
        ("currency: XXD\n", "", "W404", 6),
        ("paid: 100", "paid: 100, repaid: 101", "W405", 7),
        ("date: 2026-01-01, paid", "date: 2026-11-02, paid", "W406", 7),
        ("date: 2026-01-01, what", "date: 2026-11-02, what", "W406", 12),
        ("paid: 100", "paid: 100, name: x", "W102", 7),
        ("asked_on: 2026-11-01\n", "", "W102", 1),
    ],
)
def test_mistakes_in_costs_have_a_code_and_a_line(
    tmp_path: Path, old: str, new: str, code: str, row: int
) -> None:
    with pytest.raises(InputError) as caught:
        read_costs(written(tmp_path, COSTS.replace(old, new, 1)))
    problem = caught.value.problems[0]
    assert (problem.code, problem.place.row) == (code, row)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    wrong = COSTS.replace("kind: visa", "kind: gift").replace("worker: W-1\n", "worker: W-9\n")
    with pytest.raises(InputError) as caught:
        read_costs(written(tmp_path, wrong))
    assert [one.code for one in caught.value.problems] == ["W403", "W401"]


RULES = (ROOM / "corridors" / "xx-yy.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("until: 2027-06-01", "until: 2025-05-01", "W104"),
        ("source: decision", "source: hearsay", "W202"),
        ("until: 2026-03-01", "until: 2026-04-01", "W203"),
        ("    reason: The passport stays the worker's after the job (invented).\n", "", "W102"),
        ("    until: 2027-06-01\n", "", "W102"),
    ],
)
def test_an_exception_without_reason_end_or_source_is_refused(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    assert old in RULES
    with pytest.raises(InputError, match=code):
        read_corridor(written(tmp_path, RULES.replace(old, new, 1)))


def test_an_unknown_corridor_names_those_there_are() -> None:
    with pytest.raises(InputError, match=r"W451.*xx-yy"):
        shipped_corridor("aa-bb")


def test_rules_past_their_day_warn_on_every_result(tmp_path: Path) -> None:
    old = RULES.replace("checked: 2026-11-26", "checked: 2024-01-01")
    corridor = read_corridor(written(tmp_path, old))
    ledger = read_costs(written(tmp_path, COSTS))
    found = judge(ledger, (corridor, shipped_corridor(GENERAL)), cost_kinds())
    assert found.stale == (corridor,)
    text = costs_text(found, indicator(found), (), LIBRARY)
    assert "have not been compared with their sources since 2024-01-01" in text


def test_the_table_of_signs_names_codes_and_clauses_that_there_are() -> None:
    table = shipped_signs()
    library = shipped_library()
    for one in table.signs:
        assert set(one.clauses) <= set(HOW), one.code
        for list_id in table.lists:
            instrument = library.instrument(list_id)
            assert one.code in instrument.codes
            assert one.code not in instrument.special_codes


def test_a_list_of_which_the_table_does_not_speak_is_refused(tmp_path: Path) -> None:
    text = TERMS.replace("currency: XXD", "currency: XXD\nlist: adult_sexual")
    with pytest.raises(InputError, match="W305"):
        evidence_of(compare(read_terms_of_work(written(tmp_path, text))))


def test_every_rule_and_kind_says_how_sure_it_is_and_where_it_stands() -> None:
    for name in (*shipped_corridors(), GENERAL):
        corridor = shipped_corridor(name)
        for rule in corridor.rules:
            assert rule.article
            assert rule.source in corridor.sources
    kinds = cost_kinds()
    assert {one.source for one in kinds.kinds.values()} == set(kinds.sources)


def test_an_interval_of_many_numbers_takes_whole_numbers_only() -> None:
    """Binomial for n = 100, p = 1/2: the 40th to the 61st, 96.48 %."""
    found = interval([Fraction(n) for n in range(1, 101)], Fraction(1, 2))
    assert found is not None
    assert (found.low, found.high) == (Fraction(40), Fraction(61))
    assert round(float(found.coverage), 4) == 0.9648


def by_pack(name: str, language: str) -> dict[str, Any]:
    loaded = yaml.safe_load((TEXTS / language / f"{name}.yaml").read_text("utf-8"))
    entries: dict[str, Any] = loaded["entries"]
    return entries


@pytest.mark.parametrize("name", ["claim", "compare", "costs", "numbers"])
@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_packs_are_whole_marked_as_drafts_and_keep_their_placeholders(
    name: str, language: str
) -> None:
    english, own = by_pack(name, "en"), by_pack(name, language)
    assert list(own) == list(english)
    for text_id, entry in english.items():
        wanted = sorted(re.findall(r"\{\w+\}", entry["label"]))
        assert sorted(re.findall(r"\{\w+\}", own[text_id]["label"])) == wanted, text_id
    texts = LIBRARY.texts
    for text_id in english:
        assert texts.label(text_id, language).review.status is ReviewStatus.UNREVIEWED


def test_every_word_that_a_result_can_need_is_in_the_packs() -> None:
    words = {*by_pack("compare", "en"), *by_pack("costs", "en")}
    days = ("monday", "sunday", "changing", "none", "yes", "no")
    held = ("held_by_worker", "given_back", "kept", "withheld")
    payers = ("employer", "agency", "shared", "worker")
    needed = {
        *(f"compare/clause_{one}" for one in HOW),
        *(f"compare/verdict_{one}" for one in Verdict),
        *(f"compare/wanting_{one}" for one in Wanting),
        *(f"compare/why_{one}" for one in Why if one is not Why.WANTING),
        *(f"compare/{kind}_{one}" for one in Origin for kind in ("origin", "told")),
        *(f"compare/word_{one}" for one in (*days, *held, *payers)),
        *(f"compare/word_{word}" for places in PLACES.values() for word in places),
        *(f"costs/ruling_{one}" for one in Ruling),
        *(f"costs/unclear_{one}" for one in Unclear),
        *(f"costs/left_{one}" for one in Left),
        *(f"costs/kind_{one}" for one in cost_kinds().kinds),
    }
    for part, key in (("items", "how"), ("debts", "what")):
        found = schema("costs")["properties"][part]["items"]["properties"]
        found = found.get("entries", {}).get("items", {}).get("properties", found)
        needed |= {f"costs/{key}_{one}" for one in found[key]["enum"]}
    assert needed - words == set()


def keys(found: Any) -> set[str]:
    if isinstance(found, list):
        return {key for one in found for key in keys(one)}
    if not isinstance(found, dict):
        return set()
    properties = found.get("properties", {})
    return set(properties) | {key for one in found.values() for key in keys(one)}


@pytest.mark.parametrize(
    ("page", "kinds"),
    [("terms-compare", ["terms-of-work"]), ("costs", ["costs", "cost-rules"])],
)
def test_every_key_of_a_file_is_on_its_page(page: str, kinds: list[str]) -> None:
    shown = (DOCS / f"how-to/{page}.md").read_text("utf-8")
    for kind in kinds:
        missing = [key for key in keys(schema(kind)) if f"`{key}`" not in shown]
        assert missing == [], kind


def test_codes_of_the_room_are_not_used_twice() -> None:
    members = [*CompareCode, *CostsCode, *CostRulesCode]
    codes = [one.code for one in members]
    assert len(set(codes)) == len(codes)


def test_a_schema_is_the_one_that_its_file_names() -> None:
    for path in (ROOM / "schema").glob("*.json"):
        found = json.loads(path.read_text("utf-8"))
        assert found["properties"]["schema"]["const"].startswith("manumit/")


def test_a_year_of_another_length_is_taken_from_the_file(tmp_path: Path) -> None:
    text = TERMS.replace("currency: XXD", "currency: XXD\nweeks_per_year: 365/7")
    found: TermsOfWork = read_terms_of_work(written(tmp_path, text))
    assert found.weeks_per_year == Fraction(365, 7)
    assert found.versions[0].date is None


@pytest.mark.parametrize(
    ("read", "page"),
    [(read_terms_of_work, "docs/how-to/terms-compare.md"), (read_costs, "docs/how-to/costs.md"),
     (read_corridor, "docs/how-to/costs.md")],
)  # fmt: skip
def test_what_to_do_names_the_page_that_is_about_such_a_file(
    read: Callable[[Path], object], page: str, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("schema: something\n", "utf-8")
    with pytest.raises(InputError, match=page):
        read(path)
    assert (DOCS.parent / page).is_file()
