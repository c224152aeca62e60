"""The explanation in words of one language, ready for any renderer.

One walk over the tree, so that text and HTML agree. Every string that nobody has reviewed in
its language is marked, and our own reading is distinguished from published rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from manumit.assessment.changes import Change, Direction, Family, Pick, what_would_change
from manumit.assessment.engine import Age, Finding, State
from manumit.assessment.explanation import Kind, Node, explain, walk
from manumit.instruments import Basis, Conclusion, Counts, Library, Text
from manumit.instruments.texts import FALLBACK_LANGUAGE

UNREVIEWED_MARK = "*"
REMARKS = "report/data_"
MOST_TO_CLOSE = 6
MOST_TO_NAME = 4
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"


def plain(text: str) -> str:
    """Return the text without Unicode isolates, for attributes and pictures."""
    return text.replace(FIRST_STRONG_ISOLATE, "").replace(POP_ISOLATE, "")


@dataclass(frozen=True, slots=True)
class View:
    """One line of the explanation and its children.

    Attributes:
        label: what it is; ``state``: the word for its state, or None.
        code: the code or id in the instrument, or None.
        details: further remarks, one line each.
        basis: who says so, in which source, or None.
        standing: ``published`` or ``ours``, to distinguish them; None where neither applies.
    """

    label: str
    kind: Kind
    state: str | None = None
    state_id: State | None = None
    code: str | None = None
    details: tuple[str, ...] = ()
    basis: str | None = None
    standing: str | None = None
    children: tuple["View", ...] = ()


@dataclass(frozen=True, slots=True)
class FindingView:
    """A whole finding in words.

    Attributes:
        results: the three results, never one, and the eleven indicators.
        changes: what would change it, one sentence each.
        notices: what must be shown with it: signs only, list not scored, age not sure, texts
            not reviewed.
    """

    title: str
    language: str
    direction: str
    instrument: str
    results: tuple[View, ...]
    changes_title: str
    changes: tuple[str, ...]
    notices: tuple[str, ...]


class Words:
    """Looks up strings of one language and remembers whether any of them was unreviewed.

    Args:
        library: where the strings are.
        language: such as ``fr``; strings that it lacks come in English.
        marks: whether each unreviewed string is marked; a page that says once that its language is
            a draft goes without.
    """

    def __init__(self, library: Library, language: str, *, marks: bool = True) -> None:
        self.library = library
        self.language = language
        self.marks = marks
        self.unreviewed = False
        self._remarks: Mapping[str, Text] | None = None

    def say(self, text_id: str, **values: object) -> str:
        """Return the label of an id, its ``{names}`` filled in, marked if unreviewed."""
        return self.marked(self.library.texts.label(text_id, self.language), **values)

    def name(self, text_id: str) -> str:
        """Return the label of an id inside another sentence: without a mark of its own."""
        text = self.library.texts.label(text_id, self.language)
        self.unreviewed |= text.needs_notice
        return text.value

    def apart(self, foreign: str) -> str:
        """Isolate codes, dates and titles, so that Arabic text does not reorder them."""
        if self.library.texts.direction(self.language) == "ltr":
            return foreign
        return f"{FIRST_STRONG_ISOLATE}{foreign}{POP_ISOLATE}"

    def number(self, plain: str) -> str:
        """Return a plain decimal such as ``-44200.50`` with the signs of the language.

        The text ``report/number`` of each language is a sample of them: ``1,234.5``.
        """
        sample = self.library.texts.label("report/number", self.language).value
        whole, point, rest = plain.partition(".")
        sign = "-" if whole.startswith("-") else ""
        grouped = f"{int(whole.removeprefix('-')):,}".replace(",", sample[1])
        return f"{sign}{grouped}{sample[5] if point else ''}{rest}"

    def remarks(self) -> Mapping[str, Text]:
        """Return the translated notes of rules and sources, by their English text."""
        if self._remarks is None:
            texts = self.library.texts
            found = (
                (texts.label(one, FALLBACK_LANGUAGE).value, texts.label(one, self.language))
                for one in texts.ids()
                if one.startswith(REMARKS)
            )
            self._remarks = {english: own for english, own in found if not own.missing}
        return self._remarks

    def remark(self, english: str) -> str:
        """Return a translated note; isolated English where there is no translation."""
        own = self.remarks().get(english)
        if own is None:
            return self.apart(english)
        self.unreviewed |= own.needs_notice
        return own.value

    def basis(self, basis: Basis) -> str:
        """Return the basis in words: standing, source, verification and note."""
        parts = [self.name(f"standing/{basis.standing}")]
        if basis.source is not None:
            source = self.library.source(basis.source)
            year = "" if source.year is None else f" ({source.year})"
            number = "" if source.number is None else f", {source.number}"
            parts.append(self.apart(f"{source.title}{year}{number}"))
        if basis.verification is not None:
            parts.append(self.name(f"verification/{basis.verification}"))
        if basis.note is not None:
            parts.append(self.remark(basis.note))
        return "; ".join(parts)

    def marked(self, text: Text, **values: object) -> str:
        """Return a string with its ``{names}`` filled in, marked if nobody has reviewed it."""
        self.unreviewed |= text.needs_notice
        filled = text.value.format(**values) if values else text.value
        return filled + UNREVIEWED_MARK if self.marks and text.needs_notice else filled


def view(
    finding: Finding, library: Library, language: str = "en", *, marks: bool = True
) -> FindingView:
    """Return a finding in words.

    Args:
        finding: from ``assess``.
        library: the library that its instrument came from, for texts and sources.
        language: such as ``fr``; strings that a language lacks come in English, marked.
        marks: False leaves out the marks and the notice that explains them: the caller
            states once that the language is a draft.
    """
    words = Words(library, language, marks=marks)
    results = tuple(_view(words, node, None) for node in explain(finding).children)
    changes = tuple(_change(words, change) for change in _worth_showing(what_would_change(finding)))
    return FindingView(
        title=words.say("phrase/title"),
        language=language,
        direction=library.texts.direction(language),
        instrument=_instrument(words, finding),
        results=results,
        changes_title=words.say("phrase/what_would_change"),
        changes=changes,
        notices=tuple(_notices(words, finding)),
    )


def _instrument(words: Words, finding: Finding) -> str:
    source = words.library.source(finding.instrument.source)
    name = words.name(f"list/{finding.instrument.id}")
    edition = words.remark(finding.instrument.edition)
    return f"{name}. {words.apart(source.title)}, {words.name('phrase/edition')} {edition}"


def _notices(words: Words, finding: Finding) -> Iterable[str]:
    yield words.say("phrase/notice")
    if not finding.instrument.scored:
        yield words.say("phrase/not_scored")
    if finding.age is Age.UNSURE:
        yield words.say("age/unsure")
    if words.marks and words.unreviewed:
        yield words.say("phrase/unreviewed")


def _view(words: Words, node: Node, parent: Node | None) -> View:
    if node.kind is Kind.EVIDENCE:
        return _evidence(words, node)
    shown, silent = _split(node, parent)
    details = list(_details(words, node))
    if silent:
        details.append(f"{words.name('phrase/not_asked')}: {words.apart(', '.join(silent))}")
    # A basis is shown once, at the highest node that has it.
    basis = None if parent is not None and parent.basis == node.basis else node.basis
    return View(
        label=_label(words, node),
        kind=node.kind,
        state=_state(words, node),
        state_id=node.state,
        code=node.text_id if "/" not in node.text_id else None,
        details=tuple(details),
        basis=None if basis is None else words.basis(basis),
        standing=None if node.basis is None else str(node.basis.standing),
        children=tuple(_view(words, child, node) for child in shown),
    )


def _split(node: Node, parent: Node | None) -> tuple[list[Node], list[str]]:
    """Return the children to show, and the codes of those without any answer."""
    if parent is not None and parent.kind is Kind.ITEM and node.kind is not Kind.INDICATOR:
        return [], []  # a dimension or result that is shown in full elsewhere
    shown = [child for child in node.children if _has_statement(child)]
    silent = [child.text_id for child in node.children if child not in shown]
    return shown, silent


def _has_statement(node: Node) -> bool:
    """Return whether the node has an answer or a state that is not open."""
    if node.kind not in (Kind.INDICATOR, Kind.ITEM):
        return True
    return node.state is not State.UNDETERMINED or any(n.settled is not None for n in walk(node))


def _label(words: Words, node: Node) -> str:
    if node.rows is not None and node.rows[0] != node.rows[1]:
        lower, upper = node.rows
        return words.say(
            "phrase/conclusion_between",
            lower=_row(words, lower),
            upper=_row(words, upper),
        )
    return words.say(node.text_id)


def _state(words: Words, node: Node) -> str | None:
    """Return the word for a node's state; None for conclusions and lists."""
    if node.state is None or node.rows is not None:
        return None
    return words.name(f"state/{node.state}")


