"""Theory through the whole simulator: every value of the chapters on private and common values, bids and prices."""

import os
from pathlib import Path

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from sim.experiment import Options, prepare
from sim.judge.verify import verify
from sim.market.market import play
from sim.nature import StudyNature
from sim.scenario import load

TEXTBOOK = Path(__file__).parents[2] / "scenarios" / "textbook"
STUDIES = [path for path in sorted(TEXTBOOK.glob("*.yaml")) if "\nexpect:" in path.read_text(encoding="utf-8")]

# First-price bids at given worths: (check, scenario, worth, bid). Riley & Samuelson (1981); McAfee & McMillan (1987)
# for an unknown number of bidders; Holt (1980) and Matthews (1987) for risk aversion.
BIDS = [
    ("P009", "uniform", 0.4, 0.2),
    ("P010", "uniform", 0.9, 0.45),
    ("P019", "uniform_reserve", 0.7, 0.586031),
    ("P020", "uniform_reserve", 0.95, 0.767673),
    ("P029", "lognormal", 1.13009, 0.920973),
    ("P030", "lognormal", 2.11355, 1.27511),
    ("P039", "weibull", 0.983655, 0.769261),
    ("P040", "weibull", 1.9711, 1.23293),
    ("P049", "truncated_exponential", 0.392274, 0.261840),
    ("P050", "truncated_exponential", 0.833444, 0.445330),
    ("P059", "power", 0.704273, 0.640375),
    ("P060", "power", 0.957079, 0.870078),
    ("P071", "poisson_uniform", 0.8, 0.496906),
    ("P073", "poisson_lognormal", 1.5232, 1.20756),
    ("P086", "risk_aversion_uniform", 0.75, 0.5),
    ("P089", "risk_aversion_reserve", 0.75, 0.609226),
    ("P092", "risk_aversion_lognormal", 1.40108, 1.12764),
    ("P094", "risk_aversion_cara", 0.8, 0.580489),
]

# Bids at given signals of a common worth: (check, scenario, arm, lots, bidders, signal, bid). Wilson (1977); Milgrom
# & Weber (1982); Kagel & Levin (1986); insiders: Engelbrecht-Wiggans, Milgrom & Weber (1983). Normal worths: around 10.
COMMON_BIDS = [
    ("P130", "mineral_rights_4_bidders", "first", "lot", "bidders", 65.0, 55.911347),
    ("P131", "mineral_rights_4_bidders", "first", "lot", "bidders", 150.0, 138.000002),
    ("P132", "mineral_rights_4_bidders", "second", "lot", "bidders", 150.0, 144.0),
    ("P145", "mineral_rights_7_bidders", "first", "lot", "bidders", 71.0, 55.511158),
    ("P146", "mineral_rights_7_bidders", "first", "lot", "bidders", 150.0, 132.000001),
    ("P147", "mineral_rights_7_bidders", "second", "lot", "bidders", 150.0, 137.142857),
    ("P160", "common_normal_3_bidders", "first", "lot", "bidders", 10.5, 9.505957),
    ("P161", "common_normal_3_bidders", "second", "lot", "bidders", 10.5, 10.128858),
    ("P175", "common_normal_6_bidders", "first", "lot", "bidders", 10.5, 9.753834),
    ("P176", "common_normal_6_bidders", "second", "lot", "bidders", 10.5, 10.091882),
    ("P219", "insider_first_price", "one", "even", "insider", 0.7, 0.35),
    ("P223", "insider_first_price", "three", "logs", "insider", 1.29979, 0.825148),
]

OPTIMAL = [("P061", "uniform", 0.5), ("P064", "lognormal", 0.771857), ("P067", "weibull", 0.763143)]


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_outcomes(path, verdict):
    """Each expected value within 4 standard errors, each standard error below its bound."""
    checks = verify(load(path).study, Options(jobs=os.cpu_count() or 1), lambda _done, _all: None)
    far = max(checks, key=lambda check: abs(check.z))
    failed = [check.name for check in checks if not check.passed]
    verdict(
        f"theory {path.stem}: {len(checks)} values",
        f"largest |z| {abs(far.z):.2f} ({far.name})" + (f", missed {failed}" if failed else ""),
        "all within 4 standard errors, SE <= 0.5 % or 0.001 of the top",
        not failed,
    )


