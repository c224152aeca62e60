"""``manumit assess``: make findings and a report from a file or a folder of case records."""

from pathlib import Path

import click

from manumit.bulk.engines import Engine
from manumit.bulk.pipeline import ReportWishes, Targets, assess_to_files
from manumit.cli.mappings import find_mapping
from manumit.cli.options import instruments_option, language_option, library_with
from manumit.cli.output import explained
from manumit.cli.progress import progress_bar
from manumit.disclosure import DEFAULT_THRESHOLD, read_release


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
    "--tables",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="TABLES.json",
    help="The tables of the report, to be kept for '--against'; they may be published.",
)
@click.option(
    "--sdmx",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="TABLES.csv",
    help="The same tables as SDMX-CSV 2.0, for statistical systems.",
)
@click.option(
    "--against",
    type=click.Path(dir_okay=False, path_type=Path),
    multiple=True,
    metavar="EARLIER.json",
    help="Tables of an earlier report: refuse a report whose difference with it gives small "
    "counts away. Repeat it for each report on nearly the same records.",
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
    tables: Path | None,
    sdmx: Path | None,
    against: tuple[Path, ...],
    threshold: int,
    engine: str,
    language: str,
    own: tuple[Path, ...],
) -> None:
    """Assess every record of FILE (CSV, also .gz; XLSX; Parquet) through a mapping.

    FILE can be a folder of Parquet files too, also in folders such as year=2025.

    All or nothing: a row with a problem refuses the file, unless --rejects names a file for such
    rows. The findings hold one row per person and are not for publication; the report is.
    """
    library = library_with(own, language)
    targets = Targets(findings=out, report=report, rejects=rejects, tables=tables, sdmx=sdmx)
    targets.check(file, Path(mapping), *against)
    if against and not targets.to_show:
        raise click.UsageError(
            "--against compares a report: give --report, --tables or --sdmx as well."
        )
    earlier = tuple(read_release(one) for one in against)
    with progress_bar() as progress:
        done = assess_to_files(
            file,
            find_mapping(mapping, library),
            library,
            targets,
            wishes=ReportWishes(threshold=threshold, language=language, against=earlier),
            engine=engine,
            progress=progress,
        )
    click.echo(done.summary)
