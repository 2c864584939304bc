"""Expected marts of customers: RFM now, over windows and over time."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from .dates import add_months
from .shop import Shop, order_traces

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


def per_customer(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return one row a known customer with the sums of the valid orders up to ``as_of``.

    Index: customer. Columns: orders, days (distinct order dates), first, last (NaT: never bought)
    and gross, promotion_discount, coupon_discount, net in cents.
    """
    bought = shop.purchases(as_of).groupby("customer")
    table = pd.DataFrame(
        {
            "orders": bought.size(),
            "days": bought["order_date"].nunique(),
            **{
                name: bought[name].sum()
                for name in ("gross", "promotion_discount", "coupon_discount", "net")
            },
        }
    )
    index = pd.Index(shop.customers(as_of), dtype=object)
    table = table.reindex(index, fill_value=0).astype("int64")
    table["first"] = bought["order_date"].min().reindex(index)
    table["last"] = bought["order_date"].max().reindex(index)
    return table


def min_rank_score(values: pd.Series, ascending: bool = True) -> pd.Series:
    """Return 1 + floor(5 * (rank - 1) / n), rank being the min-rank: equal values, equal scores."""
    rank = values.rank(method="min", ascending=ascending).astype("int64")
    return 1 + 5 * (rank - 1) // max(len(values), 1)


@cache
def segments() -> dict[tuple[int, int], str]:
    """Return the segment of every (recency score, frequency score), from the seed rfm_segments."""
    return {
        (recency, frequency): row["segment"]
        for row in pd.read_csv(SEEDS / "rfm_segments.csv").to_dict("records")
        for recency in range(row["recency_score_min"], row["recency_score_max"] + 1)
        for frequency in range(row["frequency_score_min"], row["frequency_score_max"] + 1)
    }


def _within(bought: pd.DataFrame, as_of: date, months: int) -> pd.DataFrame:
    """Return the orders whose day is less than some calendar months back."""
    days = bought["order_date"].drop_duplicates()
    recent = {day for day in days if add_months(day.date(), months) > as_of}
    return bought[bought["order_date"].isin(recent)]


