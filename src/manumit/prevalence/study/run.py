"""The coverage study from made populations to table and picture, by one command.

    python -m manumit.prevalence.study.run RESULTS.jsonl --populations 500 --into docs/explanation

Uses all processors; can be stopped at any time and goes on where it was; gives the same numbers
with any number of workers. The first line of the results says with which settings they were made,
and results made with others are refused.
"""

import csv
import json
import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict, fields
from itertools import batched
from pathlib import Path

import click

from manumit.prevalence.study.coverage import Outcome, Row, Settings, cells, outcome, summary

TABLE, SHORT = "prevalence-coverage.csv", "prevalence-coverage-short.csv"
PICTURE = "prevalence-coverage.svg"
_TOGETHER = 6


@click.command()
@click.argument("results", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--populations", default=500, show_default=True, help="Made in each situation.")
@click.option("--replicates", default=Settings().replicates, show_default=True, help="Bootstrap.")
@click.option("--workers", default=os.cpu_count() or 1, show_default=True, help="Processes.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Folder in which the table and the picture are written.",
)
def study(
    results: Path, populations: int, replicates: int, workers: int, into: Path | None
) -> None:
    """Ask every method about many made populations; keep what they say in RESULTS."""
    settings = Settings(replicates=replicates)
    try:
        known = read_results(results, settings)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    wanted = [cell for cell in cells(populations) if cell not in known]
    click.echo(f"{len(known)} populations are known, {len(wanted)} are to be made.")
    compute(results, settings, wanted, workers)
    outcomes = [one for one in read_results(results, settings).values() if one.number < populations]
    rows = summary(outcomes)
    for row in rows:
        click.echo(line(row))
    if into is not None:
        write_table(into / TABLE, rows)
        write_short(into / SHORT, rows)
        from manumit.prevalence.study.picture import picture  # noqa: PLC0415 - slow to import

        (into / PICTURE).write_text(picture(rows), encoding="utf-8")


def compute(
    results: Path, settings: Settings, wanted: Iterable[tuple[str, int]], workers: int
) -> None:
    """Compute outcomes in processes of their own and append each as soon as it is there."""
    # Each worker is one of many: threads of linear algebra inside it only get in the way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    context = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(workers, mp_context=context) as pool,
        results.open("a", encoding="utf-8") as file,
    ):
        running: list[Future[list[Outcome]]] = [
            pool.submit(_several, part, settings)
            for part in batched(wanted, _TOGETHER, strict=False)
        ]
        for done in as_completed(running):
            for one in done.result():
                file.write(json.dumps(asdict(one)) + "\n")
            file.flush()


def _several(part: Iterable[tuple[str, int]], settings: Settings) -> list[Outcome]:
    return [outcome(situation, number, settings) for situation, number in part]


def read_results(results: Path, settings: Settings) -> dict[tuple[str, int], Outcome]:
    """Return the outcomes kept in a file; a new file is begun where there is none.

    A last line that was cut off when the study was stopped is taken away.

    Raises:
        ValueError: the file was made with other settings.
    """
    header = json.dumps({"settings": asdict(settings)})
    if not results.exists():
        results.write_text(header + "\n", encoding="utf-8")
    text = results.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        results.write_text(whole, encoding="utf-8")
    first, *lines = whole.splitlines()
    if first != header:
        raise ValueError(f"{results.name} was made with other settings: {first}")
    outcomes = [_outcome(json.loads(kept)) for kept in lines]
    return {(one.situation, one.number): one for one in outcomes}


def _outcome(kept: dict[str, object]) -> Outcome:
    answers = kept.pop("answers")
    assert isinstance(answers, dict)  # noqa: S101 - written by compute
    return Outcome(
        **kept,  # type: ignore[arg-type] # written by compute
        answers={name: tuple(one) if one else None for name, one in answers.items()},
    )


def write_table(path: Path, rows: Iterable[Row]) -> None:
    """Write the summary as CSV, numbers with as many digits as they are worth."""
    names = [field.name for field in fields(Row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            values = [getattr(row, name) for name in names]
            writer.writerow(
                f"{value:.3f}" if isinstance(value, float) else value for value in values
            )


def write_short(path: Path, rows: Iterable[Row]) -> None:
    """Write one row for each method: coverage and median width in each situation, as words."""
    cells_of: dict[str, dict[str, str]] = {}
    situations: dict[str, None] = {}
    for row in rows:
        situations[row.situation] = None
        cells_of.setdefault(row.method, {})[row.situation] = (
            f"{100 * row.covered:.0f} % ({row.width:.2f})" if row.answered else "no answer"
        )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["method", *situations])
        for method, found in cells_of.items():
            writer.writerow([method, *(found.get(situation, "") for situation in situations)])


def line(row: Row) -> str:
    """Return a row of the summary as a line of text."""
    return (
        f"{row.situation:15} {row.method:34} {row.answered:5}/{row.populations:<5} "
        f"covered {100 * row.covered:5.1f} %  below {100 * row.below:5.1f} %  "
        f"above {100 * row.above:5.1f} %  width {row.width:6.2f}  ratio {row.ratio:5.2f}"
    )


if __name__ == "__main__":
    study()