def _row(words: Words, row: Conclusion) -> str:
    """Return a row with its standing: the two ends of an open conclusion may differ."""
    return f"{words.name(f'row/{row.id}')} ({words.name(f'standing/{row.basis.standing}')})"


def _details(words: Words, node: Node) -> Iterable[str]:
    if node.strength is not None:
        yield words.name(f"strength/{node.strength}")
    if node.counts is not None:
        yield _clause(words, node, *node.counts)
    if node.published is not None:
        yield _published(words, *node.published)
    if node.settled is not None and node.settled.late_disclosure:
        yield words.say("phrase/late")
    elif node.settled is not None and node.settled.contradicted:
        yield words.say("phrase/contradicted")


def _clause(words: Words, node: Node, present: Counts, possible: Counts) -> str:
    counts = words.name("phrase/counts").format(
        strong=present.strong, medium=present.medium, weak=present.weak
    )
    if node.clause is not None:
        return words.say("phrase/clause", clause=node.clause, counts=counts)
    if node.state is State.NO:
        return words.say("phrase/no_clause", counts=counts)
    unknown = _total(possible) - _total(present)
    return words.say("phrase/open_clause", counts=counts, unknown=unknown)


def _total(number: Counts) -> int:
    return number.strong + number.medium + number.weak


def _published(words: Words, lower: Conclusion | None, upper: Conclusion | None) -> str:
    names = [words.name(f"row/{row.id}") if row else "–" for row in (lower, upper)]
    conclusions = names[0] if names[0] == names[1] else f"{names[0]} … {names[1]}"
    return f"{words.name('phrase/published_row')}: {conclusions}"