def expected_rfm(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return rfm_current as defined, one row a known customer (column ``customer``).

    Amounts in cents; scores and recency are null for those who never bought.
    """
    every = per_customer(shop, as_of)
    evening = pd.Timestamp(as_of)
    bought = shop.purchases(as_of)
    half_year = _within(bought, as_of, 6)
    recent = half_year.groupby("customer")["net"].agg(["size", "sum"])
    recent = recent.reindex(every.index, fill_value=0).astype("int64")
    buyers = every[every["orders"] > 0]
    table = pd.DataFrame(
        {
            "as_of_date": evening,
            "purchase_state": np.where(every["orders"] > 0, "purchased", "never_purchased"),
            "recency_days": (evening - every["last"]).dt.days,
            "recency_months": every["last"].map(
                lambda last: full_months(last, evening), na_action="ignore"
            ),
            "frequency": every["orders"],
            "purchase_day_count": every["days"],
            "monetary_amount": every["net"],
            "orders_6m_count": recent["size"],
            "net_6m_amount": recent["sum"],
            "recency_score": min_rank_score((evening - buyers["last"]).dt.days, ascending=False),
            "frequency_score": min_rank_score(buyers["orders"]),
            "monetary_score": min_rank_score(buyers["net"]),
            "last_order_date": every["last"],
        },
        index=every.index,
    )
    scores = table[["recency_score", "frequency_score", "monetary_score"]].loc[buyers.index]
    scores = scores.astype("int64")
    table["rfm_code"] = scores.astype(str).agg("".join, axis=1) if len(buyers) else None
    table["rfm_segment"] = pd.Series(
        {
            customer: segments()[recency, frequency]
            for customer, recency, frequency in scores.iloc[:, :2].itertuples()
        },
        dtype=object,
    )
    table["rfm_segment"] = table["rfm_segment"].fillna("never_purchased")
    # strict on all three; 500 in the reporting currency
    table["is_vip"] = (
        (table["recency_days"] < 30)
        & (table["orders_6m_count"] > 3)
        & (table["net_6m_amount"] > 500_00)
    )
    return table.rename_axis("customer").reset_index()


def full_months(first: pd.Timestamp, last: pd.Timestamp) -> int:
    """Return the most calendar months that fit between two days."""
    months = 12 * (last.year - first.year) + last.month - first.month
    return months if pd.Timestamp(add_months(first.date(), months)) <= last else months - 1


def month_ends(shop: Shop, as_of: date) -> list[date]:
    """Return the ends of the months from the first purchase's to ``as_of``, if they are over."""
    bought = shop.purchases(as_of)
    if bought.empty:
        return []
    starts = pd.date_range(bought["order_date"].min().replace(day=1), as_of, freq="MS")
    ends = [(start + pd.offsets.MonthEnd(1)).date() for start in starts]
    return [end for end in ends if end <= as_of]


def expected_rfm_history(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return rfm_history as defined: rfm_current of each month's end, without never-buyers."""
    evenings = [
        expected_rfm(shop, end).query("purchase_state == 'purchased'").assign(month_end_date=end)
        for end in month_ends(shop, as_of)
    ]
    empty = expected_rfm(shop, as_of).iloc[:0].assign(month_end_date=None)
    return pd.concat(evenings) if evenings else empty


def expected_rfm_by_part(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return rfm_by_part as defined: rfm_current of a shop that sells the part only.

    No shop has brands; in a category an order is worth what its lines there are.
    """
    orders = shop.orders
    told = orders.drop(columns="net").merge(shop.categories, on="order_id")
    parts = [
        (name, part, own)
        for name, table in (("channel", orders), ("category", told))
        for part, own in table.groupby(name)
    ]
    found = [
        expected_rfm(replace(shop, orders=own, traces=order_traces(own)), as_of)
        .query("purchase_state == 'purchased'")
        .assign(part_type=name, part=part)
        for name, part, own in parts
    ]
    empty = expected_rfm(shop, as_of).iloc[:0].assign(part_type=None, part=None)
    return pd.concat(found) if found else empty


def expected_rfm_windows(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return rfm_windows as defined, for the windows of the seed; money in cents."""
    bought = shop.purchases(as_of)
    rows = []
    seed = pd.read_csv(SEEDS / "measure_windows.csv", dtype={"window_months": "Int64"})
    for name, length in seed.itertuples(index=False):
        months = None if pd.isna(length) else int(length)
        within = bought
        if months is not None:
            within = _within(bought, as_of, months)
        spent = {str(customer): own for customer, own in within.groupby("customer")}
        for customer in sorted(bought["customer"].unique()):
            own = spent.get(customer)
            rows.append(
                {
                    "customer": customer,
                    "window_id": name,
                    "window_months": months,
                    "frequency": 0 if own is None else len(own),
                    "monetary_amount": 0 if own is None else int(own["net"].sum()),
                    "last_order_date": None if own is None else own["order_date"].max(),
                    "as_of_date": as_of,
                }
            )
    return pd.DataFrame(rows)


def expected_rfm_migration(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return rfm_migration as defined, from one evening to the next; money in cents."""
    states = {
        end: expected_rfm(shop, end).query("purchase_state == 'purchased'").set_index("customer")
        for end in month_ends(shop, as_of)
    }
    rows: list[dict[str, object]] = []
    for grain, months in (("month", 1), ("quarter", 3)):
        for end, after in states.items():
            if end.month % months == 0:
                start = (pd.Timestamp(end) - pd.offsets.MonthEnd(months)).date()
                before = states.get(start, after.iloc[:0])
                rows += [
                    {"grain": grain, "from_date": start, "to_date": end, **move}
                    for move in _moves(before, after)
                ]
    return pd.DataFrame(rows)


def _moves(before: pd.DataFrame, after: pd.DataFrame) -> list[dict[str, object]]:
    """Return the moves between two evenings, whose tables are indexed by customer."""
    was = before["rfm_segment"].to_dict()
    had = before["monetary_amount"].to_dict()
    moved: dict[tuple[str, str], list[int]] = {}
    for customer, segment, amount in zip(
        after.index, after["rfm_segment"], after["monetary_amount"], strict=True
    ):
        way = (was.get(customer, "not_yet_purchased"), segment)
        moved.setdefault(way, []).append(amount - had.get(customer, 0))
    sizes: dict[str, int] = {}
    for (source, _), amounts in moved.items():
        sizes[source] = sizes.get(source, 0) + len(amounts)
    return [
        {
            "from_segment": source,
            "to_segment": target,
            "customer_count": len(amounts),
            "share_of_from_segment": len(amounts) / sizes[source],
            "net_amount": sum(amounts),
        }
        for (source, target), amounts in moved.items()
    ]
