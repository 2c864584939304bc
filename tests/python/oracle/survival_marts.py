"""Expected curves of survival, by the library lifelines, and what retention is worth."""

import math
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
from lifelines import KaplanMeierFitter

from .churn_marts import purchase_days, quantile
from .customer_marts import expected_rfm, month_ends
from .dates import add_months
from .ghost_marts import GHOST_MONTHS
from .shop import Shop

MONTH_DAYS = 30.4375
ENOUGH_WAITS = 100
Waits = list[tuple[int, bool]]
"""Days waited, and whether what was waited for came."""


def expected_survival(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return survival_curves as defined: lifelines' default interval is the log-log one."""
    days_of = purchase_days(shop, as_of)
    curves: dict[tuple[str, str], Waits] = {}
    for days in days_of.values():
        for number, wait in enumerate(_waits(days, as_of), 1):
            stratum = "purchase_day_4_or_later" if number > 3 else f"purchase_day_{number}"
            curves.setdefault(("next_order", stratum), []).append(wait)
            curves.setdefault(("next_order", "all"), []).append(wait)
    if lives := _lifetimes(list(days_of.values()), as_of):
        curves["lifetime", "all"] = lives
    return pd.DataFrame(
        [
            {"curve": curve, "stratum": stratum, "as_of_date": as_of, **row}
            for (curve, stratum), waits in curves.items()
            for row in kaplan_meier(waits)
        ]
    )


def expected_interpurchase(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return interpurchase as defined: own gaps weighed against three of the usual wait."""
    days_of = purchase_days(shop, as_of)
    category_of = _first_categories(shop, as_of)
    pools: dict[tuple[str, ...], Waits] = {}
    for customer, days in days_of.items():
        for number, wait in enumerate(_waits(days, as_of), 1):
            for pool in _pools(number, category_of.get(customer)):
                pools.setdefault(pool, []).append(wait)
    usual_of = {
        pool: _usual(waits)
        for pool, waits in pools.items()
        if pool == ("shop",) or len(waits) >= ENOUGH_WAITS
    }
    rows: list[dict[str, object]] = []
    for customer, days in days_of.items():
        own_pools = _pools(len(days), category_of.get(customer))
        pool = next(pool for pool in own_pools if pool in usual_of)
        gaps = [(after - before).days for before, after in pairwise(days)]
        middle, long = (
            None
            if usual is None
            else (len(gaps) * (quantile(gaps, share) or 0.0) + 3 * usual) / (len(gaps) + 3)
            for share, usual in zip((0.5, 0.9), usual_of[pool], strict=True)
        )
        last = days[-1]
        latest = None if long is None else last + timedelta(days=math.ceil(round(long, 6)))
        rows.append(
            {
                "customer": customer,
                "gap_basis": pool[0],
                "gap_count": len(gaps),
                "median_gap_days": quantile(gaps, 0.5),
                "p90_gap_days": quantile(gaps, 0.9),
                "shrunk_median_gap_days": middle,
                "shrunk_p90_gap_days": long,
                "is_overdue": None if latest is None else latest < as_of,
                "last_order_date": last,
                "next_expected_date": None
                if middle is None
                else last + timedelta(days=math.floor(round(middle, 6) + 0.5)),
                "latest_expected_date": latest,
                "as_of_date": as_of,
            }
        )
    return pd.DataFrame(rows)


def _waits(days: list[date], as_of: date) -> Waits:
    """Return the waits of a customer from each purchase day to the next, the last one open."""
    gaps = [((after - before).days, True) for before, after in pairwise(days)]
    return [*gaps, ((as_of - days[-1]).days, False)]


def _pools(number: int, category: str | None) -> list[tuple[str, ...]]:
    """Return whose waits may count as usual after a purchase day, the narrowest first."""
    stratum = str(min(number, 4))
    by_category = [] if category is None else [("category", category, stratum)]
    return [*by_category, ("purchase_day", stratum), ("shop",)]


def _usual(waits: Waits) -> tuple[int | None, int | None]:
    """Return after how many days half are back, and nine of ten of those who come back."""
    curve = [
        (int(str(row["duration_days"])), float(str(row["survival"]))) for row in kaplan_meier(waits)
    ]
    end = curve[-1][1]

    def first_below(share: float) -> int | None:
        return next((days for days, left in curve if left <= share + 1e-9), None)

    middle = first_below(0.5)
    long = first_below(1 - 0.9 * (1 - end)) if end < 1 else None
    return middle, long if middle is None or long is None else max(middle, long)


def _first_categories(shop: Shop, as_of: date) -> dict[str, str]:
    """Return the category that most of each customer's first order was spent on."""
    first = (
        shop.purchases(as_of).sort_values(["ordered_at", "order_id"]).groupby("customer").head(1)
    )
    told = first[["customer", "order_id"]].merge(shop.categories, on="order_id")
    most = (
        told.sort_values(["net", "category"], ascending=[False, True]).groupby("customer").head(1)
    )
    return dict(zip(most["customer"], most["category"], strict=True))


def last_judged_day(as_of: date) -> date:
    """Return the last day that six calendar months of silence can have followed by ``as_of``."""
    cutoff = as_of
    while add_months(cutoff, GHOST_MONTHS) > as_of:
        cutoff -= timedelta(days=1)
    return cutoff


def _lifetimes(days_of: list[list[date]], as_of: date) -> Waits:
    """Return how long customers were customers, up to the last day that may begin a silence."""
    cutoff = last_judged_day(as_of)
    return [
        ((min(days[-1], cutoff) - days[0]).days, days[-1] <= cutoff)
        for days in days_of
        if days[0] <= cutoff
    ]


def expected_sensitivity(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return retention_sensitivity as defined; amounts in the currency, not in cents."""
    days_of = purchase_days(shop, as_of)
    lives = _lifetimes(list(days_of.values()), as_of)
    if not lives:
        return pd.DataFrame()
    curve = KaplanMeierFitter().fit([days for days, _ in lives], [ended for _, ended in lives])
    longest = max(days for days, _ in lives)
    # the share whose lifetime reaches the beginning of each month that somebody is followed to
    alive = [1.0]
    while len(alive) < 36 and longest >= len(alive) * MONTH_DAYS:
        reached = math.ceil(len(alive) * MONTH_DAYS) - 1  # the last whole day before the month
        alive.append(float(curve.predict(reached)))
    kept = [now / before for before, now in pairwise(alive)]
    first_month, later_month = _spending(shop, days_of, as_of)
    rows: list[dict[str, object]] = []
    for horizon in (6, 12, 18, 24, 30, 36):
        if len(alive) < horizon:
            break
        followed = sum(days >= (horizon - 1) * MONTH_DAYS for days, _ in lives)
        rate = alive[horizon - 1] ** (12 / (horizon - 1))
        base: float | None = None
        for points in (0, 1, 2, 5):
            factor = (min(rate + points / 100, 1) / rate) ** (1 / 12)
            shares = [1.0]
            for share in kept[: horizon - 1]:
                shares.append(shares[-1] * min(share * factor, 1))
            row: dict[str, object] = {
                "horizon_months": horizon,
                "added_yearly_points": points,
                "followed_customers": followed,
                "yearly_retention": shares[-1] ** (12 / (horizon - 1)),
                "monthly_retention": shares[-1] ** (1 / (horizon - 1)),
                "customer_months": sum(shares),
                "first_month_net_amount": first_month,
                "later_month_net_amount": later_month,
                # no shop of these tells a cost
                "margin_per_customer": None,
                "margin_gain_per_customer": None,
                "as_of_date": as_of,
            }
            if later_month is not None:
                worth = first_month + (sum(shares) - 1) * later_month
                base = worth if base is None else base
                row["net_amount_per_customer"] = worth
                row["net_gain_per_customer"] = worth - base
                row["gain_share"] = (worth - base) / base if base else None
            rows.append(row)
    return pd.DataFrame(rows)


def _spending(
    shop: Shop, days_of: dict[str, list[date]], as_of: date
) -> tuple[float, float | None]:
    """Return what a customer spends in the first month and in a later one begun as a customer."""
    cutoff = last_judged_day(as_of)
    begun = {customer: days[0] for customer, days in days_of.items() if days[0] <= cutoff}
    complete = {
        customer: math.floor(((cutoff - first).days + 1) / MONTH_DAYS)
        for customer, first in begun.items()
    }
    months = 0
    for customer, first in begun.items():
        length = (min(days_of[customer][-1], cutoff) - first).days
        months += sum(number * MONTH_DAYS <= length for number in range(1, complete[customer]))
    first_month = later = 0
    bought = shop.purchases(as_of)
    columns = (bought["customer"], bought["order_date"], bought["net"])
    for customer, moment, net in zip(*columns, strict=True):
        if customer in begun:
            number = math.floor((moment.date() - begun[customer]).days / MONTH_DAYS)
            first_month += int(net) if number == 0 else 0
            later += int(net) if 1 <= number < complete[customer] else 0
    return first_month / 100 / len(begun), later / 100 / months if months else None


def expected_value_retention(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return segment_value_retention by what customers had spent; money in cents."""
    ends = [end for end in month_ends(shop, as_of) if add_months(end, 12) <= as_of]
    if not ends:
        return pd.DataFrame()
    known = expected_rfm(shop, ends[-1]).query("purchase_state == 'purchased'")
    known = known.assign(value=known["monetary_amount"] / 100)
    bought = shop.purchases(as_of)
    return value_retention("spent", known, bought, (ends[-1], ends[-1], add_months(ends[-1], 12)))


def value_retention(
    basis: str, known: pd.DataFrame, bought: pd.DataFrame, dates: tuple[date, date, date]
) -> pd.DataFrame:
    """Return the rows of a basis from customer, rfm_segment, monetary_amount (cents) and value.

    ``dates`` are those of the segments, of the value and of the last day that is followed.
    """
    segment_date, evening, until = dates
    year = bought[
        (bought["order_date"] > pd.Timestamp(evening))
        & (bought["order_date"] <= pd.Timestamp(until))
    ]
    table = known.assign(
        after=known["customer"].map(year.groupby("customer")["net"].sum()),
        value_class=["high" if one > known["value"].median() else "low" for one in known["value"]],
    )
    overall = table["after"].notna().mean()
    rows: list[dict[str, object]] = []
    for (value, segment), own in table.groupby(["value_class", "rfm_segment"]):
        rate = own["after"].notna().mean()
        loyalty = "low" if rate < overall else "high"
        rows.append(
            {
                "value_basis": basis,
                "rfm_segment": segment,
                "value_class": value,
                "quadrant": f"{value}_value_{loyalty}_retention",
                "customer_count": len(own),
                "retained_customers": int(own["after"].notna().sum()),
                "value_amount": own["value"].sum(),
                "net_before_amount": int(own["monetary_amount"].sum()),
                "net_after_amount": int(own["after"].sum()),
                "retention_rate": rate,
                "shop_retention_rate": overall,
                "segment_date": segment_date,
                "value_date": evening,
                "until_date": until,
            }
        )
    return pd.DataFrame(rows)


def kaplan_meier(waits: Waits) -> list[dict[str, object]]:
    """Return the curve of lifelines; what is not defined (it writes 0 or 1 there) is None."""
    fit = KaplanMeierFitter().fit([wait for wait, _ in waits], [is_event for _, is_event in waits])
    bounds = fit.confidence_interval_
    rows: list[dict[str, object]] = []
    greenwood = 0.0
    for days, counts in fit.event_table.iterrows():
        at_risk, events = int(counts["at_risk"]), int(counts["observed"])
        is_over = at_risk == events
        greenwood += 0 if is_over else events / (at_risk * (at_risk - events))
        survival = 0.0 if is_over else float(fit.survival_function_.at[days, "KM_estimate"])
        is_open = survival > 0 and greenwood > 0
        rows.append(
            {
                "duration_days": int(days),
                "at_risk": at_risk,
                "events": events,
                "censored": int(counts["censored"]),
                "survival": survival,
                "standard_error": None if is_over else survival * math.sqrt(greenwood),
                "ci_low": float(bounds.at[days, bounds.columns[0]]) if is_open else None,
                "ci_high": float(bounds.at[days, bounds.columns[1]]) if is_open else None,
            }
        )
    return rows
