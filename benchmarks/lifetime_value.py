"""Customer lifetime value: the models of the project against the Python package lifetimes.

    .venv/bin/python benchmarks/lifetime_value.py --customers 1000000

Both read the same Parquet file of some ten orders a customer, in the same run. The models run for
one evening and all customers together: BG/NBD, MBG/NBD and Gamma-Gamma from three starts each with
standard errors, every column of clv_customers but the intervals. The package does the least that a
user would have it do (BG/NBD and Gamma-Gamma fitted once, scores, the discounted value of a year),
and the same as the models: all three fits from the models' starts, discounted values of 12 and 36
months, sums of what customers brought, the table written; and that with one start each. With
--whole the models run a second time as a build runs them, with fits of every year, four earlier
evenings, intervals, back-test and calibration. Parameters and scores must agree. Prints ratios and
peak memory; a ratio is compared, never a time.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from history import Engine, watched
from scoring.purchases import log_likelihood
from some_models import some_models_project

VARIABLES = '{"shop": "value", "systems": {"toy": []}}'
AS_OF = "2025-12-31"
DAYS = 1096
BY_PACKAGE = Path(__file__).with_name("value_by_lifetimes.py")
FITTED = (
    *("earlier_purchases", "purchase_summaries", "purchase_fits", "spend_fits", "value_fits"),
    *("spend_means", "spend_parameters"),
    *("purchase_parameters", "value_choices", "purchase_outcomes", "value_members"),
    "value_horizons",
    *("purchase_expectations", "value_forecasts", "value_predictions"),
)
JUDGED = (
    *("value_dates", "value_pools", "value_model", "value_verdict", "value_rivals", "value_ranks"),
    *("purchase_activity", "purchase_chances", "purchase_intervals"),
    "value_coverage",
)
MARTS = ("clv_customers", "clv_parameters")
JUDGED_MARTS = ("clv_backtest", "clv_calibration", "value_segments")
GIVEN = {
    "int_valid_orders": "select * from read_parquet('{{ env_var(\"FILES\") }}/orders.parquet')",
    "int_as_of": f"select cast('{AS_OF}' as date) as as_of_date",
    "fct_refunds": """select 1 as order_key, cast(null as date) as refund_date,
        cast(0 as decimal(18, 2)) as refund_amount where 1 = 0""",
    "dim_customers": """select customer_id, 'purchased' as purchase_state
        from read_parquet('{{ env_var("FILES") }}/customers.parquet')""",
    "int_customer_margin_shares": """select customer_id, cast(null as double) as margin_share,
        cast(null as double) as contribution_share, cast(null as varchar) as margin_share_basis
        from read_parquet('{{ env_var("FILES") }}/customers.parquet')""",
    "int_contribution_share": "select 'net_revenue' as margin_basis",
    "int_formula_factors": """select 'observed' as lifespan_source, 'computed' as formula_state,
        cast(1 as double) as orders_per_relation_year, cast(1 as double) as lifespan_years,
        cast(1 as double) as later_orders_per_relation_year, true as is_used_for_customers""",
    "int_customer_margins": """select cast(null as bigint) as customer_id,
        cast(null as decimal(18, 2)) as costed_net_amount, cast(null as varchar) as margin_basis,
        cast(null as decimal(18, 2)) as contribution_margin_amount where 1 = 0""",
}
"""What the models stand on, as views of the file."""
GIVEN_AS_THE_PACKAGE = {
    "int_value_dates": """select as_of_date as described_date, cast(365 as bigint) as horizon_days,
        true as is_current from {{ ref('int_as_of') }}""",
    "int_value_pools": """select cast(1 as bigint) as pool_key, as_of_date as described_date,
        'all' as pool_kind, 1 as pool_depth, cast(null as varchar) as brand,
        cast(null as bigint) as cohort_year, 'all' as pool from {{ ref('int_as_of') }}""",
    "int_value_model": """select 'bg_nbd' as model, cast(null as bigint) as forecast_count,
        cast(null as double) as log_likelihood, true as is_marked, 'default' as mark_basis""",
    "int_value_verdict": "select 1 as pool_count, cast(null as boolean) as is_better_than_naive",
    "int_purchase_intervals": """select described_date, model, pool_key, x, t_x, t,
        {% for name in ['purchases_low', 'purchases_high'] %}cast(null as bigint) as {{ name }},
        {% endfor %}{% for name in ['none_chance', 'log_mean', 'log_variance'] %}
        cast(null as double) as {{ name }}, cast(null as double) as {{ name }}_36m
        {{ ',' if not loop.last }}{% endfor %}
        from {{ ref('int_value_members') }} where 1 = 0""",
}
"""One evening, one pool, no judge and no intervals."""
SCORES = (
    "p_alive",
    *(
        f"{name}_{days}d"
        for days in (30, 90, 365)
        for name in ("p_no_purchase", "expected_purchases")
    ),
    "spend_per_purchase_day_amount",
    "predicted_net_365d_amount",
    "discounted_12m_amount",
    "discounted_36m_amount",
    "average_order_value",
)


def write_orders(folder: Path, customers: int) -> None:
    """Orders of three years by buyers as BG/NBD and Gamma-Gamma have them."""
    draw = np.random.default_rng(1)
    age = draw.integers(0, DAYS, customers)
    rate, stop = draw.gamma(1.2, 1 / 5.5, customers), draw.beta(0.6, 6.0, customers)
    scale = draw.gamma(3.74, 1 / 15.44, customers)
    buyer, now = np.arange(customers), np.zeros(customers)
    buyers, days = [buyer], [DAYS - 1 - age]
    while buyer.size:
        now = now + draw.exponential(7 / rate[buyer])
        is_seen = now < age[buyer] + 1
        buyer, now = buyer[is_seen], now[is_seen]
        buyers.append(buyer)
        days.append(DAYS - 1 - age[buyer] + np.floor(now).astype(np.int64))
        goes_on = draw.random(buyer.size) >= stop[buyer]
        buyer, now = buyer[goes_on], now[goes_on]
    of = np.concatenate(buyers)
    amount = np.maximum(draw.gamma(6.25, 1 / scale[of]), 0.01)
    told = pa.table({"buyer": of, "day": np.concatenate(days), "amount": amount})
    with duckdb.connect() as connection:
        connection.register("told", told)
        connection.execute(f"""
            copy (
                select
                    row_number() over () as order_key,
                    buyer + 1 as customer_id,
                    row_number() over (partition by buyer order by day) as customer_order_number,
                    cast(null as varchar) as brand,
                    cast(amount as decimal(18, 2)) as net_amount,
                    net_amount as gross_amount,
                    net_amount as net_of_refunds_amount,
                    cast(null as decimal(18, 2)) as discount_amount,
                    cast(null as decimal(18, 2)) as refunded_amount,
                    date '{AS_OF}' - cast({DAYS - 1} - day as int) as order_date
                from told order by day
            ) to '{folder}/orders.parquet' (format parquet)""")
        connection.execute(f"""copy (select range + 1 as customer_id from range({customers}))
            to '{folder}/customers.parquet' (format parquet)""")


class Models:
    """The models of the project in a file of their own: of one evening, or all."""

    def __init__(self, folder: Path, orders: Path, is_whole: bool) -> None:
        names = [f"intermediate/value/int_{name}" for name in FITTED]
        marts, given = MARTS, {**GIVEN, **GIVEN_AS_THE_PACKAGE}
        if is_whole:
            names += [f"intermediate/value/int_{name}" for name in JUDGED]
            marts, given = MARTS + JUDGED_MARTS, GIVEN
        names += ["intermediate/int_customer_orders", *(f"marts/value/{name}" for name in marts)]
        self.file = folder / "value.duckdb"
        places = {"WAREHOUSE_DUCKDB_PATH": str(self.file), "FILES": str(orders.parent)}
        project = some_models_project(folder / "project", names, given, ("value_segment_shares",))
        self.engine = Engine("duckdb", folder / "dbt", places, project)
        self.engine.invoke("seed", "--vars", VARIABLES)

    def run(self) -> tuple[float, float]:
        """Seconds of the run, and its peak memory in GiB."""
        told: list[tuple[float, str]] = []

        def work() -> None:
            done = self.engine.invoke("run", "--vars", VARIABLES)
            told.extend((each.execution_time, each.node.name) for each in done.results)

        cost = watched(work)
        longest = sorted(told, reverse=True)[:8]
        print("  longest:", ", ".join(f"{name} {took:.1f} s" for took, name in longest))
        return cost.clock, cost.peak

    def fits(self) -> dict[str, dict[str, float]]:
        """The parameters of all customers at as_of, by model."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            rows = connection.execute("""select model, parameter, estimate from marts.clv_parameters
                where is_current and pool = 'all'""").fetchall()
        found: dict[str, dict[str, float]] = {}
        for model, parameter, estimate in rows:
            found.setdefault(model, {})[parameter] = estimate
        return found


def assert_same_fits(own: dict[str, Any], other: dict[str, Any], found: Path) -> None:
    """Fail unless the parameters are the same, and no likelihood is lower than the package's."""
    for model, fit in other.items():
        for parameter, estimate in fit.items():
            off = own[model][parameter] / estimate - 1
            assert abs(off) < 1e-3, (model, parameter, own[model][parameter], estimate)
    with duckdb.connect() as connection:
        seen = connection.execute(f"select x, t_x, t from '{found}'").fetchnumpy()
    table = np.column_stack([seen["x"], seen["t_x"], seen["t"]])
    for shift, model in enumerate(("bg_nbd", "mbg_nbd")):
        models, package = (
            log_likelihood(
                np.log([fit[model][name] for name in ("r", "alpha", "a", "b")]), table, shift
            )
            for fit in (own, other)
        )
        print(f"log-likelihood of {model}: models {models:.4f}, lifetimes {package:.4f}")
        assert models > package - 1e-9 * abs(package)


