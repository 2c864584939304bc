"""A sample without what came after an evening, computed again with the SQL that dbt ran."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb

from .build import Rows, Sample
from .plans import compiled_models

LOCAL = "cast(timezone('Europe/Paris', timezone('UTC', {})) as date)"
OWN = "cast(timezone(time_zone, timezone('UTC', {})) as date)"
"""Checkouts are dated in the zone of their web shop."""
DATED = {
    "marts.fct_orders": "order_date",
    "marts.fct_refunds": "refund_date",
    "marts.fct_touches": "touch_date",
    "conformed.consents": LOCAL.format("changed_at"),
    "conformed.tickets": LOCAL.format("created_at"),
    "conformed.checkouts": OWN.format("started_at"),
    "conformed.survey_responses": LOCAL.format("responded_at"),
}
"""Table -> the day on which a row of it came."""
UNDONE = (
    f"""update conformed.tickets set solved_at = null, ticket_status = 'open'
        where {LOCAL.format("solved_at")} > ?""",
    """update marts.fct_orders set refunded_amount = coalesce((select sum(refund_amount)
        from marts.fct_refunds as refunds where refunds.order_key = fct_orders.order_key), 0)
        where refunded_amount is not null and order_date <= ?""",
    f"""update conformed.checkouts set completed_at = null, order_id = null
        where {OWN.format("completed_at")} > ?""",
)
"""What happened later to rows that were there."""
MODELS = (
    "int_valid_orders",
    "int_customer_orders",
    "int_purchase_day_gaps",
    "int_customer_consents",
    "int_periods",
    "int_rfm_dates",
    "int_rfm_days",
    "int_rfm_movements",
    "int_rfm_figures",
    "int_rfm_part_figures",
    "int_rfm_fifths",
    *(
        f"int_churn_{name}"
        for name in ("touches", "gaps", "consents", "answers", "tickets", "carts", "returns")
    ),
    "int_churn_features",
    "int_churn_outcomes",
    "churn_rule_backtest",
    "rfm_history",
    "int_order_movements",
    "int_customer_periods",
    "int_period_states",
    "int_period_segments",
    "int_cohort_activity",
    "retention_periods",
    "retention_by_segment",
    "growth_accounting",
    "cohort_retention",
    "cohort_triangles",
    "int_life_months",
    "int_lived_months",
    "clv_history",
)
"""From facts to features, history and periods, in order; who is who stays as it is."""


def as_it_stood(sample: Sample, evening: date, folder: Path) -> Path:
    """The sample's build, copied, without what came after an evening, and computed again."""
    file = folder / sample.database.name
    shutil.copy(sample.database, file)
    compiled = {path.stem: path for path in compiled_models(sample)}
    with duckdb.connect(str(file)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for table, day in DATED.items():
            connection.execute(f"delete from {table} where {day} > ?", [evening])
        for update in UNDONE:
            connection.execute(update, [evening])
        connection.execute("update intermediate.int_as_of set as_of_date = ?", [evening])
        for model in MODELS:
            schema = "intermediate" if model.startswith("int_") else "marts"
            sql = compiled[model].read_text(encoding="utf-8")
            connection.execute(f"create or replace table {schema}.{model} as {sql}")
    return file


def rows(file: Path, queries: Iterable[str]) -> list[Rows]:
    """What queries give on a build."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return [connection.execute(query).fetchall() for query in queries]
