"""Predicted value, recomputed in pandas and scipy from the raw orders and the fitted parameters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.special import hyp2f1  # type: ignore[import-untyped]

from .shop import Shop

Parameters = Mapping[str, float]
"""r, alpha, a and b of a model of buying, p, q and v of Gamma-Gamma."""


def summaries(shop: Shop, evening: date) -> pd.DataFrame:
    """Return x, t_x and t (weeks), the mean repeat day m and the mean day, a row a buyer."""
    bought = shop.purchases(evening)
    days = bought.groupby(["customer", "order_date"])["net"].sum().div(100).reset_index()
    of_each = days.groupby("customer")
    first, last = of_each["order_date"].min(), of_each["order_date"].max()
    table = pd.DataFrame({"x": of_each.size() - 1})
    table["t_x"] = (last - first).dt.days / 7
    table["t"] = (pd.Timestamp(evening) - first).dt.days / 7
    later = days[days["order_date"] > days["customer"].map(first)]
    table["m"] = later.groupby("customer")["net"].mean().reindex(table.index)
    table["mean_day"] = of_each["net"].mean()
    return table


def p_alive(table: pd.DataFrame, fit: Parameters, is_mbg: bool) -> pd.Series:
    """Return the chance that a customer has not stopped."""
    x, shift = table["x"], int(is_mbg)
    ratio = ((fit["alpha"] + table["t"]) / (fit["alpha"] + table["t_x"])) ** (fit["r"] + x)
    odds = fit["a"] / (fit["b"] + x - 1 + shift) * ratio
    return pd.Series(1 / (1 + odds)).where(x + shift > 0, 1.0)


def expected(table: pd.DataFrame, fit: Parameters, is_mbg: bool, days: float) -> pd.Series:
    """Return the purchases to expect within ``days``: Fader, Hardie and Lee (2005), equation 10."""
    shape, age = fit["r"] + table["x"], fit["alpha"] + table["t"]
    a, stays = fit["a"], fit["b"] + table["x"] + int(is_mbg)
    z = (days / 7) / (age + days / 7)
    series = hyp2f1(shape, stays, a + stays - 1, z)
    if_alive = (a + stays - 1) / (a - 1) * (1 - (1 - z) ** shape * series)
    return pd.Series(p_alive(table, fit, is_mbg) * if_alive)


def spend(table: pd.DataFrame, fit: Parameters) -> pd.Series:
    """Return what a purchase day is to bring: Fader and Hardie (2013)."""
    told = fit["v"] + table["x"] * table["m"].fillna(0)
    return pd.Series(fit["p"] * told / (fit["p"] * table["x"] + fit["q"] - 1))


def predictions(shop: Shop, evening: date, fit: Parameters, is_mbg: bool) -> pd.DataFrame:
    """Return the predicted columns of clv_customers, a row a buyer; no margin is known."""
    table = summaries(shop, evening)
    alive, shape = p_alive(table, fit, is_mbg), fit["r"] + table["x"]
    age = fit["alpha"] + table["t"]
    found = pd.DataFrame({"p_alive": alive})
    for days in (30, 90, 365):
        found[f"p_no_purchase_{days}d"] = 1 - alive * (1 - (age / (age + days / 7)) ** shape)
        found[f"expected_purchases_{days}d"] = expected(table, fit, is_mbg, days)
    brings = spend(table, fit)
    found["spend_per_purchase_day_amount"] = brings
    found["predicted_net_365d_amount"] = found["expected_purchases_365d"] * brings
    by_month = [expected(table, fit, is_mbg, month * 30.4375) for month in range(37)]
    for months in (12, 36):
        found[f"discounted_{months}m_amount"] = brings * sum(
            (by_month[month] - by_month[month - 1]) / 1.1 ** (month / 12)
            for month in range(1, months + 1)
        )
    return found


def outcomes(shop: Shop, evening: date, end: date, index: pd.Index) -> pd.DataFrame:
    """Return the purchase days after ``evening`` up to ``end``, and what they brought."""
    bought = shop.purchases(end)
    later = bought[bought["order_date"] > pd.Timestamp(evening)].groupby("customer")
    table = pd.DataFrame(
        {"purchases": later["order_date"].nunique(), "amount": later["net"].sum() / 100}
    )
    return table.reindex(index).fillna(0.0)


def forecasts(
    shop: Shop, evening: date, days: int, fits: Mapping[str, Parameters]
) -> dict[str, pd.DataFrame]:
    """Return purchases and amounts by every rule of clv_backtest, of the customers known then."""
    table = summaries(shop, evening)
    weeks, rate = days / 7, (table["x"] / table["t"].where(table["t"] > 0)).fillna(0)
    purchases = {
        "same_rate": rate * weeks,
        "active_rate": (rate * weeks).where(table["t"] - table["t_x"] <= 26, 0),
        "zero": rate * 0,
        "mean": rate * 0 + table["x"].sum() / table["t"].sum() * weeks,
    }
    found = {
        name: pd.DataFrame(
            {
                "purchases": count,
                "amount": count
                * (table["mean_day"].mean() if name == "mean" else table["mean_day"]),
            }
        )
        for name, count in purchases.items()
    }
    for name, fit in fits.items():
        count = expected(table, fit, name == "mbg_nbd", days)
        found[name] = pd.DataFrame({"purchases": count, "amount": count * spend(table, fit)})
    return found


def backtest(
    shop: Shop, end: date, days: int, fits: Mapping[str, Parameters]
) -> dict[str, dict[str, float]]:
    """Return the figures of clv_backtest's slice ``all``, by rule, ``days`` before ``end``."""
    evening = end - timedelta(days=days)
    by_rule = forecasts(shop, evening, days, fits)
    came = outcomes(shop, evening, end, by_rule["zero"].index)
    figures = {}
    for name, forecast in by_rule.items():
        error = forecast - came
        ranks = forecast["purchases"].rank(), came["purchases"].rank()
        figures[name] = {
            "purchase_total_error": forecast["purchases"].sum() / came["purchases"].sum() - 1,
            "amount_total_error": forecast["amount"].sum() / came["amount"].sum() - 1,
            "purchase_rmse": float(np.sqrt((error["purchases"] ** 2).mean())),
            "amount_rmse": float(np.sqrt((error["amount"] ** 2).mean())),
        }
        if name != "zero" and name != "mean":
            figures[name]["rank_correlation"] = float(np.corrcoef(*ranks)[0, 1])
    return figures
