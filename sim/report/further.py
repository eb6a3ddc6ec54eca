"""What follows the answer, a sentence each: which lever, who gains, what this does not show."""

from __future__ import annotations

from collections.abc import Mapping

from sim.report.figures.who_gains import NAMES, Gain, gains
from sim.report.gap import Gap, Lever, gaps, spoken
from sim.report.gap_sentences import named, untold
from sim.report.grid import Said, place
from sim.report.results import Results, records
from sim.report.rulebook import Difference, assumed, chosen
from sim.report.sweeps import conditions

Pair = tuple[str, str]


def lever(data: Results, pair: Pair, measure: str) -> Said | None:
    """Which lever has the largest share of the gap; how many keys differ where it was not taken apart."""
    found = [gap for gap in gaps(data) if {gap.whole.from_, gap.whole.to} == set(pair)]
    gap = next((gap for gap in found if gap.measure == measure), found[0] if found else None)
    if gap is not None:
        return _share(data, gap)
    said = untold(data)
    return Said(said) if said else _keys(data, pair)


def _share(data: Results, gap: Gap) -> Said | None:
    known = {"noun": named(data, gap), "whole": gap.scale.difference(gap.whole.effect)}
    moving = sorted(gap.moving, key=lambda each: each.size[1])
    if not moving:
        return Said(data.say("No lever moves {noun}.", noun=known["noun"]))
    shown = [each for each in moving if each.share.shown]
    top = (shown or moving)[0]
    at = [gap.whole.at(), *(each.share.at() for each in moving)]
    known |= {"lever": gap.spoken(top), "span": gap.span(top.share)}
    known["share"] = gap.scale.difference(top.share.effect)
    if not shown:
        if top.share.ci_low is None:
            said = data.say("Which lever moves {noun} is not shown: there are no intervals.", **known)
        else:
            said = data.say(
                "No lever is shown to move {noun}; the largest share is that of {lever}, {share} "
                "(95 % interval {span}).",
                **known,
            )
        return Said(said, tuple(at))
    rivals, rest = gap.rivals(top), gap.rest(top)
    if rest is not None:
        return Said(_against(data, gap, top, rest, known), (*at, gap.made_at()))
    if rivals:
        known["rivals"] = data.tongue.listed([gap.spoken(each) for each in rivals])
        return Said(
            data.say(
                "Of the difference in {noun}, the lever {lever} has the largest share, {share} (95 % interval {span}) "
                "of {whole}, though {rivals} may have as much.",
                **known,
            ),
            tuple(at),
        )
    return Said(
        data.say(
            "Of the difference in {noun}, the lever {lever} has the largest share, {share} (95 % interval {span}) of "
            "{whole}.",
            **known,
        ),
        tuple(at),
    )


def _against(data: Results, gap: Gap, top: Lever, rest: float, known: Mapping[str, str]) -> str:
    """The same where the others work against it: shares of the gap would say nothing."""
    rivals = data.tongue.listed([gap.spoken(each) for each in gap.rivals(top)])
    return data.say(
        "The lever {lever} moves {noun} most, by {share} (95 % interval {span}), though {rivals} may do as much; all "
        "others together move it by {rest}, which makes {whole}."
        if rivals
        else "The lever {lever} moves {noun} most, by {share} (95 % interval {span}); all others together move it by "
        "{rest}, which makes {whole}.",
        **{**known, "share": gap.scale.signed(top.share.effect), "rest": gap.scale.signed(rest), "rivals": rivals},
    )


def _keys(data: Results, pair: Pair) -> Said | None:
    """How many keys differ, and that nothing tells which of them counts; None where none does."""
    rows = _differing(data, pair)
    if not rows:
        return None
    at = (_counted(pair, "count"), _counted(pair, "channels"))
    levers = len({row.channel for row in rows})
    if len(rows) == 1:
        return Said(data.say("The rule books differ in one key, {key}.", key=rows[0].key), at)
    if levers == 1:
        return Said(
            data.say("The rule books differ in {keys} keys, all of the lever {lever}.", keys=len(rows),
                     lever=spoken(rows[0].channel, data.tongue)), at)  # fmt: skip
    return Said(
        data.say(
            "The rule books differ in {keys} keys of {levers} levers; which of these does it, this study does not ask.",
            keys=len(rows),
            levers=levers,
        ),
        at,
    )


