"""RFM and retention of a sample, recomputed in pandas from its facts: orders and their refunds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from slim import PROJECT

from .build import Rows, Sample

PERIODS = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
VIP = {"recency_below": 30, "orders_above": 3, "cents_above": 500_00}
"""The shop's rule, seed rfm_rules."""


@dataclass(frozen=True)
class Facts:
    """Valid orders of customers and their refunds; money in cents.

    Attributes:
        orders: customer_id, order_key, day, cents.
        refunds: customer_id, the day of the order (ordered), the day it counts on (day: never
            before its order's), cents.
    """

    orders: pd.DataFrame
    refunds: pd.DataFrame


def facts(sample: Sample) -> Facts:
    """Read the facts; what the marts make of them is not asked."""
    with sample.connected() as connection:
        orders = connection.execute(
            """select customer_id, order_key, order_date as day,
                (100 * net_amount)::bigint as cents
            from marts.fct_orders where is_valid and customer_id is not null"""
        ).df()
        refunds = connection.execute(
            """select order_key, refund_date, (100 * refund_amount)::bigint as cents
            from marts.fct_refunds where refund_amount is not null"""
        ).df()
    own = orders[["order_key", "customer_id", "day"]].rename(columns={"day": "ordered"})
    refunds = refunds.merge(own, on="order_key")
    refunds["day"] = refunds[["refund_date", "ordered"]].max(axis=1)
    return Facts(orders, refunds)


def rfm(known: Facts, evening: pd.Timestamp) -> pd.DataFrame:
    """Return rfm_history of an evening by customer_id, amounts in cents.

    Six months hold an order until the day six calendar months after it; a refund leaves them with
    its order. A score is one more than the fifth of customers who are worse.
    """
    orders = known.orders[known.orders["day"] <= evening]
    refunds = known.refunds[known.refunds["day"] <= evening]
    leaves = pd.DateOffset(months=6)
    lately = orders[orders["day"] + leaves > evening].groupby("customer_id")["cents"]
    back = refunds[refunds["ordered"] + leaves > evening].groupby("customer_id")["cents"].sum()
    of_each = orders.groupby("customer_id")
    table = pd.DataFrame({"frequency": of_each.size()})
    table["recency_days"] = (evening - of_each["day"].max()).dt.days
    returned = refunds.groupby("customer_id")["cents"].sum()
    table["monetary_amount"] = of_each["cents"].sum().sub(returned, fill_value=0)
    table["orders_6m_count"] = lately.size().reindex(table.index).fillna(0)
    spent = lately.sum().reindex(table.index).fillna(0)
    table["net_6m_amount"] = spent - back.reindex(table.index).fillna(0)
    for score, better in (
        ("recency_score", -table["recency_days"]),
        ("frequency_score", table["frequency"]),
        ("monetary_score", table["monetary_amount"]),
    ):
        worse = better.rank(method="min") - 1
        table[score] = 1 + np.floor(5 * worse / len(table) + 1e-12)
    table["is_vip"] = (
        (table["recency_days"] < VIP["recency_below"])
        & (table["orders_6m_count"] > VIP["orders_above"])
        & (table["net_6m_amount"] > VIP["cents_above"])
    )
    table["rfm_segment"] = _segments(table)
    return table.rename_axis("customer_id").reset_index()


def _segments(table: pd.DataFrame) -> list[str]:
    """Return the segment whose cell of seed rfm_segments holds the scores."""
    seed = pd.read_csv(PROJECT / "seeds" / "rfm_segments.csv")
    cells = {
        (recency, frequency): row["segment"]
        for _, row in seed.iterrows()
        for recency in range(row["recency_score_min"], row["recency_score_max"] + 1)
        for frequency in range(row["frequency_score_min"], row["frequency_score_max"] + 1)
    }
    scores = zip(table["recency_score"], table["frequency_score"], strict=True)
    return [cells[int(recency), int(frequency)] for recency, frequency in scores]


