"""What kind of study it is, from ``scenario.resolved.yaml``: which words and figures make sense for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario.faults import Faults
from sim.scenario.nodes import Branch, Leaf, Node
from sim.scenario.reading import read_value

WAITS = ("notice_days", "notice_days_later", "gap_days", "selloff_days", "selloff_gap_days", "payment_days")
"""Rules that let days pass."""


COSTS = ("travel_cost_same_region", "travel_cost_elsewhere", "registration_cost", "inspection_cost")
"""What a place may make bidders pay before the auction."""


@dataclass(frozen=True)
class Setting:
    """The resolved scenario as plain maps, and what the report asks of it.

    Without the file nothing is known, and every answer is the one that claims least.
    """

    plain: Mapping[str, Any]

    @property
    def known(self) -> bool:
        """Whether there is a scenario to ask."""
        return bool(self.lots)

    @property
    def arms(self) -> tuple[str, ...]:
        """Arms in the order of the scenario."""
        return tuple(self.plain.get("arms", {}))

    @property
    def lots(self) -> tuple[Mapping[str, Any], ...]:
        """Blocks of lots."""
        return tuple(self.plain.get("lots", {}).values())

    def number(self, path: str) -> str:
        """The number at a path, as it is written; empty where the path leads to none."""
        found: Any = self.plain
        for name in path.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        return f"{found:g}" if isinstance(found, int | float) and not isinstance(found, bool) else ""

    def lots_of(self, group: str) -> frozenset[str]:
        """Which lots a group of results is about, by block: groups that are about the same are one.

        A region stands for itself, since where a lot lies may be drawn; so does everything where nothing is known.
        """
        kind, _, name = group.partition("=")
        blocks = self.plain.get("lots", {})
        if not kind:
            return frozenset(blocks)
        if kind == "lots" or not all(kind in block for block in blocks.values()) or kind == "region":
            return frozenset({name if kind == "lots" else group})
        return frozenset(own for own, block in blocks.items() if block[kind] == name) or frozenset({group})

    @property
    def bidders(self) -> tuple[Mapping[str, Any], ...]:
        """Groups of bidders; a model without signals of its own asks for their noise."""
        return tuple(self.plain.get("bidders", {}).values())

    @property
    def rules(self) -> tuple[Mapping[str, Any], ...]:
        """The law of every arm."""
        return tuple(arm.get("rules", {}) for arm in self.plain.get("arms", {}).values())

    @property
    def places(self) -> tuple[Mapping[str, Any], ...]:
        """The friction of every arm."""
        return tuple(arm.get("place", {}) for arm in self.plain.get("arms", {}).values())

    @property
    def hasty(self) -> tuple[str, ...]:
        """Arms whose hall calls the next lot while bids on the last one are still taken."""
        halls = zip(self.arms, self.places, self.rules, strict=True)
        return tuple(
            name
            for name, place, rules in halls
            if place.get("sessions") and 60.0 * rules.get("window_hours", 0.0) > place["sessions"]["minutes_per_lot"]
        )

    @property
    def private(self) -> bool:
        """Whether no lot has a part of its worth that all share: then its common worth is only the mean of a law."""
        return self.known and all(map(_private, self.lots))

    @property
    def figures(self) -> tuple[str, ...]:
        """How figures are written beside the page."""
        return tuple(self.plain.get("output", {}).get("figures", ("svg", "png")))

    @property
    def languages(self) -> tuple[str, ...]:
        """In which languages the page is asked for; the first is that of ``report.html``."""
        return tuple(self.plain.get("output", {}).get("language") or ("en",))

    def words(self, language: str) -> Mapping[str, str]:
        """What the scenario itself calls things, and what it calls them in a language."""
        return dict((self.plain.get("output", {}).get("words") or {}).get(language) or {})

    @property
    def lognormal(self) -> bool:
        """Whether every lot has log-normal worths."""
        return self.known and all(_model(lots) == "lognormal" for lots in self.lots)

    @property
    def exact(self) -> bool:
        """Whether every bidder knows its own worth."""
        sharp = all(group.get("signal_sd", 0.2) == 0 for group in self.bidders)
        return self.known and all(_private(lots) or (sharp and _model(lots) == "lognormal") for lots in self.lots)

    @property
    def defaults(self) -> bool:
        """Whether a buyer may fail to pay."""
        return any(group.get(name, 0) for group in self.bidders for name in ("cannot_pay", "learns_before_paying"))

    @property
    def wealthy(self) -> bool:
        """Whether some bidders have no more than stated funds."""
        return any(group.get("wealth") is not None for group in self.bidders)

    @property
    def insiders(self) -> bool:
        """Whether some groups know their own worth; of use only where not all do."""
        return any(group.get("signal_sd", 0.2) == 0 for group in self.bidders)

    @property
    def own_look(self) -> bool:
        """Whether some group that does not know its worth has a look of its own."""
        return any(group.get("signal_sd", 0.2) not in (None, 0) for group in self.bidders)

    @property
    def second_look(self) -> bool:
        """Whether some place gives bidders a second look of their own."""
        return any(place.get("own_look_sd") is not None for place in self.places)

    @property
    def appraised(self) -> bool:
        """Whether an appraisal of some lots is published."""
        return any(lots.get("appraisal") is not None for lots in self.lots)

    @property
    def steps(self) -> bool:
        """Whether some place publishes steps of disclosure, and some lots have them."""
        return any(place.get("disclosure_level") not in (None, 0) for place in self.places) and any(
            lots.get("disclosure_steps") for lots in self.lots
        )

    @property
    def costly(self) -> bool:
        """Whether some place makes bidders pay for coming or for a closer look."""
        return self.inspected or any(place.get(name) for place in self.places for name in COSTS)

    @property
    def inspected(self) -> bool:
        """Whether some place offers a closer look."""
        return any(place.get("inspection_sd") is not None for place in self.places)

    @property
    def defects(self) -> bool:
        """Whether some lots have a hidden defect."""
        return any(lots.get("defect") is not None for lots in self.lots)

    @property
    def rounds(self) -> bool:
        """Whether some lot may be called more than once."""
        return any(rules.get("rounds", 1) != 1 or rules.get("then", "return") != "return" for rules in self.rules)

    @property
    def waits(self) -> bool:
        """Whether bidders who play equilibrium look ahead to later rounds."""
        strategic = self.plain.get("behaviour", {}).get("foresight") == "strategic"
        return strategic and any(group.get("strategy") == "equilibrium" for group in self.bidders)

    @property
    def timeless(self) -> bool:
        """Whether all is sold at once and time costs nothing, so that days say nothing."""
        return (
            self.known
            and not self.rounds
            and all(lots.get("arrive") == "at_start" for lots in self.lots)
            and not any(rules.get(name) for rules in self.rules for name in WAITS)
            and not any(seller.get("discount_rate") for seller in self._sellers())
        )

    def _sellers(self) -> Iterator[Mapping[str, Any]]:
        yield from self.plain.get("sellers", {}).values()
        for arm in self.plain.get("arms", {}).values():
            yield from arm.get("sellers", {}).values()


def _model(lots: Mapping[str, Any]) -> str:
    worth = lots.get("worth")
    return str(worth.get("model")) if isinstance(worth, Mapping) else str(worth)


def _private(lots: Mapping[str, Any]) -> bool:
    return _model(lots) == "private"


def read_setting(folder: Path, name: str = "scenario.resolved.yaml") -> Setting:
    """The setting of a results folder; one that knows nothing where the file is missing or is not a map."""
    path = folder / name
    if not path.is_file():
        return Setting({})
    root = read_value(path.read_text(encoding="utf-8"), path.name, Faults())
    return Setting(_plain(root)) if isinstance(root, Branch) else Setting({})


def _plain(node: Node) -> Any:
    """A tree as maps, lists and values, the order of the file kept."""
    if isinstance(node, Leaf):
        return node.value
    if isinstance(node, Branch):
        return {name: _plain(child) for name, child in node.entries.items()}
    return [_plain(child) for child in node.items]
