"""Who gains? What each party has per lot, arm less baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.report.figures import style
from sim.report.figures.effects import counted
from sim.report.results import Results, records
from sim.report.tongue import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMES: Mapping[str, str] = {
    "first_creditor": message("the first creditor"),
    "other_creditors": message("other creditors"),
    "debtor": message("the debtor"),
    "buyers": message("buyers"),
    "other_bidders": message("other bidders"),
    "venue": message("the venue"),
    "all": message("all together"),
}
"""How parties are called, in the order of the table."""


@dataclass(frozen=True)
class Gain:
    """A line of ``who_gains.csv``."""

    arm: str
    baseline: str
    group: str
    party: str
    in_arm: float | None
    in_baseline: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    n: int

    @property
    def moved(self) -> bool:
        """Whether the party has not the same in both arms, in every replication."""
        return bool(self.difference or self.ci_low or self.ci_high)

    @property
    def shown(self) -> bool:
        """Whether the interval excludes zero."""
        return self.ci_low is not None and self.ci_high is not None and not self.ci_low <= 0.0 <= self.ci_high


def gains(data: Results) -> dict[tuple[str, str], list[Gain]]:
    """Lines about all lots by pair of arms; parties for which nothing differs in any pair are left out."""
    lines = [line for line in records(Gain, data.folder / "who_gains.csv") if not line.group]
    parties = {line.party for line in lines if line.moved}
    pairs = dict.fromkeys((line.arm, line.baseline) for line in lines if parties)
    return {
        pair: [line for line in lines if (line.arm, line.baseline) == pair and line.party in parties] for pair in pairs
    }


def figure(data: Results) -> Figure | None:
    """A bar a party and pair of arms, with its interval; None where nobody gains or loses."""
    found = gains(data)
    if not found:
        return None
    parties = [line.party for line in next(iter(found.values()))]
    names = [data.say(NAMES[party]) for party in parties]
    drawing, axes = style.canvas(1.0 + len(names) * (0.16 + 0.22 * len(found)))
    height = 0.72 / len(found)
    for index, (pair, lines) in enumerate(found.items()):
        shift = height * (index - (len(found) - 1) / 2.0)
        widths = [line.difference or 0.0 for line in lines]
        axes.barh(
            [place + shift for place in range(len(names))],
            widths,
            height=0.92 * height,
            xerr=_errors(lines),
            color=style.COLOURS[(index + 1) % len(style.COLOURS)],
            hatch=style.HATCHES[index % len(style.HATCHES)],
            edgecolor="white",
            error_kw={"ecolor": "black", "capsize": 3.0, "elinewidth": 1.2},
            label=_versus(data, pair, several=len({base for _, base in found}) > 1),
        )
    axes.axvline(0.0, color="black", linewidth=1.0)
    if parties[-1] == "all":
        axes.axhline(len(names) - 1.5, color=style.GREY, linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    style.thousands(axes.xaxis, 6)
    bases = data.tongue.listed(list(dict.fromkeys(data.label(base) for _, base in found)))
    unit = data.currency or data.say("money")
    label = data.say("difference from {baselines} ({unit} per lot)", baselines=bases, unit=unit)
    axes.set_xlabel(style.wrapped(label, 80))
    style.legend_below(drawing, axes)
    return drawing


def _errors(lines: Sequence[Gain]) -> list[list[float]]:
    """How far intervals reach below and above; 0 where there is none."""
    reach = [
        (0.0, 0.0)
        if line.difference is None or line.ci_low is None or line.ci_high is None
        else (line.difference - line.ci_low, line.ci_high - line.difference)
        for line in lines
    ]
    return [list(side) for side in zip(*reach, strict=True)]


def _versus(data: Results, pair: tuple[str, str], *, several: bool) -> str:
    """The arm; with its baseline where there are several."""
    return data.versus(*pair) if several else data.label(pair[0])


def caption(data: Results) -> str:
    """What the bars are, and for each pair of arms who gains and who loses."""
    found = gains(data)
    if not found:
        return ""
    counts = sorted({line.n for lines in found.values() for line in lines})
    text = data.say(
        "What each party has per lot of the study, unsold lots counting, nothing discounted: paired differences with "
        "95 % t intervals over {count} replications. The bars above the dotted line add up to the one below it.",
        count=counted(data, counts),
    )
    return data.tongue.sentences([text, *(sentence(data, pair, lines) for pair, lines in found.items())])


def sentence(data: Results, pair: tuple[str, str], lines: Sequence[Gain]) -> str:
    """Who gains and who loses, the most first; nobody whose interval holds zero."""
    order = sorted((line for line in lines if line.shown), key=lambda line: -abs(line.difference or 0.0))
    whole = next((line for line in lines if line.party == "all"), None)
    said = [
        data.say(text, parties=data.tongue.several([_told(data, line) for line in chosen]))
        for text, sign in ((message("more for {parties}"), 1.0), (message("less for {parties}"), -1.0))
        if (chosen := [line for line in order if line is not whole and sign * (line.difference or 0.0) > 0.0])
    ] or [data.say("no party is shown to gain or lose")]
    if whole is not None:
        said.append(_told(data, whole) if whole.shown else data.say("no difference is shown for all together"))
    return data.say("{pair}: {told}.", pair=data.versus(*pair), told=data.say("; ").join(said))


def _told(data: Results, line: Gain) -> str:
    """``buyers (1,200 CNY, 95 % interval 1,000 to 1,400)``."""
    if line.ci_low is None or line.ci_high is None:
        return data.say(NAMES[line.party])
    scale = data.scale("money", (line.difference,), (line.ci_high - line.ci_low) / 2.0)
    return data.say(
        "{party} ({difference}, {interval})",
        party=data.say(NAMES[line.party]),
        difference=scale.difference(line.difference),
        interval=scale.interval(line.ci_low, line.ci_high),
    )
