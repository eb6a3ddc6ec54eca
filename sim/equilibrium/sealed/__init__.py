"""First-price bids of groups that differ in taste and in how well they look, each bidder with a look of his own.

Milgrom and Weber 1982 ("A theory of auctions and competitive bidding", Econometrica 50) for bidders who are not alike:
no equation in one variable is left, so bid functions are found as a fixed point of best replies.
"""

from __future__ import annotations

from sim.equilibrium.sealed.fixed_point import Sealed, solve

__all__ = ["Sealed", "solve"]
