"""Nature as the bidders of one arm meet it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.draws import Draws, Key, subject
from sim.entities.market import Candidates, Lot
from sim.entities.protocols import Law
from sim.entities.study import BidderGroup, LotGroup, Study
from sim.entities.units import Floats, Keys, Money
from sim.nature.crowds import crowd, effort
from sim.nature.lots import Regions, supply
from sim.values import PrivateWorth, errors, lift, taste
from sim.values.common import LoanWorth

_DRAWS_AT_ONCE = 1 << 15  # a batch fits the cache of a core
_LOTS_AT_ONCE = 1 << 10


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Lots of one group, in order of arrival, evaluated together.

    Attributes
    ----------
    first : int
        Place of the first of them in the group.
    bounds : list of int
        The lot at place ``first + i`` owns the entries from ``bounds[i]`` to ``bounds[i + 1]``.
    who : Candidates
    own, keeps : Floats
        Worth before margin, and what the margin leaves of it.
    """

    first: int
    bounds: list[int]
    who: Candidates
    own: Floats
    keeps: Floats

    @property
    def end(self) -> int:
        """Place after the last lot."""
        return self.first + len(self.bounds) - 1

    def lot(self, place: int) -> tuple[Candidates, Floats, Floats]:
        """Candidates of one of the lots, their worths before margin, and what the margin leaves."""
        i, who = place - self.first, self.who
        part = slice(self.bounds[i], self.bounds[i + 1])
        candidates = Candidates(
            who.groups, who.group[part], who.number[part], who.subject[part], who.region[part], who.reach[part]
        )
        return candidates, self.own[part], self.keeps[part]


