"""``manumit instruments``: show and export instruments, and check an institution's own."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from manumit.assessment.tables import rule_tables
from manumit.assessment.view import UNREVIEWED_MARK
from manumit.cli.options import instruments_option, language_option, library_with, out_option
from manumit.cli.output import explained, write_or_pipe, write_or_print
from manumit.exchange import mapping_schema, write_xlsform
from manumit.exchange.evidence_file import evidence_schema
from manumit.instruments import Counts, Indicator, Instrument, Library, StepRule, Text
from manumit.instruments.coverage import Coverage, coverage
from manumit.instruments.reading import KINDS, schema
from manumit.paper import PaperSize, form_pdf

SCHEMAS = (*KINDS, "evidence", "mapping")


@click.group()
def instruments() -> None:
    """List, show, check and export the instruments: what the ILO and the UN wrote, as data."""


@instruments.command("list")
@instruments_option
@explained
def list_(own: tuple[Path, ...]) -> None:
    """List the indicator lists, with what is verified of them."""
    library = library_with(own)
    for list_id in library.list_ids:
        instrument = library.instrument(list_id)
        scored = "scored" if instrument.scored else "not scored: no verified grades"
        click.echo(
            f"{list_id:<16} {len(instrument.indicators):>3} indicators, {scored}; "
            f"{library.texts.label(f'list/{list_id}', 'en')}; edition {instrument.edition}, "
            f"checked on {instrument.checked_on}"
        )
    click.echo(f"Languages: {', '.join(library.texts.languages)}")


@instruments.command()
@click.argument("list_id", metavar="LIST")
@language_option
@instruments_option
@explained
def show(list_id: str, language: str, own: tuple[Path, ...]) -> None:
    """Show the indicators of a LIST: code, grade, label, explanation, questions, source.

    Strings that nobody has reviewed in their language are marked with an asterisk.
    """
    library = library_with(own, language)
    instrument = library.instrument(list_id)
    click.echo("\n".join(_shown(library, instrument, language)))


def _shown(library: Library, instrument: Instrument, language: str) -> Iterator[str]:
    source = library.source(instrument.source)
    yield f"{library.texts.label(f'list/{instrument.id}', language)}"
    yield f"{source.title} ({source.year}), edition {instrument.edition}; read: {source.read}"
    rule = instrument.dimension_rule
    if rule is None:
        yield "Not scored: nobody has verified its grades."
    else:
        clauses = "; ".join(
            f"({clause.id}) {' or '.join(_needed(counts) for counts in clause.any_of)}"
            for clause in rule.clauses
        )
        yield f"A dimension is positive with at least: {clauses} [{rule.basis.standing}]"
    for dimension in instrument.dimensions:
        yield ""
        yield f"{library.texts.label(f'dimension/{dimension.id}', language)} ({dimension.phase})"
        for indicator in instrument.in_dimension(dimension.id):
            yield from _indicator(library, indicator, language)
    if any(text.needs_notice for text in library.texts.all_of("DR01", "questions", language)):
        yield ""
        yield str(library.texts.label("phrase/unreviewed", language))


def _needed(counts: Counts) -> str:
    graded = {"strong": counts.strong, "medium": counts.medium, "weak": counts.weak}
    return " and ".join(f"{number} {grade}" for grade, number in graded.items() if number)


def _indicator(library: Library, indicator: Indicator, language: str) -> Iterator[str]:
    texts = library.texts
    grade = "" if indicator.strength is None else f" [{indicator.strength}]"
    verified = "" if indicator.basis.verification is None else f" ({indicator.basis.verification})"
    yield f"  {indicator.code}{grade} {_said(texts.label(indicator.code, language))}{verified}"
    yield f"      {_said(texts.one(indicator.code, 'explanation', language))}"
    for question in texts.all_of(indicator.code, "questions", language):
        yield f"      ? {_said(question)}"


def _said(text: Text) -> str:
    return text.value + (UNREVIEWED_MARK if text.needs_notice else "")


@instruments.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@explained
def validate(paths: tuple[Path, ...]) -> None:
    """Check instrument and text files (PATHS; folders too) together with the shipped ones.

    Lists every problem with its file, line and what to do. Without PATHS checks the shipped files.
    """
    library = Library.load(*paths)
    click.echo(
        f"In order: {len(library.documents)} files, {len(library.list_ids)} lists, "
        f"languages {', '.join(library.texts.languages)}."
    )


@instruments.command("coverage")
@click.argument("language", metavar="LANGUAGE")
@click.option(
    "--list",
    "list_ids",
    multiple=True,
    metavar="LIST",
    help="A list that your interviews use; may be repeated; all that are loaded if not given.",
)
@instruments_option
@explained
def coverage_(language: str, list_ids: tuple[str, ...], own: tuple[Path, ...]) -> None:
    """Show what a LANGUAGE lacks for an interview and its finding, and how much is reviewed.

    Ends with exit code 1 if anything is missing: it would come in English, marked.
    """
    found = coverage(library_with(own, language), language, list_ids)
    click.echo("\n".join(_covered(found)))
    if not found.complete:
        click.get_current_context().exit(1)


def _covered(found: Coverage) -> Iterator[str]:
    asked = len(found.questions)
    yield f"Questions: {asked - len(found.missing_questions)} of the {asked} codes that are asked"
    for kind, missing in (
        ("questions", found.missing_questions),
        ("names", found.missing_labels),
        ("phrases", found.missing_phrases),
    ):
        yield f"Missing {kind}: {', '.join(missing) or 'none'}"
    yield f"Explanations for officers that come in English: {len(found.missing_explanations)}"
    yield "Strings: " + ", ".join(f"{status} {n}" for status, n in found.strings.items())
    yield f"Questions with audio: {found.with_audio}; without: {found.without_audio}"


@instruments.command("schema")
@click.argument("kind", type=click.Choice(SCHEMAS))
@explained
def schema_(kind: str) -> None:
    """Print the JSON Schema of a KIND of file, for an editor that checks while you type."""
    special = {"evidence": evidence_schema, "mapping": mapping_schema}
    found = special[kind]() if kind in special else schema(kind)
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


@instruments.command()
@click.argument("list_id", metavar="LIST")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.xlsx",
    help="The workbook to write.",
)
@click.option(
    "--languages",
    default="",
    metavar="TAGS",
    help="Languages of the form, comma-separated, the default one first; all if not given.",
)
@instruments_option
@explained
def xlsform(list_id: str, out: Path, languages: str, own: tuple[Path, ...]) -> None:
    """Export a LIST as an XLSForm for ODK or Kobo, questions by topic, in every language."""
    library = library_with(own)
    chosen = [tag.strip() for tag in languages.split(",") if tag.strip()]
    write_xlsform(out, library.instrument(list_id), library.texts, languages=chosen)
    click.echo(f"Written: {out}", err=True)


@instruments.command("form")
@click.argument("list_id", metavar="LIST")
@click.option(
    "--size",
    type=click.Choice([str(size) for size in PaperSize]),
    default=str(PaperSize.A4),
    show_default=True,
    help="The sheet.",
)
@language_option
@instruments_option
@out_option
@explained
def form_(list_id: str, size: str, language: str, own: tuple[Path, ...], out: Path | None) -> None:
    """Export a LIST as a questionnaire to fill in on paper (PDF).

    Each question bears the code under which its answer is keyed in later. No field for a name.
    """
    library = library_with(own, language)
    made = form_pdf(library.instrument(list_id), library, language, size=PaperSize(size))
    write_or_pipe(made, out, private=False)


@instruments.command()
@click.argument("list_id", metavar="LIST")
@instruments_option
@out_option
@explained
def tables(list_id: str, own: tuple[Path, ...], out: Path | None) -> None:
    """Export the rule of a LIST as lookup tables with test vectors (JSON) for other runtimes."""
    instrument = library_with(own).instrument(list_id)
    write_or_print(
        json.dumps(rule_tables(instrument), indent=1, ensure_ascii=False) + "\n", out, private=False
    )


@instruments.command()
@click.argument("number", required=False)
@instruments_option
@explained
def cases(number: str | None, own: tuple[Path, ...]) -> None:
    """List the worked court cases, or show the one with this NUMBER."""
    found = {case["number"]: case for case in library_with(own).of_kind("case")}
    if number is None:
        for key, case in found.items():
            click.echo(f"{key:>3}  {case['title']} ({case['list']})")
    else:
        click.echo("\n".join(_case(_chosen(found, number))))


def _chosen[T](found: dict[str, T], key: str) -> T:
    if key not in found:
        raise click.BadParameter(f"there is no '{key}'; known are: {', '.join(found)}")
    return found[key]


def _case(case: Mapping[str, Any]) -> Iterator[str]:
    yield f"{case['title']}\n{case['court']}\n"
    yield from (f"- {fact}" for fact in case["facts"])
    yield f"\nDecided: {case['official_conclusion']}\n"
    yield from (f"  {one['code']} {one['answer']}: {one['fact']}" for one in case["answers"])
    yield f"\n{case['reading']}"


@instruments.command()
@click.argument("area_id", metavar="AREA", required=False)
@instruments_option
@explained
def interventions(area_id: str | None, own: tuple[Path, ...]) -> None:
    """List the fourteen areas of intervention, or show one AREA with its lessons and evidence."""
    library = library_with(own)
    documents = library.of_kind("interventions")
    found = {area["id"]: area for document in documents for area in document["areas"]}
    if area_id is None:
        for key, area in found.items():
            click.echo(f"{key:<22} {area['title']} (evidence: {area['evidence']['level']})")
    else:
        click.echo("\n".join(_area(library, _chosen(found, area_id))))


def _area(library: Library, area: Mapping[str, Any]) -> Iterator[str]:
    yield area["title"]
    yield "\nWhat is done"
    yield from (f"- {line}" for line in area["what_is_done"])
    yield "\nLessons"
    for lesson in area["lessons"]:
        basis = lesson["basis"]
        source = f", {library.source(basis['source']).title}" if "source" in basis else ""
        yield f"- {lesson['text']} [{basis['standing']}{source}]"
    yield f"\nEvidence: {area['evidence']['level']}. {area['evidence']['note']}"
    yield "\nServed by"
    yield from (f"- {part['part']} ({part['state']})" for part in area["served_by"])


@instruments.command()
@language_option
@instruments_option
@explained
def steps(language: str, own: tuple[Path, ...]) -> None:
    """List what to do next beside a finding: when, for whom, who can help, and who says so."""
    library = library_with(own, language)
    click.echo("\n".join(line for rule in library.steps for line in _step(library, rule, language)))


def _step(library: Library, rule: StepRule, language: str) -> Iterator[str]:
    yield f"{rule.id} [{rule.urgency}; for: {', '.join(rule.audiences)}]"
    yield f"    {_said(library.texts.label(rule.text_id, language))}"
    yield f"    When: {' or '.join(map(str, rule.when)) or 'always'}"
    yield f"    Helped by: {', '.join(rule.kinds) or 'nobody else'}"
    basis = rule.basis
    source = None if basis.source is None else library.source(basis.source).title
    parts = (basis.standing, source, basis.verification, basis.note)
    yield f"    [{'; '.join(part for part in parts if part is not None)}]"
