"""Formats: allocation and payment rules. One file and one line here each; the plays are in the engines.

The increment is a key of the rules. English auctions, and a posting that opens one, take it in money or as
`increment_share` of the start price; clock, Dutch and second-price auctions are continuous unless it is written in
money; first-price envelopes and a plain posted price have none.
"""

from __future__ import annotations

from sim.entities.protocols import Format
from sim.formats.clock import Clock
from sim.formats.dutch import Dutch
from sim.formats.english import English
from sim.formats.first_price import FirstPrice
from sim.formats.posted_price import PostedPrice
from sim.formats.second_price import SecondPrice
from sim.tables import Table

FORMATS: Table[type[Format]] = Table(
    "format",
    {
        "english": English,
        "clock": Clock,
        "dutch": Dutch,
        "first_price": FirstPrice,
        "second_price": SecondPrice,
        "posted_price": PostedPrice,
    },
)
