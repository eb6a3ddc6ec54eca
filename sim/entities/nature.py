"""What nature promises: one replication's draws behind keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sim.entities.market import Candidates, Lot
from sim.entities.units import Floats, Keys, Money


class Nature(Protocol):
    """One replication's draws behind keys. No argument is a rule; subjects are hashed names, never positions."""

    def lots(self) -> Sequence[Lot]:
        """All lots of the replication in order of arrival, then group name and number."""

    def common(self, lot: Lot) -> Money:
        """Common worth, less what a defect takes: for the ledger, never for an agent."""

    def defective(self, lot: Lot) -> bool:
        """Whether the lot has the hidden defect of its group."""

    def market_worth(self, lot: Lot) -> Money:
        """Common worth without what keeps the usual buyers away."""

    def appraisal(self, lot: Lot) -> Money:
        """Published appraisal; nan without one."""

    def interested(self, lot: Lot) -> Candidates:
        """Everyone who may ever want the lot, by group name and number: the same in every arm."""

    def worth(self, lot: Lot, who: Candidates) -> Floats:
        """Worth net of margin: for the ledger and the payment, never for a bidder before it has paid."""

    def signal(self, lot: Lot, who: Candidates, more: tuple[float | None, ...]) -> Floats:
        """What the lot looks worth before margin, from the own look and `more` looks with these sds, None for none."""

    def keeps(self, lot: Lot, who: Candidates) -> Floats:
        """What is left of a worth after the own margin, in [0, 1]."""

    def looks(self, lot: Lot) -> Sequence[tuple[Money, float]]:
        """Looks at the common worth that could be published, and their sds: the appraisal less its bias, the steps."""

    def file(self, lot: Lot, insider: str) -> Money:
        """What the file of an insider group shows of the common worth."""

    def wealth(self, who: Candidates) -> Floats:
        """Liquid funds at the start; inf is unlimited."""

    def uniform(self, purpose: str, a: Keys | int, b: Keys | int = 0, k: Keys | int = 0) -> Floats:
        """Uniform draws in (0, 1) keyed by (seed, replication, purpose, a, b, k)."""
