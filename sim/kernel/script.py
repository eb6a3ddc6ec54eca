"""What the scenario wrote down beforehand, where it meets the door: too early, too late, or under the start price."""

from __future__ import annotations

from sim.entities.brief import Brief, Move, Moves, Reason
from sim.tempo.instants import script


def admitted(brief: Brief, book: Moves) -> list[Move]:
    """The scripted moves in order, without those before the opening: these are written down as refused."""
    moves = script(brief)
    early = [move for move in moves if move.t < brief.opens]
    refuse(early, Reason.EARLY, book)
    return moves[len(early) :]


def refuse(moves: list[Move], reason: Reason, book: Moves) -> None:
    """Write down moves that were all refused for the same reason."""
    for move in moves:
        book.add(move.t, move.who, move.amount, reason)
