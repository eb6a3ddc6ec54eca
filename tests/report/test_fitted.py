"""A fit as it is told: what is not compared, what has no error, and a model that does not fit."""

from __future__ import annotations

import csv
import json

import pytest

from sim.report import fit_page, fitted

MOMENTS = (
    {"moment": "ratio_mean", "observed": "-0.2", "se": "0.01", "simulated": "-0.25", "simulated_se": "0.01",
     "holdout": "-0.19", "holdout_se": "0.02", "z": "2.7"},
    {"moment": "ratio_sd_many", "observed": "0.2", "se": "0.03", "simulated": "0.2", "simulated_se": "0.01",
     "holdout": "0.21"},
    {"moment": "sell_through", "why": "fewer than 5 lots of either kind"},
)  # fmt: skip
HEAD = ("moment", "class", "observed", "se", "simulated", "simulated_se", "holdout", "holdout_se", "z", "why")
MISS = {"moment": "ratio_mean", "observed": -0.2, "simulated": -0.25, "apart": -3.5}
MANIFEST = {
    "title": "Our sales",
    "data": {"sales.csv": ""},
    "command": "python run_sim.py fit study.yaml",
    "lots": {"fitted_to": 42, "kept_apart": 18},
    "points": {"played": 20, "refused": 0, "boxes": 1},
    "over_identification": {"distance": 1512.3, "degrees": 9, "p_value": 0.0, "misses": [MISS]},
}


@pytest.fixture
def folder(tmp_path):
    with (tmp_path / "moments.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, HEAD, restval="")
        table.writeheader()
        table.writerows(MOMENTS)
    (tmp_path / "fit.csv").write_text(
        "path,places,scale,assumed,estimate,se,ci_low,ci_high,low,high,identified,used,why\n"
        "median,lots.flats.worth.median,factor,1,0.8,0.1,0.65,0.95,0.5,2,1,0.8,\n"
    )
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    return tmp_path


def test_a_moment_of_lots_kept_apart_without_an_error_leaves_the_figure_whole(folder):
    """Eighteen lots may have a spread that most resamples of them do not have: it has a value and no error."""
    fit_page.dress(folder)
    assert (folder / "figures" / "fit.png").stat().st_size > 0
    page = (folder / "fit.html").read_text(encoding="utf-8")
    assert "ratio_sd_many" in page
    assert "The model does not fit these data" in page


def test_a_model_that_does_not_fit_is_told_first(folder):
    told = fitted.text(folder)
    assert told.startswith(
        "Warning: The model does not fit these data: J = 1512.3 with 9 degrees of freedom, p below 0.0001. Missed "
        "most: ratio_mean -0.25 simulated, -0.2 observed (3.5 standard errors apart). What is estimated is that of a "
    )
    assert "Not compared: sell_through (fewer than 5 lots of either kind)." in told
    assert "Moments of the lots kept apart in the 95 % interval of the prediction: 0 of 1." in told


def test_a_model_that_fits_is_told_without_alarm(folder):
    fits = "The data do not speak against the model: J = 1512.3 with 9 degrees of freedom, p = 0.3."
    for p_value, told in ((0.3, fits), (None, "There are as many moments as parameters")):
        test = {**MANIFEST["over_identification"], "p_value": p_value, "misses": []}
        (folder / "manifest.json").write_text(json.dumps({**MANIFEST, "over_identification": test}))
        assert told in fitted.text(folder)
        assert "Warning" not in fitted.text(folder)
