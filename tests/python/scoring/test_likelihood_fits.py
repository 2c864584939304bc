"""Models of buying fitted in SQL reach the highest likelihood, and say where there is none."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest
from one_model import one_model_project
from spark.dbt_runs import Engine

from .purchases import Floats, buyers, highest, log_likelihood

CONFIG = {
    "materialized": "likelihood_fits",
    "scores": "purchase_scores",
    "parameters": ["r", "alpha", "a", "b"],
    "starts": [[-1.5, 1.5, -0.2, 1.0], [0.0, 0.0, 0.0, 0.0], [1.0, 4.0, -2.0, 2.0]],
}
SHOPS = {
    "bg_nbd_plain": buyers(200, seed=1),
    "mbg_nbd_plain": buyers(200, seed=2, stops_at_once=True),
    # One buys every day for a year beside the others.
    "bg_nbd_heavy": np.vstack([buyers(100, seed=3), [[360.0, 52.0, 52.5]]]),
    # All stop by one chance: the likelihood rises for ever with a and b.
    "bg_nbd_ridge": buyers(80, seed=11, all_stop_by=0.15),
    "bg_nbd_ridge_turned": buyers(80, seed=11, all_stop_by=0.15)[::-1],
    "bg_nbd_once": np.array([[0.0, 0.0, float(age)] for age in range(1, 30)]),
}
Fit = dict[str, tuple[float, float, int, bool]]
"""Parameter -> estimate, likelihood (None where it does not stand), customers, whether it does."""


SAMPLED = {"sample_by": "cast(round(217 * t + 119 * t_x + x) as bigint)", "sample_rows": 80}


@pytest.fixture(scope="module", params=[{}, SAMPLED], ids=["all rows", "starts on a sample"])
def fits(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Fit]:
    """What dbt makes of each shop."""
    folder = tmp_path_factory.mktemp("likelihoods")
    rows = ", ".join(
        f"('{name}', {x!r}, {t_x!r}, {age!r})"
        for name, table in SHOPS.items()
        for x, t_x, age in table.tolist()
    )
    query = f"""{{{{ config(**{CONFIG | request.param}) }}}}
        select fit_id, x::double as x, t_x::double as t_x, t::double as t,
            count(*)::double as row_weight
        from (values {rows}) as told (fit_id, x, t_x, t) group by all"""
    file = folder / "fits.duckdb"
    project = one_model_project(folder / "project", "fits", query)
    engine = Engine("duckdb", folder / "dbt", {"WAREHOUSE_DUCKDB_PATH": str(file)}, project)
    for _ in range(2):  # the second run replaces the first
        engine.invoke("run", "--vars", '{"shop": "toy", "systems": {"toy": []}}')
    found: dict[str, Fit] = {name: {} for name in SHOPS}
    with duckdb.connect(str(file), read_only=True) as connection:
        for name, parameter, *told in connection.execute(
            """select fit_id, parameter, estimate, log_likelihood, row_count, is_converged
            from intermediate.fits"""
        ).fetchall():
            found[name][parameter] = tuple(told)
    return found


def logs(fit: Fit) -> Floats:
    """The logarithms of the four parameters."""
    return np.log([fit[name][0] for name in ("r", "alpha", "a", "b")])


@pytest.mark.parametrize("shop", [name for name in SHOPS if name.endswith(("plain", "heavy"))])
def test_no_search_finds_a_higher_likelihood(fits: dict[str, Fit], shop: str) -> None:
    fit, shift = fits[shop], int(shop.startswith("mbg"))
    told = fit["r"][1]
    assert told == pytest.approx(log_likelihood(logs(fit), SHOPS[shop], shift), abs=1e-3)
    assert told >= highest(SHOPS[shop], shift) - 1e-3
    assert all(count == len(SHOPS[shop]) and stands for _, _, count, stands in fit.values())


def test_one_time_buyers_end_in_a_state_and_not_in_an_error(fits: dict[str, Fit]) -> None:
    fit = fits["bg_nbd_once"]
    assert set(fit) == {"r", "alpha", "a", "b"}
    told = {" ".join(map(str, values)) for values in fit.values()}
    assert told == {"None None 29 False"}


@pytest.mark.parametrize("shop", [name for name in SHOPS if "ridge" in name])
def test_a_ridge_is_no_estimate_wherever_the_steps_ended(fits: dict[str, Fit], shop: str) -> None:
    told = {" ".join(map(str, values)) for values in fits[shop].values()}
    assert told == {"None None 80 False"}
