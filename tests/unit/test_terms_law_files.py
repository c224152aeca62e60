"""Files of rules and accounts: each mistake is told by its code, at its line."""

import datetime as dt
import re
from pathlib import Path

import pytest

from manumit.errors import InputError
from manumit.terms import owed, read_account, read_law, shipped_law, shipped_laws
from manumit.terms.law.rules import Deduction, MinimumWage, Sure

LAW = """\
schema: manumit/wage-law/1
id: zz
names: {en: Nowhere}
currency: XXD
checked: 2026-01-01
check_every_months: 12
week_begins: monday
sources:
  act: {title: Act, address: "https://example.org"}
facts:
  age: {asks: How old, values: [adult, child]}
rules:
  - {id: zz.one, kind: minimum_wage, from: 2020-01-01, per: hour, amount: "5", REST}
  - {id: zz.due, kind: payment_due, from: 2020-01-01, days: "7", article: art. 2, source: act, SURE}
""".replace("REST", "tested_over: week, article: art. 1, source: act, SURE").replace(
    "SURE", "sure: invented"
)
ACCOUNT = """\
schema: manumit/account/1
law: zz
asked_on: 2025-06-30
about: {age: adult}
employment: {from: 2025-05-01, until: 2025-05-31, pay_period: month}
complete: {work: true, pay: true}
wages:
  - {from: 2025-05-01, amount: "900", per: month, hours_per_week: "40"}
work:
  - {from: 2025-05-01, until: 2025-05-31, hours: "8"}
paid:
  - {for: 2025-05-31, amount: "100"}
"""


def problems(path: Path, text: str, *, law: bool) -> list[tuple[str, str]]:
    """Codes, each with the line of the file to which it points."""
    path.write_text(text, "utf-8")
    own = path.with_name("law.yaml")
    own.write_text(LAW, "utf-8")
    with pytest.raises(InputError) as raised:
        read_law(path) if law else read_account(path, read_law(own))
    lines = text.splitlines()
    return [(one.code, lines[(one.place.row or 1) - 1].strip()) for one in raised.value.problems]


def changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("schema: manumit/wage-law/1\n", "schema: other/1\n", "W101", "schema:"),
        ("check_every_months: 12", "check_every_months: often", "W102", "check_every_months"),
        ("checked: 2026-01-01", "checked: 2026-02-30", "W103", "checked"),
        ("2020-01-01, days", "2020-01-32, days", "W103", "zz.due"),
        ("2020-01-01, days", "2020-01-01, until: 2020-01-01, days", "W104", "zz.due"),
        ("kind: payment_due", "kind: payment_done", "W201", "zz.due"),
        ('days: "7"', 'weeks: "1"', "W102", "zz.due"),
        ("tested_over: week", "tested_over: week, where: {age: [old]}", "W201", "zz.one"),
        ("kind: payment_due, from: 2020-01-01, days: \"7\"",
         "kind: interest, from: 2020-01-01, per_year: \"1/0\"", "W102", "zz.due"),
        ("kind: payment_due, from: 2020-01-01, days: \"7\"",
         "kind: daily_rate, from: 2020-01-01, days_per_month: \"0.0\"", "W102", "zz.due"),
        ("art. 2, source: act", "art. 2, source: deed", "W202", "zz.due"),
        ("zz.due, kind: payment_due", "zz.one, kind: payment_due", "W203", 'days: "7"'),
    ],
)  # fmt: skip
def test_mistakes_in_rules(tmp_path: Path, old: str, new: str, code: str, at: str) -> None:
    found = problems(tmp_path / "own.yaml", changed(LAW, old, new), law=True)
    assert code in {one for one, _ in found}
    assert any(one == code and at in line for one, line in found), found


def test_two_rules_of_a_kind_may_not_hold_for_the_same_people(tmp_path: Path) -> None:
    line = LAW.splitlines()[12]
    twice = LAW + line.replace("zz.one", "zz.two") + "\n"
    assert problems(tmp_path / "own.yaml", twice, law=True)[0][0] == "W203"
    apart = twice.replace(
        '"5", tested_over: week', '"5", tested_over: week, where: {age: [adult]}', 1
    )
    head, _, tail = apart.rpartition("tested_over: week")
    path = tmp_path / "own.yaml"
    path.write_text(f"{head}tested_over: week, where: {{age: [child]}}{tail}", "utf-8")
    assert len(read_law(path).rules) == 3


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("manumit/account/1", "manumit/account/9", "W101", "schema:"),
        ("pay_period: month", "pay_period: decade", "W102", "employment"),
        ("age: adult", "age: old", "W102", "about"),
        ('hours_per_week: "40"', 'hours_per_week: "0"', "W102", "900"),
        ("asked_on: 2025-06-30", "asked_on: 2025-06-31", "W103", "asked_on"),
        ("asked_on: 2025-06-30", "asked_on: 2025-04-30", "W104", "asked_on"),
        ("pay_period: month", "pay_period: month, week_begins: sunday", "W102", "employment"),
        ("until: 2025-05-31, pay_period", "until: 2025-04-30, pay_period", "W104", "employment"),
        ('until: 2025-05-31, hours: "8"', 'until: 2025-04-30, hours: "8"', "W104", 'hours: "8"'),
        ('hours: "8"', 'hours: "9..8"', "W105", "9..8"),
        ('amount: "100"', 'amount: "-100"', "W105", "-100"),
        ('hours: "8"', 'hours: "25"', "W107", '"25"'),
        ('hours: "8"', 'hours: "8..25"', "W107", '"8..25"'),
        ('amount: "100"', 'amount: "100", currency: EUR', "W108", "EUR"),
        ("for: 2025-05-31", "for: 2025-06-01", "W109", "for: 2025-06-01"),
        ('until: 2025-05-31, hours: "8"', 'until: 2025-06-01, hours: "8"', "W109", 'hours: "8"'),
        ("from: 2025-05-01, until: 2025-05-31, pay", "from: unknown, until: still, pay", "W112",
         "employment"),
    ],
)  # fmt: skip
def test_mistakes_in_accounts(tmp_path: Path, old: str, new: str, code: str, at: str) -> None:
    found = problems(tmp_path / "own.yaml", changed(ACCOUNT, old, new), law=False)
    assert any(one == code and at in line for one, line in found), found


