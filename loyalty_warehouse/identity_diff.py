"""What the next build would do to customers: a dry run of identity on a copy of the build file.

The copy stands beside the build file while dbt works on it and is removed afterwards; the build
file and the published one are only read. Figures are counts and sums by customer: no personal data.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path

import duckdb

from loyalty_warehouse import history
from loyalty_warehouse.database import exclusive, opened
from loyalty_warehouse.dbt_project import DbtProject, LayerRun
from loyalty_warehouse.errors import GateFailed, WarehouseError
from loyalty_warehouse.results import blocking
from loyalty_warehouse.settings import Paths, Shop

SEEDS = ("identity_rules", "identity_blocked_values", "identity_decisions", "phone_countries")
FROM_RAW = ("+int_customer_map", "--full-refresh")
BY_RULES = (
    *("path:models/intermediate/identity", "int_customer_map"),
    *("--exclude", "int_device_owners", "int_identity_paths"),
)
ORDERS = """
    select orders.order_key, coalesce(buyers.customer_id, guests.customer_id) as customer_id
    from conformed.orders as orders
    left join intermediate.int_customer_map as buyers
        on orders.customer_record_key = buyers.customer_record_key
    left join intermediate.int_customer_map as guests
        on orders.customer_record_key is null and guests.record_type = 'order'
        and orders.source_system = guests.source_system
        and orders.order_id = guests.customer_record_id"""
REMEMBER = """
    create schema identity_before;
    create table identity_before.orders as
        select order_key, customer_id, net_amount - coalesce(refunded_amount, 0) as net_amount
        from marts.fct_orders where is_valid;
    create table identity_before.records as
        select customer_record_key as record_key, customer_id from intermediate.int_customer_map;
    create table identity_before.batches as
        select coalesce(max(event_batch), 0) as event_batch
        from intermediate.int_identity_events"""
MOVES = f"""
    with moved_records as (
        select previous_customer_id, customer_id, min(event_type) as event_type,
            count(*) as record_count, min(deciding_kind) as deciding_kind,
            min(decision_id) as decision_id, min(deciding_reason) as deciding_reason
        from intermediate.int_identity_events
        where event_batch > (select event_batch from identity_before.batches)
            and previous_customer_id is not null
        group by previous_customer_id, customer_id),
    moved_orders as (
        select before.customer_id as previous_customer_id, after.customer_id,
            count(*) as order_count, sum(before.net_amount) as net_amount
        from identity_before.orders as before
        join ({ORDERS}) as after using (order_key)
        where before.customer_id <> after.customer_id
        group by all)
    select event_type, previous_customer_id, customer_id, record_count,
        coalesce(order_count, 0), coalesce(net_amount, 0)::decimal(18, 2),
        deciding_kind, decision_id, deciding_reason
    from moved_records left join moved_orders using (previous_customer_id, customer_id)
    order by net_amount desc nulls last, previous_customer_id, customer_id"""
TOTALS = f"""
    with events as (
        select * from intermediate.int_identity_events
        where event_batch > (select event_batch from identity_before.batches)
            and previous_customer_id is null)
    select
        (select count(distinct customer_id) from identity_before.records),
        (select count(distinct customer_id) from intermediate.int_customer_map),
        (select count(*) from events),
        (select count(*) from events where event_type = 'mint'),
        (select count(*) from identity_before.records where record_key not in (
            select customer_record_key from intermediate.int_customer_map)),
        (select count(*) from identity_before.orders as before join ({ORDERS}) as after
            using (order_key) where before.customer_id is null and after.customer_id is not null)"""


@dataclass(frozen=True)
class Move:
    """Records that would go from one customer to another, with their valid orders so far."""

    event_type: str
    previous_customer_id: int
    customer_id: int
    record_count: int
    order_count: int
    net_amount: Decimal
    """Less refunds, in the reporting currency, as in customer_profiles."""
    deciding_kind: str | None
    decision_id: str | None
    deciding_reason: str | None


@dataclass(frozen=True)
class Diff:
    """What would change; the numbers are of the whole shop."""

    moves: tuple[Move, ...]
    customers_before: int
    customers_after: int
    new_record_count: int
    new_customer_count: int
    gone_record_count: int
    identified_order_count: int
    """Valid orders without a customer that would get one."""


def diff(paths: Paths, shop: Shop, rules_only: bool = False) -> Diff:
    """Resolve identity anew in a copy of the build, and compare; nothing else is written.

    From the raw data, as the next build would; ``rules_only``: from the records of the last build,
    with the seeds as they are now. Raises WarehouseError if there is no build or it is in use,
    GateFailed if the rules or decisions cannot be read.
    """
    build_file = paths.build_file(shop.name)
    if not build_file.exists():
        raise WarehouseError(
            f"There is no build of {shop.name} to compare with: run "
            f"`warehouse build --shop {shop.name}`."
        )
    with _copied(paths, shop) as copy:
        file = copy.build_file(shop.name)
        _remember(file, shop)
        _resolve(DbtProject(copy, shop), rules_only)
        with opened(file, read_only=True) as connection:
            moves = [Move(*row) for row in connection.execute(MOVES).fetchall()]
            totals = connection.execute(TOTALS).fetchone()
    assert totals is not None
    return Diff(tuple(moves), *totals)


@contextmanager
def _copied(paths: Paths, shop: Shop) -> Iterator[Paths]:
    """Paths whose build folder is a scratch with a copy of the build file and dbt's parse cache."""
    scratch = paths.build / f".{shop.name}-identity-{os.getpid()}"
    scratch.mkdir()
    try:
        with exclusive(paths.build / f".{shop.name}.lock"):
            file = paths.build_file(shop.name)
            with opened(file) as connection:
                connection.execute("checkpoint")
            shutil.copy(file, scratch / file.name)
        parsed = paths.build / shop.name / "target" / "partial_parse.msgpack"
        if parsed.exists():
            target = scratch / shop.name / "target"
            target.mkdir(parents=True)
            shutil.copy(parsed, target)
        yield replace(paths, build=scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _remember(file: Path, shop: Shop) -> None:
    """Keep the customers of today beside those to come; describe the evening of the last build."""
    with opened(file) as connection:
        builds = [run for run in history.runs(connection) if run.command == "build"]
        if builds and builds[-1].as_of_source == "variable" and not shop.as_of:
            shop.variables["as_of"] = str(builds[-1].as_of)
        try:
            connection.execute(REMEMBER)
        except duckdb.CatalogException as error:
            raise WarehouseError(
                f"The last build of {shop.name} did not reach its marts: run "
                f"`warehouse build --shop {shop.name}`."
            ) from error


def _resolve(project: DbtProject, rules_only: bool) -> None:
    """Load the seeds, run the models of identity and test the seeds; raise GateFailed."""
    project.parse()
    for command, arguments in (
        ("seed", (*SEEDS, "--full-refresh")),
        ("run", BY_RULES if rules_only else FROM_RAW),
        ("test", (*SEEDS, "--exclude-resource-type", "unit_test")),
    ):
        done = project.invoke_on(command, arguments)
        if blocking(done.results):
            raise GateFailed(_told(done))


def _told(done: LayerRun) -> str:
    lines = ["Identity cannot be resolved so; nothing was changed."]
    for check in blocking(done.results):
        said = done.messages.get(check.check_name)
        count = "" if check.failures is None else f": {check.failures} failures"
        lines.append(f"  {check.check_name}{count}{f': {said}' if said else ''}")
    return "\n".join(lines)


def write(found: Diff, file: Path) -> None:
    """Write everything as JSON if the file ends so, else the moves as CSV."""
    if file.suffix == ".json":
        file.write_text(json.dumps(asdict(found), default=str, indent=2) + "\n", encoding="utf-8")
        return
    with file.open("w", encoding="utf-8", newline="") as stream:
        columns = list(Move.__dataclass_fields__)
        lines = csv.DictWriter(stream, columns)
        lines.writeheader()
        lines.writerows(asdict(move) for move in found.moves)
