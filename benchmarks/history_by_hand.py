"""What benchmarks/history.py compares the models with: the same tables in plain SQL and polars."""

from __future__ import annotations

from pathlib import Path
from typing import Any

GRAINS = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
AS_OF = "date '2025-12-31'"

RFM_HISTORY = f"""
    with evenings as (
        select last_day(first_day::date) as month_end_date
        from (select unnest(generate_series(date_trunc('month', min(order_date)),
            date_trunc('month', {AS_OF}), interval 1 month)) as first_day from orders)
    ),
    moves as (
        select customer_id, order_date, order_date as moved_on, 1 as one, net_amount from orders
        union all
        select refunds.customer_id, order_date, refund_date, 0, -refund_amount
        from refunds join orders using (order_key)
    ),
    figures as (
        select
            customer_id,
            month_end_date,
            sum(one) as frequency,
            sum(net_amount) as monetary_amount,
            sum(one) filter ((order_date + interval 6 month)::date > month_end_date)
                as orders_6m_count,
            sum(net_amount) filter ((order_date + interval 6 month)::date > month_end_date)
                as net_6m_amount,
            max(order_date) as last_order_date
        from moves join evenings on moved_on <= month_end_date
        group by customer_id, month_end_date
    ),
    scored as (
        select
            *,
            month_end_date - last_order_date as recency_days,
            (1 + 5 * (rank() over (partition by month_end_date order by last_order_date) - 1)
                // count(*) over (partition by month_end_date))::int as recency_score,
            (1 + 5 * (rank() over (partition by month_end_date order by frequency) - 1)
                // count(*) over (partition by month_end_date))::int as frequency_score,
            (1 + 5 * (rank() over (partition by month_end_date order by monetary_amount) - 1)
                // count(*) over (partition by month_end_date))::int as monetary_score
        from figures
    )
    select
        customer_id,
        segment as rfm_segment,
        recency_score::varchar || frequency_score || monetary_score as rfm_code,
        recency_days::bigint as recency_days,
        frequency::bigint as frequency,
        monetary_amount::decimal(18, 2) as monetary_amount,
        coalesce(orders_6m_count, 0)::bigint as orders_6m_count,
        coalesce(net_6m_amount, 0)::decimal(18, 2) as net_6m_amount,
        recency_score,
        frequency_score,
        monetary_score,
        recency_days < recency_days_below and coalesce(orders_6m_count, 0) > orders_above
            and coalesce(net_6m_amount, 0) > net_amount_above as is_vip,
        last_order_date,
        month_end_date
    from scored
    join rfm_segments on recency_score between recency_score_min and recency_score_max
        and frequency_score between frequency_score_min and frequency_score_max
    cross join (from rfm_rules where currency_code = 'EUR')"""

RETENTION_OF_A_GRAIN = """
    select
        '{grain}' as grain,
        count(*) filter (before.is_active) as start_customers,
        count(*) filter (now.is_active) as end_customers,
        count(*) filter (now.is_new) as new_customers,
        count(*) filter (now.is_active and not now.is_new and before.is_active is not true)
            as reactivated_customers,
        count(*) filter (before.is_active and now.is_active is not true) as churned_customers,
        coalesce(sum(before.net_amount) filter (before.is_active), 0)::decimal(18, 2)
            as start_net_amount,
        coalesce(sum(now.net_amount), 0)::decimal(18, 2) as end_net_amount,
        coalesce(sum(now.net_amount) filter (before.is_active), 0)::decimal(18, 2)
            as retained_net_amount,
        coalesce(now.period_start_date, before.next_date) as period_start_date
    from {grain}_activity as now
    full join {grain}_activity as before
        on now.customer_id = before.customer_id and now.period_start_date = before.next_date
    where coalesce(now.period_start_date, before.next_date) <= """
