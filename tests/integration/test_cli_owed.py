"""``manumit owed``, as a person uses it: one worker, and a firm."""

import io
import json
import stat
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from click.testing import CliRunner, Result

from manumit.bulk import payroll_owed
from manumit.cli.main import main
from payroll_files import COLUMNS, MAPPING, row, write
from signs import in_language

ACCOUNT = """
schema: manumit/account/1
worker: W-17
law: xx
asked_on: 2025-09-01
about: {age: adult}
employment:
  {from: 2025-03-03, until: 2025-04-30, pay_period: month, rest_day: sunday, leave_days_taken: "0"}
complete: {work: true, pay: true}
wages:
  - {amount: "1300", per: month, hours_per_week: "48"}
work:
  - from: 2025-03-03
    until: 2025-04-30
    days: [monday, tuesday, wednesday, thursday, friday, saturday]
    hours: "8..10"
paid:
  - {for: 2025-03-15, on: 2025-04-05, amount: "500"}
deducted:
  - {for: 2025-04-10, of: recruitment_cost, amount: "200"}
  - {for: 2025-04-10, of: food, amount: "100"}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["owed", *arguments], catch_exceptions=False)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture(name="account")
def _account(tmp_path: Path) -> str:
    path = tmp_path / "account.yaml"
    path.write_text(ACCOUNT, "utf-8")
    return str(path)


def changed(tmp_path: Path, *changes: tuple[str, str]) -> str:
    """An account in which something is otherwise."""
    text = ACCOUNT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "changed.yaml"
    path.write_text(text, "utf-8")
    return str(path)


# One worker


def test_each_period_is_told_line_by_line_with_its_article(account: str) -> None:
    result = run(account)
    assert result.exit_code == 0
    shown = result.output
    assert "2025-03-03 to 2025-03-31, to be paid by 2025-04-07" in shown
    assert (
        "1,216.13 XXD: Part of the agreed pay: 29 of 31 days, of 1,300.00 XXD. [1: art. 6]" in shown
    )
    assert "-500.00 XXD: Paid on 2025-04-05." in shown
    assert "The law does not allow it here, so it is still owed." in shown
    assert "This is a calculation from what is known, not a decision." in shown
    assert "[1] art. 6; Wages Act of Exampleland (invented); https://example.org" in shown
    assert "Some of the rules are invented" in shown


def test_what_is_the_same_at_both_ends_is_one_number(tmp_path: Path) -> None:
    consent = ('of: food, amount: "100"', 'of: food, amount: "100", consent: none')
    shown = run(changed(tmp_path, ('"8..10"', '"8"'), consent)).output
    assert " / " not in shown
    assert "Where something is not known" not in shown


def test_what_is_not_known_is_said_before_the_sums_are_relied_on(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        ("about: {age: adult}\n", ""), ("pay: true", "pay: false"), ('"1300"', '"900"'),
    )  # fmt: skip
    shown = run(path).output
    assert "what the account does not state: how old the worker was. The two numbers" in shown
    assert "For the lowest amount: how old the worker was: " in shown
    assert "Not all payments are recorded" in shown
    assert "All of it may have been paid" in shown


def test_a_day_without_a_record_is_counted(tmp_path: Path) -> None:
    path = changed(
        tmp_path, ("work: true", "work: false"), ("    until: 2025-04-30", "    until: 2025-04-20")
    )
    assert "Days of the work for which nobody recorded the hours: 10." in run(path).output


def test_a_period_that_is_too_old_is_marked_and_not_claimed(tmp_path: Path) -> None:
    shown = run(changed(tmp_path, ("asked_on: 2025-09-01", "asked_on: 2028-05-01"))).output
    assert "2025-03-03 to 2025-03-31, to be paid by 2025-04-07 (too old to claim)" in shown
    assert "This is too old to claim (art. 26)." in shown
    assert "Of this, too old to claim: " in shown


def test_what_is_too_old_only_by_an_untold_fact_is_marked_as_open(tmp_path: Path) -> None:
    """In Great Britain, how long one can claim depends on where one claims."""
    british = (("law: xx", "law: gb"), ("about: {age: adult}\n", ""), ("2025-09-01", "2025-12-31"))
    shown = run(changed(tmp_path, *british)).output
    assert "(may be too old to claim)" in shown
    assert "This may be too old to claim (ERA 1996 ss. 23(2), " in shown
    claimed = next(line for line in shown.splitlines() if line.startswith("You can claim"))
    assert claimed == "You can claim: 0.00 GBP or more"


def test_rules_that_nobody_looked_up_for_long_warn(tmp_path: Path) -> None:
    shown = run(changed(tmp_path, ("asked_on: 2025-09-01", "asked_on: 2028-05-01"))).output
    assert "Check them before you rely on this." in shown


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_text_page_and_paper_say_the_same_in_each_language(
    language: str, account: str, tmp_path: Path
) -> None:
    shown = run(account, "--language", language).output
    page = tmp_path / "o.html"
    paper = tmp_path / "o.pdf"
    wish = ("--language", language)
    assert run(account, "--format", "html", "--out", str(page), *wish).exit_code == 0
    assert run(account, "--format", "pdf", "--out", str(paper), *wish).exit_code == 0
    html, pdf = page.read_text("utf-8"), paper.read_bytes()
    for amount in ("1,216.13", "-500.00", "200.00"):
        written = in_language(amount, language)
        assert written in shown
        assert written in html
        assert written in text_of(pdf).replace(" ", "\u202f")
    assert shown.splitlines()[0] in html
    assert (shown.splitlines()[0] == "Statement of wages") is (language == "en")
    assert ('dir="rtl"' in html) is (language == "ar")
    assert stat.S_IMODE(paper.stat().st_mode) == 0o600


def test_paper_is_tagged_for_a_screen_reader_and_names_its_language(
    account: str, tmp_path: Path
) -> None:
    out = tmp_path / "o.pdf"
    run(account, "--format", "pdf", "--language", "ar", "--out", str(out))
    catalogue = pypdf.PdfReader(out).trailer["/Root"]
    assert catalogue["/Lang"] == "ar"  # type: ignore[index]
    assert catalogue["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert b"pdfuaid" in out.read_bytes() or "/StructTreeRoot" in catalogue  # type: ignore[operator]


def test_json_holds_both_ends_exactly_and_each_rule(account: str) -> None:
    found = json.loads(run(account, "--format", "json").output)
    assert found["format"] == "manumit/owed/1"
    assert found["least"]["periods"][0]["due"][0]["numbers"] == {
        "salary": "1300", "days": "29", "of": "31",
    }  # fmt: skip
    assert float(found["least"]["claimable"]) < float(found["most"]["claimable"])
    named = {line["rule"] for end in ("least", "most") for one in found[end]["periods"]
             for part in ("due", "taken_off", "added") for line in one[part]} - {None}  # fmt: skip
    assert named <= found["rules"].keys()
    assert found["rules"]["xx.part"]["article"] == "art. 6"


def test_rules_of_ones_own_are_taken_from_a_file_of_the_same_name(
    account: str, tmp_path: Path
) -> None:
    shipped = Path(str(payroll_owed.__file__)).parents[1] / "terms" / "law" / "xx.yaml"
    own = tmp_path / "own.yaml"
    own.write_text(shipped.read_text("utf-8").replace("art. 6,", "sect. 99,"), "utf-8")
    assert "[1: sect. 99]" in run(account, "--law", str(own)).output
    other = tmp_path / "other.yaml"
    other.write_text(
        shipped.read_text("utf-8").replace("xx.", "yy.").replace("id: xx\n", "id: yy\n"), "utf-8"
    )
    result = run(account, "--law", str(other))
    assert result.exit_code == 1
    assert "[W501]" in result.stderr


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("W101", "account/1", "account/2"),
        ("W102", "pay_period: month", "pay_period: decade"),
        ("W103", "asked_on: 2025-09-01", "asked_on: 2025-09-31"),
        ("W105", '"8..10"', '"many"'),
        ("W106", "law: xx", "law: zz"),
    ],
)
def test_a_mistake_has_a_code_and_leaves_no_file(
    code: str, old: str, new: str, tmp_path: Path
) -> None:
    out = tmp_path / "o.txt"
    result = run(changed(tmp_path, (old, new)), "--out", str(out))
    assert result.exit_code == 1
    assert f"[{code}]" in result.stderr
    assert not out.exists()


def test_the_account_is_not_overwritten(account: str) -> None:
    assert run(account, "--out", account).exit_code == 1
    assert Path(account).read_text("utf-8") == ACCOUNT


# A firm


@pytest.fixture(name="firm")
def _firm(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "map.yaml").write_text(MAPPING, "utf-8")
    rows = [row("W1", "2025-01", training="60"), row("W2", "2025-01", net="")]
    path = write(tmp_path / "firm.csv", rows)
    out = str(tmp_path / "result.csv")
    mapping = str(tmp_path / "map.yaml")
    day = ("--asked-on", "2025-02-07")
    return (str(path), "--mapping", mapping, "--law", "xx", "--out", out, *day)


def test_a_firm_gets_a_table_and_a_summary(firm: tuple[str, ...], tmp_path: Path) -> None:
    result = run(*firm, "--workers", str(tmp_path / "workers.csv"))
    assert result.exit_code == 0
    assert "Workers: 2\nOf these, have left: 0\n" in result.stdout
    assert "Not due yet: 1\n" in result.stdout
    assert "You can claim: 0.00 XXD to 1,300.00 XXD" in result.stdout
    assert "Deducted for: a cost of recruitment\n    Workers: 1\n" in result.stdout
    assert "Of this, not allowed: 60.00 XXD" in result.stdout
    table = (tmp_path / "result.csv").read_text("utf-8").splitlines()
    assert len(table) == 3
    assert stat.S_IMODE((tmp_path / "result.csv").stat().st_mode) == 0o600
    assert len((tmp_path / "workers.csv").read_text("utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("language", "stated"), [("fr", "Exemplie"), ("es", "Ejemplia"), ("ar", "بلد المثال")]
)
def test_the_summary_of_a_firm_is_in_the_language_that_was_asked_for(
    firm: tuple[str, ...], language: str, stated: str
) -> None:
    result = run(*firm, "--language", language)
    assert stated in result.stdout
    assert in_language("1,300.00 XXD", language) in result.stdout
    assert "Paid" not in result.stdout


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_report_on_a_firm_is_a_page_and_paper(
    language: str, firm: tuple[str, ...], tmp_path: Path
) -> None:
    page, paper = tmp_path / "r.html", tmp_path / "r.pdf"
    for target in (page, paper):
        assert run(*firm, "--language", language, "--report", str(target)).exit_code == 0
    html, pdf = page.read_text("utf-8"), text_of(paper.read_bytes())
    for seen in ("JO-1", "W2", "60.00", "1,300.00", "art. 16"):
        written = in_language(seen, language)
        assert written in html
        assert written.replace("\u202f", " ") in pdf.replace("\u202f", " ")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_a_workbook_gives_what_the_csv_gives(firm: tuple[str, ...], tmp_path: Path) -> None:
    run(*firm)
    table = (tmp_path / "result.csv").read_bytes()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(COLUMNS)
    for one in (row("W1", "2025-01", training="60"), row("W2", "2025-01", net="")):
        cells: list[Any] = [one[name] or None for name in COLUMNS]
        cells[2] = float(cells[2])
        sheet.append(cells)
    book.save(tmp_path / "firm.xlsx")
    assert run(str(tmp_path / "firm.xlsx"), *firm[1:]).exit_code == 0
    assert (tmp_path / "result.csv").read_bytes() == table


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (("--report", "r.pdf"), "--report goes with --mapping only"),
        (("--asked-on", "2025-01-01"), "--asked-on goes with --mapping only"),
        (("--rejects", "r.csv"), "--rejects goes with --mapping only"),
    ],
)
def test_options_of_a_firm_explain_that_they_need_a_mapping(
    wish: tuple[str, ...], message: str, account: str
) -> None:
    result = run(account, *wish)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_table_explains_that_it_needs_a_mapping(firm: tuple[str, ...]) -> None:
    result = run(firm[0])
    assert result.exit_code == 2
    assert "--mapping has to say what its columns mean" in result.stderr


def test_a_firm_needs_rules_a_result_and_no_format(firm: tuple[str, ...]) -> None:
    for left_out in ("--law", "--out"):
        at = firm.index(left_out)
        result = run(*firm[:at], *firm[at + 2 :])
        assert result.exit_code == 2
        assert f"{left_out} is needed" in result.stderr
    assert run(*firm, "--format", "pdf").exit_code == 2


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        ("W518", ("--report", "report.docx")),
        ("W519", ("--workers", "workers.xlsx")),
        ("B103", ("--workers", "result.csv")),
        ("B102", ("--report", "no-such-folder/report.pdf")),
    ],
)
def test_outputs_are_checked_before_anything_is_read(
    code: str, wish: tuple[str, str], firm: tuple[str, ...], tmp_path: Path
) -> None:
    result = run(*firm, wish[0], str(tmp_path / wish[1]))
    assert result.exit_code == 1
    assert f"[{code}]" in result.stderr
    assert not (tmp_path / "result.csv").exists()


def test_ctrl_c_leaves_nothing(
    firm: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(tmp_path.iterdir())

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(payroll_owed, "owed", stopped)
    result = run(*firm, "--report", str(tmp_path / "r.pdf"))
    assert result.exit_code == 130
    assert "Nothing was written" in result.stderr
    assert sorted(tmp_path.iterdir()) == before
