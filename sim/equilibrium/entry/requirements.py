"""What a game of entry among bidders with private worths must be like. Each function returns what is wrong, or ''."""

from __future__ import annotations

import math

from sim.entities.protocols import Law, Rivals
from sim.equilibrium.entry.game import EntryGame
from sim.errors import NoEquilibriumError

SECOND_PRICE = ("english", "clock", "second_price")
FIRST_PRICE = ("first_price", "dutch")


def check(game: EntryGame) -> None:
    """Refuse a game of which the profits of private worths are not known.

    Raises
    ------
    NoEquilibriumError
        The message names the format, what stands in the way and what to change.
    """
    for requirement in (_format, _private, _reserve, _one_auction, _attitudes, _strategies, _alike, _knowing):
        obstacle = requirement(game)
        if obstacle:
            raise NoEquilibriumError(f"no equilibrium of entry is known for {game.format.name} {obstacle}")


def rivals(game: EntryGame) -> tuple[Rivals, ...]:
    """Groups that somebody of may come, each once."""
    there = {sort.group for sort in game.comers if sort.reach > 0.0}
    return tuple(view for kind, view in game.kinds if kind.group in there)


def laws(game: EntryGame) -> tuple[Law, ...]:
    """Laws of the worths of `rivals`, as far as they are known."""
    return tuple(view.law for view in rivals(game) if view.law is not None)


def _format(game: EntryGame) -> str:
    """What an entrant earns must be known."""
    known = SECOND_PRICE + FIRST_PRICE
    return "" if game.format.name in known else f"auctions; use {', '.join(known)}, or behaviour.entry: everyone"


def _private(game: EntryGame) -> str:
    """The law of every worth must be known."""
    if all(view.law is not None for view in rivals(game)):
        return ""
    return (
        "where worths share a common part, are reduced by a margin or are summed over a pool; "
        "use worth model private without margin and pool, or behaviour.entry: everyone"
    )


def _reserve(game: EntryGame) -> str:
    """One number of entrants belongs to one reserve."""
    if math.isfinite(game.reserve):
        return ""
    return "with a reserve that differs from lot to lot; set rules.reserve, in money, or use behaviour.entry: everyone"


def _one_auction(game: EntryGame) -> str:
    """Who may wait, or may see the auction called off, earns something else."""
    if game.rounds > 1:
        return (
            f"over {game.rounds} rounds: a bidder may wait for the next one; use rounds: 1, "
            "or behaviour.entry: everyone"
        )
    if game.min_bidders > 1:
        return (
            f"held before {game.min_bidders} bidders or more only; set min_bidders: 1, or use behaviour.entry: everyone"
        )
    return ""


def _attitudes(game: EntryGame) -> str:
    """Profits are money, and all of it can be spent."""
    if any(view.constrained for view in rivals(game)):
        return "among bidders whose funds may run short; leave wealth out, or use behaviour.entry: everyone"
    if any(view.risk_aversion != 0.0 for view in rivals(game)):
        return "among bidders averse to risk; leave risk_aversion out, or use behaviour.entry: everyone"
    return ""


def _strategies(game: EntryGame) -> str:
    """Entrants must bid as in equilibrium: up to their worth where the rivals set the price."""
    known = {"equilibrium", "truthful"} if game.format.name in SECOND_PRICE else {"equilibrium"}
    names = sorted({view.strategy.name for view in rivals(game)} - known)
    if not names:
        return ""
    return (
        f"among bidders who play {', '.join(names)}; give every group strategy equilibrium, "
        "or use behaviour.entry: everyone"
    )


def _alike(game: EntryGame) -> str:
    """With one law all formats are worth the same to bidders (Myerson 1981); else first prices are not."""
    views = rivals(game)
    if game.format.name in SECOND_PRICE or len(views) <= 1:
        return ""
    if len({view.law for view in views}) > 1:
        return (
            "between groups with different laws of worth; give all groups the same worth, "
            "or use behaviour.entry: everyone"
        )
    if not all(view.poisson for view in views):
        return (
            "between several groups, not all Poisson, who reckon with different rivals; "
            "make them one group, or every count Poisson, or use behaviour.entry: everyone"
        )
    return ""


def _knowing(game: EntryGame) -> str:
    """Those who know their worth when they decide are a selection, group by group."""
    if not game.after_signal:
        return ""
    if game.format.name not in SECOND_PRICE:
        return f"after signals; use {', '.join(SECOND_PRICE)}, or behaviour.entry: before_signal"
    if len(rivals(game)) > 1:
        return (
            "after signals between several groups, which may keep one another away in more than one way; "
            "keep one group, or use behaviour.entry: before_signal"
        )
    if not all(law.continuous for law in laws(game)):
        return "after signals with worths from a discrete law; use a continuous law, or behaviour.entry: before_signal"
    return ""
