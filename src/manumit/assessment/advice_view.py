"""What to do next, and whom to ask, in words of one language, ready for any renderer."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from manumit.assessment.advice import NextStep, next_steps
from manumit.assessment.engine import Finding
from manumit.assessment.view import POP_ISOLATE, Words
from manumit.instruments import (
    Audience,
    Contact,
    ContactKind,
    Contacts,
    Library,
    Urgency,
    YesNoUnknown,
)

# Numbers change: after half a year nobody should rely on them unsaid.
MOST_DAYS_UNCHECKED = 180
# Ways of contact that are words, not numbers or addresses.
IN_WORDS = ("walk_in",)
LEFT_TO_RIGHT_ISOLATE = "\u2066"


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact in words.

    Attributes:
        ways: how to reach it: label and number, address or place. In a right-to-left language
            numbers and addresses stand in isolates, which keep them from being turned around.
        facts: languages, hours, cost, name, what it passes on, note.
        warning: that it may pass on something about a person's right to stay, or None.
    """

    name: str
    kind: str
    kind_id: ContactKind
    does: str | None
    ways: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class StepView:
    """One step in words.

    Attributes:
        urgency: the word for how soon; ``urgency_id`` its id.
        helpers: who can help, one sentence, or None where nobody is named.
        gap: which kinds of contact are not listed, one sentence, or None.
        contacts: the listed contacts that help, by kind in the order of the step.
        depends: where the law differs, or None.
        ask: what to ask again, one sentence, or None.
        basis: who says so, in which source.
        standing: ``published`` or ``ours``.
    """

    id: str
    label: str
    explanation: str | None
    urgency: str
    urgency_id: Urgency
    basis: str
    standing: str
    helpers: str | None = None
    gap: str | None = None
    contacts: tuple[ContactView, ...] = ()
    depends: str | None = None
    ask: str | None = None


@dataclass(frozen=True, slots=True)
class AdviceView:
    """What to do next for one audience, in words.

    Attributes:
        more_title: heads the explanation and the basis of a step.
        contacts: every contact that helps with any of the steps, once.
        notices: that it is no legal advice; how old the contacts are; that they are invented.
    """

    title: str
    audience: str
    audience_id: Audience
    language: str
    direction: str
    steps: tuple[StepView, ...]
    more_title: str
    contacts_title: str
    contacts: tuple[ContactView, ...]
    notices: tuple[str, ...]


def advice_view(
    finding: Finding,
    library: Library,
    language: str = "en",
    *,
    audience: Audience,
    contacts: Contacts | None = None,
    today: dt.date,
    marks: bool = True,
) -> AdviceView:
    """Return what to do next, in words.

    Args:
        finding: from ``assess``.
        library: the library that its instrument came from.
        language: strings that it lacks come in English, marked.
        audience: whom the steps speak to.
        contacts: the deployment's contacts, or None.
        today: the day on which it is read; outdated contacts carry a notice.
        marks: False leaves out the marks of unreviewed strings: the caller states
            once that the language is a draft.
    """
    words = Words(library, language, marks=marks)
    listed = _ContactsByKind(words, contacts)
    steps = tuple(
        _step(words, listed, step) for step in next_steps(finding, library, audience=audience)
    )
    return AdviceView(
        title=words.say("advice/title"),
        audience=words.say(f"advice/{audience}"),
        audience_id=audience,
        language=language,
        direction=library.texts.direction(language),
        steps=steps,
        more_title=words.name("advice/more"),
        contacts_title=words.say("advice/contacts"),
        contacts=tuple(dict.fromkeys(contact for step in steps for contact in step.contacts)),
        notices=tuple(_notices(words, contacts, today)),
    )


class _ContactsByKind:
    """The contacts of each kind in words."""

    def __init__(self, words: Words, contacts: Contacts | None) -> None:
        self.given = contacts is not None
        self.by_kind: dict[ContactKind, tuple[ContactView, ...]] = {
            kind: ()
            if contacts is None
            else tuple(_contact(words, contact) for contact in contacts.of_kind(kind))
            for kind in ContactKind
        }

    def helping(self, kinds: Iterable[ContactKind]) -> tuple[ContactView, ...]:
        """Return the contacts for a step; those that report immigration status come last."""
        found = [contact for kind in kinds for contact in self.by_kind[kind]]
        return tuple(sorted(found, key=lambda contact: contact.warning is not None))


