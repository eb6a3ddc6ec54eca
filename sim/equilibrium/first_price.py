"""Sealed first price with symmetric private values."""

from __future__ import annotations

from sim.entities.protocols import Game
from sim.entities.study import Cara
from sim.entities.units import Floats
from sim.equilibrium.cara import cara_bids
from sim.equilibrium.crra import crra_bids
from sim.equilibrium.curve import BidCurve, flat, tabulate
from sim.equilibrium.quadrature import Nodes
from sim.equilibrium.rivalry import Expected, Known, Rivalry, rivalry
from sim.equilibrium.strongest import Contest


def first_price(game: Game) -> BidCurve:
    """The increasing symmetric equilibrium, unique under these laws (Maskin and Riley 2003).

    The bids are those of `crra` or `cara`. A bidder who is certainly alone bids the reserve.

    Parameters
    ----------
    game : Game
        A symmetric one: it passed `requirements`.
    """
    if game.own is None:
        raise TypeError("a first-price game without a law of worths")
    rivals = rivalry(game)
    contest = Contest(game.own, rivals, game.reserve)
    method = _method(game.risk_aversion, rivals)
    if rivals.alone or contest.floor >= game.own.support[1]:
        return flat(method, game.reserve)

    def bids(worths: Floats, nodes: Nodes) -> tuple[Floats, Floats]:
        if isinstance(game.risk_aversion, Cara):
            return cara_bids(contest, worths, game.risk_aversion.cara, nodes)
        return crra_bids(contest, worths, game.risk_aversion, nodes)

    return tabulate(method, game.reserve, game.own, contest.floor, bids)


def _method(risk_aversion: float | Cara, rivals: Rivalry) -> str:
    """What was solved, and by whom first."""
    if isinstance(risk_aversion, Cara):
        attitude = f"CARA {risk_aversion.cara:g}, Matthews 1987"
    elif risk_aversion > 0:
        attitude = f"CRRA {risk_aversion:g}, Cox, Smith and Walker 1982"
    else:
        attitude = "risk neutral, Riley and Samuelson 1981"
    uncertain = isinstance(rivals, Expected) or (isinstance(rivals, Known) and rivals.heard < 1)
    number = "; unknown number of rivals, McAfee and McMillan 1987" if uncertain else ""
    return f"first-price equilibrium ({attitude}{number})"
