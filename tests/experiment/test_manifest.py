"""The commit is read as git would say it, and behaviour is told once for rounds in which it is the same."""

from dataclasses import dataclass

import pytest

from sim.entities.entry import Plans
from sim.experiment.manifest import commit, plan_lines

OLD, NEW = "a" * 40, "b" * 40


@pytest.fixture
def checkout(tmp_path):
    git = tmp_path / "own" / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    return tmp_path / "own"


def test_outside_a_checkout_there_is_no_commit(tmp_path):
    assert commit(tmp_path) is None


def test_a_branch_without_a_commit(checkout):
    assert commit(checkout) is None


def test_a_branch_a_packed_branch_and_a_bare_commit(checkout):
    (checkout / ".git" / "packed-refs").write_text(f"# pack-refs\n{OLD} refs/heads/mainly\n{OLD} refs/heads/main\n")
    assert commit(checkout) == OLD
    (checkout / ".git" / "refs" / "heads" / "main").write_text(f"{NEW}\n")
    assert commit(checkout) == NEW
    (checkout / ".git" / "HEAD").write_text(f"{OLD}\n")
    assert commit(checkout) == OLD


def test_a_second_working_tree(checkout, tmp_path):
    (checkout / ".git" / "refs" / "heads" / "side").write_text(f"{NEW}\n")
    inside = checkout / ".git" / "worktrees" / "side"
    inside.mkdir(parents=True)
    (inside / "HEAD").write_text("ref: refs/heads/side\n")
    (inside / "commondir").write_text("../..\n")
    side = tmp_path / "side"
    side.mkdir()
    (side / ".git").write_text(f"gitdir: {inside}\n")
    assert commit(side) == NEW


@dataclass(frozen=True)
class Plan:
    method: str
    residual: float = 0.0


def test_rounds_share_a_line_where_the_plan_is_the_same():
    plans = Plans(
        {("hall", "flats", "all", number): Plan("own worth" if number < 3 else "other") for number in (3, 1, 2)}
    )
    assert [(line["method"], line["rounds"]) for line in plan_lines(plans)] == [("own worth", [1, 2]), ("other", [3])]