class StudyNature:
    """One replication's draws, for one arm. Follows :class:`sim.entities.protocols.Nature`.

    Parameters
    ----------
    study : Study
    arm : str
        Its name. The arm decides how many bidders there are; what they are like is the study's.
    replication : int
    """

    def __init__(self, study: Study, arm: str, replication: int) -> None:
        self._draws = Draws(study.seed, replication)
        self._regions = Regions(study.regions)
        self._bidders: dict[str, BidderGroup] = dict(sorted(study.arms[arm].bidders.items()))
        self._names = tuple(self._bidders)
        self._lots = study.lots
        self._supply = supply(self._draws, study.lots, study.horizon_days, self._regions, min(study.arms[arm].sellers))
        self._batches: dict[str, Batch] = {}
        self._shown: tuple[Lot, Candidates, Floats, Floats] | None = None
        self._errors: dict[str, Floats] = {}

    def lots(self) -> Sequence[Lot]:
        """All lots of the replication in order of arrival, then group name and number."""
        return self._supply.lots

    def common(self, lot: Lot) -> Money:
        """Common worth, less what a defect takes: for the ledger, never for an agent."""
        return self._supply.common[lot.id] * self._left_by_defect(lot)

    def defective(self, lot: Lot) -> bool:
        """Whether the lot has the hidden defect of its group."""
        return self._supply.defective[lot.id]

    def market_worth(self, lot: Lot) -> Money:
        """Market value: common worth without what keeps the usual buyers away."""
        return self.common(lot) * math.exp(self._supply.wedge[lot.id])

    def _left_by_defect(self, lot: Lot) -> float:
        defect = self._lots[lot.group].defect
        return 1.0 - defect.loss_share if defect is not None and self.defective(lot) else 1.0

    def appraisal(self, lot: Lot) -> Money:
        """Published appraisal; nan without one."""
        return self._supply.appraisal[lot.id]

    def interested(self, lot: Lot) -> Candidates:
        """Everyone who may ever want the lot, by group name and number: the same in all arms with equal counts.

        Asked in order of arrival this costs a slice of a batch; a lot asked for again later is evaluated alone.
        """
        place = self._supply.place[lot.id]
        batch = self._batches.get(lot.group)
        if batch is None or place >= batch.end:
            batch = self._batches[lot.group] = self._evaluate(lot.group, place, self._size(lot.group))
        elif place < batch.first:
            batch = self._evaluate(lot.group, place, 1)
        who, own, keeps = batch.lot(place)
        self._shown = lot, who, own, keeps
        return who

    def worth(self, lot: Lot, who: Candidates) -> Floats:
        """Worth of the lot to these bidders, net of margin.

        Like :meth:`signal` and :meth:`keeps` free for the very candidates that :meth:`interested` has just returned;
        any others are evaluated, to the same bits.
        """
        own, keeps = self._valued(lot, who)
        model = self._lots[lot.group].worth
        if isinstance(model, PrivateWorth) and model.learnt is not None:
            own = own + model.learnt.ppf(self._draws.uniform("learnt", lot.subject, who.subject))
        worth = own * keeps
        left = self._left_by_defect(lot)
        return worth if left == 1.0 else worth * left

    def keeps(self, lot: Lot, who: Candidates) -> Floats:
        """What is left of a worth after the own margin, one draw a bidder for all lots, with the lift of a pool."""
        return self._valued(lot, who)[1]

    def signal(self, lot: Lot, who: Candidates, more: tuple[float | None, ...]) -> Floats:
        """What the lot looks worth to these bidders, before margin: the own look, then `more` looks with these sds.

        Each look has its own draws, by its place among them, so a venue that offers another one leaves the others as
        they were; None is a look that is not to be had.
        """
        own, _ = self._valued(lot, who)
        worth, signal, common = self._lots[lot.group].worth, own.copy(), self._supply.common[lot.id]
        for position, name in enumerate(who.groups):
            offered = enumerate((self._bidders[name].signal_sd, *(() if worth.given else more)))
            looks = [(place, sd) for place, sd in offered if sd is not None]
            sds = errors(worth, self._bidders[name], tuple(sd for _, sd in looks))
            if worth.exact or 0.0 in sds:
                continue
            of = who.group == position
            purpose, places = "look", [place for place, _ in looks]
            if worth.given:
                purpose, places = "taste", list(range(worth.uniforms))
            u = self._draws.uniform(purpose, lot.subject, who.subject[of][:, None], np.array(places, dtype=np.int64))
            signal[of] = worth.seen(np.full(np.count_nonzero(of), common), own[of], sds, u)
        return signal

    def looks(self, lot: Lot) -> Sequence[tuple[Money, float]]:
        """Looks at the common worth that could be published, with their sds: the appraisal, corrected, and steps."""
        group = self._lots[lot.group]
        if group.worth.discloses == "nothing":
            return []
        if lot.group not in self._errors:
            self._errors[lot.group] = self._step_errors(lot.group)
        errors = self._errors[lot.group][self._supply.place[lot.id]]
        common, in_logs = self._supply.common[lot.id], group.worth.discloses == "logs"
        if isinstance(group.worth, LoanWorth):
            seen = group.worth.news(np.full(len(errors), common), np.array(group.disclosure_steps), errors)
        else:
            seen = common * np.exp(errors) if in_logs else common + errors
        steps = list(zip(seen.tolist(), group.disclosure_steps, strict=True))
        if group.appraisal is None or not in_logs:
            return steps
        return [(self.appraisal(lot) * math.exp(-group.appraisal.corrected), group.appraisal.sd), *steps]

    def file(self, lot: Lot, insider: str) -> Money:
        """What the file of an insider shows of the common worth: a look that misses it by one more taste."""
        sd = taste(self._lots[lot.group].worth, self._bidders[insider])
        error = sd * float(self._draws.normal("file", lot.subject, subject(insider))[0])
        return self._supply.common[lot.id] * math.exp(error)

    def _step_errors(self, lots: str) -> Floats:
        """By how much the steps of all lots of a group miss the common worth, (lots, steps): in logs or in money.

        Of verdicts, uniform draws that say which of them miss it.
        """
        ids, sds = self._supply.groups[lots], np.array(self._lots[lots].disclosure_steps)
        keys = np.array([self._supply.lots[i].subject for i in ids], dtype=np.uint64)
        if self._lots[lots].worth.discloses == "verdicts":
            return self._draws.uniform("step", keys[:, None], 0, np.arange(len(sds)))
        errors: Floats = self._draws.normal("step", keys[:, None], 0, np.arange(len(sds))) * sds
        return errors

    def wealth(self, who: Candidates) -> Floats:
        """Liquid funds at the start, one draw a bidder for all lots; inf is unlimited."""
        wealth = np.full(len(who), np.inf)
        for position, name in enumerate(who.groups):
            law = self._bidders[name].wealth
            if law is not None:
                of = who.group == position
                wealth[of] = self._trait("wealth", law, who.subject[of])
        return wealth

    def uniform(self, purpose: str, a: Key, b: Key = 0, k: Key = 0) -> Floats:
        """Uniform draws in (0, 1) keyed by (seed, replication, purpose, a, b, k), for everybody's use.

        Arrays are broadcast; the result has at least one dimension. The market's purposes must not be nature's own:
        they are kept apart here by a prefix.
        """
        return self._draws.uniform(f"market {purpose}", a, b, k)

    def _trait(self, purpose: str, law: Law, subjects: Keys) -> Floats:
        return law.ppf(self._draws.uniform(purpose, subjects))

    def _valued(self, lot: Lot, who: Candidates) -> tuple[Floats, Floats]:
        """Worths before margin, and what the margin leaves of them."""
        if self._shown is not None and self._shown[0] is lot and self._shown[1] is who:
            return self._shown[2], self._shown[3]
        own, keeps = np.empty(len(who)), np.empty(len(who))
        for position, name in enumerate(who.groups):
            of = who.group == position
            group, subjects = self._bidders[name], who.subject[of]
            common = np.full(len(subjects), self._supply.common[lot.id])
            own[of] = self._own(self._lots[lot.group], group, common, lot.subject, subjects)
            keeps[of] = self._left(group, subjects) * lift(self._lots[lot.group].worth, group)
        return own, keeps

    def _left(self, group: BidderGroup, who: Keys) -> Floats:
        if group.margin is None:
            return np.ones(len(who))
        return 1.0 - self._trait("margin", group.margin, who)

    def _own(self, lots: LotGroup, group: BidderGroup, common: Floats, lot: Key, who: Keys) -> Floats:
        """Worths of (lot, bidder) pairs of one lot group and one bidder group, before margin."""
        a = lot if isinstance(lot, int) else lot[:, None]
        u = self._draws.uniform("taste", a, who[:, None], np.arange(lots.worth.uniforms))
        return lots.worth.own(common, group, u)

    def _wanting(self, lots: str) -> list[tuple[int, str, BidderGroup]]:
        asset_class = self._lots[lots].asset_class or lots
        return [
            (position, name, group)
            for position, (name, group) in enumerate(self._bidders.items())
            if group.wants is None or asset_class in group.wants
        ]

    def _size(self, lots: str) -> int:
        load = 1.0 + sum(effort(group) for _, _, group in self._wanting(lots))
        return min(max(1, int(_DRAWS_AT_ONCE / load)), _LOTS_AT_ONCE)

    def _evaluate(self, lots: str, first: int, size: int) -> Batch:
        """Candidates and worths of `size` lots of a group from place `first` on."""
        ids = self._supply.groups[lots][first : first + size]
        keys = np.array([self._supply.lots[i].subject for i in ids], dtype=np.uint64)
        common = np.array([self._supply.common[i] for i in ids])
        empty = np.zeros(0, dtype=np.int64)
        parts = [(empty, empty, empty, empty.astype(np.uint64), empty, np.zeros(0), np.zeros(0), np.zeros(0))]
        for position, name, group in self._wanting(lots):
            for hits in crowd(self._draws, name, group, keys):
                home = self._regions.place(group.region, self._draws, "home", hits.subject)
                own = self._own(self._lots[lots], group, common[hits.row], keys[hits.row], hits.subject)
                keeps = self._left(group, hits.subject) * lift(self._lots[lots].worth, group)
                of = np.full(len(hits.row), position)
                parts.append((hits.row, of, hits.number, hits.subject, home, hits.reach, own, keeps))
        row, of, number, who, home, reach, own, keeps = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.argsort(row, kind="stable")
        bounds = np.searchsorted(row[order], np.arange(len(ids) + 1)).tolist()
        candidates = Candidates(self._names, of[order], number[order], who[order], home[order], reach[order])
        return Batch(first, bounds, candidates, own[order], keeps[order])