def retention(known: Facts, grain: str) -> dict[pd.Timestamp, tuple[int, ...]]:
    """Return S, E, N, R, C and the cents of S before, all now, S now, brought and brought again.

    By the start of every period in which a customer bought or got money back, or had before.
    """
    moved = pd.concat(
        [
            known.orders.assign(orders=1)[["customer_id", "day", "orders", "cents"]],
            known.refunds.assign(orders=0, cents=-known.refunds["cents"])[
                ["customer_id", "day", "orders", "cents"]
            ],
        ]
    )
    moved["period"] = moved["day"].dt.to_period(PERIODS[grain])
    sums = moved.groupby(["period", "customer_id"])[["orders", "cents"]].sum().reset_index()
    by_period: dict[Any, pd.DataFrame] = {
        period: rows.set_index("customer_id") for period, rows in sums.groupby("period")
    }
    first = sums[sums["orders"] > 0].groupby("customer_id")["period"].min()
    nobody = pd.DataFrame({"orders": [], "cents": []})
    found: dict[pd.Timestamp, tuple[int, ...]] = {}
    periods: list[Any] = sorted({*by_period, *(one + 1 for one in by_period)})
    for period in periods:
        now, before = by_period.get(period, nobody), by_period.get(period - 1, nobody)
        end, start = set(now.index[now["orders"] > 0]), set(before.index[before["orders"] > 0])
        new = {one for one in end if first[one] == period}
        was = before["cents"].reindex(sorted(start))
        kept = now["cents"].reindex(sorted(start)).fillna(0)
        again = kept.where(kept < was, was).clip(lower=0)
        amounts = (was, now["cents"], kept, was.clip(lower=0), again)
        found[period.start_time] = (
            *(len(start), len(end), len(new), len(end - start - new), len(start - end)),
            *(int(amount.sum()) for amount in amounts),
        )
    return found


def compared(sample: Sample) -> dict[str, tuple[Rows, Rows]]:
    """Return the rows of rfm_history and retention_periods, as built and recomputed, sorted."""
    known = facts(sample)
    found = {"rfm_history": _history(sample, known)}
    for grain in PERIODS:
        built = sample.ask(
            f"""select period_start_date, start_customers, end_customers, new_customers,
                reactivated_customers, churned_customers, (100 * start_net_amount)::bigint,
                (100 * end_net_amount)::bigint, (100 * retained_net_amount)::bigint,
                (100 * brought_net_amount)::bigint, (100 * brought_again_net_amount)::bigint
            from marts.retention_periods
            where grain = '{grain}' and (start_customers > 0 or end_net_amount <> 0)"""
        )
        last = max(row[0] for row in built)
        again = [
            (start.date(), *figures)
            for start, figures in retention(known, grain).items()
            if start.date() <= last and (figures[0] > 0 or figures[6] != 0)
        ]
        found[grain] = (sorted(built), sorted(again))
    return found


def _history(sample: Sample, known: Facts) -> tuple[Rows, Rows]:
    built = sample.ask(
        """select month_end_date, customer_id, frequency, recency_days,
            (100 * monetary_amount)::bigint, orders_6m_count, (100 * net_6m_amount)::bigint,
            recency_score, frequency_score, monetary_score, is_vip, rfm_segment
        from marts.rfm_history"""
    )
    columns = [
        *("customer_id", "frequency", "recency_days", "monetary_amount", "orders_6m_count"),
        *("net_6m_amount", "recency_score", "frequency_score", "monetary_score"),
    ]
    again: Rows = []
    for evening in sorted({row[0] for row in built}):
        table = rfm(known, pd.Timestamp(evening))
        counts = table[columns].astype("int64").itertuples(index=False)
        for numbers, is_vip, segment in zip(
            counts, table["is_vip"], table["rfm_segment"], strict=True
        ):
            again.append((evening, *numbers, bool(is_vip), segment))
    return sorted(built), sorted(again)
