"""Random small shops: the SQL that dbt runs, the recomputation, and laws that always hold."""

import os
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from oracle.compare import assert_equal, read_mart
from oracle.compiled import CompiledWarehouse, compile_warehouse
from oracle.contract import MARTS
from oracle.expected import EXPECTED
from oracle.shop import cdnow_shop
from oracle.strategies import Evening, evenings, raw_purchases
from thorough import tried

# The same examples on every machine and run; WAREHOUSE_EXPLORE=1 draws new ones.
settings.register_profile(
    "oracle",
    derandomize="WAREHOUSE_EXPLORE" not in os.environ,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
PROFILE = settings.get_profile("oracle")
EMPTY = raw_purchases([])
ONE_ROW = raw_purchases([("00001", date(2024, 2, 29), 1, "0.00")])


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> CompiledWarehouse:
    """The project compiled once."""
    return compile_warehouse(tmp_path_factory.mktemp("compiled"))


def all_rows(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Return every row of every compared mart as sorted text: equal builds, equal result."""
    return {mart: sorted(map(repr, read_mart(connection, mart))) for mart in MARTS}


@settings(PROFILE, max_examples=tried(20, 60))
@given(evening=evenings())
@example(evening=(EMPTY, date(2024, 2, 29)))
@example(evening=(ONE_ROW, date(2024, 2, 29)))
@example(evening=(ONE_ROW, date(2024, 8, 28)))
@example(evening=(ONE_ROW, date(2024, 8, 29)))
@example(evening=(ONE_ROW, date(2024, 2, 28)))
def test_marts_equal_the_recomputation(warehouse: CompiledWarehouse, evening: Evening) -> None:
    purchases, as_of = evening
    shop = cdnow_shop(purchases)
    connection = warehouse.build(purchases, as_of)
    for mart, expected in EXPECTED.items():
        assert_equal(connection, mart, expected(shop, as_of), f"as of {as_of}")


@settings(PROFILE, max_examples=tried(10, 40))
@given(evening=evenings())
def test_scores_and_rates_obey_their_laws(warehouse: CompiledWarehouse, evening: Evening) -> None:
    purchases, as_of = evening
    connection = warehouse.build(purchases, as_of)
    rfm = read_mart(connection, "rfm_current")
    buyers = [row for row in rfm if row["purchase_state"] == "purchased"]
    _assert_score_follows(buyers, "recency_score", lambda row: -row["recency_days"])
    _assert_score_follows(buyers, "frequency_score", lambda row: row["frequency"])
    _assert_score_follows(buyers, "monetary_score", lambda row: row["monetary_amount"])
    for row in read_mart(connection, "retention_periods"):
        _assert_retention_adds_up(row)
    for row in read_mart(connection, "cohort_retention"):
        if row["month_number"] == 0:
            assert row["retention_rate"] == 1.0
        assert row["activity_month"] <= as_of


def _assert_score_follows(
    rows: list[dict[str, Any]], score: str, value: Callable[[dict[str, Any]], Any]
) -> None:
    """Fail unless scores (1 to 5) follow the values: equal for equal, never lower for higher."""
    seen = sorted((value(row), row[score]) for row in rows)
    for (low, low_score), (high, high_score) in pairwise(seen):
        assert low_score == high_score if low == high else low_score <= high_score, (score, seen)
    assert all(1 <= row[score] <= 5 for row in rows)
    if rows:
        assert seen[0][1] == 1


def _assert_retention_adds_up(row: dict[str, Any]) -> None:
    """Fail unless E = S + N + R - C, the strict rate is a share and completes the churn rate."""
    assert row["end_customers"] == (
        row["start_customers"]
        + row["new_customers"]
        + row["reactivated_customers"]
        - row["churned_customers"]
    ), row
    if row["start_customers"] == 0:
        assert row["rate_brief"] is row["rate_strict"] is row["churn_rate"] is None
        return
    assert 0 <= row["rate_strict"] <= 1, row
    assert row["rate_strict"] + row["churn_rate"] == pytest.approx(1, abs=1e-12)
    assert row["rate_brief"] >= row["rate_strict"]


@settings(PROFILE, max_examples=tried(5, 20))
@given(evening=evenings(), seed=st.integers(0, 10**6))
def test_row_order_changes_nothing(
    warehouse: CompiledWarehouse, evening: Evening, seed: int
) -> None:
    purchases, as_of = evening
    shuffled = purchases.sample(frac=1, random_state=seed)
    renumbered = shuffled.assign(_line=range(1, len(shuffled) + 1))
    connection = warehouse.build(purchases, as_of)
    before = all_rows(connection)
    for again in (shuffled, renumbered):
        connection = warehouse.build(again, as_of)
        assert all_rows(connection) == before


@settings(PROFILE, max_examples=tried(10, 30))
@given(evening=evenings())
def test_later_rows_do_not_change_an_evening(
    warehouse: CompiledWarehouse, evening: Evening
) -> None:
    purchases, as_of = evening
    connection = warehouse.build(purchases, as_of)
    whole = all_rows(connection)
    known = purchases[purchases["date"] <= as_of.strftime("%Y%m%d")]
    connection = warehouse.build(known, as_of)
    assert all_rows(connection) == whole


@settings(PROFILE, max_examples=tried(10, 30))
@given(evening=evenings())
def test_nothing_is_lost(warehouse: CompiledWarehouse, evening: Evening) -> None:
    purchases, as_of = evening
    connection = warehouse.build(purchases, as_of)
    orders = connection.execute(
        "select count(*), coalesce(cast(sum(net_amount) * 100 as hugeint), 0) from marts.fct_orders"
    ).fetchone()
    refused = connection.execute(
        "select count(*), count(distinct raw_key) from quality.quarantined_rows"
    ).fetchone()
    shop = cdnow_shop(purchases)
    happened = shop.until(as_of).orders
    nameless = len(purchases) - len(shop.orders)
    assert orders == (len(happened), int(happened["net"].sum()))
    assert refused == (nameless, nameless)


@settings(PROFILE, max_examples=tried(10, 30))
@given(evening=evenings())
def test_orders_are_numbered_in_time(warehouse: CompiledWarehouse, evening: Evening) -> None:
    purchases, as_of = evening
    connection = warehouse.build(purchases, as_of)
    numbers = connection.execute(
        "select list(customer_order_number order by ordered_at, order_id)"
        " from marts.fct_orders where is_valid group by customer_id"
    ).fetchall()
    assert all(found == list(range(1, len(found) + 1)) for (found,) in numbers)


def _orders(days_before: list[int], amounts: list[str], as_of: date) -> pd.DataFrame:
    """Return the raw orders of customer 00001, each some days before ``as_of``."""
    moments = [as_of - timedelta(days=days) for days in days_before]
    return raw_purchases(
        [("00001", moment, 1, amount) for moment, amount in zip(moments, amounts, strict=True)]
    )


@pytest.mark.parametrize(
    ("days_before", "amounts", "is_vip"),
    [
        pytest.param([29, 40, 50, 60], ["125.01"] * 4, True, id="29 days"),
        pytest.param([30, 40, 50, 60], ["125.01"] * 4, False, id="30 days"),
        pytest.param([1, 40, 50], ["200.00"] * 3, False, id="3 orders"),
        pytest.param([1, 40, 50, 60], ["125.00"] * 4, False, id="500.00"),
        pytest.param([1, 40, 50, 60], ["125.00"] * 3 + ["125.01"], True, id="500.01"),
        pytest.param([1, 1, 1, 1], ["200.00"] * 4, True, id="four orders on one day"),
        pytest.param([1, 40, 50, 400], ["200.00"] * 4, False, id="fourth order too old"),
        pytest.param([1, 40, 50, 60], ["500.01", "0.00", "0.00", "0.00"], True, id="zero values"),
    ],
)
def test_vip_boundaries(
    warehouse: CompiledWarehouse, days_before: list[int], amounts: list[str], is_vip: bool
) -> None:
    as_of = date(2024, 7, 1)
    connection = warehouse.build(_orders(days_before, amounts, as_of), as_of)
    (row,) = read_mart(connection, "rfm_current")
    assert row["is_vip"] is is_vip


@pytest.mark.parametrize(
    ("as_of", "ordered", "counts"),
    [
        (date(2023, 8, 31), date(2023, 2, 28), False),
        (date(2023, 8, 31), date(2023, 3, 1), True),
        (date(2024, 8, 31), date(2024, 2, 29), False),
        (date(2024, 8, 29), date(2024, 2, 29), False),
        (date(2024, 8, 28), date(2024, 2, 29), True),
    ],
)
def test_six_months_are_calendar_months(
    warehouse: CompiledWarehouse, as_of: date, ordered: date, counts: bool
) -> None:
    purchases = raw_purchases([("00001", ordered, 1, "10.00")])
    connection = warehouse.build(purchases, as_of)
    (row,) = read_mart(connection, "rfm_current")
    assert (row["orders_6m_count"], row["net_6m_amount"]) == ((1, 1000) if counts else (0, 0))


@pytest.mark.parametrize(
    ("last_act", "as_of", "is_ghost"),
    [
        (date(2023, 8, 31), date(2024, 2, 28), False),
        (date(2023, 8, 31), date(2024, 2, 29), True),
        (date(2022, 8, 31), date(2023, 2, 27), False),
        (date(2022, 8, 31), date(2023, 2, 28), True),
        (date(2024, 2, 29), date(2024, 8, 28), False),
        (date(2024, 2, 29), date(2024, 8, 29), True),
    ],
)
def test_a_ghost_appears_after_six_calendar_months(
    warehouse: CompiledWarehouse, last_act: date, as_of: date, is_ghost: bool
) -> None:
    purchases = raw_purchases([("00001", last_act, 1, "10.00")])
    connection = warehouse.build(purchases, as_of)
    (row,) = read_mart(connection, "ghost_customers")
    assert row["is_ghost"] is is_ghost


def test_those_who_bought_once_share_a_score(warehouse: CompiledWarehouse) -> None:
    """Three of four customers bought once: one frequency score, where ntile would give several."""
    rows = [(f"{number:05d}", date(2024, 1, 1), 1, "10.00") for number in range(1, 10)]
    purchases = raw_purchases([*rows, *[("00009", date(2024, 1, 2), 1, "5.00")] * 2])
    connection = warehouse.build(purchases, date(2024, 2, 1))
    scores = {
        (row["frequency"], row["frequency_score"]) for row in read_mart(connection, "rfm_current")
    }
    # nine buyers: eight share rank 1, the ninth has rank 9: 1 + floor(5 * 8 / 9) = 5
    assert scores == {(1, 1), (3, 5)}
