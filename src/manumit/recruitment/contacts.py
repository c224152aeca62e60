"""Telephone numbers, mail and web addresses as they are compared, however they are written."""

import enum
import functools
import re
import unicodedata
from dataclasses import dataclass, fields

import phonenumbers

from manumit.packaged import packaged_yaml

FEWEST_DIGITS = 7
_MAIL = re.compile(r"[^\s@,;:<>()]+@[^\s@,;:<>()]+\.[^\s@,;:<>()]+")
_SITE = (
    r"(?:[a-z0-9-]+\.)+"
    r"(?:com|net|org|info|biz|me|ly|gl|gle|page|ee|(?:com|co|net|org|gov)\.[a-z]{2})(?![\w.-])"
)
_WEB = re.compile(rf"(?:https?://|www\.)\S+|\b{_SITE}(?:/\S*)?", re.IGNORECASE)
_ANY_SITE = re.compile(
    r"(?:https?://)?(?P<host>(?:[\w-]+\.)+[^\W\d]{2,})(?P<page>[/?#]\S*)?", re.IGNORECASE
)
# Digits that a letter or a joining sign touches are part of something else: RL-2024-00417.
_TELEPHONE = re.compile(r"(?<![\w./-])\+?\(?\d(?:[\s()./-]{0,2}\d){6,18}(?![\w/-])")
_WHATSAPP = re.compile(
    r"(?:https?://)?(?:api\.|www\.)?(?:wa\.me/|whatsapp\.com/send/?\?phone=)\+?(\d+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RecruiterWords:
    """The content of ``words.yaml``.

    Attributes:
        beside_number: words beside the number of a licence, in small letters.
        trade_words: words that many recruiters have in their names.
        beside_telephone: words that stand before a telephone number, in small letters.
        shared_sites: hosts on which, and under which, the page is compared, not the site.
        hosting: hosts under which each name is a site of its own.
        not_of_page: parts of a query that say where a reader came from, not which page it is.
    """

    beside_number: frozenset[str]
    trade_words: frozenset[str]
    beside_telephone: frozenset[str]
    shared_sites: frozenset[str]
    hosting: frozenset[str]
    not_of_page: frozenset[str]


@functools.cache
def recruiter_words() -> RecruiterWords:
    """Return the words of this version."""
    found = packaged_yaml(__package__, "data/words.yaml")
    return RecruiterWords(
        **{each.name: frozenset(found[each.name]) for each in fields(RecruiterWords)}
    )


class ContactKind(enum.StrEnum):
    """What a contact is."""

    TELEPHONE = "telephone"
    MAIL = "mail"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as it is compared: the same if equal.

    Attributes:
        value: in one normal form; of a web address the site, on a shared one the page.
    """

    kind: ContactKind
    value: str


def read_contact(text: str, country: str) -> Contact | None:
    """Return a contact, or None if it is none that can be read.

    Args:
        text: one contact.
        country: of a telephone number without the code of a country; two letters, or empty.
    """
    plain = plain_text(text)
    if written := _WHATSAPP.match(plain):
        return _telephone(f"+{written[1]}", "")
    if found := _MAIL.fullmatch(plain.removeprefix("mailto:")):
        return Contact(ContactKind.MAIL, found[0].casefold())
    if site := _ANY_SITE.fullmatch(plain):
        return _site(site["host"], site["page"] or "")
    return _telephone(plain, country)


def take_contacts(text: str) -> tuple[str, list[str]]:
    """Return a text without the contacts in it, and these.

    Args:
        text: what somebody typed: a name and a telephone in any order, without a licence number.
    """
    found: list[str] = []
    rest = _telephone_word().sub(" ", plain_text(text))
    for form in (_MAIL, _WHATSAPP, _WEB, _TELEPHONE):
        taken = [match[0].rstrip(".,;:)") for match in form.finditer(rest)]
        for one in taken:
            rest = rest.replace(one, " ")
        found += taken
    return " ".join(rest.split()), found


@functools.cache
def _telephone_word() -> re.Pattern[str]:
    """Return what finds a word for telephone, and a sign after it, right before a number."""
    known = "|".join(sorted(map(re.escape, recruiter_words().beside_telephone), reverse=True))
    return re.compile(rf"\b(?:{known})[.:\s-]*(?=\+?\(?\d)", re.IGNORECASE)


def _telephone(text: str, country: str) -> Contact | None:
    if len(_digits(text)) < FEWEST_DIGITS or any(c.isalpha() for c in text):
        return None
    international = text.startswith(("+", "00"))
    written = f"+{text[2:]}" if text.startswith("00") else text
    try:
        number = phonenumbers.parse(written, None if international else country or None)
    except phonenumbers.NumberParseException:
        return Contact(ContactKind.TELEPHONE, _digits(text))
    form = phonenumbers.PhoneNumberFormat.E164
    return Contact(ContactKind.TELEPHONE, phonenumbers.format_number(number, form))


def _site(host: str, page: str) -> Contact | None:
    """Return the site; on a shared one the page, whose capitals count; without a page, none."""
    words = recruiter_words()
    # Of "m.me" the first part is the name.
    bare = re.sub(r"^(?:www|m)\.(?=.*\.)", "", host.casefold())
    above = re.sub(r"^(?:mobile|web|[a-z]{2}(?:-[a-z]{2})?)\.", "", bare)  # ke.linkedin.com
    bare = above if above in words.shared_sites else bare
    if not any(bare == one or bare.endswith(f".{one}") for one in words.shared_sites):
        return None if bare in words.hosting else Contact(ContactKind.WEB, bare)
    path, _, query = page.partition("#")[0].partition("?")
    kept = [part for part in query.split("&") if part.partition("=")[0] not in words.not_of_page]
    asked = "&".join(filter(None, kept))
    path = path.rstrip("/")
    if not path and not asked:
        return None
    return Contact(ContactKind.WEB, bare + path + (f"?{asked}" if asked else ""))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def plain_text(text: str) -> str:
    """Return a text with its digits in European form and without marks that nobody sees."""
    normal = unicodedata.normalize("NFKC", text)
    seen = "".join(c for c in normal if unicodedata.category(c) != "Cf" or c in "\u200c\u200d")
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in seen).strip()
