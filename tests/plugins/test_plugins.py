"""A user's own file: what it may bring, and the sentence for everything that can be wrong with it."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sim import plugins
from sim.entities.protocols import Strategy
from sim.errors import ScenarioError
from sim.laws import LAWS
from sim.measures import MEASURES
from sim.strategies import STRATEGIES
from sim.tables import Table
from sim.tempo import TIMINGS
from tests.equilibrium.games import a_game

TIMID = """
from dataclasses import dataclass
from typing import ClassVar
import numpy as np

@dataclass(frozen=True)
class Half:
    method: str = "heuristic: timid"
    residual: float = 0.0
    script: tuple = ()

    def limit(self, signal, public=None):
        return 0.5 * np.asarray(signal)

@dataclass(frozen=True)
class Timid:
    name: ClassVar[str] = "timid"
    nerve: float = 0.5

    def plan(self, game):
        return Half()

STRATEGIES = {"timid": Timid}
"""

EVERYTHING = """
from dataclasses import dataclass
from typing import ClassVar
import numpy as np
from sim.entities.timing import Habits
from sim.measures import Measure

@dataclass(frozen=True)
class Impatient:
    name: ClassVar[str] = "impatient"

    def habits(self, window, limit, u):
        n = len(limit)
        return Habits(np.full(n, window.opens), np.full(n, np.nan), np.zeros(n, dtype=bool))

@dataclass(frozen=True)
class Triangle:
    distribution: ClassVar[str] = "triangle"
    continuous: ClassVar[bool] = True
    mean: float = 0.5

    @property
    def support(self):
        return 0.0, 1.0

    def cdf(self, x):
        return x

    def pdf(self, x):
        return np.ones_like(x)

    def ppf(self, u):
        return u

def one(columns):
    return np.ones(len(columns["hammer"]))

