"""Expected marts with one row a period: retention and cohorts."""

from datetime import date, timedelta
from itertools import groupby

import pandas as pd

from .customer_marts import expected_rfm, month_ends
from .dates import (
    GRAINS,
    month_number,
    period_after,
    period_end,
    period_start,
    periods,
)
from .shop import Shop


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def expected_retention(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return retention_periods as defined, from the first order to as_of, for every grain."""
    bought = shop.purchases(as_of)
    rows: list[dict[str, object]] = []
    for grain in GRAINS:
        rows.extend(_retention_of_grain(bought, as_of, grain))
    return pd.DataFrame(rows)


Spent = dict[str, int]
"""What customers spent in a period, in cents."""


def _spent(bought: pd.DataFrame, as_of: date, grain: str) -> list[tuple[date, Spent, Spent]]:
    """Return every period of ``grain`` with who spent what in the one before and in itself."""
    spent: dict[date, Spent] = {}
    columns = (bought["customer"], bought["order_date"], bought["net"])
    for customer, moment, net in zip(*columns, strict=True):
        own = spent.setdefault(period_start(moment.date(), grain), {})
        own[customer] = own.get(customer, 0) + int(net)
    return [
        (start, spent.get(period_after(start, grain, -1), {}), spent.get(start, {}))
        for start in (periods(min(spent), as_of, grain) if spent else [])
    ]


def _figures(
    start: date, grain: str, as_of: date, before: Spent, now: Spent, first: dict[str, date]
) -> dict[str, object]:
    """Return the retention of the customers of two neighbouring periods."""
    new = {customer for customer in now if first[customer] == start}
    back = now.keys() - before.keys() - new
    lost = before.keys() - now.keys()
    end = period_end(start, grain)
    earned = sum(before.values())
    brought = sum(max(net, 0) for net in before.values())
    kept = sum(now[customer] for customer in before.keys() & now.keys())
    again = sum(max(min(now.get(one, 0), net), 0) for one, net in before.items())
    return {
        "period_start_date": start,
        "period_end_date": end,
        "start_customers": len(before),
        "end_customers": len(now),
        "new_customers": len(new),
        "reactivated_customers": len(back),
        "churned_customers": len(lost),
        "start_net_amount": earned,
        "end_net_amount": sum(now.values()),
        "retained_net_amount": kept,
        "brought_net_amount": brought,
        "brought_again_net_amount": again,
        "net_revenue_retention": _ratio(kept, max(earned, 0)),
        "gross_revenue_retention": _ratio(again, brought),
        "rate_brief": _ratio(len(now) - len(new), len(before)),
        "rate_strict": _ratio(len(now) - len(new) - len(back), len(before)),
        "churn_rate": _ratio(len(lost), len(before)),
        "is_complete_period": end <= as_of,
    }


def _first_periods(bought: pd.DataFrame, grain: str) -> dict[str, date]:
    """Return the period of every customer's first order."""
    first = bought.groupby("customer")["order_date"].min()
    return {str(one): period_start(moment.date(), grain) for one, moment in first.items()}


def expected_retention_by_segment(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return retention_by_segment as defined, by the RFM segment of the last month's end before."""
    bought = shop.purchases(as_of)
    states: dict[date, dict[str, str]] = {}
    for end in month_ends(shop, as_of):
        known = expected_rfm(shop, end).query("purchase_state == 'purchased'")
        states[end] = dict(zip(known["customer"], known["rfm_segment"], strict=True))
    rows: list[dict[str, object]] = []
    for grain in GRAINS:
        first = _first_periods(bought, grain)
        for start, before, now in _spent(bought, as_of, grain):
            eve = states.get(start.replace(day=1) - timedelta(days=1), {})
            segment_of = {one: eve.get(one, "not_yet_purchased") for one in before | now}
            for segment in set(segment_of.values()):
                was = {one: net for one, net in before.items() if segment_of[one] == segment}
                own = {one: net for one, net in now.items() if segment_of[one] == segment}
                rows.append(
                    {
                        "grain": grain,
                        "dimension": "rfm_segment",
                        "segment": segment,
                        **_figures(start, grain, as_of, was, own, first),
                    }
                )
    return pd.DataFrame(rows)


def _retention_of_grain(bought: pd.DataFrame, as_of: date, grain: str) -> list[dict[str, object]]:
    first = _first_periods(bought, grain)
    return [
        {"grain": grain, **_figures(start, grain, as_of, before, now, first)}
        for start, before, now in _spent(bought, as_of, grain)
    ]


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
                "active_customers": active["customer"].nunique() if is_complete else None,
                "order_count": len(active) if is_complete else None,
                "net_amount": net if is_complete else None,
                "cumulative_net_amount": cumulative if is_complete else None,
                "retention_rate": (
                    active["customer"].nunique() / size if is_complete or number == 0 else None
                ),
                "is_complete_month": is_complete,
            }
        )
    return rows


