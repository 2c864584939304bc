"""Expected marts with one row a period: retention and cohorts."""

from datetime import date

import pandas as pd

from .dates import MONTHS_IN, add_months, month_number, period_end, period_start, periods
from .shop import Shop


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def expected_retention(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return retention_periods as defined, from the first order to as_of, for every grain."""
    bought = shop.purchases(as_of)
    rows: list[dict[str, object]] = []
    for grain in MONTHS_IN:
        rows.extend(_retention_of_grain(bought, as_of, grain))
    return pd.DataFrame(rows)


def _retention_of_grain(bought: pd.DataFrame, as_of: date, grain: str) -> list[dict[str, object]]:
    if bought.empty:
        return []
    buyers: dict[date, set[str]] = {}
    first: dict[str, date] = {}
    for customer, moment in zip(bought["customer"], bought["order_date"], strict=True):
        start = period_start(moment.date(), grain)
        buyers.setdefault(start, set()).add(customer)
        first[customer] = min(first.get(customer, start), start)
    rows: list[dict[str, object]] = []
    for start in periods(min(buyers), as_of, grain):
        before = buyers.get(add_months(start, -MONTHS_IN[grain]), set())
        now = buyers.get(start, set())
        new = {customer for customer in now if first[customer] == start}
        back = now - before - new
        lost = before - now
        end = period_end(start, grain)
        rows.append(
            {
                "grain": grain,
                "period_start_date": start,
                "period_end_date": end,
                "start_customers": len(before),
                "end_customers": len(now),
                "new_customers": len(new),
                "reactivated_customers": len(back),
                "churned_customers": len(lost),
                "rate_brief": _ratio(len(now) - len(new), len(before)),
                "rate_strict": _ratio(len(now) - len(new) - len(back), len(before)),
                "churn_rate": _ratio(len(lost), len(before)),
                "is_complete_period": end <= as_of,
            }
        )
    return rows


def expected_cohorts(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return cohort_retention as defined, dense up to the month of as_of; net in cents."""
    bought = shop.purchases(as_of)
    months = pd.DataFrame(
        {
            "customer": bought["customer"],
            "net": bought["net"],
            "month": [period_start(moment.date(), "month") for moment in bought["order_date"]],
        }
    )
    first = months.groupby("customer")["month"].min()
    months["cohort"] = months["customer"].map(first)
    rows: list[dict[str, object]] = []
    for cohort in sorted(set(first)):
        rows.extend(_cohort_rows(cohort, months[months["cohort"] == cohort], as_of))
    return pd.DataFrame(rows)


def _cohort_rows(cohort: date, members: pd.DataFrame, as_of: date) -> list[dict[str, object]]:
    size = members["customer"].nunique()
    by_month = dict(list(members.groupby("month")))
    nobody = members.iloc[:0]
    cumulative = 0
    rows: list[dict[str, object]] = []
    for month in periods(cohort, as_of, "month"):
        active = by_month.get(month, nobody)
        net = int(active["net"].sum())
        cumulative += net
        number = month_number(cohort, month)
        is_complete = period_end(month, "month") <= as_of
        rows.append(
            {
                "cohort_month": cohort,
                "month_number": number,
                "activity_month": month,
                "cohort_customers": size,
                "active_customers": active["customer"].nunique(),
                "order_count": len(active),
                "net_amount": net,
                "cumulative_net_amount": cumulative,
                "retention_rate": (
                    active["customer"].nunique() / size if is_complete or number == 0 else None
                ),
                "is_complete_month": is_complete,
            }
        )
    return rows