TIMINGS = {"impatient": Impatient}
LAWS = {"triangle": Triangle}
MEASURES = {"lots_listed": Measure("lots_listed", "share", "Lots over lots.", one, one)}
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Writes a plug-in; afterwards tables and modules are as they were."""
    for promise in plugins.PROMISES.values():
        monkeypatch.setattr(promise.table, "_entries", dict(promise.table))
    before = set(sys.modules)

    def to_file(text: str) -> Path:
        path = tmp_path / "mine.py"
        path.write_text(text, encoding="utf-8")
        return path

    yield to_file
    for name in set(sys.modules) - before:
        if name.startswith("sim_plugin_"):
            del sys.modules[name]


def entries() -> dict[str, list[str]]:
    tables: dict[str, Table] = {"s": STRATEGIES, "t": TIMINGS, "l": LAWS, "m": MEASURES}
    return {key: list(table) for key, table in tables.items()}


def test_a_strategy_of_ones_own_joins_the_table(write: Write):
    plugins.load(write(TIMID))
    strategy = STRATEGIES["timid"]()
    assert isinstance(strategy, Strategy)
    assert strategy.plan(a_game()).limit(np.array([3.0]))[0] == 1.5
    assert pickle.loads(pickle.dumps(strategy)) == strategy


def test_timings_laws_and_measures_join_theirs(write: Write):
    plugins.load(str(write(EVERYTHING)))
    assert (list(TIMINGS)[-1], list(LAWS)[-1], list(MEASURES)[-1]) == ("impatient", "triangle", "lots_listed")
    assert LAWS["triangle"]().support == (0.0, 1.0)


def test_loading_the_same_file_twice_is_harmless(write: Write):
    path = write(TIMID)
    plugins.load(path)
    first, names = STRATEGIES["timid"], entries()
    plugins.load(path)
    assert STRATEGIES["timid"] is first
    assert entries() == names


def test_an_edited_file_may_not_replace_what_was_loaded(write: Write):
    plugins.load(write(TIMID))
    path = write(TIMID.replace("0.5 *", "0.4 *"))
    with pytest.raises(ScenarioError) as caught:
        plugins.load(path)
    assert str(caught.value) == f"plugin {path}: STRATEGIES['timid'] takes the name of a strategy that exists already"


def test_a_fresh_process_finds_the_same_classes(write: Write):
    """A worker loads the file and then unpickles what the parent sent."""
    path = write(TIMID)
    plugins.load(path)
    sent = pickle.dumps(STRATEGIES["timid"](nerve=0.25))
    program = (
        f"import pickle; from sim import plugins; plugins.load({str(path)!r}); print(pickle.loads({sent!r}).nerve)"
    )
    checkout = Path(plugins.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=checkout)
    assert done.stdout == "0.25\n"


def test_nothing_is_left_beside_the_file(write: Write):
    path = write(TIMID)
    plugins.load(path)
    assert [item.name for item in path.parent.iterdir()] == ["mine.py"]


def test_the_text_of_a_loaded_file_can_be_asked_for(write: Write):
    path = write(TIMID)
    plugins.load(path)
    module = sys.modules[STRATEGIES["timid"].__module__]
    assert module.__spec__.loader.get_source(module.__name__) == TIMID
    assert module.__spec__.origin == str(path)


def test_the_fingerprint_is_that_of_the_bytes(write: Write):
    assert plugins.fingerprint(write(TIMID)) == hashlib.sha256(TIMID.encode()).hexdigest()


LAW_WITHOUT_QUANTILES = EVERYTHING.replace("def ppf", "def quantile").replace("def cdf", "def below")
BROKEN = {
    "nothing offered": ("x = 1", "{}: offers nothing; it needs at least one of STRATEGIES, TIMINGS, LAWS, MEASURES"),
    "empty dict": ("LAWS = {}", "{}: offers nothing; it needs at least one of STRATEGIES, TIMINGS, LAWS, MEASURES"),
    "a list": ("STRATEGIES = [1]", "{}: STRATEGIES must be a dict from names to things"),
    "syntax": ("a = 1\nb = (", "{}:2: SyntaxError: '(' was never closed"),
    "division": ("def f():\n    return 1 / 0\n\nf()\n", "{}:2: ZeroDivisionError: division by zero"),
    "missing import": ("import no_such_thing", "{}:1: ModuleNotFoundError: No module named 'no_such_thing'"),
    "an exit": ("import sys\n\nsys.exit('no')\n", "{}:3: SystemExit: no"),
    "a bad name": (
        TIMID.replace('"timid"', '"Timid!"'),
        "{}: STRATEGIES['Timid!'] must have a name of small letters, digits and underscores",
    ),
    "a taken name": (
        TIMID.replace('"timid"', '"shaded"'),
        "{}: STRATEGIES['shaded'] takes the name of a strategy that exists already",
    ),
    "not a class": ("STRATEGIES = {'timid': 3}", "{}: STRATEGIES['timid'] must be a frozen dataclass"),
    "no dataclass": (
        "class Timid:\n    name = 'timid'\nSTRATEGIES = {'timid': Timid}",
        "{}: STRATEGIES['timid'] must be a frozen dataclass",
    ),
    "not frozen": (
        TIMID.replace("(frozen=True)\nclass Timid", "\nclass Timid"),
        "{}: STRATEGIES['timid'] must be a frozen dataclass",
    ),
    "another name": (
        TIMID.replace('{"timid"', '{"brave"'),
        "{}: STRATEGIES['brave'] must have the class variable name = 'brave'",
    ),
    "no plan": (TIMID.replace("def plan", "def scheme"), "{}: STRATEGIES['timid'] lacks plan"),
    "no habits": (EVERYTHING.replace("def habits", "def ways"), "{}: TIMINGS['impatient'] lacks habits"),
    "half a law": (LAW_WITHOUT_QUANTILES, "{}: LAWS['triangle'] lacks cdf, ppf"),
    "no measure": ("MEASURES = {'x': 1}", "{}: MEASURES['x'] must be a Measure with the name x"),
    "another measure": (
        EVERYTHING.replace('{"lots_listed"', '{"lots"'),
        "{}: MEASURES['lots'] must be a Measure with the name lots",
    ),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=list(BROKEN))
def test_a_broken_file_is_one_sentence_and_changes_nothing(write: Write, text: str, message: str):
    names, modules = entries(), set(sys.modules)
    path = write(text)
    for _ in range(2):
        with pytest.raises(ScenarioError) as caught:
            plugins.load(path)
        assert str(caught.value) == message.format(f"plugin {path}")
    assert entries() == names
    assert {name for name in set(sys.modules) - modules if name.startswith("sim_plugin_")} == set()


@pytest.mark.parametrize("act", [plugins.load, plugins.fingerprint])
def test_a_missing_file_is_named(act: Callable[[Path], object], tmp_path: Path):
    with pytest.raises(ScenarioError) as caught:
        act(tmp_path / "gone.py")
    assert str(caught.value) == f"plugin {tmp_path / 'gone.py'}: cannot be read: No such file or directory"


def test_an_error_deep_in_a_library_names_the_line_of_the_file(write: Write):
    path = write("import json\n\njson.loads('{')\n")
    with pytest.raises(ScenarioError, match=r"mine\.py:3: json\.decoder\.JSONDecodeError: Expecting property name"):
        plugins.load(path)
