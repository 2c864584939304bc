"""Forecasts in SQL are those of the closed formulas, over the domain that shops live in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import duckdb
import numpy as np
import pandas as pd
import pytest
from one_model import one_model_project
from scipy.special import gammaln, hyp2f1  # type: ignore[import-untyped]
from spark.dbt_runs import Engine

Run = Callable[[str, pd.DataFrame], pd.DataFrame]
COUNTS = """
    with states as (
        select *, {{{{ p_alive() }}}} as p_alive, 3000 as most,
            {{{{ p_silent(p_alive(), 'horizon') }}}} as p_silent
        from read_parquet('{rows}')
    )
    select id, p_alive, p_silent, purchase_count, chance
    from ({{{{ count_chances('states', 'id') }}}})"""
ALIVE = COUNTS.replace("3000", "0")
EXPECTED = """
    with states as (
        select id, id as horizon_set, r + x as shape, alpha + t as age, a, b + x + shift as stays
        from read_parquet('{rows}')
    ),
    horizons as (select id as horizon_set, horizon from read_parquet('{rows}'))
    select * from ({{{{ expected_purchases('states', 'id', 'horizons') }}}})"""


def states(count: int, seed: int) -> pd.DataFrame:
    """Customers and parameters over the domain of shops; each fifth has a z of up to 0.999."""
    draw = np.random.default_rng(seed)

    def between(low: float, high: float) -> np.ndarray:
        return np.exp(draw.uniform(np.log(low), np.log(high), count))

    table = pd.DataFrame(
        {
            "id": range(count),
            "x": np.floor(between(1, 150)) - 1,
            "t": draw.uniform(0.2, 200, count),
            "r": between(0.05, 5),
            "alpha": between(0.5, 60),
            "a": between(0.05, 5),
            "b": between(0.2, 20),
            "horizon": between(1, 160),
            "shift": draw.integers(0, 2, count),
        }
    )
    z = draw.uniform(0.9, 0.999, count)
    far = z / (1 - z) * (table["alpha"] + table["t"])
    table["horizon"] = np.where(table["id"] % 5 == 0, far, table["horizon"])
    table["t_x"] = np.where(table["x"] > 0, table["t"] * draw.uniform(0, 1, count), 0.0)
    return table


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Give what a query makes of the rows of a table; dbt compiles each query once."""
    folder = tmp_path_factory.mktemp("forecasts")
    rows = folder / "rows.parquet"

    @cache
    def compiled(query: str) -> str:
        place = folder / str(len(query))
        project = one_model_project(place / "project", "forecasts", query.format(rows=rows))
        file = place / "forecasts.duckdb"
        engine = Engine("duckdb", place / "dbt", {"WAREHOUSE_DUCKDB_PATH": str(file)}, project)
        done = engine.invoke("compile", "--vars", '{"shop": "toy", "systems": {"toy": []}}')
        (node,) = (each.node for each in done.results if each.node.name == "forecasts")
        return str(node.compiled_code)

    def ask(query: str, table: pd.DataFrame) -> pd.DataFrame:
        with duckdb.connect() as connection:
            connection.register("told", table)
            connection.execute(f"copy (select * from told) to '{rows}' (format parquet)")
            return connection.execute(compiled(query)).df()

    return ask


def by_hypergeometric(table: pd.DataFrame) -> np.ndarray:
    """Fader, Hardie and Lee (2005), equation 10, of customers who have not stopped."""
    shape, age = table["r"] + table["x"], table["alpha"] + table["t"]
    a, stays = table["a"], table["b"] + table["x"] + table["shift"]
    z = table["horizon"] / (age + table["horizon"])
    series = hyp2f1(shape, stays, a + stays - 1, z)
    found = (a + stays - 1) / (a - 1) * (1 - (1 - z) ** shape * series)
    return np.asarray(found, dtype=float)


def test_expected_purchases_are_those_of_the_hypergeometric_function(run: Run) -> None:
    table = states(2_000, seed=5)
    found = run(EXPECTED, table).set_index("id").sort_index()["expected_purchases"]
    formula = by_hypergeometric(table)
    # Near a = 1 the formula itself is nothing divided by nothing; elsewhere it keeps its digits.
    told = np.isfinite(formula) & (abs(table["a"] - 1) > 1e-3) & (formula > 1e-9)
    assert told.sum() > 1_950
    assert (found / formula - 1).abs()[told].max() < 1e-6


def by_quadrature(table: pd.DataFrame) -> np.ndarray:
    """The mean over the chance to stop, by six thousand nodes: where the formula has no digits."""
    shape, age = table["r"] + table["x"], table["alpha"] + table["t"]
    a, stays = table["a"], table["b"] + table["x"] + table["shift"]
    middle, deviation = np.log(a / stays), np.sqrt(1 / a + 1 / stays)
    total, weights = 0.0, 0.0
    for place in np.linspace(0, 1, 6_000):
        left, right = np.arcsinh(60 / a / deviation + 10), np.arcsinh(60 / stays / deviation + 10)
        node = -left + place * (left + right)
        odds = middle + deviation * np.sinh(node)
        stop, stay = -np.logaddexp(0, -odds), -np.logaddexp(0, odds)
        weight = np.cosh(node) * np.exp(
            a * (stop + np.logaddexp(0, -middle)) + stays * (stay + np.logaddexp(0, middle))
        )
        chance = np.maximum(np.exp(stop), 1e-300)
        found = -np.expm1(-shape * np.log1p(chance * table["horizon"] / age)) / chance
        total, weights = total + weight * found, weights + weight
    return np.asarray(total / weights, dtype=float)


