"""What sellers decide. In this version they do what the rule book says."""

from sim.sellers.reserve import first_start

__all__ = ["first_start"]
