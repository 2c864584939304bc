"""RFM of every month's end, retention and cohorts: the models against SQL by hand and polars.

    .venv/bin/python -m pip install polars
    .venv/bin/python benchmarks/history.py --customers 1000000 --orders 10000000

All three read the same Parquet files of orders and refunds of 36 months, in the same run, and must
come to the same rows. Prints ratios and the peak memory of the models; a ratio is compared, never
a time.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psutil
import yaml
from history_by_hand import TABLES, by_polars, polars_sums

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "python")]
from spark.dbt_runs import Engine  # noqa: E402

VARIABLES = '{"shop": "history", "systems": {"toy": []}}'
AS_OF = "2025-12-31"
RIVALS = ["sql", "polars"]
MEMORY = "6GB"
"""What DuckDB may take; it would take up to 80 % of a machine's memory, whatever it needs."""
MODELS = (
    *(
        f"intermediate/rfm/int_rfm_{name}"
        for name in (
            *("dates", "days", "orders", "moves", "movements", "figures", "part_figures"),
            *("scopes", "fifths", "scores", "states"),
        )
    ),
    *(
        f"intermediate/int_{name}"
        for name in (
            *("order_movements", "periods", "customer_periods", "period_transitions"),
            "period_states",
        )
    ),
    "marts/rfm/rfm_history",
    "marts/retention/retention_periods",
    "marts/retention/cohort_retention",
)
GIVEN = {
    "int_valid_orders": "select * from read_parquet('{{ env_var(\"FILES\") }}/orders.parquet')",
    "fct_refunds": "select * from read_parquet('{{ env_var(\"FILES\") }}/refunds.parquet')",
    "int_as_of": f"select cast('{AS_OF}' as date) as as_of_date",
    "int_order_costs": "select cast(null as bigint) as order_key, 0.0 as cost_amount where 1 = 0",
    "int_order_taxes": """select cast(null as bigint) as order_key, 0.0 as tax_amount,
        0.0 as tax_share where 1 = 0""",
    # Of this shop nobody tells lines.
    "int_order_categories": "select cast(null as bigint) as order_key, '' as category,"
    " cast(0 as decimal(18, 2)) as net_amount where 1 = 0",
    "int_refund_categories": "select cast(null as bigint) as order_key, '' as category,"
    " cast(0 as decimal(18, 2)) as refund_amount, cast(null as date) as refund_date where 1 = 0",
}
"""What the models stand on, as views of the files."""
ORDERS = """
    create table orders as
    with bought as (
        select
            i as order_key,
            -- A few customers buy often, most of them rarely.
            1 + cast(floor({customers} * pow(random(), 2)) as bigint) as customer_id,
            date '2023-01-01' + cast(floor(random() * 1096) as int) as order_date,
            cast(10 + floor(random() * 20000) / 100 as decimal(18, 2)) as net_amount
        from range({orders}) as numbers (i)
    ),
    refunded as (
        select order_key, cast(round(net_amount * random(), 2) as decimal(18, 2)) as refund_amount,
            least(order_date + cast(floor(random() * 60) as int), date '{as_of}') as refund_date
        from bought where random() < 0.05
    )
    select
        bought.*,
        cast(row_number() over (partition by customer_id order by order_date, order_key) as bigint)
            as customer_order_number,
        cast(null as varchar) as brand,
        cast(null as varchar) as channel,
        cast(net_amount - coalesce(refund_amount, 0) as decimal(18, 2)) as net_of_refunds_amount,
        refund_amount,
        refund_date
    from bought left join refunded using (order_key)"""


def write_files(folder: Path, customers: int, orders: int) -> None:
    """Orders and refunds of three years, the same for the same numbers."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 1; select setseed(0.5)")
        connection.execute(ORDERS.format(customers=customers, orders=orders, as_of=AS_OF))
        connection.execute(f"""copy (select * exclude (refund_amount, refund_date) from orders)
            to '{folder}/orders.parquet' (format parquet)""")
        connection.execute(f"""copy (select order_key as refund_key, order_key, customer_id,
            refund_amount, refund_date from orders where refund_amount is not null)
            to '{folder}/refunds.parquet' (format parquet)""")


def write_project(root: Path) -> Path:
    """The models without what they are tested by, on views of the files."""
    shutil.copytree(PROJECT / "macros", root / "macros")
    shutil.copy(PROJECT / "dbt_project.yml", root / "dbt_project.yml")
    profiles = yaml.safe_load((PROJECT / "profiles.yml").read_text())
    target = profiles["loyalty_warehouse"]["outputs"]["duckdb"]
    target["settings"]["memory_limit"] = MEMORY
    (root / "profiles.yml").write_text(yaml.safe_dump(profiles))
    (root / "seeds").mkdir()
    for seed in ("rfm_rules", "rfm_segments"):
        shutil.copy(PROJECT / "seeds" / f"{seed}.csv", root / "seeds")
    for name in MODELS:
        copied = root / "models" / f"{name}.sql"
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / "models" / f"{name}.sql", copied)
        described = yaml.safe_load((PROJECT / "models" / f"{name}.yml").read_text())
        copied.with_suffix(".yml").write_text(yaml.safe_dump(without_tests(described)))
    for name, query in GIVEN.items():
        file = root / "models" / "intermediate" / f"{name}.sql"
        file.write_text("{{ config(materialized='view') }}\n" + query)
    return root


def without_tests(described: dict[str, Any]) -> dict[str, Any]:
    """A YAML file of models without data and unit tests."""
    for model in described["models"]:
        for part in (model, *model.get("columns", [])):
            part.pop("data_tests", None)
    return {"models": described["models"]}


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of CPU time, and the peak memory of this process in GiB."""

    clock: float
    cpu: float
    peak: float

    def __str__(self) -> str:
        return f"{self.clock:.1f} s, {self.cpu:.1f} s of CPU time, peak {self.peak:.1f} GiB"

    def over(self, other: Cost) -> str:
        """How many times another's."""
        return f"ratio {self.clock / other.clock:.2f}, of CPU time {self.cpu / other.cpu:.2f}"


