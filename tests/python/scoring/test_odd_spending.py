"""Advertising that is told oddly is set against the right customers, or against nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from some_models import some_models_project
from spark.dbt_runs import Engine

AS_OF = "2024-03-31"
ACQUISITION = ("acquired_customers", "acquisition_groups", "acquisition_months")
MODELS = (
    *(f"intermediate/acquisition/int_{name}" for name in (*ACQUISITION, "acquisition_spend")),
    "intermediate/value/int_motion_spend",
    "marts/value/acquisition_value",
    "marts/value/retention_cost",
)
GIVEN = {
    "int_first_orders": """select customer_id, min(order_date) as first_order_date
        from raw_orders group by customer_id""",
    "profile_acquisition": """select customer_id, source as acquisition_source,
        medium as acquisition_medium, campaign as acquisition_campaign from raw_customers""",
    "int_valid_orders": """select customer_id, order_date,
        net_amount - refunded_amount as net_of_refunds_amount from raw_orders""",
    "clv_customers": """select customer_id, future as discounted_36m_amount,
        (select sum(net_amount - refunded_amount) from raw_orders as orders
            where orders.customer_id = customers.customer_id) as historic_net_amount
        from raw_customers as customers""",
    "int_margin_share": "select 0.5::double as margin_share",
    "int_as_of": f"select date '{AS_OF}' as as_of_date",
    "marketing_spend": "select * from raw_spend",
    "growth_accounting": """select 'month' as grain, 'new' as customer_state,
        date_trunc('month', order_date)::date as period_start_date,
        count(distinct customer_id) as customer_count from raw_orders group by all""",
    "int_periods": """select 'month' as grain, true as is_complete_period,
        day::date as period_start_date, last_day(day::date) as period_end_date
        from generate_series(timestamp '2024-01-01', timestamp '2024-03-01', interval 1 month)
            as months (day)""",
    "conformed/refunds": "select 1 as refund_key",
}
CUSTOMERS = [
    (1, "Google", " CPC ", 'Été "24" 🎉', 10.0),
    (2, "google", "cpc", 'été "24" 🎉 ', -3.0),
    (3, None, None, None, None),
    (4, "o'neil", "affiliate", "it's", 0.0),
    (5, "fb", "paid", "", 5.0),
]
ORDERS = [
    (1, "2024-01-31", 100, 150),
    (1, "2024-02-29", 500, 0),
    (2, "2024-01-30", 50, 0),
    (2, "2024-03-31", 50, 400),
    (3, "2024-03-31", 0, 0),
    (4, "2024-02-29", 30, 30),
    (5, "2024-02-01", 40, 0),
]
SPEND = [
    ("google_ads", 'été "24" 🎉', "acquire", "2024-01-02", 90),
    ("Google_Ads", 'ÉTÉ "24" 🎉', "acquire", "2024-01-03", 10),
    ("affiliate", "IT'S", "acquire", "2024-02-03", 0),
    ("facebook_ads", None, "acquire", "2024-02-03", None),
    ("facebook_ads", "", None, "2024-02-03", 3),
    ("facebook_ads", None, "acquire", "2023-12-03", 30),
    ("tv", None, "retain", "2024-03-03", 30),
]
TOLD: dict[str, list[tuple[Any, ...]]] = {
    "customers": CUSTOMERS,
    "orders": ORDERS,
    "spend": SPEND,
}
COLUMNS = {
    "customers": "customer_id, source, medium, campaign, future",
    "orders": "customer_id, order_date, net_amount, refunded_amount",
    "spend": "platform, campaign_name, motion, spend_date, reporting_spend_amount",
}


def test_odd_spending_is_set_against_the_right_customers(tmp_path: Path) -> None:
    file = tmp_path / "toy.duckdb"
    with duckdb.connect(str(file)) as connection:
        for name, rows in TOLD.items():
            columns = COLUMNS[name].split(", ")
            told = pd.DataFrame(dict(zip(columns, zip(*rows, strict=True), strict=True)))
            typed = ", ".join(
                f"{column}::{'date' if column.endswith('date') else 'decimal(18, 2)'} as {column}"
                if column.endswith(("date", "amount"))
                else column
                for column in columns
            )
            connection.register("told", told)
            connection.execute(f"create table raw_{name} as select {typed} from told")
    seeds = ("spend_channels", "brief_cost_ratios")
    project = some_models_project(tmp_path / "project", MODELS, GIVEN, seeds, True)
    places = {"WAREHOUSE_DUCKDB_PATH": str(file)}
    engine = Engine("duckdb", tmp_path / "dbt", places, project)
    engine.invoke("build", "--vars", '{"shop": "toy", "systems": {"toy": ["refunds"]}}')

    def ask(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(file), read_only=True) as connection:
            return connection.execute(query).fetchall()

    found = ask("""select channel, campaign, strftime(acquisition_month, '%Y-%m'), payback_state,
            customer_count, spend_amount::double, historic_value_amount, value_to_cac_ratio
        from marts.acquisition_value where level = 'campaign' order by all""")
    # Of google 150 of margin had come by the second month of life, and 75 are left of it.
    assert found == [
        ("affiliate", "it's", "2024-02", "no_spend", 1, 0.0, 0.0, None),
        ("facebook_ads", "none", "2023-12", "no_customers", 0, 30.0, None, None),
        ("facebook_ads", "none", "2024-02", "no_spend", 1, None, 20.0, None),
        ("google_ads", 'été "24" 🎉', "2024-01", "not_yet", 2, 100.0, 37.5, 0.82),
        ("unknown", "none", "2024-03", "no_spend", 1, None, 0.0, None),
    ]
    assert ask("""select motion, strftime(period_start_date, '%Y-%m'), spend_amount::double,
            cost_per_customer_amount, acquire_cost_ratio
        from marts.retention_cost
        where motion = 'acquire' or spend_amount is not null order by all""") == [
        ("acquire", "2024-01", 100.0, 50.0, 1.0),
        ("acquire", "2024-02", None, None, None),
        ("acquire", "2024-03", None, None, None),
        ("retain", "2024-03", 30.0, None, None),
    ]
