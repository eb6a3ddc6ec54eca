"""Messages and their catalogues: nothing is glued, nothing is forgotten, no place is lost."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from sim.report.tongue import LANGUAGES, Tongue, catalogue, entries
from tests.report.messages import ROOM, modules, places, spoken

OTHERS = [name for name in LANGUAGES if name != "en"]


def test_places_are_filled() -> None:
    assert Tongue().say("{name} sells {count} lots", name="Hall", count=3) == "Hall sells 3 lots"
    assert Tongue("zh").say("no entry of this {name}", name="kind") == "no entry of this kind"


def test_lists_in_both_languages() -> None:
    assert [Tongue().listed(list(names)) for names in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
    assert Tongue("zh").listed(["甲", "乙", "丙"]) == "甲、乙和丙"
    assert Tongue().sentences(["One.", "", "Two."]) == "One. Two."


def test_unknown_language() -> None:
    with pytest.raises(KeyError, match="unknown language de; known: en, zh"):
        catalogue("de")


def test_entries_over_several_lines() -> None:
    text = '# note\nmsgid ""\n"a \\"quoted\\" "\n"word"\nmsgstr "一个"\n\nmsgid "b"\nmsgstr "乙"\n'
    assert entries(text) == [('a "quoted" word', "一个"), ("b", "乙")]


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.stem)
def test_messages_are_written_out(path) -> None:
    """An f-string is never in the catalogue."""
    glued = [
        node.lineno for node in spoken(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.JoinedStr)
    ]
    assert not glued


@pytest.mark.parametrize("language", OTHERS)
def test_every_entry_keeps_its_places(language: str) -> None:
    wrong = {key: said for key, said in catalogue(language).items() if places(key) != places(said)}
    assert not wrong


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_stands_twice(language: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOM / "tongues" / language).glob("*.po"))]
    counts = Counter(key for text in texts for key, _ in entries(text))
    assert not [key for key, count in counts.items() if count > 1]
    assert sum(text.count("\nmsgid ") for text in texts) == sum(counts.values())
