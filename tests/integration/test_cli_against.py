"""R-72: a report is refused whose difference with earlier ones gives small counts away.

The data are invented: they prove the code, never effectiveness.
"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manumit.cli.main import main
from manumit.disclosure import (
    Dimension,
    Protected,
    Release,
    Table,
    check_against,
    protect,
    read_release,
    release_text,
)
from manumit.errors import InputError

MAPPING = """\
schema: manumit/mapping/1
id: calls
title: "Calls"
answers:
  - {column: papers, codes: [CD01], values: {yes: yes, no: no}}
age: {sources: [], otherwise: adult, because: "Only adults were interviewed."}
exploitation: {otherwise: labour}
attributes:
  sex: {column: sex, values: {f: Women, m: Men}}
"""


def tables(women: int) -> Protected:
    sex = Dimension("sex", ("Women", "Men"))
    finding = Dimension("finding", ("yes", "undetermined", "no"))
    rows = [[women, 40, 60], [30, 50, 80]]
    return protect(Release((Table.from_rows("by sex", (sex, finding), rows),)))


def saved(folder: Path, women: int) -> Path:
    path = folder / f"{women}.json"
    path.write_text(release_text(tables(women).published, {"made_on": "2026-11-29"}), "utf-8")
    return path


def test_a_release_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    assert read_release(saved(tmp_path, 4)).release == tables(4).published


def test_two_more_persons_are_refused_and_many_more_are_not(tmp_path: Path) -> None:
    earlier = read_release(saved(tmp_path, 20))
    check_against(tables(20).published, [earlier])
    check_against(tables(60).published, [earlier])
    with pytest.raises(InputError, match=r"D118.*finding = yes, sex = Women"):
        check_against(tables(22).published, [earlier])


def test_every_earlier_release_counts_not_only_the_last(tmp_path: Path) -> None:
    first, second = (read_release(saved(tmp_path, women)) for women in (20, 45))
    check_against(second.release, [first])
    with pytest.raises(InputError, match="D118"):
        check_against(tables(47).published, [first, second])
    with pytest.raises(InputError, match="D118"):
        check_against(tables(22).published, [first, second])


@pytest.mark.parametrize("change", ["schema", "values", "tables", "zeros", "dimensions"])
def test_a_file_that_is_no_release_is_refused(tmp_path: Path, change: str) -> None:
    path = saved(tmp_path, 20)
    data = json.loads(path.read_text("utf-8"))
    if change in ("values", "dimensions"):
        data["tables"][0][change] = data["tables"][0][change][1:]
    else:
        data[change] = "another"
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(InputError, match="D1"):
        read_release(path)


def assess(folder: Path, name: str, rows: int, *more: object) -> Result:
    """Run the command on so many people, of whom every third is a woman with kept papers."""
    (folder / "calls.yaml").write_text(MAPPING, "utf-8")
    lines = ["yes,f" if row % 3 == 0 else "no,m" for row in range(rows)]
    (folder / f"{name}.csv").write_text("\n".join(["papers,sex", *lines]) + "\n", "utf-8")
    arguments = ["assess", folder / f"{name}.csv", "--mapping", folder / "calls.yaml",
                 "--out", folder / f"{name}.parquet", "--tables", folder / f"{name}.json",
                 *more]  # fmt: skip
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_the_command_refuses_two_more_people_and_writes_nothing(tmp_path: Path) -> None:
    assert assess(tmp_path, "first", 90, "--sdmx", tmp_path / "sdmx.csv").exit_code == 0
    sdmx = (tmp_path / "sdmx.csv").read_text("utf-8")
    assert sdmx.startswith("STRUCTURE,STRUCTURE_ID,ACTION,POPULATION,TABLE,")
    assert ",90,A,F" in sdmx
    earlier = tmp_path / "first.json"
    refused = assess(tmp_path, "second", 92, "--against", earlier)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("[D118] first.json")
    assert not (tmp_path / "second.json").exists()
    assert not (tmp_path / "second.parquet").exists()
    assert assess(tmp_path, "third", 180, "--against", earlier).exit_code == 0
