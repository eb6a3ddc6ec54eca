"""What other rooms have put into words: taken apart into message and places again, to be said in another language."""

from __future__ import annotations

import re
from functools import lru_cache

from sim.report.tongue import ENGLISH, Tongue, message

METHODS = tuple(
    map(
        message,
        (
            "dominant strategy (Vickrey 1961)",
            "dominant strategy within one increment (Vickrey 1961)",
            "dominant strategy (Vickrey 1961): the common part is known",
            "dominant strategy (Vickrey 1961): the own estimate",
            "heuristic: truthful, as waiting may pay",
            "heuristic: truthful",
            "heuristic: own worth, though a hard close may cut the bidding off",
            "heuristic: own estimate, as if winning told nothing",
            "heuristic: own estimate",
            "heuristic: what the public expects",
            "heuristic: in a sell-off at a price, limits and thresholds are those of an auction that starts there",
            "heuristic: scripted",
            "heuristic: shaded {share}",
            "own estimate: there is no rival",
            "own worth, from a threshold on (McAfee & Vincent 1997, with start prices given in advance)",
            "equilibrium with drop-outs seen (Hong & Shum 2003)",
            "equilibrium with drop-outs seen (Milgrom & Weber 1982)",
            "equilibrium in which those who know nothing stay out (Engelbrecht-Wiggans, Milgrom and Weber 1983)",
            "equilibrium: what the public expects, which all know alike",
            "equilibrium of sealed bids between groups (Milgrom & Weber 1982), best replies to one another",
            "equilibrium, uniform signals, the lowest read out (Milgrom & Weber 1982; Kagel & Levin 1986)",
            "affiliated second price, {n} bidders (Milgrom and Weber 1982)",
            "affiliated second price, {n} bidders (Milgrom and Weber 1982; cursed {chi}, Eyster and Rabin 2005)",
            "affiliated first price, {n} bidders (Milgrom and Weber 1982)",
            "affiliated first price, {n} bidders (Milgrom and Weber 1982; cursed {chi}, Eyster and Rabin 2005)",
            "insider: {n} against an insider (Engelbrecht-Wiggans, Milgrom and Weber 1983)",
            "uninformed, mixed: {n} against an insider (Engelbrecht-Wiggans, Milgrom and Weber 1983)",
            "first-price equilibrium ({attitude}; unknown number of rivals, McAfee and McMillan 1987)",
            "first-price equilibrium ({attitude})",
            "risk neutral, Riley and Samuelson 1981",
            "CARA {a}, Matthews 1987",
            "CRRA {a}, Cox, Smith and Walker 1982",
            "equilibrium against unseen rivals, {numbers} (Milgrom & Weber 1982)",
            "equilibrium against unseen rivals, {numbers} (Milgrom & Weber 1982; {more})",
            "a hidden defect counts with its probability, given who saw what",
            "waits for later rounds",
            "the number that the board shows is not used",
            "Poisson numbers of entrants",
            "Poisson numbers",
            "known numbers",
            "entry before signals (Levin & Smith 1994), profits by quadrature",
            "entry after signals (Samuelson 1985), profits by worth from the top down",
            "entry before the own look (Levin & Smith 1994)",
            "profits against unseen rivals by quadrature",
            "times what they are with drop-outs seen, on {count} fixed draws",
            "fixed groups counted as Poisson",
            "each round as if it were the last",
            "after each public verdict",
            "{one}; {other}",
            "heuristic: {method}",
            "equilibrium: {method}",
            "equilibrium, {method}",
            "{method} in each round",
        ),
    )
)
"""How bids and entry are found, as plans call it; whole ones come before those that are made of others, and all after
`OTHERS`, in which there may be a semicolon."""

OTHERS = tuple(
    map(
        message,
        (
            "{count} entry solutions at {where}: the first of the manifest is played; see behaviour.select",
            "belief gap at {where}: {believed} bidders a lot were believed to come, {came} came",
            "no bid was made",
            "no lot was offered",
            "no lots of class {names}",
            "lots.csv has no column {names}",
            "the study wrote no bids.csv (output: {tables: [lots, bids]})",
            "{group}, looked",
            "{arm}/{lots}",
        ),
    )
)
"""Warnings about who comes, reasons why a published fact is not told, and bidders after a closer look."""

FITS = tuple(
    map(
        message,
        (
            "not identified: {why}",
            "by the data alone its standard error is {size} in logs",
            "by the data alone its standard error is {size} of its box",
            "above {size}",
            "what the data see is {combination}, standard error {size}",
            "{end}: give {key} a wider one",
            "at the high end of its box",
            "at the low end of its box",
            "all lots are alike, or too few have it",
            "fewer than {count} lots of either kind",
            "too few lots have it",
            "too few simulated lots have it, raise fit.replications",
            "too few simulated lots have it, or all are alike, at most points",
            "the same in all simulated lots",
            "{moment} {simulated} simulated, {observed} observed ({apart} standard errors apart)",
        ),
    )
)
"""What a fit says of parameters that are not identified, and of moments that are not compared, or missed."""

_WITHIN = r"((?:[^()]|\([^()]*\))+?)"
"""A place holds no half of a parenthesis."""


def retold(text: str, tongue: Tongue) -> str:
    """A text of another room in the language of the page; as it is where no message fits.

    Examples
    --------
    >>> retold("a; b", Tongue("zh"))
    'a\uff1bb'
    """
    if tongue == ENGLISH:
        return text
    for pattern, names, said in _patterns():
        if found := pattern.fullmatch(text):
            parts = {name: retold(part, tongue) for name, part in zip(names, found.groups(), strict=True)}
            return tongue.say(said, **parts)
    return tongue.own(text)


@lru_cache
def _patterns() -> tuple[tuple[re.Pattern[str], tuple[str, ...], str], ...]:
    """Of every message: what its texts look like, and the names of its places in turn."""
    made = []
    for said in (*OTHERS, *METHODS, *FITS):
        parts = re.split(r"\{(\w+)\}", said)
        texts = [re.escape(part) for part in parts[::2]]
        made.append((re.compile(_WITHIN.join(texts)), tuple(parts[1::2]), said))
    return tuple(made)
