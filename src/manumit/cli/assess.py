"""``manumit assess``: a file of case records to findings and a report."""

from pathlib import Path

import click

from manumit.bulk.engines import Engine
from manumit.bulk.pipeline import ReportWishes, Targets, assess_to_files
from manumit.cli.mappings import find_mapping
from manumit.cli.options import instruments_option, language_option, library_with
from manumit.cli.output import explained
from manumit.cli.progress import progress_bar
from manumit.disclosure import DEFAULT_THRESHOLD


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    required=True,
    metavar="MAPPING",
    help="A mapping file, or the name of a shipped one ('manumit mappings list').",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FINDINGS",
    help="Findings to write, one row per person: .csv, .parquet or .jsonl.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="REPORT.html",
    help="Report to write: one HTML file with suppressed tables that may be published.",
)
@click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="REJECTS.csv",
    help="Leave rows with problems out, and list them here, in place of refusing the file.",
)
@click.option(
    "--threshold",
    type=click.IntRange(min=2),
    default=DEFAULT_THRESHOLD,
    show_default=True,
    help="Smallest number of persons that the report shows.",
)
@click.option(
    "--engine",
    type=click.Choice([str(engine) for engine in Engine]),
    default=str(Engine.POLARS),
    show_default=True,
    help="What computes; 'spark' needs the extra manumit[spark] and Java 17 or newer.",
)
@language_option
@instruments_option
@explained
def assess(  # noqa: PLR0913 - one parameter per option
    *,
    file: Path,
    mapping: str,
    out: Path,
    report: Path | None,
    rejects: Path | None,
    threshold: int,
    engine: str,
    language: str,
    own: tuple[Path, ...],
) -> None:
    """Assess every record of FILE (CSV, also .gz; XLSX; Parquet) through a mapping.

    All or nothing: a row with a problem refuses the file, unless --rejects says where to list such
    rows. The findings hold one row per person and are not for publication; the report is.
    """
    library = library_with(own, language)
    targets = Targets(findings=out, report=report, rejects=rejects)
    targets.check(file, Path(mapping))
    with progress_bar() as progress:
        done = assess_to_files(
            file,
            find_mapping(mapping, library),
            library,
            targets,
            wishes=ReportWishes(threshold=threshold, language=language),
            engine=engine,
            progress=progress,
        )
    click.echo(done.summary)
