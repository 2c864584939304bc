"""Expected churn marts: the rules of the seed churn_rules, and ghosts."""

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pandas as pd

from .customer_marts import SEEDS, per_customer
from .dates import add_months
from .shop import Shop

GHOST_MONTHS = 6


def expected_churn(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return churn_flags as defined, one row a customer who ever bought and a rule."""
    days_of = _purchase_days(shop, as_of)
    orders_of = shop.purchases(as_of).groupby("customer").size()
    rules = pd.read_csv(SEEDS / "churn_rules.csv").to_dict("records")
    rows: list[dict[str, object]] = []
    for customer, days in days_of.items():
        for rule in rules:
            is_computable = rule["required_entity"] in shop.entities
            silent = (as_of - days[-1]).days
            threshold = _threshold_days(days, rule) if is_computable else None
            is_due = threshold is not None and silent >= threshold
            is_eligible = orders_of[customer] >= rule["minimum_orders"]
            rows.append(
                {
                    "customer": customer,
                    "rule_id": rule["rule_id"],
                    "as_of_date": as_of,
                    "is_computable": is_computable,
                    "is_flagged": is_due and is_eligible if is_computable else None,
                    "measured_value": silent if is_computable else None,
                    "threshold_value": threshold,
                    "horizon_days": rule["horizon_days"],
                    "last_order_date": days[-1],
                }
            )
    return pd.DataFrame(rows)


def _purchase_days(shop: Shop, as_of: date) -> dict[str, list[date]]:
    """Return the distinct purchase days of every customer who bought, in order."""
    bought = shop.purchases(as_of)
    pairs = sorted(set(zip(bought["customer"], bought["order_date"].dt.date, strict=True)))
    days: dict[str, list[date]] = {}
    for customer, day in pairs:
        days.setdefault(customer, []).append(day)
    return days


def _threshold_days(days: list[date], rule: Mapping[Hashable, object]) -> float | None:
    """Return after how many silent days ``rule`` fires; None for a customer without a gap."""
    match rule["measure"]:
        case "days_since_last_order":
            return float(str(rule["threshold_days"]))
        case "months_since_last_order":
            # more than so many months: the first day after the same day of the month
            months = int(float(str(rule["threshold_months"])))
            return float((add_months(days[-1], months) + timedelta(days=1) - days[-1]).days)
        case "days_over_own_gap":
            gaps = [(after - before).days for before, after in pairwise(days)]
            return float(str(rule["gap_multiple"])) * median(gaps) if gaps else None
        case unknown:
            raise ValueError(f"the seed churn_rules holds the unknown measure {unknown}")


def expected_ghosts(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return ghost_customers as defined: valid orders are the engagement delivered so far."""
    rows: list[dict[str, object]] = []
    every = per_customer(shop, as_of)
    for customer, days in _purchase_days(shop, as_of).items():
        ghostly = add_months(days[-1], GHOST_MONTHS)
        rows.append(
            {
                "customer": customer,
                "as_of_date": as_of,
                "last_engagement_type": "order",
                "engagement_sources": "orders",
                "ghost_since": ghostly if as_of >= ghostly else None,
                "last_engaged_date": days[-1],
                "historic_net_amount": every.at[customer, "net"],
                "is_ghost": as_of >= ghostly,
            }
        )
    return pd.DataFrame(rows)
