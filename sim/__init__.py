"""A simulator of distressed-asset auction markets, offline and online.

The package is a house of rooms; a room imports only from rooms above it (``tests/house`` holds the list).
Start reading at :mod:`sim.entities` (the nouns), then :mod:`sim.market` (the life of a lot).
"""

__version__ = "0.1.0"
