"""The purchase model as a rival of the churn score, computed again from the days of purchases."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from oracle.predictions import p_alive

from .build import Sample
from .scores import HORIZON, Key, Quality, quality_of
from .values import frame


def purchase_model(sample: Sample) -> dict[Key, Quality]:
    """How good the closed form was, by evening and, asked on all of them, of all together."""
    asked = frame(
        sample,
        f"""select customer_id, described_date::date as evening, brand,
            extract(year from orders.order_date) as year
        from intermediate.int_churn_chances as chances
        join marts.fct_orders as orders using (customer_id)
        where horizon_days = {HORIZON} and model = 'all_terms' and not is_current
            and customer_order_number = 1""",
    )
    days = frame(
        sample, "select distinct customer_id, order_date from intermediate.int_valid_orders"
    )
    fits = frame(
        sample,
        """select * from intermediate.int_value_fits
        where is_converged and model <> 'gamma_gamma'""",
    )
    judged = [
        _judged(forecast, fits[fits["described_date"] <= evening], days)
        for evening, forecast in _known(asked, days).groupby("evening")
        if (fits["described_date"] <= evening).any()
    ]
    found = {
        ("purchase_model", str(_day(table["evening"].iloc[0]))): _quality(table) for table in judged
    }
    if len(judged) == asked["evening"].nunique():
        found["purchase_model", "all"] = _quality(pd.concat(judged))
    return found


def _judged(forecast: pd.DataFrame, fits: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """The forecasts of one evening with their chance and whether nobody bought."""
    evening = pd.Timestamp(forecast["evening"].iloc[0])
    until = evening + pd.Timedelta(days=HORIZON)
    came = days[(days["order_date"] > evening) & (days["order_date"] <= until)]
    return forecast.assign(
        chance=_chances(forecast, fits),
        outcome=~forecast["customer_id"].isin(came["customer_id"]),
    )


def _known(asked: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    """Of each forecast x, t_x and t of the customer by the evening."""
    bought = asked.merge(days, on="customer_id")
    bought = bought[bought["order_date"] <= bought["evening"]]
    seen = bought.groupby(["customer_id", "evening"])["order_date"].agg(["count", "min", "max"])
    table = asked.merge(seen, on=["customer_id", "evening"])
    return table.assign(
        x=table["count"] - 1,
        t_x=(table["max"] - table["min"]).dt.days / 7,
        t=(table["evening"] - table["min"]).dt.days / 7,
    )


def _chances(table: pd.DataFrame, fits: pd.DataFrame) -> pd.Series[float]:
    """By the last fits of the likelier model, the deepest pool of each customer."""
    last = fits[fits["described_date"] == fits["described_date"].max()]
    shops = last[(last["pool_kind"] == "all") & (last["parameter"] == "r")]
    best = shops.sort_values(["log_likelihood", "model"], ascending=[False, True]).iloc[0]["model"]
    last = last[last["model"] == best]
    told = []
    for (brand, year), members in table.groupby(["brand", "year"], dropna=False):
        name = brand if isinstance(brand, str) else ""
        own = last[last["brand"].isna() | (last["brand"] == name)]
        own = own[own["cohort_year"].isna() | (own["cohort_year"] == year)]
        own = own[own["pool_depth"] == own["pool_depth"].max()]
        told.append(
            _silent(members, dict(zip(own["parameter"], own["estimate"], strict=True)), best)
        )
    return pd.concat(told)


def _silent(table: pd.DataFrame, fit: dict[str, float], model: str) -> pd.Series[float]:
    """The chance of no purchase within the horizon: has stopped, or does not buy in it."""
    age = fit["alpha"] + table["t"]
    still = (age / (age + HORIZON / 7)) ** (fit["r"] + table["x"])
    return 1 - p_alive(table, fit, model == "mbg_nbd") * (1 - still)


def _quality(table: pd.DataFrame) -> Quality:
    return quality_of(
        np.array(table["chance"], dtype=float), np.array(table["outcome"], dtype=float)
    )


def _day(moment: Any) -> date:
    return pd.Timestamp(moment).date()
