"""What customers cost and are worth, and what the best have in common, computed again in pandas."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pandas as pd
from oracle.customer_marts import SEEDS, full_months
from scipy.stats import binomtest  # type: ignore[import-untyped]

from .build import Sample

Table = dict[tuple[Any, ...], tuple[Any, ...]]
"""Key of a row -> its figures."""
ENOUGH = 30


def frame(sample: Sample, query: str) -> pd.DataFrame:
    """What a query gives on the build."""
    with sample.connected() as connection:
        return connection.execute(query).df()


def rows(table: pd.DataFrame, keys: list[str], figures: list[str]) -> Table:
    """A table as a mapping; what is not known is None."""

    def plain(value: Any) -> Any:
        if pd.isna(value):
            return None
        return value.date() if isinstance(value, pd.Timestamp) else value

    told = ([plain(value) for value in row] for row in table[[*keys, *figures]].to_numpy(object))
    return {tuple(row[: len(keys)]): tuple(row[len(keys) :]) for row in told}


def _customers(sample: Sample) -> pd.DataFrame:
    """Customers who bought: first order, how they came, what they brought and may bring."""
    return frame(
        sample,
        """select orders.customer_id, orders.order_date as first_date,
            orders.net_amount::double as first_amount,
            acquisition_source as source, acquisition_medium as medium,
            lower(trim(acquisition_campaign)) as campaign,
            discounted_36m_amount as future
        from marts.fct_orders as orders
        left join marts.profile_acquisition using (customer_id)
        left join marts.clv_customers using (customer_id)
        where customer_order_number = 1 order by orders.customer_id""",
    )


def _margin_share(sample: Sample) -> float:
    """What is left of a net amount after tax and the goods, as the sample's products cost them."""
    ((share,),) = sample.ask(
        """select sum(lines.net_amount
            - round(lines.net_amount * round(orders.reporting_tax_amount / placed.net_amount, 8), 2)
            - round(lines.quantity * products.cost_amount, 2)) / sum(lines.net_amount)
        from marts.fct_order_lines as lines
        inner join marts.fct_orders as placed using (order_key)
        inner join conformed.orders as orders using (order_key)
        inner join (
            select distinct product_key, cost_amount from conformed.products
            where cost_currency_code = 'EUR'
        ) as products on lines.product_key = products.product_key
        where lines.is_valid and lines.is_gift_card is not true and placed.net_amount > 0"""
    )
    return float(share)


def _channel(source: str | None, medium: str | None) -> str:
    if source is None:
        return "unknown"
    source, medium = source.strip().lower(), (medium or "none").strip().lower()
    seed = pd.read_csv(SEEDS / "spend_channels.csv")
    sold = [
        platform
        for platform, by_source, by_medium in seed.itertuples(index=False)
        if re.search(by_source, source) and re.search(by_medium, medium)
    ]
    return min(sold, default=f"{source} / {medium}")


def acquisition(sample: Sample) -> tuple[Table, Table]:
    """acquisition_value as built, and computed again."""
    keys = ["level", "acquisition_month", "channel", "campaign"]
    figures = [
        *("payback_state", "customer_count", "predicted_customer_count", "spend_amount"),
        *("cac_amount", "historic_value_amount", "predicted_value_amount"),
        *("value_to_cac_ratio", "payback_months", "followed_months"),
    ]
    built = frame(sample, f"select {', '.join(keys + figures)} from marts.acquisition_value")
    ((as_of,),) = sample.ask("select as_of_date from intermediate.int_as_of")
    customers, share = _customers(sample), _margin_share(sample)
    orders = frame(
        sample,
        """select customer_id, order_date,
            (net_amount - coalesce(refunded_amount, 0))::double as net
        from marts.fct_orders where is_valid and customer_id is not null""",
    )
    spent = frame(
        sample,
        f"""select date_trunc('month', spend_date)::date as acquisition_month,
            platform as channel, lower(trim(campaign_name)) as campaign,
            sum(reporting_spend_amount)::double as spend
        from conformed.marketing_spend
        where motion = 'acquire' and spend_date <= '{as_of}' group by all""",
    )
    customers = customers.astype(object).where(customers.notna(), None)
    customers["channel"] = [
        _channel(*told) for told in zip(customers["source"], customers["medium"], strict=True)
    ]
    customers["campaign"] = customers["campaign"].fillna("none")
    customers["acquisition_month"] = [day.replace(day=1) for day in customers["first_date"]]
    orders = orders.merge(customers[["customer_id", "first_date"]], on="customer_id")
    orders["life_month"] = [
        full_months(pd.Timestamp(first), pd.Timestamp(day)) + 1
        for first, day in zip(orders["first_date"], orders["order_date"], strict=True)
    ]
    by_customer = dict(iter(orders.groupby("customer_id")))
    again: list[dict[str, Any]] = []
    for level in ("channel", "campaign"):
        own_customers, own_spend = customers.copy(), spent.copy()
        if level == "channel":
            own_customers["campaign"] = own_spend["campaign"] = "all"
        paid: dict[Any, float] = own_spend.groupby(keys[1:])["spend"].sum().to_dict()
        groups: dict[Any, pd.DataFrame] = dict(iter(own_customers.groupby(keys[1:])))
        for key in groups.keys() | paid.keys():
            month, channel, campaign = key
            row = {
                **{"level": level, "acquisition_month": month},
                **{"channel": channel, "campaign": campaign},
                **_value(groups.get(key), by_customer, paid.get(key), share, as_of),
            }
            again.append(row)
    return rows(built, keys, figures), rows(pd.DataFrame(again), keys, figures)


