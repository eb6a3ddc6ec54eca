"""One replication's draws behind keys: which lots there are, who might want them, what they are worth to whom.

Why it is built this way:

- *Names, not positions.* Every draw is keyed by (seed, replication, purpose, lot, bidder, k), where lots and bidders
  are hashed (group name, number). So adding or removing a lot group, a bidder group, an arm or a rule moves no other
  draw, and arms are played on common random numbers (Glasserman & Yao 1992, "Some guidelines and guarantees for common
  random numbers", Management Science 38).
- *Evaluated where asked.* A matrix of lots by bidders would be 10^11 entries for a national market. Who may ever want a
  lot is drawn from the lot's side instead, at the cost of those who do.
- *Nested.* Whoever may want a lot has a threshold, uniform in (0, 1): a venue that reaches him with probability p
  reaches him iff the threshold is below p. A larger count, mean, interest or reach only adds bidders.
- *Built for one arm*, because an arm may change how many bidders there are. The k-th bidder of a group keeps all his
  draws whatever their number, so arms with equal counts meet the same nature.
- *In batches.* A handful of bidders costs numpy as much as a thousand, so runs of lots of one group are evaluated
  together behind the one-lot interface, by the same functions on arrays and hence to the same bits.
"""

from __future__ import annotations

from sim.nature.study_nature import StudyNature

__all__ = ["StudyNature"]
