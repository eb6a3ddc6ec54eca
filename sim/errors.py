"""The errors a person may see. Anything else that escapes is a fault of the program."""

from __future__ import annotations


class SimError(Exception):
    """Something went wrong that a message explains; no traceback is shown.

    Exceptions that leave a SimPy process are rebuilt as ``type(e)(*e.args)``, so every error here takes one message.
    """


class ScenarioError(SimError):
    """The scenario is wrong. The message holds one line a fault, ``file:line:column: path: what``."""


class NoEquilibriumError(SimError):
    """No equilibrium is known for this game. The message names the game and what to change."""


class RunError(SimError):
    """A study could not be finished."""
