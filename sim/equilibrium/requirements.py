"""What a game must be like for a solver to be right about it. Each function returns what is wrong, or ''."""

from __future__ import annotations

import math

from sim.entities.protocols import Game
from sim.equilibrium.rivalry import present


def one_round(game: Game) -> str:
    """Rounds with falling start prices are a game of their own."""
    if game.rounds <= 1:
        return ""
    return (
        f"over {game.rounds} rounds: a bidder may gain by waiting for the next start price; "
        "use behaviour: {foresight: myopic}, which is right within a round, or rounds: 1"
    )


def one_sealed_round(game: Game) -> str:
    """As `one_round`, where bidding one's worth is no way out."""
    if game.rounds <= 1:
        return ""
    return (
        f"over {game.rounds} rounds: a bidder may gain by waiting for the next start price; "
        "use behaviour: {foresight: myopic}, rounds: 1, or shaded"
    )


def neutral_to_news(game: Game) -> str:
    """What is learnt after winning is a risk."""
    if game.learnt is None or game.risk_aversion == 0.0:
        return ""
    return "for bidders averse to risk who learn part of their worth after winning; set risk_aversion: 0"


def settled(game: Game) -> str:
    """A winner who may walk away bids as if it held an option; that is solved where rivals set the price, in logs."""
    if not any(group.leaves > 0.0 for group in present(game)):
        return ""
    return (
        "where a buyer may learn its worth before it pays and walk away; use worth model lognormal with english, clock "
        "or second_price, set learns_before_paying: 0, or use truthful"
    )


def private_worths(game: Game) -> str:
    """The law of every worth must be known, and one's own worth must tell nothing of the others'."""
    if all(group.law is not None for group in present(game)) and game.own is not None:
        return ""
    return (
        "where worths share a common part, are reduced by a margin, are summed over a pool or learnt in part after "
        "winning; use worth model private without margin, pool and learnt, or shaded"
    )


def one_law(game: Game) -> str:
    """Groups of different laws bid differently."""
    if all(group.law == game.own for group in present(game)):
        return ""
    return "between groups with different laws of worth; give all groups the same worth, or use shaded"


def one_attitude(game: Game) -> str:
    """Groups of different risk aversion bid differently."""
    if all(group.risk_aversion == game.risk_aversion for group in present(game)[1:]):
        return ""
    return "between groups of different risk aversion; give all groups the same risk_aversion, or use shaded"


def continuous_law(game: Game) -> str:
    """With atoms in the law bidders mix."""
    if game.own is None or game.own.continuous:
        return ""
    return f"with worths from the discrete law {game.own.distribution}; use a continuous law, or shaded"


def one_reserve(game: Game) -> str:
    """A bid function belongs to one reserve."""
    if math.isfinite(game.reserve):
        return ""
    return "with a reserve that differs from lot to lot; set rules.reserve, in money, or use shaded"


def sole_bidder_buys(game: Game) -> str:
    """If the auction is held only before company, a bidder bids as one who knows that he has a rival."""
    if game.min_bidders <= 1:
        return ""
    return f"that is held before {game.min_bidders} bidders or more only; set min_bidders: 1, or use shaded"


def no_budgets(game: Game) -> str:
    """Bidders who may be short of funds change everybody's bids."""
    if not (game.constrained or any(group.constrained for group in present(game))):
        return ""
    return "among bidders whose funds may run short; leave wealth out, or use shaded"


def no_grid(game: Game) -> str:
    """On a grid of prices there are several equilibria, some of them mixed."""
    if game.step == 0:
        return ""
    return f"with a price step of {game.step:g}; set the step to 0 for a continuous clock, or use shaded"


def all_in_equilibrium(game: Game) -> str:
    """Rivals must reason alike."""
    names = sorted({group.strategy.name for group in present(game) if group.others > 0} - {"equilibrium"})
    if not names:
        return ""
    return f"against rivals who play {', '.join(names)}; give every group strategy equilibrium, or use shaded"


def one_regional_reach(game: Game) -> str:
    """The chance that a rival takes part must be one number."""
    if not any(math.isnan(group.heard) for group in present(game)):
        return ""
    return (
        "where reach depends on the lot's region; "
        "set aware_same_region and aware_elsewhere to the same probability, or use shaded"
    )


def one_view_of_rivals(game: Game) -> str:
    """Bidders of all groups must count their rivals alike, or they bid differently."""
    groups = present(game)
    if len({group.poisson for group in groups}) > 1:
        return (
            "between a group of fixed number and Poisson visitors, who count their rivals differently; "
            "give every group a fixed count, or every group a Poisson one, or use shaded"
        )
    if not groups[0].poisson and len({group.heard for group in groups}) > 1:
        return "between groups of which one hears of more lots; give them the same interest and reach, or use shaded"
    return ""


def neutral(game: Game) -> str:
    """Who waits weighs gains, so attitudes to risk matter."""
    if game.risk_aversion == 0.0 and all(group.risk_aversion == 0.0 for group in present(game)):
        return ""
    return "among bidders averse to risk; leave risk_aversion out"
