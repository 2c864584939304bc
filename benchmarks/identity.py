"""What a few days cost identity, of what it costs to resolve everything.

    .venv/bin/python benchmarks/identity.py --customers 60000

A sample is built up to its last evening but a few days; identity is resolved anew at that earlier
evening, then brought up to the last one. Prints each model's share and the ratio of the two sums;
a ratio is compared, never a time. One thread, so that times add up.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "python")]
from sample.build import SHOP_FILE, make_sample  # noqa: E402
from sample.daily import Warehouse  # noqa: E402
from workspace import rows  # noqa: E402

LAST = date(2025, 12, 31)
IDENTITY = (
    *("int_as_of", "path:models/intermediate/identity", "int_customer_map"),
    *("identity_map", "identity_links", "identity_events"),
)
ABOVE = ("+identity_map", "+identity_links", "+identity_events", "--exclude", *IDENTITY)
NEW = """
    select (select count(*) from intermediate.int_identity_records), count(*)
    from intermediate.int_identity_events
    where event_batch > 1 and event_type in ('mint', 'join')"""


def seconds(warehouse: Warehouse, evening: date, *options: str) -> dict[str, float]:
    """Run the models of identity as of an evening; the seconds of each."""
    warehouse.variables["as_of"] = str(evening)
    result = warehouse.run("run", "--threads", "1", *options, "--select", *IDENTITY)
    models = [one for one in result.results if one.node.resource_type == "model"]
    return {one.node.name: float(one.execution_time) for one in models}


def measure(folder: Path, customers: int, months: int, days: int) -> None:
    """Resolve all, then the days."""
    sample = make_sample(folder / "sample", customers=customers, months=months, seed=1)
    variables = yaml.safe_load(SHOP_FILE.read_text()) | {"as_of": str(LAST)}
    warehouse = Warehouse(folder / "warehouse", sample.raw, variables)
    warehouse.run("seed")
    warehouse.run("run", "--select", *ABOVE)
    full = seconds(warehouse, LAST - timedelta(days=days), "--full-refresh")
    then = seconds(warehouse, LAST)
    ((records, new),) = rows(warehouse.database, NEW)
    print(f"{records:,} records, {new:,} of them new in the last {days} days")
    for model, took in then.items():
        print(f"{model:28} {full[model]:7.2f} s at first, {took:6.2f} s for the days")
    whole, part = sum(full.values()), sum(then.values())
    print(f"{whole:.1f} s at first, {part:.1f} s for the days: {part / whole:.0%}")


def main() -> None:
    """Make the sample and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=60_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--days", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), arguments.customers, arguments.months, arguments.days)


if __name__ == "__main__":
    main()