def winners(data: Results, pair: Pair) -> Said | None:
    """Which party gains and which loses most per lot; None where the tables do not say or nothing differs."""
    lines = gains(data).get(pair, [])
    if not lines:
        return None
    at = tuple(
        place("who_gains.csv", arm=line.arm, baseline=line.baseline, group="", party=line.party) for line in lines
    )
    parties = sorted(
        (line for line in lines if line.party != "all" and line.shown), key=lambda line: line.difference or 0.0
    )
    more = [line for line in parties if (line.difference or 0.0) > 0.0]
    less = [line for line in parties if (line.difference or 0.0) < 0.0]
    known: dict[str, str] = {}
    if more:
        known |= {"winner": data.say(NAMES[more[-1].party]), "much": _amount(data, more[-1])}
    if less:
        known |= {"loser": data.say(NAMES[less[0].party]), "lost": _amount(data, less[0])}
    if more and less:
        said = data.say("Most is gained by {winner}, {much} a lot; most is lost by {loser}, {lost} a lot.", **known)
    elif more:
        said = data.say("Most is gained by {winner}, {much} a lot; no party is shown to lose.", **known)
    elif less:
        said = data.say("Most is lost by {loser}, {lost} a lot; no party is shown to gain.", **known)
    else:
        said = data.say("No party is shown to gain or to lose.")
    return Said(said, at)


def _amount(data: Results, line: Gain) -> str:
    """How much, without its sign: the sentence says who gains and who loses."""
    half = None if line.ci_low is None or line.ci_high is None else (line.ci_high - line.ci_low) / 2.0
    scale = data.scale("money", (line.difference,), half)
    return scale.difference(abs(line.difference or 0.0))


def limit(data: Results, pair: Pair) -> Said:
    """What the answer does not show: how much of it rests on what is assumed, and whether that was varied."""
    rows = _differing(data, pair)
    values = [(row.key, source) for row in rows for source in row.sources]
    known = {"assumed": sum(assumed(*value) for value in values), "chosen": sum(chosen(*value) for value in values)}
    tried = len(data.setting.plain.get("uncertain", {})) if data.ranged else 0
    at = (_counted(pair, "values"), _counted(pair, "assumed"), _counted(pair, "chosen"))
    if not rows:
        return Said(data.say("It does not show how well the assumptions about lots and bidders fit a real market."))
    kinds = data.say(
        "{chosen} are chosen by the study and {assumed} assumed" if known["chosen"] else "{assumed} are assumed",
        **known,
    )
    told_of = {"all": len(values), "kinds": kinds, "tried": tried}
    if tried == 0 and (swept := conditions(data)):
        return Said(
            data.say(
                "It does not show how well the assumptions fit a real market: of the {all} values in which the rule "
                "books differ {kinds}; intervals cover chance in the draws only, but in the sweep one assumption was "
                "varied."
                if swept == 1
                else "It does not show how well the assumptions fit a real market: of the {all} values in which the "
                "rule books differ {kinds}; intervals cover chance in the draws only, but in the sweep {swept} "
                "assumptions were varied.",
                swept=swept,
                **told_of,
            ),
            (*at, place("sweep_points.csv", "paths", cell="")),
        )
    if tried == 0:
        return Said(
            data.say(
                "It does not show how well the assumptions fit a real market: of the {all} values in which the rule "
                "books differ {kinds}, and no assumption was varied, so intervals cover chance in the draws only.",
                **told_of,
            ),
            at,
        )
    told = data.say(
        "It does not show how well the assumptions fit a real market: of the {all} values in which the rule books "
        "differ {kinds}, and ranges cover the one assumption that was varied."
        if tried == 1
        else "It does not show how well the assumptions fit a real market: of the {all} values in which the rule books "
        "differ {kinds}, and ranges cover the {tried} assumptions that were varied.",
        **told_of,
    )
    return Said(told, (*at, place("points.csv", "paths")))


def _differing(data: Results, pair: Pair) -> list[Difference]:
    rows = records(Difference, data.folder / "differences_in_rules.csv")
    return [row for row in rows if (row.arm, row.baseline) == pair]


def _counted(pair: Pair, what: str) -> str:
    return place("differences_in_rules.csv", what, arm=pair[0], baseline=pair[1])
