"""What is said of a gap: between which levels, which lever has the largest share, and whether alone and last agree."""

from __future__ import annotations

from collections.abc import Mapping

from sim.report.gap import Gap, Lever, Part
from sim.report.results import Results


def titled(data: Results, gap: Gap, unit: str = "") -> str:
    """The measure and, where the reader can subtract them, its levels: ``Sell-through, from 58.0 % to 100.0 %``."""
    noun = data.noun(gap.measure)
    name = f"{noun[:1].upper()}{noun[1:]}"
    name = gap.say("{noun} ({note})", noun=name, note=unit) if unit else name
    if not gap.meets:
        return name
    start, end = gap.scale.level(gap.start), gap.scale.level(gap.end)
    return gap.say("{noun}, from {start} to {end}", noun=name, start=start, end=end)


def sentence(data: Results, gap: Gap) -> str:
    """Which lever has the largest share, how much of the gap that is, and whether alone and last agree.

    Only what intervals bear out is claimed. What comes out: "Sell-through, from 58.0 % to 100.0 %: the largest share
    is that of reach, 36.0 of 42.0 points (95 % interval 26.5 to 45.5), 86 % of the gap; alone it does 38.5 points,
    as the last lever 34.0 points, and their intervals overlap."
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
    known |= {"share": gap.scale.bare(top.share.effect), "gap": gap.scale.difference(gap.whole.effect)}
    return gap.say(
        "{opening}: the largest share is that of {lever}, {share} of {gap} ({interval}){part}, though {rivals} may "
        "be as large; {agreement}."
        if rivals
        else "{opening}: the largest share is that of {lever}, {share} of {gap} ({interval}){part}; {agreement}.",
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
    """What it does alone and as the last one, and whether the intervals have anything in common."""
    alone, last = lever.alone, lever.last
    apart = _above(alone, last) or _above(last, alone)
    return gap.say(
        "alone it does {alone}, as the last lever {last}, and the intervals of the two do not overlap: it works "
        "through other levers"
        if apart
        else "alone it does {alone}, as the last lever {last}, and the intervals of the two overlap",
        alone=gap.scale.difference(alone.effect),
        last=gap.scale.difference(last.effect),
    )


def _above(one: Part, other: Part) -> bool:
    """Whether the whole interval of one lies above that of the other."""
    return one.ci_low is not None and other.ci_high is not None and one.ci_low > other.ci_high
