"""Shops that have little to tell end in a clear state: no error, no NaN, nothing without an end."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from some_models import some_models_project
from spark.dbt_runs import PROJECT, Engine

AS_OF = pd.Timestamp("2025-12-31")
VALUE = PROJECT / "models" / "intermediate" / "value"
MODELS = (
    *(
        f"intermediate/value/{file.stem}"
        for file in VALUE.glob("*.sql")
        if file.stem != "int_motion_spend"
    ),
    *(
        f"intermediate/int_{name}"
        for name in (
            "valid_orders",
            "order_movements",
            "customer_orders",
            "order_costs",
            "order_taxes",
            "lifetimes",
        )
    ),
    *(
        f"marts/value/{name}"
        for name in (
            *("clv_customers", "clv_parameters", "clv_backtest", "clv_calibration", "clv_history"),
            *("clv_formula", "value_segments"),
        )
    ),
)
"""All of value but what advertising costs."""
ORDERS = """
    select order_key, order_id, customer_id, order_date, net_amount, refunded_amount,
        'toy' as source_system, 'web' as channel, cast(null as varchar) as brand,
        'EUR' as currency_code, true as is_valid, net_amount as gross_amount,
        cast(0 as decimal(18, 2)) as promotion_discount_amount,
        cast(0 as decimal(18, 2)) as coupon_discount_amount,
        cast(0 as decimal(18, 2)) as shipping_amount, 'parcel' as fulfilled_channel,
        cast(null as decimal(18, 2)) as included_tax_amount,
        cast(null as decimal(18, 2)) as included_shipping_tax_amount,
        cast(null as varchar) as payment_method,
        row_number() over (partition by customer_id order by order_date, order_key)
            as customer_order_number
    from raw_orders"""
GIVEN = {
    "fct_orders": ORDERS,
    "fct_order_lines": """select order_key, net_amount, cost_amount, true as is_valid,
        false as is_gift_card from raw_orders""",
    "fct_refunds": """select order_key, refunded_amount as refund_amount, order_date as refund_date,
        'parcel' as returned_channel, 'return' as refund_kind,
        cast(0 as decimal(18, 2)) as shipping_amount from raw_orders where refunded_amount > 0""",
    "dim_customers": """select distinct customer_id, 'purchased' as purchase_state
        from raw_orders union all select 0, 'never_purchased'""",
    "int_first_orders": """select customer_id, 'unknown' as brand, 'web' as channel,
        order_date as first_order_date from {{ ref('fct_orders') }}
        where customer_order_number = 1""",
    "rfm_current": "select customer_id, 'all' as rfm_segment from {{ ref('int_customer_orders') }}",
    "int_periods": """select 'day' as grain, day::date as period_start_date from generate_series(
        timestamp '2023-12-01', timestamp '2025-12-31', interval 1 day) as days (day)""",
    "int_acquisition_sources": """select 0 as customer_id, '' as source, '' as medium
        where 1 = 0""",
    "int_memberships": """select 0 as customer_id, date '2023-12-01' as first_date,
        date '2023-12-01' as left_date where 1 = 0""",
    "conformed/refunds": "select 1 as refund_key",
    "int_as_of": f"select date '{AS_OF:%Y-%m-%d}' as as_of_date",
    "shipments": """select 'toy' as source_system, 'toy' as order_source_system, '' as order_id,
        '' as shipment_status, cast(null as timestamp) as shipped_at where 1 = 0""",
    "loyalty_movements": """select 'toy' as order_source_system, '' as order_id,
        'burn' as movement_type, false as is_cancelled, 0 as points,
        cast(null as timestamp) as cancelled_at,
        cast(null as timestamp) as occurred_at where 1 = 0""",
}
VARIABLES = '{"shop": "toy", "systems": {"toy": ["refunds"]}}'
MARTS = (
    *("clv_customers", "clv_parameters", "clv_backtest", "clv_calibration", "clv_history"),
    *("clv_formula", "value_segments"),
)


@dataclass(frozen=True)
class Shop:
    """A shop as built."""

    file: Path

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the marts."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def assert_finite(self) -> None:
        """Fail on a NaN or infinite figure in any mart."""
        for mart in MARTS:
            columns = self.ask(f"""select column_name from information_schema.columns
                where table_schema = 'marts' and table_name = '{mart}' and data_type = 'DOUBLE'""")
            assert columns, mart
            odd = " or ".join(f"not isfinite({name})" for (name,) in columns)
            assert self.ask(f"select * from marts.{mart} where {odd}") == []


def visits(customers: int, comes_back: bool) -> pd.DataFrame:
    """Orders of about 50.00 of customers who first bought on any day of two years.

    Each spends about what is usual for them: where all spend alike there is no spending fit.
    """
    draw = np.random.default_rng(4)
    rows = []
    for customer in range(1, customers + 1):
        day, rate = int(draw.integers(1, 730)), draw.gamma(1.2, 0.02)
        stop, usual = draw.beta(0.8, 2.5), draw.gamma(4.0, 50 / 4)
        while day >= 0:
            rows.append((customer, AS_OF - pd.Timedelta(days=day), usual))
            if not comes_back or draw.random() < stop:
                break
            day -= 1 + int(draw.exponential(1 / rate))
    orders = pd.DataFrame(rows, columns=["customer_id", "order_date", "usual"])
    orders["net_amount"] = np.round(draw.gamma(6.0, orders.pop("usual") / 6) + 1, 2)
    return orders


@pytest.fixture
def build(tmp_path: Path) -> Callable[[pd.DataFrame], Shop]:
    """Build the marts of value on some orders."""

    def built(orders: pd.DataFrame) -> Shop:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        file = folder / "toy.duckdb"
        with duckdb.connect(str(file)) as connection:
            connection.register("told", orders)
            connection.execute("""create table raw_orders as select
                row_number() over () as order_key, (row_number() over ())::varchar as order_id,
                customer_id, order_date::date as order_date,
                net_amount::decimal(18, 2) as net_amount,
                refunded_amount::decimal(18, 2) as refunded_amount,
                cost_amount::decimal(18, 2) as cost_amount from told""")
        project = some_models_project(
            folder / "project", MODELS, GIVEN, ("cost_rates", "value_segment_shares"), True
        )
        places = {"WAREHOUSE_DUCKDB_PATH": str(file)}
        Engine("duckdb", folder / "dbt", places, project).invoke("build", "--vars", VARIABLES)
        return Shop(file)

    return built


def states(shop: Shop) -> dict[str, int]:
    """How many customers are in each state, but the one who never bought."""
    rows = shop.ask("""select prediction_state, count(*) from marts.clv_customers
        where customer_id > 0 group by all""")
    return dict(rows)


def formula_states(shop: Shop) -> dict[str, str]:
    """What the formula says of the shop, by the source of the lifespan."""
    rows = shop.ask("""select lifespan_source, formula_state from marts.clv_formula
        where dimension = 'overall'""")
    return dict(rows)


Build = Callable[[pd.DataFrame], Shop]


def test_a_shop_of_one_time_buyers_predicts_nothing_and_says_why(build: Build) -> None:
    orders = visits(200, comes_back=False).assign(refunded_amount=0.0, cost_amount=20.0)
    shop = build(orders)
    shop.assert_finite()
    assert states(shop) == {"too_few_came_back": 200}
    assert shop.ask("select prediction_state from marts.clv_customers where customer_id = 0") == [
        ("never_purchased",)
    ]
    assert shop.ask("select * from marts.clv_parameters") == []
    assert shop.ask("select * from marts.value_segments") == []
    assert shop.ask("select distinct forecast from marts.clv_backtest order by all") == [
        ("active_rate",),
        ("mean",),
        ("same_rate",),
        ("zero",),
    ]
    assert formula_states(shop) == {
        "observed": "no_exposure",
        "survival": "no_exposure",
        "assumed": "assumed_lifespan_not_set",
    }
    brought = shop.ask("select sum(historic_net_amount)::double from marts.clv_customers")
    assert brought == [(pytest.approx(orders["net_amount"].sum()),)]


def test_a_shop_that_gave_everything_back_predicts_purchases_and_no_money(build: Build) -> None:
    orders = visits(400, comes_back=True).assign(cost_amount=20.0)
    shop = build(orders.assign(refunded_amount=orders["net_amount"]))
    shop.assert_finite()
    assert states(shop) == {"predicted": 400}
    assert shop.ask("""select count(*) from marts.clv_customers where customer_id > 0 and (
        expected_purchases_365d < 0 or p_alive is null or spend_per_purchase_day_amount is not null
        or discounted_12m_amount is not null or discounted_12m_contribution_amount is not null
        or expected_margin_state <> 'no_spending_fit' or first_order_once_clv_amount <> 0
        or historic_net_amount <> 0)""") == [(0,)]
    assert shop.ask("select * from marts.value_segments") == []


def test_a_shop_below_cost_has_negative_margins_and_no_negative_purchases(build: Build) -> None:
    orders = visits(400, comes_back=True).assign(refunded_amount=0.0)
    shop = build(orders.assign(cost_amount=2 * orders["net_amount"]))
    shop.assert_finite()
    assert states(shop) == {"predicted": 400}
    assert shop.ask("""select count(*) from marts.clv_customers where customer_id > 0 and not (
        expected_purchases_30d >= 0 and predicted_net_365d_amount >= 0 and net_365d_low_amount >= 0
        and margin_share = -1 and margin_share_basis = 'currency' and contribution_share < -1
        and discounted_12m_amount <= 0
        and expected_margin_state = 'sold_below_cost' and expected_margin_365d_amount <= 0
        and discounted_36m_amount <= discounted_12m_amount
        and margin_365d_low_amount <= margin_365d_high_amount and margin_365d_high_amount <= 0
        and discounted_12m_contribution_amount <= discounted_12m_amount)""") == [(0,)]
    ((future,),) = shop.ask("select sum(discounted_12m_amount) from marts.clv_customers")
    assert future < -1_000
    # Goods for twice the money, and a parcel of 5.50 an order.
    ((margin,),) = shop.ask("""select sum(historic_contribution_margin_amount)::double
        from marts.clv_customers""")
    lost = -orders["net_amount"].sum() - 5.5 * len(orders)
    assert margin == pytest.approx(lost, abs=0.01)
    # Who buys less costs less, which is no merit.
    assert shop.ask("""select value_segment, count(*) from marts.value_segments
        group by all""") == [("bronze", 400)]


def test_amounts_of_any_size_are_fitted_alike(build: Build) -> None:
    orders = visits(400, comes_back=True).assign(refunded_amount=0.0)
    found = {}
    for unit in (1, 10**9):
        told = orders.assign(net_amount=unit * orders["net_amount"], cost_amount=20.0 * unit)
        shop = build(told)
        shop.assert_finite()
        found[unit] = shop.ask(f"""select customer_id, spend_per_purchase_day_amount / {unit},
            net_365d_high_amount / {unit}, discounted_36m_amount / {unit}
            from marts.clv_customers where customer_id > 0 order by all""")
    small, large = (np.array(rows, dtype=float) for rows in found.values())
    assert np.isfinite(small).all()
    # Small amounts are rounded.
    assert large == pytest.approx(small, rel=1e-5, abs=1e-3)


def test_a_shop_of_one_customer_has_a_history_and_no_prediction(build: Build) -> None:
    days = pd.to_datetime(["2024-03-01", "2024-09-15", "2025-08-20"])
    orders = pd.DataFrame({"customer_id": 1, "order_date": days, "net_amount": [30.0, 50.0, 40.0]})
    shop = build(orders.assign(refunded_amount=0.0, cost_amount=20.0))
    shop.assert_finite()
    assert states(shop) == {"too_few_came_back": 1}
    assert formula_states(shop) == {
        "observed": "computed",
        "survival": "no_end_seen",
        "assumed": "assumed_lifespan_not_set",
    }
    assert shop.ask("""select formula_clv_amount from marts.clv_formula
        where dimension = 'overall' and lifespan_source = 'observed'""") == [(pytest.approx(120),)]
    assert shop.ask("""select max(cumulative_net_amount)::double, max(customer_count)
        from marts.clv_history where slice_kind = 'all'""") == [(120.0, 1)]
    assert shop.ask("select * from marts.clv_calibration") == []


def test_a_shop_without_an_order_says_that_nobody_bought(build: Build) -> None:
    nobody = visits(1, comes_back=False).assign(refunded_amount=0.0, cost_amount=0.0).iloc[:0]
    shop = build(nobody)
    assert formula_states(shop) == {
        "observed": "nobody_bought",
        "survival": "nobody_followed",
        "assumed": "nobody_bought",
    }
    assert shop.ask("select prediction_state, formula_state from marts.clv_customers") == [
        ("never_purchased", "never_purchased")
    ]
    for mart in set(MARTS) - {"clv_customers", "clv_formula"}:
        assert shop.ask(f"select * from marts.{mart}") == [], mart


def test_where_all_spend_alike_the_mean_predicts(build: Build) -> None:
    orders = visits(400, comes_back=True).assign(net_amount=50.0, refunded_amount=0.0)
    shop = build(orders.assign(cost_amount=20.0))
    shop.assert_finite()
    assert shop.ask("""select distinct is_converged from marts.clv_parameters
        where model = 'gamma_gamma'""") == [(False,)]
    assert shop.ask("""select count(*), count(*) filter (
            abs(spend_per_purchase_day_amount - 50) < 1e-4
            and abs(predicted_net_365d_amount - 50 * expected_purchases_365d) < 1e-3
            and net_365d_low_amount between 0 and net_365d_high_amount
            and discounted_12m_amount >= 0 and expected_margin_state = 'computed')
        from marts.clv_customers where spend_basis = 'pool_mean'""") == [(400, 400)]
    assert shop.ask("select count(*) from marts.value_segments") == [(400,)]


def test_where_each_always_pays_their_own_price_nothing_is_said_of_money(build: Build) -> None:
    orders = visits(400, comes_back=True).assign(refunded_amount=0.0, cost_amount=1.0)
    shop = build(orders.assign(net_amount=np.where(orders["customer_id"] % 2, 10.0, 1000.0)))
    shop.assert_finite()
    assert shop.ask("""select distinct spend_basis, expected_margin_state
        from marts.clv_customers where customer_id > 0""") == [(None, "no_spending_fit")]


def test_where_a_few_spend_vast_sums_there_is_no_mean_to_tell(build: Build) -> None:
    orders, draw = visits(600, comes_back=True), np.random.default_rng(5)
    usual = 50 / draw.gamma(1.1, size=600)
    amounts = draw.gamma(3.0, usual[orders["customer_id"] - 1]) + 0.01
    shop = build(orders.assign(net_amount=amounts.round(2), refunded_amount=0.0, cost_amount=0.01))
    shop.assert_finite()
    ((q,),) = shop.ask("""select estimate from marts.clv_parameters
        where is_current and model = 'gamma_gamma' and pool = 'all' and parameter = 'q'""")
    assert 1 < q < 1.2
    assert shop.ask("""select distinct spend_basis, expected_margin_state
        from marts.clv_customers where customer_id > 0""") == [(None, "no_spending_fit")]


@pytest.mark.parametrize(("net", "cost"), [(-5.0, 20.0), (0.01, 1e9), (50.0, -20.0)])
def test_one_line_with_an_odd_cost_tells_no_margin(build: Build, net: float, cost: float) -> None:
    orders = visits(400, comes_back=True).assign(refunded_amount=0.0, cost_amount=np.nan)
    orders.loc[3, ["net_amount", "cost_amount"]] = net, cost
    shop = build(orders)
    shop.assert_finite()
    assert shop.ask("""select distinct margin_share, contribution_share, value_measure,
            expected_margin_state, historic_margin_basis
        from marts.clv_customers where customer_id > 0""") == [
        (None, None, "net_revenue", "no_margin_known", "net_revenue")
    ]
