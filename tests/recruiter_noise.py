"""How a jobseeker writes the name of a recruiter: a model of noise, fixed before the matcher.

The look-up is measured with it, so it shares no table with the matcher: what a listener makes of
Latin spelling is written here a second time. Every function draws from the chance it is given; one
seed always gives the same names. Names on the real lists come from :func:`real_names`.
"""

import csv
import gzip
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SEED = 20261130
ORDERS = Path(__file__).parents[2] / "shared" / "data" / "orders"
EMPLOYERS, AGENTS = "EMPLOYER_NAME", "AGENT_ATTORNEY_NAME"
LONG = 14
"""A name of so many letters gets a second mistake."""
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SOUNDS_ALIKE = (
    ("ph", "f"), ("ck", "k"), ("oo", "u"), ("ee", "i"), ("c", "k"), ("s", "z"), ("y", "i"),
    ("j", "g"), ("v", "w"), ("ei", "ie"), ("ou", "u"), ("th", "t"), ("sh", "s"), ("a", "e"),
)  # fmt: skip
FORMS = re.compile(
    r"[,\s]+(inc|llc|ltd|limited|co|corp|corporation|company|incorporated|l\.l\.c|p\.c)\.?,?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Script:
    """How Latin letters are written in another script.

    Attributes:
        pairs: Latin letters, longest first, with the ways to write them.
        alone: a single letter, as an initial is spelt out.
        ampersand: the word for "and".
        vowels: Latin vowels that the script may leave out inside a word.
    """

    pairs: Mapping[str, Sequence[str]]
    alone: Mapping[str, str]
    ampersand: str
    vowels: str


def _table(text: str) -> dict[str, list[str]]:
    pairs = (entry.split("=") for entry in text.split())
    return {latin: others.split("|") for latin, others in pairs}


def _letters(text: str) -> dict[str, str]:
    return dict(zip("abcdefghijklmnopqrstuvwxyz", text.split(), strict=True))


ARABIC = Script(
    _table(
        "tch=تش ch=تش|ش sh=ش th=ث|ذ ph=ف kh=خ gh=غ oo=و ee=ي ea=ي ou=و|او ai=ي|اي ay=اي|ي ck=ك "
        "qu=كو x=كس a=ا b=ب c=ك|س d=د e=ي| f=ف g=ج|غ|ق h=ه i=ي j=ج k=ك l=ل m=م n=ن o=و p=ب q=ق "
        "r=ر s=س t=ت|ط u=و v=ف w=و y=ي z=ز"
    ),
    _letters(
        "ايه بي سي دي إي اف جي اتش آي جاي كي ال ام ان او بي كيو ار اس تي يو في دبليو اكس واي زد"
    ),
    "و",
    "aeiou",
)
BENGALI = Script(
    _table(
        "tch=চ ch=চ sh=শ th=থ|দ ph=ফ kh=খ gh=ঘ oo=ু ee=ি ea=ি ou=াউ ai=ে|াই ay=ে ck=ক qu=কু x=ক্স "
        "a=া|্যা b=ব c=ক|স d=ড|দ e=ে f=ফ g=গ|জ h=হ i=ি j=জ k=ক l=ল m=ম n=ন o=ো p=প q=ক r=র s=স t=ট|ত "
        "u=ু|া v=ভ w=ও y=ি z=জ"
    ),
    _letters("এ বি সি ডি ই এফ জি এইচ আই জে কে এল এম এন ও পি কিউ আর এস টি ইউ ভি ডব্লিউ এক্স ওয়াই জেড"),
    "অ্যান্ড",
    "",
)
DEVANAGARI = Script(
    _table(
        "tch=च ch=च sh=श th=थ|द ph=फ kh=ख gh=घ oo=ू ee=ी ea=ी ou=ाउ ai=े|ै ay=े ck=क qu=कु x=क्स "
        "a=ा|ै b=ब c=क|स d=ड|द e=े f=फ g=ग|ज h=ह i=ि|ी j=ज k=क l=ल m=म n=न o=ो p=प q=क r=र s=स|श "
        "t=ट|त u=ु|ा v=व w=व y=ी z=ज़"
    ),
    _letters("ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड"),
    "एंड",
    "",
)
OPEN = {"া": "আ", "্যা": "এ", "ে": "এ", "ি": "ই", "ু": "উ", "ো": "ও", "াউ": "আউ", "াই": "আই",
        "ा": "आ", "ै": "ऐ", "े": "ए", "ि": "इ", "ी": "ई", "ू": "ऊ", "ु": "उ", "ो": "ओ",
        "ाउ": "आउ"}  # fmt: skip
"""What a vowel sign is written as where no consonant comes before it."""


VOWEL_SIGNS = frozenset("".join(OPEN))


def misspelt(name: str, chance: random.Random) -> str:
    """Return a name with one mistake of typing or hearing, or two where it is long."""
    text = _as_typed(name, chance)
    for _ in range(2 if sum(map(str.isalpha, text)) >= LONG else 1):
        text = _mistake(text, chance)
    return text


def respelt(name: str, chance: random.Random) -> str:
    """Return a name with vowels and doubled letters as another language would write them."""
    text = _as_typed(name, chance)
    for _ in range(2):
        old, new = chance.choice([("oo", "u"), ("u", "oo"), ("ee", "i"), ("i", "ee"), ("ou", "u"),
                                  ("e", "a"), ("a", "e"), ("y", "i"), ("o", "u")])  # fmt: skip
        places = [match.start() for match in re.finditer(old, text)]
        if places:
            at = chance.choice(places)
            text = text[:at] + new + text[at + len(old) :]
    return re.sub(r"(.)\1", r"\1", text) if chance.random() < 0.5 else text


def cut(name: str, chance: random.Random) -> str:
    """Return a name without its legal form, and without its last word, its end or a first word."""
    words = FORMS.sub("", _as_typed(name, chance)).split()
    if len(words) > 2:
        way = chance.randrange(3)
        words = words[1:] if way == 0 else words[:-1]
        return " ".join(words)
    text = " ".join(words)
    return text[: max(5, int(len(text) * chance.uniform(0.7, 0.9)))]


def in_arabic(name: str, chance: random.Random) -> str:
    """Return a name as somebody writes it in Arabic by ear."""
    return _transliterated(name, ARABIC, chance)


def in_bengali(name: str, chance: random.Random) -> str:
    """Return a name as somebody writes it in Bengali by ear."""
    return _transliterated(name, BENGALI, chance)


def in_devanagari(name: str, chance: random.Random) -> str:
    """Return a name as somebody writes it in Devanagari by ear."""
    return _transliterated(name, DEVANAGARI, chance)


NOISES: Mapping[str, Callable[[str, random.Random], str]] = {
    "misspelt": misspelt,
    "respelt": respelt,
    "cut": cut,
    "arabic": in_arabic,
    "bengali": in_bengali,
    "devanagari": in_devanagari,
}


def _as_typed(name: str, chance: random.Random) -> str:
    """Return a name in small letters, mostly without what stands after it in law."""
    text = re.sub(r"[.,'’\"]", "", name.casefold())
    return FORMS.sub("", text) if chance.random() < 0.7 else text


def _mistake(text: str, chance: random.Random) -> str:
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    if len(places) < 4:
        return text
    at = chance.choice(places[1:])
    before, letter, after = text[:at], text[at], text[at + 1 :]
    written = {
        "left out": before + after,
        "doubled": before + letter * 2 + after,
        "swapped": before + after[:1] + letter + after[1:],
        "next key": before + _neighbour(letter, chance) + after,
        "joined": text.replace(" ", "", 1),
        "heard": _heard(text, chance),
    }
    return chance.choice(list(written.values()))


def _neighbour(letter: str, chance: random.Random) -> str:
    row = next((keys for keys in KEYS if letter in keys), letter)
    at = row.index(letter)
    return chance.choice([row[max(0, at - 1)], row[min(len(row) - 1, at + 1)]])


def _heard(text: str, chance: random.Random) -> str:
    both = [*SOUNDS_ALIKE, *((b, a) for a, b in SOUNDS_ALIKE)]
    fitting = [(old, new) for old, new in both if old in text[1:]]
    if not fitting:
        return text
    old, new = chance.choice(fitting)
    return text[0] + text[1:].replace(old, new, 1)


def _transliterated(name: str, script: Script, chance: random.Random) -> str:
    text = FORMS.sub("", name.casefold())
    text = re.sub(r"[.,'’\"]", "", text)
    text = re.sub(r"[/&]", " & ", text)
    return " ".join(_word(word, script, chance) for word in text.split())


def _word(word: str, script: Script, chance: random.Random) -> str:
    if word == "&":
        return script.ampersand
    if len(word) == 1 and word in script.alone:
        return script.alone[word]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    word = re.sub(r"([b-df-hj-np-tv-z])\1", r"\1", word)
    written = ""
    at = 0
    while at < len(word):
        size = next((n for n in (3, 2, 1) if word[at : at + n] in script.pairs), 0)
        if not size:
            written += word[at]
            at += 1
            continue
        latin = word[at : at + size]
        inside = 0 < at < len(word) - 1
        if not (inside and latin in script.vowels and chance.random() < 0.4):
            sign = _way(latin, word[at + size : at + size + 1], script, chance)
            written += OPEN.get(sign, sign) if not written or written[-1] in VOWEL_SIGNS else sign
        at += size
    return written


def _way(latin: str, following: str, script: Script, chance: random.Random) -> str:
    ways = script.pairs[latin]
    if latin in "cg" and len(ways) > 1:
        soft = following in tuple("eiy")
        return ways[-1] if soft and latin == "c" else ways[0] if not soft else chance.choice(ways)
    return chance.choice(ways)


def real_names(column: str) -> list[str]:
    """Return the names of employers or agents in orders of 2007, each once, in their order.

    Raises:
        FileNotFoundError: the shared data are not beside this repository.
    """
    with gzip.open(ORDERS / "H2a_FY2007.csv.gz", "rt", encoding="utf-8") as file:
        found = (row[column].strip() for row in csv.DictReader(file))
        return [name for name in dict.fromkeys(found) if name]