def test_two_entries_of_one_record_may_not_speak_of_the_same_day(tmp_path: Path) -> None:
    again = '  - {from: 2025-05-01, until: 2025-05-31, hours: "20"}\n'
    text = changed(ACCOUNT, "paid:\n", f"{again}paid:\n")
    found = problems(tmp_path / "own.yaml", text, law=False)
    assert found[0] == ("W115", again.strip())


def test_two_wages_may_not_meet(tmp_path: Path) -> None:
    again = '  - {from: 2025-05-20, amount: "800", per: month}\n'
    text = changed(ACCOUNT, "work:\n", f"{again}work:\n")
    assert problems(tmp_path / "own.yaml", text, law=False) == [("W111", again.strip())]


def test_an_unknown_jurisdiction() -> None:
    with pytest.raises(InputError) as raised:
        shipped_law("qq")
    assert raised.value.problems[0].code == "W106"


def test_no_wage_and_no_minimum_wage(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    law = tmp_path / "law.yaml"
    law.write_text(re.sub(r"  - \{id: zz.one.*\n", "", LAW), "utf-8")
    path.write_text(ACCOUNT.replace("from: 2025-05-01, amount", "from: 2025-05-10, amount"))
    own = read_law(law)
    with pytest.raises(InputError) as raised:
        owed(read_account(path, own), own)
    assert raised.value.problems[0].code == "W110"
    law.write_text(LAW, "utf-8")
    with_minimum = read_law(law)
    found = owed(read_account(path, with_minimum), with_minimum)
    assert found.open_above
    assert found.total.high is None


def test_no_day_of_work_is_known(tmp_path: Path) -> None:
    path, law = tmp_path / "own.yaml", tmp_path / "law.yaml"
    law.write_text(LAW, "utf-8")
    text = ACCOUNT.replace(
        "from: 2025-05-01, until: 2025-05-31, pay", "from: unknown, until: 2025-05-31, pay"
    )
    path.write_text(re.sub(r"(?s)work:\n.*", "work: []\n", text), "utf-8")
    own = read_law(law)
    with pytest.raises(InputError) as raised:
        owed(read_account(path, own), own)
    assert raised.value.problems[0].code == "W112"


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    text = changed(ACCOUNT, 'hours: "8"', 'hours: "x"')
    text = changed(text, 'amount: "100"', 'amount: "y"')
    found = problems(tmp_path / "own.yaml", text, law=False)
    assert [code for code, _ in found] == ["W105", "W105"]


def test_a_law_that_was_not_checked_for_long_warns(tmp_path: Path) -> None:
    law, path = tmp_path / "law.yaml", tmp_path / "own.yaml"
    law.write_text(LAW, "utf-8")
    own = read_law(law)
    assert own.stale_from == dt.date(2027, 1, 1)
    for asked_on, stale in (("2026-12-31", False), ("2027-01-01", True)):
        path.write_text(changed(ACCOUNT, "2025-06-30", asked_on), "utf-8")
        assert owed(read_account(path, own), own).stale is stale


@pytest.mark.parametrize("name", shipped_laws())
def test_a_shipped_law_says_of_each_rule_how_it_was_found(name: str) -> None:
    law = shipped_law(name)
    invented = {rule.sure is Sure.INVENTED for rule in law.rules}
    assert invented == {name == "xx"}, "only the fictional country has invented rules"
    for rule in law.rules:
        assert rule.id.startswith(f"{name}.")
        assert rule.article
        assert law.sources[rule.source].address.startswith(("https://", "http://"))
    for fact in law.facts.values():
        assert fact.asks


def test_the_minimum_wages_of_great_britain_follow_each_other_without_a_gap() -> None:
    """From April 2021 on, which is what was read; each age has one rate on each day."""
    law = shipped_law("gb")
    day = dt.date(2021, 4, 1)
    while day < dt.date(2027, 4, 1):
        for age in law.facts["age"].values:
            rates = [rule for rule in law.rules if isinstance(rule, MinimumWage)
                     and rule.holds_on(day) and age in rule.where["age"]]  # fmt: skip
            assert len(rates) == 1, (day, age)
        offsets = [rule for rule in law.rules if isinstance(rule, Deduction)
                   and rule.of == "housing" and rule.holds_on(day)]  # fmt: skip
        assert len(offsets) == (day < dt.date(2026, 4, 1)), "the rate of 2026 was found nowhere"
        day += dt.timedelta(days=30)
