"""The language of a page: English messages with named places, and what each is in another language.

The English message is its own key. What it is in another language stands in a catalogue, ``tongues/zh/*.po``: the
format of gettext, read here as text. A message without an entry is said in English.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from sim.tables import Table

LANGUAGES = Table("language", {"en": "English", "zh": "中文"})
"""What a page can be written in, and how each language calls itself."""
_HERE = Path(__file__).parent / "tongues"
_NAMED = re.compile(r"\b(arms|lots|bidders|sellers|aware|regions)\.([^.]+)")
"""A block of a scenario that holds named ones, and a name."""
_ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n)+)', re.MULTILINE)


@dataclass(frozen=True)
class Tongue:
    """Says messages in one language. There is no other state: two pages in one process cannot mix.

    Examples
    --------
    >>> Tongue().say("{count} replications", count=40)
    '40 replications'
    >>> Tongue("zh").listed(["a", "b", "c"])
    'a、b 和 c'
    """

    language: str = "en"
    words: Mapping[str, str] = field(default_factory=dict)
    """What the scenario itself calls things, and what it calls them in this language."""

    @property
    def code(self) -> str:
        """The language as a page names it (BCP 47): Chinese in simplified characters."""
        return {"zh": "zh-Hans"}.get(self.language, self.language)

    def say(self, message: str, /, **places: object) -> str:
        """A message in this language, its places filled.

        Parameters
        ----------
        message : str
            A whole sentence or label in English, written out where it is said, or marked by :func:`message` in a
            table; no f-string, since the words are the key.
        **places
            What stands in ``{name}``: numbers as text, names, and other messages already said.
        """
        found = catalogue(self.language).get(message, message)
        if not places:
            return found
        return found.format(**places) if self.language == ENGLISH.language else _filled(found, places)

    def own(self, name: str, *others: str) -> str:
        """What the scenario calls something, in its own words for this language; as it is written where it has none.

        Parameters
        ----------
        name : str
            As the scenario writes it; or one of several that are numbered, ``dealers-1``.
        *others : str
            What else the same thing is called, whose words serve where `name` has none: an arm's name after its label.

        Examples
        --------
        >>> tongue = Tongue("zh", {"dealers": "经销商"})
        >>> tongue.own("dealers"), tongue.own("dealers-1"), tongue.own("families")
        ('经销商', '经销商-1', 'families')
        """
        for each in (name, *others):
            group, dash, number = each.rpartition("-")
            if each in self.words:
                return self.words[each]
            if group in self.words and number.isdecimal():
                return f"{self.words[group]}{dash}{number}"
        return name

    def path(self, path: str) -> str:
        """A path of a scenario with its names in this language: ``bidders.经销商.margin``; keys stay what they are."""
        return _NAMED.sub(lambda found: f"{found[1]}.{self.own(found[2])}", path) if self.words else path

    def cited(self, source: str) -> str:
        """A source: in the scenario's own words, else as a message of ours."""
        return self.own(source) if source in self.words else self.say(source)

    def listed(self, names: Sequence[str]) -> str:
        """``a, b and c``; nothing of nothing."""
        if len(names) < 2:
            return "".join(names)
        return self.say("{names} and {last}", names=self.several(names[:-1]), last=names[-1])

    def several(self, names: Sequence[str]) -> str:
        """``a, b, c``."""
        return self.say(", ").join(names)

    def sentences(self, said: Sequence[str]) -> str:
        """Sentences one after the other, empty ones left out."""
        return self.say(" ").join(filter(None, said))


ENGLISH = Tongue()


def _filled(message: str, places: Mapping[str, object]) -> str:
    """The places filled, each set apart where Chinese meets letters or digits; what is filled in stays as it is."""
    text = ""
    for literal, name, _, _ in Formatter().parse(message):
        for part in (literal, str(places[name]) if name else ""):
            first = part.lstrip("+-")[:1]  # a sign belongs to its number
            text += " " + part if text and first and _meet(text[-1], first) else part
    return text


def _meet(one: str, other: str) -> bool:
    """Whether a Chinese character stands beside a letter or digit of another script."""
    return _han(one) != _han(other) and all(each.isalnum() or each == "%" for each in (one, other))


def _han(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"


def message(text: str) -> str:
    """The text itself: marks what a table holds and `say` says later, so that no message is forgotten."""
    return text


@lru_cache
def catalogue(language: str) -> Mapping[str, str]:
    """What messages are in a language; nothing for English.

    Raises
    ------
    KeyError
        If there is no such language; the message has a hint.
    """
    LANGUAGES[language]
    found: dict[str, str] = {}
    for path in sorted((_HERE / language).glob("*.po")):
        found |= dict(entries(path.read_text(encoding="utf-8")))
    found.pop("", None)  # the head of a file, for programs that edit it
    return MappingProxyType(found)


def entries(text: str) -> list[tuple[str, str]]:
    """(message, translation) of every entry of a catalogue's file."""
    return [(_joined(key), _joined(said)) for key, said in _ENTRY.findall(text)]


def _joined(quoted: str) -> str:
    """A text that may go over several lines, each in quotes."""
    return "".join(map(json.loads, quoted.splitlines()))