@pytest.mark.parametrize(("name", "scenario", "worth", "bid"), BIDS, ids=[case[0] for case in BIDS])
def test_bids(name, scenario, worth, bid, verdict):
    """What first-price bidders in the market bid at a given worth, read off thousands of (worth, bid) pairs."""
    study = load(TEXTBOOK / f"{scenario}.yaml").study
    listings = play(study, "first_price", 0, prepare(study), keep=True).listings
    worths = np.concatenate([listing.worth for listing in listings])
    bids = np.concatenate([listing.brief.limit for listing in listings])
    worths, first = np.unique(worths, return_index=True)
    near = slice(*np.searchsorted(worths, worth) + np.array([-4, 4]))
    simulated = float(CubicSpline(worths[near], bids[first][near])(worth))
    verdict(f"theory {name}: bid at {worth}", f"{simulated:.6g}", f"{bid} to 1e-5", abs(simulated - bid) <= 1e-5 * bid)


@pytest.mark.parametrize(
    ("name", "scenario", "arm", "lots", "group", "signal", "bid"), COMMON_BIDS, ids=[case[0] for case in COMMON_BIDS]
)
def test_common_value_bids(name, scenario, arm, lots, group, signal, bid, verdict):
    """What bidders in the market bid at a given signal, read off thousands of (signal, bid) pairs."""
    study = load(TEXTBOOK / f"{scenario}.yaml").study
    nature = StudyNature(study, arm, 0)
    signals, bids = [], []
    for listing in play(study, arm, 0, prepare(study), keep=True).listings:
        of = listing.who.group == listing.who.groups.index(group)
        if listing.lot.group == lots:
            signals.append(nature.signal(listing.lot, listing.who, ())[of])
            bids.append(listing.brief.limit[of])
    seen, first = np.unique(np.concatenate(signals), return_index=True)
    near = slice(*np.searchsorted(seen, signal) + np.array([-4, 4]))
    simulated = float(CubicSpline(seen[near], np.concatenate(bids)[first][near])(signal))
    verdict(f"theory {name}: bid at {signal}", f"{simulated:.7g}", f"{bid} to 1e-5", abs(simulated - bid) <= 1e-5 * bid)


def test_screening_signal(verdict):
    """P193: the lowest log signal that bids against a reserve of 1.1 (Milgrom & Weber 1982)."""
    study = load(TEXTBOOK / "winners_curse.yaml").study
    nature = StudyNature(study, "sealed_reserve", 0)
    came, away = np.inf, -np.inf
    for listing in play(study, "sealed_reserve", 0, prepare(study), keep=True).listings:
        who = nature.interested(listing.lot)
        signal, here = np.log(nature.signal(listing.lot, who, ())), np.isin(who.subject, listing.brief.who)
        came, away = min(came, signal[here].min(initial=np.inf)), max(away, signal[~here].max(initial=-np.inf))
    inside = away < 0.489276 < came and came - away < 5e-3
    verdict("theory P193: screening signal", f"between {away:.5f} and {came:.5f}", "0.489276 in between", inside)


@pytest.mark.parametrize(("name", "law", "reserve"), OPTIMAL, ids=[case[0] for case in OPTIMAL])
def test_optimal_reserve(name, law, reserve, verdict):
    """The reserve that earns most on a grid is the theoretical one (Myerson 1981)."""
    study = load(TEXTBOOK / f"optimal_reserve_{law}.yaml").study
    plans = prepare(study)
    arms = [arm for arm in study.arms if arm.startswith("reserve_")]
    revenue = {
        study.arms[arm].venue.rules.reserve: np.nansum(
            [np.nansum(play(study, arm, replication, plans).column("hammer")) for replication in range(60)]
        )
        for arm in arms
    }
    best = max(revenue, key=revenue.__getitem__)
    grid = ", ".join(f"{value:g}" for value in revenue)
    verdict(f"theory {name}: best reserve", f"{best:g} of {grid}", f"{reserve}", best == reserve)
