"""Games without a known equilibrium, from the command line: exit 2, the message word for word, nothing written."""

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SCENARIO = """
title: Sharp bidders among naive ones with vaguer looks
seed: 1
replications: 2
lots:
  flats: {{count: 4, arrive: at_start, appraisal: none, worth: {{model: lognormal, median: 1, common_sd: {sd}}}}}
bidders:
{bidders}
arms:
  venue: {{venue: frictionless, rules: {rules}}}
measures: [revenue_per_lot]
"""
HALL = SCENARIO.format(
    sd=0.4,
    bidders="""
  dealers: {count: 2, taste_sd: 0.02, signal_sd: 0.5, timing: proxy}
  households: {count: 8, taste_sd: 0.02, signal_sd: 0.15, strategy: truthful, timing: proxy}
""",
    rules="{format: clock, shows: [bids, identities, dropouts]}",
)
SITE = SCENARIO.format(
    sd=0.2,
    bidders="""
  dealers: {count: 10, taste_sd: 0.1, signal_sd: 0.15, timing: proxy}
  households: {count: 10, taste_sd: 0.2, signal_sd: 0.35, timing: proxy}
  crowd: {count: 10, taste_sd: 0.05, signal_sd: 0.5, strategy: truthful, timing: proxy}
""",
    rules="{format: second_price}",
)
FOLDS = (
    "study.yaml:13:3: arms.venue, bidders.dealers: no increasing equilibrium: group dealers infers more than one for "
    "one from cursed rivals; raise its taste_sd or lower its signal_sd, or use an anonymous board\n"
)
WANDERS = (
    "study.yaml:14:3: arms.venue, bidders.dealers: no equilibrium is known for sales at the second-highest bid among "
    "anonymous bidders: after 62 rounds of damped best replies from naive bids, group households would still change "
    "bids by up to 21 % (at most 2 % may be left, and bids must have stopped moving); raise its taste_sd, lower its "
    "signal_sd or make the groups more alike, or use shaded\n"
)
CASES = {
    "no increasing equilibrium where drop-outs are seen": (HALL, FOLDS),
    "no convergence against unseen rivals": (SITE, WANDERS),
}


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize("case", CASES)
def test_message(case, command, tmp_path, verdict):
    scenario, said = CASES[case]
    (tmp_path / "study.yaml").write_text(scenario, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "run_sim.py"), command, "study.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    written = sorted(path.name for path in tmp_path.rglob("*") if path.name != "study.yaml")
    figure = f"exit {done.returncode}, wrote {written or 'nothing'}, said {done.stdout + done.stderr!r}"
    right = (done.returncode, done.stdout, done.stderr, written) == (2, "", said, [])
    verdict(f"{case} ({command})", figure, "exit 2, word for word, nothing written", right)