def _evidence(words: Words, node: Node) -> View:
    piece = node.evidence
    assert piece is not None  # noqa: S101 - an evidence node has its piece
    parts = [words.name(f"informant/{piece.informant}"), words.name(f"hearing/{piece.hearing}")]
    if piece.told_at is not None:
        parts.append(words.apart(piece.told_at.isoformat(timespec="minutes")))
    if node.set_aside is not None:
        parts.append(words.name(f"aside/{node.set_aside}"))
    return View(
        label=words.say("phrase/answered", answer=words.name(node.text_id)),
        kind=node.kind,
        code=piece.id,
        details=("; ".join(parts),),
    )


def _worth_showing(changes: Iterable[Change]) -> Iterable[Change]:
    """Yield the changes to show: of the three results, and raises of open dimensions.

    That a great many answers of "no" would close a result helps nobody to decide what to ask.
    """
    for change in changes:
        if change.result not in ("conclusion", "forced_labour", "labour_law"):
            if change.direction is Direction.RAISE:
                yield change
        elif change.direction is not Direction.CLOSE or change.size <= MOST_TO_CLOSE:
            yield change


def _change(words: Words, change: Change) -> str:
    if change.result == "conclusion":
        subject = words.name("phrase/conclusion")
        leads_to = words.name(f"row/{change.leads_to}")
    else:
        kind = "set" if change.result in ("forced_labour", "labour_law") else "dimension"
        subject = words.name(f"{kind}/{change.result}")
        leads_to = words.name(f"state/{change.leads_to}")
    effect = words.say(f"phrase/change_{change.direction}", leads_to=leads_to)
    families = f" {words.name('phrase/or')} ".join(_family(words, f) for f in change.families)
    return f"{subject} {effect}: {families}"


def _family(words: Words, family: Family) -> str:
    named = sum(len(pick.codes) for pick in family) <= MOST_TO_NAME
    return f" {words.name('phrase/and')} ".join(_pick(words, pick, named=named) for pick in family)


def _pick(words: Words, pick: Pick, *, named: bool) -> str:
    """Return the codes of a pick, with their names if there are few."""
    if named:
        codes = ", ".join(f"{words.apart(code)} ({words.name(code)})" for code in pick.codes)
    else:
        codes = words.apart(", ".join(pick.codes))
    phrase = "phrase/pick_all" if pick.count == len(pick.codes) else "phrase/pick_some"
    return words.name(phrase).format(count=pick.count, codes=codes)
