"""Expected value by the formula, and what clv_customers says of the past."""

from bisect import bisect_right
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from .customer_marts import expected_rfm, per_customer
from .shop import Shop
from .survival_marts import Waits, kaplan_meier, last_judged_day

DAYS_A_YEAR = 365.25
Orders = list[tuple[date, int]]
"""Day and net amount in cents of the orders of a customer, in order."""


def expected_formula(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return clv_formula as defined, for all and by RFM segment; sums in cents.

    No shop of these assumes a lifespan or tells a cost.
    """
    segments: dict[tuple[str, str], list[Orders]] = {("overall", "all"): []}
    bought = shop.purchases(as_of).sort_values("order_date")
    segment_of = expected_rfm(shop, as_of).set_index("customer")["rfm_segment"].to_dict()
    for customer, own in bought.groupby("customer"):
        orders = list(zip(own["order_date"].dt.date, own["net"].astype(int), strict=True))
        segments["overall", "all"].append(orders)
        segments.setdefault(("rfm_segment", segment_of[customer]), []).append(orders)
    rows = [
        {"dimension": dimension, "segment": segment, "as_of_date": as_of, **row}
        for (dimension, segment), customers in segments.items()
        for row in _sources(customers, as_of)
    ]
    table = pd.DataFrame(rows)
    overall = table["dimension"] == "overall"
    told = table[overall & (table["formula_state"] == "computed")].set_index("lifespan_source")
    years = {str(source): float(value) for source, value in told["lifespan_years"].items()}
    is_longer = "survival" in years and years["survival"] > years["observed"] + 1e-6
    used = "survival" if is_longer else "observed"
    return table.assign(is_used_for_customers=overall & (table["lifespan_source"] == used))


def _sources(customers: list[Orders], as_of: date) -> list[dict[str, object]]:
    """Return the rows of a segment: as observed, by survival and as assumed."""
    observed = [(orders, orders[-1][0]) for orders in customers]
    cutoff = last_judged_day(as_of)
    followed = [
        (orders, min(orders[-1][0], cutoff)) for orders in customers if orders[0][0] <= cutoff
    ]
    waits = [((end - orders[0][0]).days, orders[-1][0] <= cutoff) for orders, end in followed]
    seen, missing = _factors(observed), "nobody_followed" if not waits else "no_end_seen"
    by_survival = _factors(followed)
    curve = _curve(waits) if waits else []
    if curve:
        by_survival["lifespan_horizon_years"] = curve[-1][0] / DAYS_A_YEAR
        by_survival["alive_at_horizon_share"] = curve[-1][1]
    lifespan = None
    if any(is_ended for _, is_ended in waits):
        steps = pairwise(curve)
        lifespan = sum(left * (after - day) for (day, left), (after, _) in steps) / DAYS_A_YEAR
    mean = float(str(seen["relation_years"])) / len(customers) if customers else None
    return [
        {"lifespan_source": "observed", **_product(seen, mean, "nobody_bought")},
        {"lifespan_source": "survival", **_product(by_survival, lifespan, missing)},
        {
            "lifespan_source": "assumed",
            **_product(seen, None, "assumed_lifespan_not_set" if customers else "nobody_bought"),
        },
    ]


def _curve(waits: Waits) -> list[tuple[int, float]]:
    """Return the days at which the curve of lifetimes falls or ends, and what is left then."""
    return [
        (int(str(row["duration_days"])), float(str(row["survival"]))) for row in kaplan_meier(waits)
    ]


def _factors(spans: list[tuple[Orders, date]]) -> dict[str, object]:
    """Return what customers bought from their first order to the end of their spans."""
    days = sum((end - orders[0][0]).days for orders, end in spans)
    within = [
        orders[: bisect_right(orders, end, key=lambda order: order[0])] for orders, end in spans
    ]
    count, net = sum(map(len, within)), sum(net for orders in within for _, net in orders)
    years = days / DAYS_A_YEAR
    return {
        "customer_count": len(spans),
        "order_count": count,
        "net_amount": net,
        "relation_years": years,
        "average_order_value": net / 100 / count if count else None,
        "orders_per_relation_year": count / years if years else None,
        "later_orders_per_relation_year": (count - len(spans)) / years if years else None,
    }


def _product(factors: dict[str, object], lifespan: float | None, missing: str) -> dict[str, object]:
    """Return the factors with the lifespan, the state and both values."""
    row = {**factors, "lifespan_years": lifespan}
    if lifespan is None:
        return {**row, "formula_state": missing}
    if not factors["relation_years"]:
        return {**row, "formula_state": "no_exposure"}
    if float(str(factors["net_amount"])) < 0:
        return {**row, "formula_state": "nothing_left"}
    worth, yearly, later = (
        float(str(factors[name]))
        for name in (
            "average_order_value",
            "orders_per_relation_year",
            "later_orders_per_relation_year",
        )
    )
    return {
        **row,
        "formula_state": "computed",
        "formula_clv_amount": worth * yearly * lifespan,
        "first_order_once_clv_amount": worth * (1 + later * lifespan),
    }


def expected_clv(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return clv_customers as defined, one row a known customer; money sums in cents."""
    every = per_customer(shop, as_of)
    evening = pd.Timestamp(as_of)
    is_buyer = every["orders"] > 0
    relation_days = (every["last"] - every["first"]).dt.days
    age_days = (evening - every["first"]).dt.days
    (factors,) = expected_formula(shop, as_of).query("is_used_for_customers").to_dict("records")
    yearly, later, lifespan = (
        np.nan if pd.isna(factors[name]) else float(factors[name])
        for name in (
            "orders_per_relation_year",
            "later_orders_per_relation_year",
            "lifespan_years",
        )
    )
    average = (every["net"] / 100 / every["orders"]).where(is_buyer)
    table = pd.DataFrame(
        {
            "as_of_date": evening,
            "purchase_state": np.where(is_buyer, "purchased", "never_purchased"),
            "formula_state": np.where(is_buyer, factors["formula_state"], "never_purchased"),
            "lifespan_source": factors["lifespan_source"],
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
            "historic_costed_net_amount": None,
            "historic_contribution_margin_amount": None,  # nobody delivers a cost of goods
            "historic_margin_basis": pd.Series("net_revenue", every.index).where(is_buyer, None),
            "average_order_value": average,
            "shop_orders_per_relation_year": yearly,
            "shop_later_orders_per_relation_year": later,
            "shop_lifespan_years": lifespan,
            "formula_clv_amount": average * yearly * lifespan,
            "first_order_once_clv_amount": average * (1 + later * lifespan),
        },
        index=every.index,
    )
    table["repeat_purchase_day_count"] = table["repeat_purchase_day_count"].where(is_buyer)
    return table.rename_axis("customer").reset_index()