def watched(work: Callable[[], None]) -> Cost:
    """What some work costs."""
    process, peak, is_over = psutil.Process(), [0], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.05):
            peak[0] = max(peak[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    begun, used = time.perf_counter(), time.process_time()
    try:
        work()
    finally:
        seconds, cpu = time.perf_counter() - begun, time.process_time() - used
        is_over.set()
        watcher.join()
    return Cost(seconds, cpu, peak[0] / 2**30)


def by_hand(folder: Path, files: Path) -> None:
    """The same tables by plain SQL, in a file of its own."""
    with duckdb.connect(str(folder / "hand.duckdb"), config={"memory_limit": MEMORY}) as connection:
        for name in ("rfm_rules", "rfm_segments"):
            seed = PROJECT / "seeds" / f"{name}.csv"
            connection.execute(f"create table {name} as from read_csv('{seed}')")
        connection.execute(f"create view orders as from read_parquet('{files}/orders.parquet')")
        connection.execute(f"create view refunds as from read_parquet('{files}/refunds.parquet')")
        for name, query in TABLES.items():
            connection.execute(f"create table {name} as {query}")


def assert_equal(folder: Path) -> None:
    """Fail unless models and SQL by hand have the same rows in any order, by a hash of each."""
    with duckdb.connect(str(folder / "history.duckdb"), read_only=True) as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        connection.execute(f"attach '{folder}/hand.duckdb' as hand (read_only)")
        for name in TABLES:
            described = connection.execute(f"describe hand.{name}").fetchall()
            row = ", ".join(f"cast({column} as {kind})" for column, kind, *_ in described)
            found = [
                connection.execute(f"select count(*), sum(hash({row})) from {table}").fetchone()
                for table in (f"marts.{name}", f"hand.{name}")
            ]
            assert found[0] == found[1], f"{name}: {found}"


def sums(folder: Path) -> dict[str, float]:
    """What is compared with polars."""
    queries = {
        "rows of history": "count(*) from marts.rfm_history",
        "sum of scores": "sum(recency_score + frequency_score + monetary_score)"
        " from marts.rfm_history",
        "money of six months": "sum(net_6m_amount) from marts.rfm_history",
        "retained customers": "sum(start_customers - churned_customers)"
        " from marts.retention_periods",
        "active in cohorts": "sum(active_customers) from marts.cohort_retention",
    }
    with duckdb.connect(str(folder / "history.duckdb"), read_only=True) as connection:
        rows = {name: connection.execute(f"select {q}").fetchone() for name, q in queries.items()}
    return {name: float(row[0]) for name, row in rows.items() if row}


def main() -> None:
    """Run the models and their rivals and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--rivals", nargs="+", choices=RIVALS, default=RIVALS)
    parser.add_argument("--files", type=Path, help="a folder that keeps the Parquet files")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = asked.files or folder / "files"
        if not files.exists():
            files.mkdir()
            write_files(files, asked.customers, asked.orders)
        compare(folder, files, asked.rivals)


def compare(folder: Path, files: Path, rivals: list[str]) -> None:
    """Run the models and each rival on the same files."""
    places = {"WAREHOUSE_DUCKDB_PATH": str(folder / "history.duckdb"), "FILES": str(files)}
    engine = Engine("duckdb", folder / "dbt", places, write_project(folder / "project"))
    engine.invoke("seed", "--vars", VARIABLES)
    models = watched(lambda: engine.invoke("run", "--vars", VARIABLES))
    print(f"models: {models}", flush=True)
    if "sql" in rivals:
        hand = watched(lambda: by_hand(folder, files))
        print(f"SQL by hand: {hand}; {models.over(hand)}", flush=True)
        assert_equal(folder)
    if "polars" in rivals:
        found: dict[str, float] = {}
        frames = watched(lambda: found.update(polars_sums(by_polars(files, AS_OF))))
        print(f"polars: {frames}; {models.over(frames)}", flush=True)
        for name, value in sums(folder).items():
            assert abs(found[name] - value) < 1e-6 * abs(value), (name, found[name], value)


if __name__ == "__main__":
    main()