def test_expected_purchases_stand_up_to_the_bounds_of_the_fits(run: Run) -> None:
    """Where all stop alike, or hardly anybody does, the weight is in one place."""
    table, draw = states(1_000, seed=9), np.random.default_rng(9)
    for name in ("a", "b"):
        table[name] = np.exp(draw.uniform(-4, 14, len(table)))
    found = run(EXPECTED, table).set_index("id").sort_index()["expected_purchases"]
    assert found.to_numpy() == pytest.approx(by_quadrature(table), rel=1e-6)


def test_expected_purchases_stand_where_hardly_anybody_stops(run: Run) -> None:
    """The terms of the series fall slowest where many stay, some stop soon, and rates are low."""
    table, draw = states(1_000, seed=10), np.random.default_rng(10)
    table["a"], table["b"] = draw.uniform(1, 5.5, 1_000), np.exp(draw.uniform(3, 8, 1_000))
    table["r"], table["x"] = np.exp(draw.uniform(-5, 0, 1_000)), np.floor(table["x"] / 50)
    found = run(EXPECTED, table).set_index("id").sort_index()["expected_purchases"]
    assert found.to_numpy() == pytest.approx(by_quadrature(table), rel=1e-6)


def test_chances_of_counts_add_up_to_one_and_to_what_is_expected(run: Run) -> None:
    table = states(60, seed=6)
    table["horizon"] = np.minimum(table["horizon"], 80.0)
    table = table[
        (table["r"] + table["x"]) * table["horizon"] / (table["alpha"] + table["t"]) < 300
    ]
    found = run(COUNTS, table)
    of_each = found.groupby("id")
    assert of_each["chance"].sum().to_numpy() == pytest.approx(1, abs=1e-9)
    assert (found["chance"] >= 0).all()
    none = found[found["purchase_count"] == 0].set_index("id")
    assert none["chance"].to_numpy() == pytest.approx(none["p_silent"].to_numpy(), abs=1e-12)
    mean = found.assign(each=found["purchase_count"] * found["chance"]).groupby("id")["each"].sum()
    expected = run(EXPECTED, table).set_index("id").sort_index()["expected_purchases"]
    assert mean.to_numpy() == pytest.approx((expected * none["p_alive"]).to_numpy(), rel=1e-6)


def test_chances_are_those_of_a_life_lived_many_times(run: Run) -> None:
    """Rates, and chances to stop, drawn of what is known of the customer."""
    draw, lives = np.random.default_rng(3), 200_000
    told = {"x": 4.0, "t_x": 20.0, "t": 26.0, "r": 0.6, "alpha": 6.0, "a": 0.9, "b": 2.2}
    table = pd.DataFrame([{"id": 0, "horizon": 30.0, "shift": 0, **told}])
    found = run(COUNTS, table).sort_values("purchase_count")
    alive = draw.random(lives) < found["p_alive"].iloc[0]
    rates = draw.gamma(told["r"] + told["x"], 1 / (told["alpha"] + told["t"]), lives)
    stops = draw.beta(told["a"], told["b"] + told["x"], lives)
    untried = draw.poisson(rates * 30.0)
    counts = np.where(alive, np.minimum(untried, draw.geometric(stops)), 0)
    for count in range(8):
        chance = float(found["chance"].iloc[count])
        assert (counts == count).mean() == pytest.approx(chance, abs=4 * (chance / lives) ** 0.5)


def test_p_alive_is_that_of_the_likelihood(run: Run) -> None:
    table = states(200, seed=7)
    found = run(ALIVE, table).set_index("id").sort_index()["p_alive"]
    x, shift = table["x"], table["shift"]
    a, b, shape = table["a"], table["b"], table["r"] + table["x"]
    still = gammaln(a + b) - gammaln(b) + gammaln(b + x + shift) - gammaln(a + b + x + shift)
    alive = still - shape * np.log(table["alpha"] + table["t"])
    left = np.log(a) + gammaln(a + b) - gammaln(b) + gammaln(np.maximum(b + x + shift - 1, 1e-9))
    stopped = left - gammaln(a + b + x + shift) - shape * np.log(table["alpha"] + table["t_x"])
    expected = np.where(x + shift > 0, 1 / (1 + np.exp(stopped - alive)), 1.0)
    assert found.to_numpy() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("shift", [0, 1], ids=["bg_nbd", "mbg_nbd"])
def test_a_later_last_purchase_never_lowers_a_forecast(run: Run, shift: int) -> None:
    """All else equal; and one purchase more, made today, never lowers it either."""
    base = states(300, seed=8 + shift).assign(shift=shift)
    base["x"] = np.maximum(base["x"], 1)
    later = base.assign(id=base["id"] + 300, t_x=base["t_x"] + (base["t"] - base["t_x"]) / 2)
    today = base.assign(id=base["id"] + 600, t_x=base["t"])
    more = today.assign(id=base["id"] + 900, x=base["x"] + 1)
    table = pd.concat([base, later, today, more])
    alive = run(ALIVE, table).set_index("id")["p_alive"]
    expected = run(EXPECTED, table).set_index("id")["expected_purchases"]
    value = (alive * expected).sort_index().to_numpy().reshape(4, 300)
    silent = run(ALIVE, table).set_index("id")["p_silent"]
    none = silent.sort_index().to_numpy().reshape(4, 300)
    for less, most in ((0, 1), (1, 2), (2, 3)):
        assert (value[most] >= value[less] * (1 - 1e-9)).all()
        assert (none[most] <= none[less] + 1e-12).all()
