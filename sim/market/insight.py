"""What bidders took lots to be worth, worked out when all lots are over: for the ledger, never for an agent.

All auctions of a replication at once, since numpy pays for a call as much as for a thousand numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.entities.entry import Expectation, Kind, Taught
from sim.entities.market import Heard
from sim.entities.units import Bools, Floats, Ids, Money
from sim.entities.venue import Rules
from sim.market.coming import Coming
from sim.market.crowd import Audience
from sim.market.story import Story
from sim.money import all_in, down, hammer_for

Known = Mapping[tuple[str, str], Expectation]
"""By lot group and kind of bidder, in one arm."""
Lessons = Mapping[tuple[str, str, int], Taught | None]
"""By lot group, kind of bidder and round, in one arm."""


@dataclass(frozen=True, slots=True, eq=False)
class Insight:
    """What those who came to a lot expected of it.

    Attributes
    ----------
    estimates : tuple of Floats
        One an auction: expected worths net of margin, in the order of the audience; nan for who did not come.
    counts, squares : Floats, shape (3,)
        Over all auctions: estimates by those who came, and the sum of the squared logs of estimate over worth. First
        of all, then of the groups with the most precise own looks, then of those with the least precise ones.
    """

    estimates: tuple[Floats, ...]
    counts: Floats
    squares: Floats


def place_of_buyer(story: Story) -> int:
    """Where the buyer of a lot that was sold stands in its audience."""
    return int(np.flatnonzero(story.audience.who.subject == story.last.brief.who[story.last.buyer])[0])


def break_even(story: Story, buyer: int, lessons: Lessons, rules: Rules, tick: Money) -> Money:
    """The most that one with the signal of the `buyer` would have bid who allows for what winning teaches.

    As a hammer price; nan where it is not known.
    """
    last, come, crowd = story.last, story.came[-1], story.audience
    key = story.lot.group, come.names[int(come.kind[buyer])], last.round
    if key not in lessons:
        return math.nan
    lesson, limit = lessons[key], float(last.brief.limit[last.buyer])
    if lesson is not None:
        signal, there = went_by(crowd, come)[come.comes], come.kind[come.comes]
        public = replace(crowd.public, start=all_in(rules.buyer_fee, last.brief.start))
        who = int(np.count_nonzero(come.comes[:buyer]))
        pays = lesson.limit(who, come.names, there, signal, public) * crowd.keeps[buyer : buyer + 1]
        limit = float(down(hammer_for(rules.buyer_fee, pays), tick)[0])
    return limit


def went_by(crowd: Audience, come: Coming) -> Floats:
    """The signal that each of the audience has, if it comes."""
    return np.where(come.looked, crowd.closer, crowd.signal)


def insights(stories: Sequence[Story], known: Known) -> list[Insight]:
    """One a story, in order."""
    visits = [(story, come) for story in stories for come in story.came]
    if not visits:
        return []
    places, names = _kinds(visits)
    lengths = np.array([len(come.comes) for _, come in visits])
    kind = np.concatenate([come.kind for _, come in visits]) + np.repeat(places, lengths)
    at = np.flatnonzero(np.concatenate([come.comes for _, come in visits]))
    estimate = _estimates(visits, lengths, kind, at, [known.get(name) for name in names])
    worth = np.concatenate([story.audience.worth for story, _ in visits])
    at = at[(estimate[at] > 0.0) & (worth[at] > 0.0)]
    square = np.log(estimate[at] / worth[at]) ** 2
    of = np.repeat(np.arange(len(stories)), [len(story.came) for story in stories]).repeat(lengths)[at]
    groups = [np.ones(len(at), dtype=np.bool_), *(each[kind[at]] for each in _extremes(visits, places, names, known))]
    counts, squares = (
        np.array([np.bincount(of[some], each[some], len(stories)) for some in groups]).T
        for each in (np.ones(len(at)), square)
    )
    parts = np.split(estimate, np.cumsum(lengths)[:-1])
    found, first = [], 0
    for story, count, total in zip(stories, counts, squares, strict=True):
        found.append(Insight(tuple(parts[first : first + len(story.came)]), count, total))
        first += len(story.came)
    return found


def _kinds(visits: Sequence[tuple[Story, Coming]]) -> tuple[Ids, list[tuple[str, str]]]:
    """Lot group and name of all kinds of bidders, and at which of them the kinds of each visit begin."""
    begins: dict[tuple[str, tuple[str, ...]], int] = {}
    names: list[tuple[str, str]] = []
    for story, come in visits:
        if (story.lot.group, come.names) not in begins:
            begins[story.lot.group, come.names] = len(names)
            names += [(story.lot.group, name) for name in come.names]
    return np.array([begins[story.lot.group, come.names] for story, come in visits]), names


def _estimates(
    visits: Sequence[tuple[Story, Coming]],
    lengths: Ids,
    kind: Ids,
    at: Ids,
    minds: Sequence[Expectation | None],
) -> Floats:
    """Expected worths net of margin at the places `at`, those who came; nan elsewhere, and where nothing is known."""
    crowds = [story.audience for story, _ in visits]
    looked = np.concatenate([come.looked for _, come in visits])
    signal, keeps = (np.concatenate([getattr(crowd, name) for crowd in crowds]) for name in ("signal", "keeps"))
    if looked.any():
        signal = np.where(looked, np.concatenate([crowd.closer for crowd in crowds]), signal)
    public = np.array([(crowd.public.mean, crowd.public.loss) for crowd in crowds])
    mean, loss = np.repeat(public, lengths, axis=0)[at].T
    estimate, own, kind = np.full(len(kind), np.nan), signal[at], kind[at]
    for position, mind in enumerate(minds):
        of = np.flatnonzero(kind == position)
        if mind is not None and len(of):
            estimate[at[of]] = mind.worth(own[of], mean[of], loss[of]) * keeps[at[of]]
    return estimate


def _extremes(
    visits: Sequence[tuple[Story, Coming]], places: Ids, names: Sequence[tuple[str, str]], known: Known
) -> tuple[Bools, Bools]:
    """Which kinds belong to groups with the most precise own looks, and which to those with the least precise ones.

    Before any closer look that they may choose, among the groups that are let in and want the lots: so it is fixed
    before anything is drawn. Groups that know equally much count together.
    """
    best, worst = np.zeros((2, len(names)), dtype=np.bool_)
    for place, (story, come) in dict(zip(places.tolist(), visits, strict=True)).items():
        groups = story.audience.who.groups
        noise = np.array([_noise(known, story.lot.group, group) for group in groups])
        if not np.isnan(noise).all():
            here, kinds = slice(place, place + len(come.names)), len(come.names) // len(groups)
            best[here] = np.repeat(noise == np.nanmin(noise), kinds)
            worst[here] = np.repeat(noise == np.nanmax(noise), kinds)
    return best, worst


def _noise(known: Known, lots: str, group: str) -> float:
    """Error variance of the looks of a group that chooses no closer one; nan if it is not there."""
    kinds = (Kind(group), Kind(group, looked=True))
    return next((known[lots, kind.name].noise for kind in kinds if (lots, kind.name) in known), float("nan"))


def heard(story: Story, number: int, insight: Insight, tick: Money) -> Heard:
    """All who were aware of a lot at one of its auctions, counted from 0."""
    crowd, come, listing = story.audience, story.came[number], story.listings[number]
    seat = np.full(len(crowd.who), -1, dtype=np.int64)
    seat[np.isin(crowd.who.subject, listing.brief.who)] = np.arange(len(listing.brief.who))
    limit = down(story.limits[number], tick)
    aware, (costs, look_costs) = np.flatnonzero(crowd.aware), come.spent
    return Heard(
        who=crowd.who.take(aware),
        home=crowd.home[aware],
        came=come.comes[aware],
        inspected=(come.comes & come.looked)[aware],
        seat=seat[aware],
        signal=np.where(come.comes, went_by(crowd, come), np.nan)[aware],
        estimate=insight.estimates[number][aware],
        worth=crowd.worth[aware],
        limit=np.where(come.comes & np.isfinite(limit), limit, np.nan)[aware],
        hidden=crowd.hidden,
        costs=costs,
        look_costs=look_costs,
    )