def assert_same_scores(models: Models, found: Path) -> None:
    """Fail unless summaries are equal and no score is off; where the package gives none, say so."""
    with duckdb.connect(str(models.file), read_only=True) as connection:
        connection.execute(f"create temp view found as from '{found}'")
        counted = connection.execute("""
            select count(*), count(*) filter (own.x = found.x and abs(own.t_x - found.t_x) < 1e-9
                and abs(own.t - found.t) < 1e-9)
            from (select customer_id, repeat_purchase_day_count as x,
                first_to_last_purchase_weeks as t_x, customer_age_weeks as t
                from intermediate.int_purchase_summaries) as own
            full join found using (customer_id)""").fetchall()
        assert counted[0][0] == counted[0][1], counted
        for score in SCORES:
            # The models round. A month of the package is 4.345 weeks, of theirs 30.4375 days.
            bound = 1.5e-3 if score.startswith("discounted") else 1e-4
            least = 1 if score.endswith("amount") else 0.01
            (row,) = connection.execute(f"""
                select max(abs(own.{score} - found.{score}) / greatest(abs(found.{score}), {least}))
                        filter (isfinite(found.{score})),
                    count(*) filter (not isfinite(found.{score}))
                from marts.clv_customers as own join found using (customer_id)""").fetchall()
            print(f"  {score}: off by up to {row[0]:.1e}; not finite by lifetimes: {row[1]:,}")
            assert row[0] < bound, score


