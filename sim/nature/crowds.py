"""Who may ever want a lot: crowds of bidders, drawn from the lot's side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.draws import Draws, absorb, permutation, subject, words
from sim.entities.study import BidderGroup, PoissonCount
from sim.entities.units import Floats, Ids, Keys

BLOCK = 1024
"""Bidders of a group who are asked one by one, and the size of the blocks of those who are not."""


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Pairs of a lot and a bidder of one group who may ever want it, by (row, number). `row` counts lots in a batch."""

    row: Ids
    number: Ids
    subject: Keys
    reach: Floats


def first_block(draws: Draws, name: str, group: BidderGroup, count: int, lots: Keys) -> Hits:
    """Bidders 0 … 1023 of a group: one keyed uniform c for each lot and bidder; he is interested iff c < interest.

    Given that, ``c / interest`` is uniform in (0, 1): it is his threshold.

    Parameters
    ----------
    draws : Draws
    name : str
        The group's.
    group : BidderGroup
    count : int
        Bidders in the group.
    lots : Keys, shape (n,)
        Subjects of the batch.
    """
    who = subject(name, np.arange(min(count, BLOCK)))
    c = draws.uniform("interest", lots[:, None], who)
    row, number = np.nonzero(c < group.interest)
    return Hits(row, number, who[number], c[row, number] / group.interest)


def further_blocks(draws: Draws, name: str, group: BidderGroup, count: int, lots: Keys) -> Hits:
    """Bidders from 1024 on: the few who want a lot are found without asking the others.

    They come in full blocks of 1024, the last one filled up with bidders who do not exist. Of each lot and block the
    uniforms below `interest` are drawn as order statistics, from the smallest on, and handed to members by a keyed
    permutation: exactly the law of :func:`first_block`, at a cost proportional to blocks and hits. Members beyond
    `count` are dropped afterwards, so that a larger count moves nobody.

    Parameters
    ----------
    draws, name, group, count, lots
        As in :func:`first_block`.
    """
    blocks = np.arange(1, -(-count // BLOCK))
    rows = words(absorb(lots[:, None], subject(name, blocks))).ravel()
    points = draws.order_statistics("block", rows, BLOCK, group.interest)
    member = permutation(draws.bits("member", rows[points.row]), BLOCK, points.k)
    row, block = np.divmod(points.row, len(blocks))
    number = blocks[block] * BLOCK + member
    order = np.lexsort((number, row))
    order = order[number[order] < count]
    number = number[order]
    return Hits(row[order], number, subject(name, number), points.at[order] / group.interest)


def visitors(draws: Draws, name: str, group: BidderGroup, mean: float, lots: Keys) -> Hits:
    """A Poisson number of bidders who come for one lot only: ``count: {poisson: mean}``.

    They are the points of a Poisson process up to ``mean * interest``, so a larger mean adds visitors and moves none. A
    visitor's point says nothing of his threshold, which is a draw of its own; his name includes the lot's.

    Parameters
    ----------
    draws, name, group, lots
        As in :func:`first_block`.
    mean : float
        Potential bidders a lot.
    """
    points = draws.poisson_points("visit", subject(name, lots), mean * group.interest)
    order = np.lexsort((points.k, points.row))
    row, number = points.row[order], points.k[order]
    who = subject(name, lots[row], number)
    return Hits(row, number, who, draws.uniform("reach", who))


def crowd(draws: Draws, name: str, group: BidderGroup, lots: Keys) -> list[Hits]:
    """Everybody of a group who may ever want these lots, in parts that are each sorted by (row, number).

    Parameters
    ----------
    draws, name, group, lots
        As in :func:`first_block`.
    """
    if isinstance(group.count, PoissonCount):
        return [visitors(draws, name, group, group.count.poisson, lots)]
    parts = [first_block(draws, name, group, group.count, lots)]
    if group.count > BLOCK:
        parts.append(further_blocks(draws, name, group, group.count, lots))
    return parts


def effort(group: BidderGroup) -> float:
    """About how many draws a lot takes, to choose the size of batches."""
    if isinstance(group.count, PoissonCount):
        return 1.0 + group.count.poisson * group.interest
    beyond = max(0, group.count - BLOCK)
    return min(group.count, BLOCK) + beyond * (group.interest + 1.0 / BLOCK)
