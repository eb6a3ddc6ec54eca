"""The market: the only room that knows a clock.

Start with :mod:`sim.market.life`, which reads like the rule book; :mod:`sim.market.saleroom` opens auctions,
:mod:`sim.market.desk` registers bidders, :mod:`sim.market.staged` plays auctions as processes.
"""
