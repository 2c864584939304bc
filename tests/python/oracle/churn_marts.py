"""Expected churn marts: the rules of the seed churn_rules, their back-test, and rates."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from statistics import NormalDist, median
from typing import Any

import numpy as np
import pandas as pd

from .customer_marts import SEEDS, month_ends
from .dates import add_months
from .period_marts import expected_retention
from .shop import Shop


def expected_churn(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return churn_flags as defined, one row a customer who ever bought and a rule."""
    orders_of = _orders(shop, as_of)
    rows: list[dict[str, object]] = []
    for customer, orders in orders_of.items():
        days = sorted(set(orders))
        for rule in _rules():
            is_computable = _missing(rule, shop) is None
            silent = (as_of - days[-1]).days
            threshold = _threshold_days(days, rule) if is_computable else None
            is_due = threshold is not None and silent >= threshold
            is_eligible = len(orders) >= rule["minimum_orders"]
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
                    # rules on orders rest on the last one; no other is computable from orders alone
                    "evidence_date": days[-1] if is_computable else None,
                    "last_order_date": days[-1],
                }
            )
    return pd.DataFrame(rows)


def _rules() -> list[dict[Hashable, Any]]:
    """Return the rows of the seed churn_rules."""
    return pd.read_csv(SEEDS / "churn_rules.csv").to_dict("records")


def _missing(rule: Mapping[Hashable, object], shop: Shop) -> str | None:
    """Return the entity that a rule needs and that the shop does not deliver."""
    either = {rule["required_entity"], rule["or_entity"]}
    return None if either & shop.entities else str(rule["required_entity"])


@dataclass
class _Tally:
    """Customers on the evenings of a period, counted."""

    eligible: int = 0
    churned: int = 0
    flagged: int = 0
    right: int = 0
    customers: set[str] = field(default_factory=set)

    def add(self, customer: str, is_flagged: bool, is_churned: bool) -> None:
        """Count a customer who could have been flagged on an evening."""
        self.eligible += 1
        self.churned += is_churned
        if is_flagged:
            self.flagged += 1
            self.right += is_churned
            self.customers.add(customer)

    def row(self) -> dict[str, object]:
        """Return the counts and rates of churn_rule_backtest."""
        precision = self.right / self.flagged if self.flagged else None
        base = self.churned / self.eligible if self.eligible else None
        low, high = (None, None) if precision is None else _wilson(precision, len(self.customers))
        return {
            "eligible_count": self.eligible,
            "churned_count": self.churned,
            "flagged_count": self.flagged,
            "flagged_churned_count": self.right,
            "flagged_customer_count": len(self.customers),
            "precision_rate": precision,
            "precision_low_rate": low,
            "precision_high_rate": high,
            "recall_rate": self.right / self.churned if self.churned else None,
            "base_rate": base,
            "lift": precision / base if precision is not None and base else None,
        }


def _wilson(share: float, cases: int) -> tuple[float, float]:
    """Return where (share - x)^2 = z^2 x (1 - x) / cases: the ends of Wilson's 95 % interval."""
    z_squared = NormalDist().inv_cdf(0.975) ** 2 / cases
    roots = np.roots([1 + z_squared, -2 * share - z_squared, share**2]).real
    return float(min(roots)), float(max(roots))


def expected_backtest(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return churn_rule_backtest as defined: each evening judged by what was known on it."""
    orders_of = _orders(shop, as_of)
    rows: list[dict[str, object]] = []
    for rule in _rules() if orders_of else []:
        tallies: dict[str, _Tally] = {"all": _Tally()}
        missing = _missing(rule, shop)
        for evening in month_ends(shop, as_of) if missing is None else []:
            last = evening + timedelta(days=rule["horizon_days"])
            if last > as_of:
                continue
            for customer, orders in orders_of.items():
                before = [day for day in orders if day <= evening]
                days = sorted(set(before))
                if len(before) < max(rule["minimum_orders"], 1):
                    continue
                if rule["measure"] == "days_over_own_gap" and len(days) < 2:
                    continue
                threshold = _threshold_days(days, rule)
                is_flagged = threshold is not None and (evening - days[-1]).days >= threshold
                is_churned = not any(evening < day <= last for day in orders)
                for period in (evening.isoformat(), "all"):
                    tally = tallies.setdefault(period, _Tally())
                    tally.add(customer, is_flagged, is_churned)
        rows.extend(
            {
                "rule_id": rule["rule_id"],
                "period": period,
                "is_computable": missing is None,
                "missing_entity": missing,
                "horizon_days": rule["horizon_days"],
                "month_end_date": None if period == "all" else date.fromisoformat(period),
                "as_of_date": as_of,
                **(tally.row() if missing is None else dict.fromkeys(_Tally().row())),
            }
            for period, tally in tallies.items()
        )
    return pd.DataFrame(rows)


def expected_churn_rates(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return churn_rates as defined: who bought in the period before and not in this one."""
    periods = expected_retention(shop, as_of)
    if periods.empty:
        return periods
    long = periods[periods["grain"].isin(["month", "quarter", "year"])]
    kept = long["start_customers"] - long["churned_customers"]
    return long.assign(retained_customers=kept, retention_rate=kept / long["start_customers"])


def _orders(shop: Shop, as_of: date) -> dict[str, list[date]]:
    """Return the days of every customer's valid orders, in order, one an order."""
    bought = shop.purchases(as_of)
    orders: dict[str, list[date]] = {}
    for customer, day in zip(bought["customer"], bought["order_date"].dt.date, strict=True):
        orders.setdefault(customer, []).append(day)
    return {customer: sorted(days) for customer, days in orders.items()}


def purchase_days(shop: Shop, as_of: date) -> dict[str, list[date]]:
    """Return the distinct purchase days of every customer who bought, in order."""
    bought = shop.purchases(as_of)
    pairs = sorted(set(zip(bought["customer"], bought["order_date"].dt.date, strict=True)))
    days: dict[str, list[date]] = {}
    for customer, day in pairs:
        days.setdefault(customer, []).append(day)
    return days


def quantile(values: list[int], share: float) -> float | None:
    """Return the interpolated quantile of days; None without any."""
    return float(np.quantile(values, share)) if values else None


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