def _step(words: Words, listed: _ContactsByKind, step: NextStep) -> StepView:
    rule = step.rule
    contacts = listed.helping(rule.kinds)
    names = [_name_with_warning(contact) for contact in contacts] if listed.given else rule.kinds
    missing = [kind for kind in rule.kinds if listed.given and not listed.by_kind[kind]]
    return StepView(
        id=step.id,
        label=words.say(rule.text_id),
        explanation=_explanation(words, rule.text_id),
        urgency=words.name(f"urgency/{rule.urgency}"),
        urgency_id=rule.urgency,
        basis=words.basis(rule.basis),
        standing=str(rule.basis.standing),
        helpers=_listing(words, "advice/helpers", "names", names),
        gap=_listing(words, "advice/gap", "kinds", missing),
        contacts=contacts,
        depends=words.name("advice/depends") if rule.depends_on_country else None,
        ask=_ask(words, step),
    )


def _explanation(words: Words, text_id: str) -> str | None:
    """Return the explanation of a step; an institution's own step may have none."""
    found = words.library.texts.all_of(text_id, "explanation", words.language)
    return words.marked(found[0]) if found else None


def _name_with_warning(contact: ContactView) -> str:
    """Return the name with its warning, because a reader may see nothing else."""
    return contact.name if contact.warning is None else f"{contact.name} ({contact.warning})"


def _listing(
    words: Words, text_id: str, placeholder: str, names: Iterable[str | ContactKind]
) -> str | None:
    listed = [
        words.name(f"contactkind/{name}") if isinstance(name, ContactKind) else words.apart(name)
        for name in names
    ]
    return words.say(text_id, **{placeholder: "; ".join(listed)}) if listed else None


def _ask(words: Words, step: NextStep) -> str | None:
    if not step.ask:
        return None
    named = (f"{words.apart(code)} ({words.name(code)})" for code in step.ask)
    return words.say("advice/ask", codes="; ".join(named))


def _contact(words: Words, contact: Contact) -> ContactView:
    language = words.language
    reports = words.name(f"contact/reports_status_{contact.reports_status}")
    warns = contact.reports_status is YesNoUnknown.YES
    return ContactView(
        name=contact.name.in_language(language),
        kind=words.name(f"contactkind/{contact.kind}"),
        kind_id=contact.kind,
        does=None if contact.does is None else contact.does.in_language(language),
        ways=tuple(
            (words.name(f"contact/{way}"), _isolated(words, way, used.in_language(language)))
            for way, used in contact.ways.items()
        ),
        facts=(*_facts(words, contact), *(() if warns else (reports,))),
        warning=reports if warns else None,
    )


def _isolated(words: Words, way: str, used: str) -> str:
    """Isolate a number: a right-to-left page would move its plus sign to the end."""
    if way in IN_WORDS or words.library.texts.direction(words.language) == "ltr":
        return used
    return f"{LEFT_TO_RIGHT_ISOLATE}{used}{POP_ISOLATE}"


def _facts(words: Words, contact: Contact) -> Iterator[str]:
    if contact.languages:
        languages = words.apart(", ".join(contact.languages))
        yield words.name("contact/languages").format(languages=languages)
    if contact.hours is not None:
        hours = words.apart(contact.hours.in_language(words.language))
        yield words.name("contact/hours").format(hours=hours)
    yield words.name(f"contact/free_of_charge_{contact.free_of_charge}")
    yield words.name(f"contact/anonymous_{contact.anonymous}")
    if contact.note is not None:
        yield contact.note.in_language(words.language)


def _notices(words: Words, contacts: Contacts | None, today: dt.date) -> Iterator[str]:
    yield words.say("advice/notice")
    if contacts is None:
        yield words.say("advice/no_contacts")
        return
    if contacts.invented:
        yield words.say("advice/invented")
    territory = words.apart(contacts.territory.in_language(words.language))
    yield words.say("advice/territory", territory=territory)
    old = (today - contacts.checked_on).days > MOST_DAYS_UNCHECKED
    date = words.apart(contacts.checked_on.isoformat())
    yield words.say("advice/stale" if old else "advice/checked", date=date)


def contacts_of(advice: Sequence[AdviceView]) -> tuple[list[ContactView], list[str]]:
    """Return the contacts of all audiences, warnings last, and the notices about them."""
    contacts = dict.fromkeys(contact for one in advice for contact in one.contacts)
    notices = dict.fromkeys(notice for one in advice for notice in one.notices)
    return sorted(contacts, key=lambda contact: contact.warning is not None), list(notices)
