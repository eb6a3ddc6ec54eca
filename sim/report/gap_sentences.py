"""What is said of a gap: between which levels, which lever has the largest share, and whether alone and last agree."""

from __future__ import annotations

from collections.abc import Mapping

from sim.report.gap import Gap, Lever, Part
from sim.report.results import Results, records


def named(data: Results, gap: Gap) -> str:
    """The measure, and on which lots where these are not all: prices are those of lots that sell in any case."""
    noun = data.noun(gap.measure)
    if not gap.whole.partial:
        return noun
    percent = 100.0 * (gap.whole.lots_share or 0.0)
    share = f"{percent:.0f}" if 1.0 <= percent <= 99.0 else f"{percent:.1f}"
    return data.say("{noun} on the {share} % of lots that sell in every combination", noun=noun, share=share)


def untold(data: Results) -> str:
    """Prices that could not be taken apart, as no lot sells whatever is switched; empty if there is none."""
    lines = records(Part, data.folder / "decomposition.csv")
    nouns = [data.noun(line.measure) for line in lines if line.part == "whole" and line.lots_share == 0.0
             and not line.group]  # fmt: skip
    if not nouns:
        return ""
    measures = data.tongue.listed(list(dict.fromkeys(nouns)))
    return data.say("No lot sells in every combination, so that {measures} cannot be taken apart.", measures=measures)


def titled(data: Results, gap: Gap, unit: str = "") -> str:
    """The measure and, where the reader can subtract them, its levels: ``Sell-through, from 58.0 % to 100.0 %``."""
    noun = named(data, gap)
    name = f"{noun[:1].upper()}{noun[1:]}"
    name = gap.say("{noun} ({note})", noun=name, note=unit) if unit else name
    if not gap.meets:
        return name
    start, end = gap.scale.level(gap.start), gap.scale.level(gap.end)
    return gap.say("{noun}, from {start} to {end}", noun=name, start=start, end=end)


def sentence(data: Results, gap: Gap) -> str:
    """Which lever has the largest share, how much of the gap that is, and whether alone and last agree.

    Only what intervals bear out is claimed. What comes out: "Sell-through, from 58.0 % to 100.0 %: the largest share
    is that of reach, 36.0 points (95 % interval 26.5 to 45.5) of 42.0 points, 86 % of the gap; alone it does 38.5
    points, as the last lever 34.0 points: -4.5 points (95 % interval -6.0 to -3.0), so what
    it does depends on the other levers."
    """
    opening = titled(data, gap)
    moving = gap.moving
    if not moving:
        return gap.say("{opening}: no lever moves it.", opening=opening)
    shown = sorted((lever for lever in moving if lever.share.shown), key=lambda lever: lever.size[1])
    if not shown:
        top = min(moving, key=lambda lever: lever.size[1])
        return gap.say(
            "{opening}: no lever is shown to move it; the largest share is {share}, of {lever} ({interval}).",
            opening=opening,
            share=gap.scale.difference(top.share.effect),
            lever=gap.spoken(top),
            interval=gap.interval(top.share),
        )
    top = shown[0]
    rivals = [
        gap.say("{noun} ({note})", noun=gap.spoken(lever), note=gap.scale.difference(lever.share.effect))
        for lever in gap.rivals(top)
    ]
    known = {
        "opening": opening,
        "lever": gap.spoken(top),
        "interval": gap.interval(top.share),
        "rivals": gap.scale.tongue.listed(rivals),
        "agreement": _agreement(gap, top),
    }
    rest = gap.rest(top)
    if rest is not None:
        return _against(gap, top, rest, known)
    known |= {"share": gap.scale.difference(top.share.effect), "gap": gap.scale.difference(gap.whole.effect)}
    return gap.say(
        "{opening}: the largest share is that of {lever}, {share} ({interval}) of {gap}{part}, though {rivals} may "
        "be as large; {agreement}."
        if rivals
        else "{opening}: the largest share is that of {lever}, {share} ({interval}) of {gap}{part}; {agreement}.",
        part=_doubted(gap) or _of_the_whole(gap, top),
        **known,
    )


def _against(gap: Gap, top: Lever, rest: float, known: Mapping[str, str]) -> str:
    """The same where all others together work against the largest: a share of the gap would say nothing."""
    more = {"share": gap.scale.signed(top.share.effect), "rest": gap.scale.signed(rest), "part": _doubted(gap)}
    return gap.say(
        "{opening}: {lever} moves it most, by {share} ({interval}), all others together by {rest}{part}, though "
        "{rivals} may do as much; {agreement}."
        if known["rivals"]
        else "{opening}: {lever} moves it most, by {share} ({interval}), all others together by {rest}{part}; "
        "{agreement}.",
        **{**known, **more},
    )


def _doubted(gap: Gap) -> str:
    """That there may be no gap at all; empty where there is one."""
    return "" if gap.whole.shown else gap.say(", in a gap that is not shown to be one")


def _of_the_whole(gap: Gap, lever: Lever) -> str:
    """Which share of the gap it is."""
    part = (lever.share.effect or 0.0) / (gap.whole.effect or 1.0)
    return gap.say(", {share} % of the gap", share=f"{100.0 * part:.0f}")


def _agreement(gap: Gap, lever: Lever) -> str:
    """What it does alone and as the last one, and whether that is shown to be two things, by pairs."""
    alone, last, gained = lever.alone, lever.last, lever.gained
    scale = gap.fine(alone, last, gained).scale
    known = {"alone": scale.difference(alone.effect), "last": scale.difference(last.effect)}
    if gained is None or gained.ci_low is None or gained.ci_high is None:
        return gap.say("alone it does {alone}, as the last lever {last}", **known)
    if not gained.moved:
        return gap.say("alone it does {alone}, and as the last lever the same", **known)
    known |= {"change": scale.signed(gained.effect), "interval": scale.interval(*gained.ends)}
    return gap.say(
        "alone it does {alone}, as the last lever {last}: {change} ({interval}), so what it does depends on the other "
        "levers"
        if gained.shown
        else "alone it does {alone}, as the last lever {last}, which are not shown to differ: {change} ({interval})",
        **known,
    )
