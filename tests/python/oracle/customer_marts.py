"""Expected marts with one row a customer: RFM and lifetime value."""

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from .dates import add_months
from .shop import Shop

DAYS_A_YEAR = 365.25
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


def expected_rfm(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return rfm_current as defined, one row a known customer (column ``customer``).

    Amounts in cents; scores and recency are null for those who never bought.
    """
    every = per_customer(shop, as_of)
    evening = pd.Timestamp(as_of)
    bought = shop.purchases(as_of)
    half_year = bought[bought["order_date"] > pd.Timestamp(add_months(as_of, -6))]
    recent = half_year.groupby("customer")["net"].agg(["size", "sum"])
    recent = recent.reindex(every.index, fill_value=0).astype("int64")
    buyers = every[every["orders"] > 0]
    table = pd.DataFrame(
        {
            "as_of_date": evening,
            "purchase_state": np.where(every["orders"] > 0, "purchased", "never_purchased"),
            "recency_days": (evening - every["last"]).dt.days,
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


def expected_clv(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return clv_customers as defined, one row a known customer; money sums in cents."""
    every = per_customer(shop, as_of)
    evening = pd.Timestamp(as_of)
    is_buyer = every["orders"] > 0
    relation_days = (every["last"] - every["first"]).dt.days
    age_days = (evening - every["first"]).dt.days
    exposure_years = age_days.sum() / DAYS_A_YEAR
    yearly = every["orders"].sum() / exposure_years if exposure_years > 0 else np.nan
    relation_years = relation_days.mean() / DAYS_A_YEAR if is_buyer.any() else np.nan
    average = (every["net"] / 100 / every["orders"]).where(is_buyer)
    state = np.where(
        is_buyer, "computed" if exposure_years > 0 else "no_exposure", "never_purchased"
    )
    table = pd.DataFrame(
        {
            "as_of_date": evening,
            "purchase_state": np.where(is_buyer, "purchased", "never_purchased"),
            "formula_state": state,
            "lifespan_source": "observed",
            "order_count": every["orders"],
            "purchase_day_count": every["days"],
            "repeat_purchase_day_count": every["days"] - 1,
            "first_to_last_purchase_days": relation_days,
            "customer_age_days": age_days,
            "first_to_last_purchase_weeks": relation_days / 7,
            "customer_age_weeks": age_days / 7,
            "historic_gross_amount": every["gross"],
            "historic_discount_amount": (
                (every["promotion_discount"] + every["coupon_discount"]).where(is_buyer)
                if shop.records_discounts
                else None
            ),
            "historic_refund_amount": None,  # nobody delivers refunds: not known, so not zero
            "historic_net_amount": every["net"],
            "average_order_value": average,
            "shop_orders_per_customer_year": yearly,
            "shop_mean_relation_years": relation_years,
            "formula_clv_amount": average * yearly * relation_years,
        },
        index=every.index,
    )
    table["repeat_purchase_day_count"] = table["repeat_purchase_day_count"].where(is_buyer)
    return table.rename_axis("customer").reset_index()
