"""Symmetric bidding on affiliated signals: common values, known to nobody, and everybody with a signal of them.

Milgrom and Weber 1982 ("A theory of auctions and competitive bidding", Econometrica 50). `model_of` turns a family of
worths into a `SignalModel`; the public may then be `told` something, which gives a model of the same kind. Of a model,
a known number of bidders and perhaps a reserve, `second_price` and `first_price` make a table of limits over signals,
and `drop_outs` the prices at which bidders leave a clock that shows who has left. All take a degree of cursedness;
`naive` bids what the own signal says. `announced_bids` are for uniform signals once the lowest has been read out, and
`InsiderGame` is the sale in which one bidder knows what the others do not.

News about the *private* part of worth (match information) is another lever, and nothing has to be solved for it: who
knows his worth bids it, so worths have their own law; who knows only its mean bids that, so the law is a constant. The
price moves from the mean to the second highest of n draws: down for two bidders, up for many (Board 2009, "Revealing
information in auctions: the allocation effect", Economic Theory 38; Ganuza and Penalva 2010, Econometrica 78).
"""

from __future__ import annotations

from sim.equilibrium.affiliated.announced import announced_bids
from sim.equilibrium.affiliated.curve import SignalCurve
from sim.equilibrium.affiliated.drop_outs import drop_outs
from sim.equilibrium.affiliated.first_price import first_price
from sim.equilibrium.affiliated.gaussian import GaussianSignals
from sim.equilibrium.affiliated.insider import InsiderGame, RankedBids, estimate_sd
from sim.equilibrium.affiliated.loan import LoanSignals
from sim.equilibrium.affiliated.mineral_rights import MineralRights
from sim.equilibrium.affiliated.models import model_of
from sim.equilibrium.affiliated.pivotal import screening
from sim.equilibrium.affiliated.protocol import Belief, SignalModel
from sim.equilibrium.affiliated.second_price import naive, second_price

__all__ = [
    "Belief",
    "GaussianSignals",
    "InsiderGame",
    "LoanSignals",
    "MineralRights",
    "RankedBids",
    "SignalCurve",
    "SignalModel",
    "announced_bids",
    "drop_outs",
    "estimate_sd",
    "first_price",
    "model_of",
    "naive",
    "screening",
    "second_price",
]
