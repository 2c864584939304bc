"""Two systems that are not shipped: their marts are as worked out by hand, faults are refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from project import messages
from twosystems.expected import MARCH, MAY, QUERIES, Rows
from twosystems.shop import VARIABLES, copy_with_two_systems, model

EXPECTED = {"2024-03-31": MARCH, "": MAY}
ENTITIES = ("orders", "order_lines", "refunds", "customer_records")

# Raw rows that the conformed tests must refuse, after the base model they are added to; beside them
# how many rows of which test fail. Each row has one fault.
FAULTS = {
    "base_till__orders": """
union all select '2001', 'C1', 'S1', 'completed', 'sale', '-1.00', null, '2024-01-15 10:00:00'
union all select ' ', 'C1', 'S1', 'completed', 'sale', '1.00', null, '2024-01-15 10:00:00'
union all select '2003', '', 'S1', 'completed', 'sale', '1.00', null, '2024-01-15 10:00:00'
""",
    "base_till__order_lines": """
union all select '1002', '1', 'P1', 'USD', '1', '50.00', null
union all select '1011', '1', 'P1', 'EUR', '1', '60.01', null
""",
    "base_till__refunds": "union all select 'R9', '1001', '1.00', '2024-01-14'\n",
    "base_till__customer_records": "union all select '  ', '2024-01-01'\n",
}
REFUSED = {
    "orders_are_not_negative": 1,
    "orders_have_no_blank_ids": 2,
    "order_lines_are_in_their_orders_currency": 1,
    "order_lines_do_not_exceed_their_order": 1,
    "refunds_do_not_precede_their_order": 1,
    "customer_records_have_no_blank_ids": 1,
    "orders_are_dated_in_their_time_zone": 2,  # 1008 and 1010, sold at 00:30
}
TO_UTC = """{{ to_utc('cast(sold_at as timestamp)', "'Europe/Paris'") }}"""
LOCAL_DATE = "cast(cast(sold_at as timestamp) as date) as order_date"
UTC_DATE = f"cast({TO_UTC} as date) as order_date"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The database of each as_of, built and tested."""
    project = copy_with_two_systems(tmp_path_factory.mktemp("two") / "project")
    found = {}
    for as_of in EXPECTED:
        place = replace(project, database=project.root / f"as_of_{as_of or 'default'}.duckdb")
        done = place.run(
            "build",
            *("--exclude-resource-type", "unit_test"),
            variables={**VARIABLES, "as_of": as_of},
        )
        assert done.success, messages(done)
        found[as_of] = place.database
    return found


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("as_of", EXPECTED, ids=lambda as_of: as_of or "default")
def test_marts_are_as_worked_out_by_hand(as_of: str, name: str, built: dict[str, Path]) -> None:
    with duckdb.connect(str(built[as_of]), read_only=True) as connection:
        rows: Rows = connection.sql(QUERIES[name]).fetchall()
    assert sorted(rows, key=repr) == sorted(EXPECTED[as_of][name], key=repr)


def test_rfm_history_is_what_the_build_of_that_day_showed(built: dict[str, Path]) -> None:
    """With refunds before and after the evening, in and out of the six months."""
    columns = """customer_id, rfm_segment, rfm_code, recency_days, recency_months, frequency,
        monetary_amount, orders_6m_count, net_6m_amount, last_order_date"""
    queries = {
        "2024-03-31": "from marts.rfm_current where purchase_state = 'purchased'",
        "": "from marts.rfm_history where month_end_date = '2024-03-31'",
    }
    shown = []
    for as_of, rows in queries.items():
        with duckdb.connect(str(built[as_of]), read_only=True) as connection:
            shown.append(connection.sql(f"select {columns} {rows} order by all").fetchall())
    then, since = shown
    assert len(then) > 2
    assert since == then


def test_every_border_is_reconciled(built: dict[str, Path]) -> None:
    with duckdb.connect(str(built[""]), read_only=True) as connection:
        borders = connection.sql(
            "select distinct source_system, border from quality.reconciliations"
        ).fetchall()
    assert set(borders) >= {
        (system, border)
        for system in ("till", "web")
        for border in ("raw_to_staging", "staging_to_conformed", "conformed_to_mart")
    }


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Failing rows by conformed test, with every fault delivered at once."""
    project = copy_with_two_systems(tmp_path_factory.mktemp("faulty") / "project")
    for name, rows in FAULTS.items():
        project.write(f"models/staging/till/{name}.sql", model(name) + rows)
    orders = model("till__orders")
    assert LOCAL_DATE in orders
    project.write("models/staging/till/till__orders.sql", orders.replace(LOCAL_DATE, UTC_DATE))
    done = project.run("run", "--select", *(f"+{e}" for e in ENTITIES), variables=VARIABLES)
    assert done.success, messages(done)
    selected = ("--select", *ENTITIES, "--indirect-selection", "cautious")
    excluded = ("--exclude-resource-type", "unit_test")
    done = project.run("test", *selected, *excluded, variables=VARIABLES)
    return {r.node.name: r.failures for r in done.result if r.status in ("fail", "error")}


@pytest.mark.parametrize("name", REFUSED)
def test_a_fault_is_refused_by_the_test_that_names_it(name: str, refused: dict[str, int]) -> None:
    assert refused.get(name) == REFUSED[name]


def test_a_fault_is_refused_by_no_other_test(refused: dict[str, int]) -> None:
    assert set(refused) == set(REFUSED)
