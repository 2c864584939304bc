"""Expected marts of value: what cohorts had brought by each month of life, and the segments."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

import pandas as pd

from .customer_marts import SEEDS
from .dates import add_months, period_start
from .shop import Shop


def expected_history(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return clv_history as defined, for all customers; in cents, no cost or refund is told."""
    bought = shop.purchases(as_of)
    first = {one: day.date() for one, day in bought.groupby("customer")["order_date"].min().items()}
    cohorts: dict[date, list[date]] = {}
    for day in first.values():
        cohorts.setdefault(period_start(day, "month"), []).append(day)
    brought: dict[tuple[date, int], list[tuple[int, int]]] = {}
    columns = (bought["customer"], bought["order_date"], bought["gross"], bought["net"])
    for customer, moment, gross, net in zip(*columns, strict=True):
        began = first[customer]
        # month k has begun with all days of _beginnings up to the k-th
        month = bisect_right(_beginnings(began), moment.date()) - 1
        cell = (period_start(began, "month"), month)
        brought.setdefault(cell, []).append((int(gross), int(net)))
    rows: list[dict[str, object]] = []
    for cohort, days in cohorts.items():
        so_far: list[tuple[int, int]] = []
        month = 0
        while all(_beginnings(day)[month + 1] <= as_of + timedelta(days=1) for day in {*days}):
            so_far += brought.get((cohort, month), [])
            gross_sum, net_sum = (sum(amounts) for amounts in zip(*so_far, strict=True))
            rows.append(
                {
                    "slice_kind": "all",
                    "slice": "all",
                    "margin_basis": "net_revenue",
                    "month_of_life": month,
                    "customer_count": len(days),
                    "cumulative_order_count": len(so_far),
                    "cumulative_gross_amount": gross_sum,
                    "cumulative_net_amount": net_sum,
                    "cumulative_booked_net_amount": net_sum,
                    "cumulative_costed_net_amount": None,
                    "cumulative_margin_amount": None,
                    "gross_per_customer_amount": gross_sum / 100 / len(days),
                    "net_per_customer_amount": net_sum / 100 / len(days),
                    "margin_per_customer_amount": None,
                    "cohort_month": cohort,
                    "as_of_date": as_of,
                }
            )
            month += 1
    return pd.DataFrame(rows)


@cache
def _beginnings(first: date) -> list[date]:
    """Return the first day of each month of a life, for ten years."""
    return [add_months(first, number) for number in range(120)]


def expected_segments(customers: pd.DataFrame) -> pd.DataFrame:
    """Return value_segments as defined, of the rows of clv_customers (column ``customer``)."""
    shares = pd.read_csv(SEEDS / "value_segment_shares.csv").sort_values("place")
    valued = customers[customers["discounted_12m_amount"].notna()]
    amounts = sorted(valued["discounted_12m_amount"], reverse=True)
    higher_than = dict(zip(reversed(amounts), range(len(amounts) - 1, -1, -1), strict=True))
    rows: list[dict[str, object]] = []
    for row in valued.to_dict("records"):
        higher = higher_than[row["discounted_12m_amount"]]
        # who brings nothing, or costs more, is in the last one
        before = higher if row["discounted_12m_amount"] > 0 else len(amounts) - 1
        # in millionths, so that a limit is met exactly
        segment = next(
            name
            for name, limit in zip(shares["value_segment"], shares["up_to_share"], strict=True)
            if before * 1_000_000 < round(limit * 1_000_000) * len(amounts)
        )
        rows.append(
            {
                **{name: row[name] for name in COPIED},
                "value_segment": segment,
                "value_rank": higher + 1,
                "place_share": higher / len(amounts),
            }
        )
    return pd.DataFrame(rows)


COPIED = (
    "customer",
    "value_measure",
    "discounted_12m_amount",
    "discounted_36m_amount",
    "historic_net_amount",
    "p_no_purchase_365d",
    "is_better_than_naive",
    "as_of_date",
)
"""What value_segments says as clv_customers does."""