def expected_triangles(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return cohort_triangles as defined, for all customers; net in cents, no cost is told."""
    bought = shop.purchases(as_of)
    rows: list[dict[str, object]] = []
    for grain in ("day", "week", "month", "quarter"):
        first = _first_periods(bought, grain)
        starts = [period_start(moment.date(), grain) for moment in bought["order_date"]]
        told = bought.assign(start=starts, cohort=bought["customer"].map(first))
        grouped = told.groupby(["cohort", "start"])
        sums = (grouped["customer"].nunique(), grouped.size(), grouped["net"].sum())
        cells = dict(zip(sums[0].index, zip(*sums, strict=True), strict=True))
        for cohort in sorted(set(first.values())):
            followed = periods(cohort, as_of, grain)[: 31 if grain == "day" else None]
            size = cells[cohort, cohort][0]
            orders = net = 0
            for number, start in enumerate(followed):
                active, bought_then, spent = cells.get((cohort, start), (0, 0, 0))
                orders, net = orders + bought_then, net + spent
                is_over = period_end(start, grain) <= as_of
                rows.append(
                    {
                        "grain": grain,
                        "dimension": "overall",
                        "segment": "all",
                        "period_number": number,
                        "cohort_customers": size,
                        "active_customers": active if is_over else None,
                        "order_count": bought_then if is_over else None,
                        "cumulative_order_count": orders if is_over else None,
                        "net_amount": spent if is_over else None,
                        "cumulative_net_amount": net if is_over else None,
                        "costed_net_amount": None,
                        "cumulative_costed_net_amount": None,
                        "margin_amount": None,
                        "cumulative_margin_amount": None,
                        "retention_rate": active / size if is_over or not number else None,
                        "is_complete_period": is_over,
                        "cohort_start_date": cohort,
                        "period_start_date": start,
                    }
                )
    return pd.DataFrame(rows)


def expected_growth(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return growth_accounting as defined: who is in which state in each period; money in cents."""
    bought = shop.purchases(as_of)
    rows: list[dict[str, object]] = []
    for grain in GRAINS:
        starts = [period_start(moment.date(), grain) for moment in bought["order_date"]]
        spent = bought.assign(start=starts).groupby(["start", "customer"])["net"].sum()
        nobody = pd.Series(dtype="int64")
        known: set[str] = set()
        for start in periods(min(starts), as_of, grain) if starts else []:
            now = spent.get(start, nobody)
            before = spent.get(period_after(start, grain, -1), nobody)
            states = {
                "new": set(now.index) - known,
                "retained": set(now.index) & set(before.index),
                "resurrected": (set(now.index) & known) - set(before.index),
                "churned": set(before.index) - set(now.index),
            }
            known |= set(now.index)
            for state, customers in states.items():
                earned = sum(int(now.get(one, 0)) for one in customers)
                if customers:
                    rows.append(
                        {
                            "grain": grain,
                            "customer_state": state,
                            "customer_count": len(customers),
                            "net_amount": earned,
                            "net_change_amount": earned
                            - sum(int(before.get(one, 0)) for one in customers),
                            "is_complete_period": period_end(start, grain) <= as_of,
                            "period_start_date": start,
                            "period_end_date": period_end(start, grain),
                        }
                    )
    return pd.DataFrame(rows)


def _halved(orders: list[tuple[int, int | None]]) -> float | None:
    """Return after how many days half made another order: (days known, days to it or None)."""
    waits = sorted((known if gap is None else gap, gap is not None) for known, gap in orders)
    at_risk, left = len(waits), 1.0
    for days, same in groupby(waits, key=lambda wait: wait[0]):
        ended = [came for _, came in same]
        left *= 1 - sum(ended) / at_risk
        if left <= 0.5 + 1e-9:
            return float(days)
        at_risk -= len(ended)
    return None


def expected_repeats(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return repeat_purchase as defined, one row an order number."""
    followed: dict[int, list[tuple[int, int | None]]] = {}
    for _, own in shop.purchases(as_of).groupby("customer"):
        days = sorted(moment.date() for moment in own["order_date"])
        for number, (day, following) in enumerate(zip(days, [*days[1:], None], strict=True), 1):
            gap = (following - day).days if following else None
            followed.setdefault(number, []).append(((as_of - day).days, gap))
    rows: list[dict[str, object]] = []
    for number, orders in followed.items():
        gaps = [gap for _, gap in orders if gap is not None]
        observed = [gap for known, gap in orders if known >= 365]
        repeats = [gap for gap in observed if gap is not None and gap <= 365]
        rows.append(
            {
                "nth_order": number,
                "reached_customers": len(orders),
                "repeated_customers": len(gaps),
                "observed_customers": len(observed),
                "observed_repeats": len(repeats),
                "repeat_rate_so_far": len(gaps) / len(orders),
                "repeat_rate_365d": _ratio(len(repeats), len(observed)),
                "median_days_to_next": _halved(orders),
                "as_of_date": as_of,
            }
        )
    return pd.DataFrame(rows)
