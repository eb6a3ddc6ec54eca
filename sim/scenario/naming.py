"""The user's own words in another language: that they name what the file writes, and tell it apart."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import get_args, get_type_hints

from sim.entities.study import Study
from sim.scenario.nodes import Branch, Node, Series, find
from sim.scenario.portfolio import parted
from sim.scenario.scene import Scene

LANGUAGES: tuple[str, ...] = get_args(get_args(get_type_hints(Study)["language"])[0])
"""What a page can be written in."""


def check_words(scene: Scene) -> None:
    """Note words of no language, words of nothing, and one word for two things of a kind.

    Looks only at a file that has no other fault: of one that has, not all names are known.
    """
    if scene.faults.found or "output" not in scene.parts:
        return
    kinds = named(scene)
    for language, words in scene.parts["output"].words.items():
        if scene.known(f"output.words.{language}", language, LANGUAGES, "language"):
            _names(scene, language, words, [name for names in kinds.values() for name in names])
            for names in kinds.values():
                _apart(scene, language, words, names)


def words_of(scene: Scene) -> dict[str, dict[str, str]]:
    """The words for what is in the study, so that the file that says everything has no other."""
    known = {name for names in named(scene).values() for name in names}
    told = scene.parts["output"].words
    return {language: {name: words[name] for name in words if name in known} for language, words in told.items()}


def named(scene: Scene) -> dict[str, list[str]]:
    """What a file calls things, kind by kind: of an arm its label is in one kind, its name in another."""
    parts, lots = scene.parts, parted(scene.lots)
    asked = parts["decompose"].channels if parts["decompose"] else ()
    return {
        "texts": [parts[name] for name in ("title", "question", "currency") if parts[name]],
        "labels": [arm.label or name for name, arm in scene.arms.items()],
        "arms": scene.names("arms"),
        "lots": list(dict.fromkeys([*scene.names("lots"), *lots])),
        "single lots": [name for group in lots.values() for name in group.rows or ()],
        "classes": list(dict.fromkeys(group.asset_class for group in lots.values())),
        "regions": list(scene.regions),
        "sellers": scene.seller_names,
        "bidders": scene.names("bidders"),
        "creditors": list(dict.fromkeys(each.name for group in lots.values() for each in group.creditors)),
        "levers": list(asked),
        "sources": list(dict.fromkeys(parts["sources"].values())),
    }


def _names(scene: Scene, language: str, words: Mapping[str, str], names: list[str]) -> None:
    """Words for what the file does not write.

    What is taken over from a file that this one extends may have lost what it names; and so may all where the command
    line changes something.
    """
    block = find(scene.tree, f"output.words.{language}")
    if not isinstance(block, Branch) or _set(scene.tree):
        return
    for name in words:
        if name not in names and block.keys[name].file == scene.tree.spot.file:
            what = f"nothing in this file is called that{_meant(name, names)}"
            scene.fault_at_key(f"output.words.{language}", name, what)


def _set(node: Node) -> bool:
    """Whether anything under a node comes from the command line."""
    inner = node.entries.values() if isinstance(node, Branch) else node.items if isinstance(node, Series) else ()
    return not node.spot.line or any(map(_set, inner))


def _meant(name: str, names: list[str]) -> str:
    """The nearest name, or the one that begins most like it; nothing if none is near."""
    starts = {each[: len(name)]: each for each in reversed(names)}
    near = get_close_matches(name, names, n=1) or [starts[each] for each in get_close_matches(name, starts, n=1)]
    return f"; did you mean '{near[0]}'?" if near else ""


def _apart(scene: Scene, language: str, words: Mapping[str, str], names: list[str]) -> None:
    """Two things of a kind under one word could not be told apart in a table."""
    owner: dict[str, str] = {}
    for name in names:
        said = words.get(name, name)
        other = owner.setdefault(said, name)
        if other != name:
            at = name if name in words else other
            what = f"{said} is what '{other if at == name else name}' is called already"
            scene.fault_at_key(f"output.words.{language}", at, what)