ACTIVITY = """
    {grain}_activity as (
        select
            customer_id,
            date_trunc('{grain}', moved_on)::date as period_start_date,
            (date_trunc('{grain}', moved_on) + interval {length})::date as next_date,
            bool_or(is_order) as is_active,
            coalesce(min(customer_order_number) = 1, false) as is_new,
            sum(net_amount) as net_amount
        from moves group by all
    )"""
LENGTHS = {grain: "3 month" if grain == "quarter" else f"1 {grain}" for grain in GRAINS}
MOVES = """
    moves as (
        select customer_id, order_date as moved_on, customer_order_number, true as is_order,
            net_amount
        from orders
        union all
        select refunds.customer_id, refund_date, null, false, -refund_amount
        from refunds join orders using (order_key)
    ),"""
RETENTION_PERIODS = (
    f"with {MOVES}"
    + ",".join(ACTIVITY.format(grain=grain, length=LENGTHS[grain]) for grain in GRAINS)
    + " union all ".join(
        f"{RETENTION_OF_A_GRAIN.format(grain=grain)} {AS_OF} group by all" for grain in GRAINS
    )
)

COHORT_RETENTION = f"""
    with {MOVES}
    activity as (
        select
            customer_id,
            date_trunc('month', moved_on)::date as activity_month,
            min(date_trunc('month', min(moved_on))::date) over (partition by customer_id)
                as cohort_month,
            count(*) filter (is_order) as order_count,
            sum(net_amount) as net_amount
        from moves group by customer_id, date_trunc('month', moved_on)::date
    ),
    cells as (
        select cohort_month, activity_month,
            count(*) filter (order_count > 0) as active_customers,
            sum(order_count) as order_count, sum(net_amount) as net_amount
        from activity group by all
    ),
    cohorts as (
        select cohort_month, active_customers as cohort_customers
        from cells where cohort_month = activity_month
    )
    select
        date_diff('month', cohorts.cohort_month, month_date)::int as month_number,
        cohort_customers,
        coalesce(active_customers, 0) as active_customers,
        coalesce(order_count, 0)::bigint as order_count,
        coalesce(net_amount, 0)::decimal(18, 2) as net_amount,
        (sum(coalesce(net_amount, 0)) over (partition by cohorts.cohort_month order by month_date))
            ::decimal(18, 2) as cumulative_net_amount,
        cohorts.cohort_month,
        month_date as activity_month
    from cohorts
    join (select unnest(generate_series(min(cohort_month), date_trunc('month', {AS_OF}),
        interval 1 month))::date as month_date from cohorts) on month_date >= cohorts.cohort_month
    left join cells
        on cohorts.cohort_month = cells.cohort_month and month_date = cells.activity_month"""

TABLES = {
    "rfm_history": RFM_HISTORY,
    "retention_periods": RETENTION_PERIODS,
    "cohort_retention": COHORT_RETENTION,
}
"""The columns that the marts have too; every rate follows from them."""


def by_polars(files: Path, as_of: str) -> dict[str, Any]:
    """The frames of the three marts: history, retention by grain, cohorts. Read as a stream."""
    import polars as pl

    moves = _moves(files)
    first = moves.select(pl.col.order_date.min()).collect().item()
    ends = pl.date_range(first, pl.lit(as_of).str.to_date(), "1mo").dt.month_end()
    history = pl.concat([_evening(moves, end) for end in pl.select(ends).to_series()])
    retention = {grain: _retention(moves, grain, step) for grain, step in GRAINS.items()}
    return {"history": history, "retention": retention, "cohorts": _cohorts(moves)}


