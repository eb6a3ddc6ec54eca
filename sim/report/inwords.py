"""What a figure shows in words, for who cannot see it: its numbers, where the caption does not hold them already."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from sim.report import sentences, words
from sim.report.figures import rounds, waterfall
from sim.report.gap_sentences import sentence
from sim.report.results import Contrast, Results


def told(name: str, data: Results, caption: str) -> str:
    """The text behind a figure: its numbers, then its caption."""
    return data.tongue.sentences([TOLD[name](data) if name in TOLD else "", caption])


def _effects(data: Results) -> str:
    """Every difference over all lots."""
    return data.tongue.sentences([_pair(data, pair, ("",)) for pair in data.pairs])


def _by_group(data: Results) -> str:
    """The difference that answers, of every pair, group by group."""
    rows = {pair: _rows(data, pair, data.groups) for pair in data.pairs}
    name = sentences.primary(data)
    chosen = {pair: [row for row in found if row.measure == name] for pair, found in rows.items()}
    return data.tongue.sentences([_listed(data, pair, found) for pair, found in chosen.items()])


def _pair(data: Results, pair: tuple[str, str], groups: tuple[str, ...]) -> str:
    return _listed(data, pair, _rows(data, pair, groups))


def _rows(data: Results, pair: tuple[str, str], groups: tuple[str, ...]) -> list[Contrast]:
    return [row for group in groups for row in data.between(*pair, group) if row.half_width is not None]


def _listed(data: Results, pair: tuple[str, str], rows: list[Contrast]) -> str:
    """``Platform against Hall: sell-through 27.2 points (24.1 to 30.3), …``."""
    parts = []
    for row in rows:
        scale, name = sentences.scale_of(data, row), sentences.row_name(data, row)
        group = data.member(row.group)
        parts.append(
            data.say(
                "{name} {value} ({span})",
                name=data.say("{noun} of {group}", noun=name, group=group) if group else name,
                value=scale.difference(row.difference),
                span=scale.span(row.ci_low, row.ci_high),
            )
        )
    if not parts:
        return ""
    return data.say("{arms}: {values}.", arms=data.versus(*pair), values=data.tongue.several(parts))


def _prices(data: Results) -> str:
    """The middle of the prices in each arm, and the share of lots that never sold."""
    lots, said = data.lots, []
    if lots is None:
        return ""
    for arm in data.arms:
        mine = lots.where("arm", arm)
        price = lots.number("hammer")[mine]
        sold = np.isfinite(price)
        unsold = _percent(data, 1.0 - float(np.mean(sold)))
        if data.setting.private or not sold.any():
            said.append(data.say("{arm}: {unsold} of lots unsold.", arm=data.label(arm), unsold=unsold))
            continue
        middle = float(np.median(price[sold] / lots.number("worth_common")[mine][sold]))
        said.append(
            data.say(
                "{arm}: half of the lots sold went for {middle} of their common worth or less; {unsold} of lots "
                "unsold.",
                arm=data.label(arm),
                middle=_percent(data, middle),
                unsold=unsold,
            )
        )
    return data.tongue.sentences(said)


def _endings(data: Results) -> str:
    """Where the lots of each arm ended, in %."""
    if data.lots is None:
        return ""
    shares = rounds.endings(data.lots, data.arms)
    return data.tongue.sentences(
        [
            data.say(
                "{arm}: {values}.",
                arm=data.label(arm),
                values=data.tongue.several(
                    [
                        data.say("{name} {share}", name=rounds.said(data, name), share=_percent(data, found[index]))
                        for name, found in shares.items()
                    ]
                ),
            )
            for index, arm in enumerate(data.arms)
        ]
    )


def _days(data: Results) -> str:
    """By which day half of the lots that sold were paid for."""
    lots, said = data.lots, []
    if lots is None:
        return ""
    for arm in data.arms:
        mine = lots.where("arm", arm)
        waited = (lots.number("cash_day") - lots.number("listed_day"))[mine]
        paid = waited[np.isfinite(waited)]
        if len(paid):
            said.append(
                data.say(
                    "{arm}: {share} of lots are paid for, half of these within {days} days.",
                    arm=data.label(arm),
                    share=_percent(data, len(paid) / len(waited)),
                    days=words.number(float(np.median(paid)), 0),
                )
            )
    return data.tongue.sentences(said)


def _levers(data: Results) -> str:
    """Which lever has the largest share of each gap that is drawn."""
    return data.tongue.sentences([sentence(data, gap) for gap in waterfall.drawn(data)])


def _percent(data: Results, share: float) -> str:
    return words.in_percent(words.number(100.0 * share, 1), data.tongue)


TOLD: Mapping[str, Callable[[Results], str]] = {
    "effects": _effects,
    "by_class": _by_group,
    "price_ecdf": _prices,
    "rounds": _endings,
    "time_to_cash": _days,
    "waterfall": _levers,
}
"""Figures whose captions hold none of their numbers."""