def _value(
    customers: pd.DataFrame | None,
    orders: dict[Any, pd.DataFrame],
    spend: float | None,
    share: float,
    as_of: date,
) -> dict[str, Any]:
    """The figures of one group."""
    if customers is None:
        return {
            **{"payback_state": "no_customers", "customer_count": 0},
            **{"predicted_customer_count": 0, "spend_amount": spend},
        }
    count = len(customers)
    own = pd.concat(orders[customer] for customer in customers["customer_id"])
    brought = own.groupby("life_month")["net"].sum().sort_index().cumsum()
    future = customers["future"].dropna().astype(float)
    worth = float(min(brought.iloc[-1], brought.iloc[-1] * share)) / count
    kept = brought[::-1].cummin()[::-1] * share
    predicted = worth + float(future.mean()) if len(future) else None
    # half a cent is less than any difference of two amounts
    reached = list(kept.index[kept >= spend - 1e-6]) if spend else []
    state = "paid_back" if len(reached) else "not_yet"
    last = pd.Timestamp(max(customers["first_date"]))
    return {
        "payback_state": state if spend else "no_spend",
        "customer_count": count,
        "predicted_customer_count": len(future),
        "spend_amount": spend,
        "cac_amount": None if spend is None else spend / count,
        "historic_value_amount": worth,
        "predicted_value_amount": predicted,
        "value_to_cac_ratio": predicted / (spend / count) if spend and predicted else None,
        "payback_months": int(reached[0]) if len(reached) else None,
        "followed_months": full_months(last, pd.Timestamp(as_of) + pd.Timedelta(days=1)),
    }


def traits(sample: Sample) -> tuple[Table, Table]:
    """best_customer_traits as built, and computed again; the interval is scipy's."""
    keys = ["trait", "trait_value"]
    figures = ["customer_count", "best_count", "lift", "lift_low", "lift_high", "is_clear"]
    built = frame(sample, f"select {', '.join(keys + figures)} from marts.best_customer_traits")
    told = frame(
        sample,
        "select customer_id, brand, channel, country, store, category, coupon"
        " from intermediate.int_first_orders",
    )
    known = _customers(sample).merge(told, on="customer_id")
    known["source"] = known["source"].fillna("unknown")
    known["medium"] = known["medium"].fillna("unknown")
    known["weekday"] = pd.to_datetime(known["first_date"]).dt.day_name().str.lower()
    places = 4 * (known["first_amount"].rank(method="min") - 1) // len(known)
    names = ["lowest_quarter", "second_quarter", "third_quarter", "highest_quarter"]
    known["basket"] = [names[int(place)] for place in places]
    known = known[known["future"].notna()]
    known["is_best"] = 10 * (known["future"].rank(method="min", ascending=False) - 1) < len(known)
    overall = known["is_best"].mean()
    again: list[dict[str, Any]] = []
    names = ["brand", "channel", "country", "store", "category", "coupon"]
    for trait in (*names, "source", "medium", "basket", "weekday"):
        for value, own in known.groupby(trait)["is_best"]:
            count, best = len(own), int(own.sum())
            interval = binomtest(best, count).proportion_ci(method="wilson")
            is_outside = interval.low > overall or interval.high < overall
            again.append(
                {
                    **{"trait": trait, "trait_value": value},
                    **{"customer_count": count, "best_count": best},
                    "lift": best / count / overall,
                    "lift_low": interval.low / overall,
                    "lift_high": interval.high / overall,
                    "is_clear": count >= ENOUGH and bool(is_outside),
                }
            )
    return rows(built, keys, figures), rows(pd.DataFrame(again), keys, figures)


def costs(sample: Sample) -> tuple[Table, Table]:
    """retention_cost of months as built, and computed again."""
    keys, figures = ["motion", "month"], ["customer_count", "spend_amount", "acquire_cost_ratio"]
    built = frame(
        sample,
        """select motion, period_start_date as month, customer_count,
            spend_amount::double as spend_amount, acquire_cost_ratio
        from marts.retention_cost where grain = 'month'""",
    )
    bought = frame(
        sample,
        """select distinct customer_id, date_trunc('month', order_date)::date as month
        from marts.fct_orders where is_valid and customer_id is not null""",
    )
    spent = frame(
        sample,
        """select motion, date_trunc('month', spend_date)::date as month,
            sum(reporting_spend_amount)::double as spend
        from conformed.marketing_spend group by all""",
    ).set_index(["motion", "month"])["spend"]
    active: dict[date, set[int]] = {}
    for customer, month in bought.itertuples(index=False):
        active.setdefault(month.date(), set()).add(customer)
    again: list[dict[str, Any]] = []
    known: set[int] = set()
    before: set[int] = set()
    ((as_of,),) = sample.ask("select as_of_date from intermediate.int_as_of")
    for start in pd.date_range(min(active), as_of, freq="MS"):
        now = active.get(start.date(), set())
        moved = {
            "acquire": now - known,
            "retain": now & before,
            "reactivate": (now & known) - before,
        }
        heads = {}
        for motion, customers in moved.items():
            spend = spent.get((motion, start))
            heads[motion] = spend / len(customers) if spend is not None and customers else None
            first, own = heads["acquire"], heads[motion]
            again.append(
                {
                    **{"motion": motion, "month": start, "customer_count": len(customers)},
                    "spend_amount": spend,
                    "acquire_cost_ratio": first / own if first and own else None,
                }
            )
        known, before = known | now, now
    return rows(built, keys, figures), rows(pd.DataFrame(again), keys, figures)