def _moves(files: Path) -> Any:
    """Orders on their day and refunds on theirs."""
    import polars as pl

    orders = pl.scan_parquet(files / "orders.parquet")
    refunds = pl.scan_parquet(files / "refunds.parquet").join(
        orders.select("order_key", "order_date"), on="order_key"
    )
    return pl.concat(
        [
            orders.select(
                "customer_id",
                "order_date",
                "net_amount",
                "customer_order_number",
                one=pl.lit(1, pl.Int64),
                on=pl.col.order_date,
            ),
            refunds.select(
                "customer_id",
                "order_date",
                net_amount=-pl.col.refund_amount,
                customer_order_number=pl.lit(None, pl.Int64),
                one=pl.lit(0, pl.Int64),
                on=pl.col.refund_date,
            ),
        ],
        how="vertical_relaxed",
    )


def _evening(moves: Any, end: Any) -> Any:
    """RFM of one month's end."""
    import polars as pl

    lately = pl.col.order_date.dt.offset_by("6mo") > pl.lit(end)
    figures = (
        moves.filter(pl.col.on <= end)
        .group_by("customer_id")
        .agg(
            frequency=pl.col.one.sum(),
            monetary_amount=pl.col.net_amount.sum(),
            orders_6m_count=pl.col.one.filter(lately).sum(),
            net_6m_amount=pl.col.net_amount.filter(lately).sum(),
            last_order_date=pl.col.order_date.max(),
        )
        .collect(engine="streaming")
    )

    def score(column: str) -> Any:
        return (1 + 5 * (pl.col(column).rank("min").cast(pl.Int64) - 1) // pl.len()).cast(pl.Int32)

    return figures.with_columns(
        month_end_date=pl.lit(end),
        recency_score=score("last_order_date"),
        frequency_score=score("frequency"),
        monetary_score=score("monetary_amount"),
    )


def _retention(moves: Any, grain: str, step: str) -> Any:
    """Customers of each period beside those of the period before."""
    import polars as pl

    active = (
        moves.group_by("customer_id", period=pl.col.on.dt.truncate(step))
        .agg(
            is_active=pl.col.one.max() == 1,
            is_new=(pl.col.customer_order_number.min() == 1).fill_null(value=False),
            net_amount=pl.col.net_amount.sum(),
        )
        .collect(engine="streaming")
        .lazy()
    )
    before = active.with_columns(period=pl.col.period.dt.offset_by(step))
    both = active.join(before, on=["customer_id", "period"], how="full", coalesce=True)
    was = pl.col.is_active_right.fill_null(value=False)
    now = pl.col.is_active.fill_null(value=False)
    return (
        both.group_by("period")
        .agg(
            start=was.sum(),
            end=now.sum(),
            new=pl.col.is_new.sum(),
            retained=(was & now).sum(),
            start_net=pl.col.net_amount_right.filter(was).sum(),
            end_net=pl.col.net_amount.sum(),
        )
        .collect(engine="streaming")
    )


def _cohorts(moves: Any) -> Any:
    """Active customers, orders and money by month of first order and month."""
    import polars as pl

    active = (
        moves.group_by("customer_id", month=pl.col.on.dt.truncate("1mo"))
        .agg(order_count=pl.col.one.sum(), net_amount=pl.col.net_amount.sum())
        .collect(engine="streaming")
        .lazy()
    )
    cohorts = active.group_by("customer_id").agg(cohort=pl.col.month.min())
    return (
        active.join(cohorts, on="customer_id")
        .group_by("cohort", "month")
        .agg(
            active=(pl.col.order_count > 0).sum(),
            order_count=pl.col.order_count.sum(),
            net_amount=pl.col.net_amount.sum(),
        )
        .collect(engine="streaming")
    )


def polars_sums(frames: dict[str, Any]) -> dict[str, float]:
    """What must equal the models."""
    history = frames["history"]
    scores = ("recency_score", "frequency_score", "monetary_score")
    return {
        "rows of history": float(history.height),
        "sum of scores": float(sum(history[score].sum() for score in scores)),
        "money of six months": float(history["net_6m_amount"].sum()),
        "retained customers": float(
            sum(frame["retained"].sum() for frame in frames["retention"].values())
        ),
        "active in cohorts": float(frames["cohorts"]["active"].sum()),
    }