def main() -> None:
    """Run all three and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--whole", action="store_true", help="also as a build runs them")
    asked = parser.parse_args()
    customers = asked.customers
    with tempfile.TemporaryDirectory() as name:
        folder, orders, found = (
            Path(name),
            Path(name) / "orders.parquet",
            Path(name) / "found.parquet",
        )
        maker = multiprocessing.get_context("spawn").Process(
            target=write_orders, args=(folder, customers)
        )
        maker.start()
        maker.join()
        with duckdb.connect() as connection:
            (row,) = connection.execute(f"select count(*) from '{orders}'").fetchall()
        print(f"{customers:,} customers, {row[0]:,} orders", flush=True)
        taken: dict[str, float] = {}
        built: dict[str, Models] = {}
        for kind in ("of one evening", "as a build")[: 2 if asked.whole else 1]:
            built[kind] = Models(folder / kind.replace(" ", "_"), orders, kind == "as a build")
            taken[kind], peak = built[kind].run()
            print(f"models {kind}: {taken[kind]:.1f} s, peak {peak:.1f} GiB", flush=True)
        call = [sys.executable, str(BY_PACKAGE), str(orders), str(found)]
        told = json.loads(subprocess.run(call, check=True, stdout=subprocess.PIPE).stdout)
        parts = ", ".join(f"{part} {took:.1f} s" for part, took in told["seconds"].items())
        print(f"lifetimes: peak {told['peak']:.1f} GiB ({parts})")
        for kind, models in built.items():
            for work, seconds in told["comparisons"].items():
                ratio = seconds / taken[kind]
                print(f"lifetimes, {work}: {seconds:.1f} s / models {kind}: {ratio:.1f}")
            assert_same_fits(models.fits(), told["fits"], found)
        assert_same_scores(built["of one evening"], found)


if __name__ == "__main__":
    main()
