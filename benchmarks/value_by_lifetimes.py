"""What benchmarks/lifetime_value.py compares the models with: the package lifetimes.

    .venv/bin/python benchmarks/value_by_lifetimes.py ORDERS FOUND

Reads a Parquet file of orders, writes one of scores and prints the seconds of each part, which
parts make up each comparison, the parameters and the peak memory as JSON. A process of its own, so
that its memory is its own.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from lifetimes import BetaGeoFitter, GammaGammaFitter, ModifiedBetaGeoFitter
from lifetimes.fitters import BaseFitter
from lifetimes.utils import ConvergenceError, summary_data_from_transaction_data

AS_OF = "2025-12-31"
YEARLY_RATE = 0.1
PURCHASE_STARTS = ([-1.5, 1.5, -0.2, 1.0], [0.0, 0.0, 0.0, 0.0], [1.0, 4.0, -2.0, 2.0])
SPEND_STARTS = ([1.5, 1.0, 2.5], [0.0, 0.5, 1.0], [2.0, 2.0, 5.0])
"""Those of the models: logarithms, alpha in weeks. The package scales time itself."""
ALWAYS = ("read", "summary", "scores", "12 months")
WHOLE = ("history", "36 months", "table")
COMPARISONS = {
    "least": (*ALWAYS, "BG/NBD", "Gamma-Gamma"),
    "same, one start": (*ALWAYS, *WHOLE, "BG/NBD", "Gamma-Gamma", "MBG/NBD"),
    "same": (
        *(*ALWAYS, *WHOLE, "BG/NBD, three starts", "Gamma-Gamma, three starts"),
        "MBG/NBD, three starts",
    ),
}
"""Which parts make up what: each fit gives standard errors too, the package has no other."""


class Clock:
    """The seconds of each part."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.begun = time.perf_counter()

    def done(self, part: str) -> None:
        """All since the last part is this one's."""
        now = time.perf_counter()
        self.seconds[part] = now - self.begun
        self.begun = now


def orders_of(file: str, amounts: list[str], columns: list[str]) -> pd.DataFrame:
    """Columns of the orders, amounts as floating-point numbers."""
    told = pq.read_table(file, columns=[*columns, *amounts])
    for name in amounts:
        as_floats = pc.cast(told[name], pa.float64())
        told = told.set_column(told.schema.get_field_index(name), name, as_floats)
    return told.to_pandas(date_as_object=False)


def best_of(fit: Callable[[list[float]], BaseFitter], starts: list[list[float]]) -> BaseFitter:
    """The fit with the highest likelihood, of those starts that lead anywhere."""
    fits = []
    for start in starts:
        try:
            fits.append(fit(start))
        except ConvergenceError:
            print(f"no fit from {start}", file=sys.stderr)
    return min(fits, key=lambda each: each._negative_log_likelihood_)


def scores(buying: Any, spending: Any, known: pd.DataFrame) -> pd.DataFrame:
    """What is expected of each customer, undiscounted."""
    x, t_x, t, m = (known[name] for name in ("frequency", "recency", "T", "monetary_value"))
    found = pd.DataFrame({"x": x, "t_x": t_x, "t": t, "p_alive": 1.0}, index=known.index)
    found["p_alive"] = buying.conditional_probability_alive(x, t_x, t)
    r, alpha = buying.params_["r"], buying.params_["alpha"]
    for days in (30, 90, 365):
        weeks = days / 7
        found[f"p_no_purchase_{days}d"] = 1 - found["p_alive"] * (
            1 - ((alpha + t) / (alpha + t + weeks)) ** (r + x)
        )
        found[f"expected_purchases_{days}d"] = (
            buying.conditional_expected_number_of_purchases_up_to_time(weeks, x, t_x, t)
        )
    found["spend_per_purchase_day_amount"] = spending.conditional_expected_average_profit(x, m)
    return found


def history(file: str, found: pd.DataFrame) -> pd.DataFrame:
    """The sums of clv_customers and what comes of them."""
    amounts = ["gross_amount", "discount_amount", "refunded_amount", "net_of_refunds_amount"]
    orders = orders_of(file, amounts, ["customer_id"])
    grouped = orders.groupby("customer_id")
    whole = found.join(grouped[amounts].sum(min_count=1)).join(grouped.size().rename("orders"))
    whole["average_order_value"] = whole["net_of_refunds_amount"] / whole["orders"]
    whole["predicted_net_365d_amount"] = (
        whole["expected_purchases_365d"] * whole["spend_per_purchase_day_amount"]
    )
    return whole


def main(orders_file: str, found_file: str) -> None:
    """Summary, fits, scores and discounted values."""
    clock = Clock()
    orders = orders_of(orders_file, ["net_amount"], ["customer_id", "order_date"])
    clock.done("read")
    known = summary_data_from_transaction_data(
        orders,
        "customer_id",
        "order_date",
        monetary_value_col="net_amount",
        observation_period_end=AS_OF,
        freq="D",
        freq_multiplier=7,
    )
    del orders
    clock.done("summary")
    x, t_x, t, m = (known[name] for name in ("frequency", "recency", "T", "monetary_value"))
    came_back = (x > 0) & (m > 0)
    buying = BetaGeoFitter().fit(x, t_x, t)
    clock.done("BG/NBD")
    spending = GammaGammaFitter().fit(x[came_back], m[came_back])
    clock.done("Gamma-Gamma")
    found = scores(buying, spending, known)
    clock.done("scores")
    monthly_rate = (1 + YEARLY_RATE) ** (1 / 12) - 1
    for months in (12, 36):
        found[f"discounted_{months}m_amount"] = spending.customer_lifetime_value(
            buying, x, t_x, t, m, time=months, discount_rate=monthly_rate, freq="W"
        )
        clock.done(f"{months} months")
    whole = history(orders_file, found)
    clock.done("history")
    whole.reset_index().to_parquet(found_file)
    clock.done("table")
    del whole, found
    scaled = [[start[0], start[1] - np.log(t.max()), *start[2:]] for start in PURCHASE_STARTS]
    fits = {"bg_nbd": buying, "gamma_gamma": spending}
    ModifiedBetaGeoFitter().fit(x, t_x, t)
    clock.done("MBG/NBD")
    best_of(lambda start: BetaGeoFitter().fit(x, t_x, t, initial_params=start), scaled)
    clock.done("BG/NBD, three starts")
    fits["mbg_nbd"] = best_of(
        lambda start: ModifiedBetaGeoFitter().fit(x, t_x, t, initial_params=start), scaled
    )
    clock.done("MBG/NBD, three starts")
    best_of(
        lambda start: GammaGammaFitter().fit(x[came_back], m[came_back], initial_params=start),
        list(SPEND_STARTS),
    )
    clock.done("Gamma-Gamma, three starts")
    # Not the rusage, which begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (int(line.split()[1]) / 2**20 for line in status if line.startswith("VmHWM"))
    told = {
        "seconds": clock.seconds,
        "comparisons": {
            name: sum(clock.seconds[part] for part in parts) for name, parts in COMPARISONS.items()
        },
        "peak": peak,
        "fits": {name: fit.params_.to_dict() for name, fit in fits.items()},
        "errors": {name: fit.standard_errors_.to_dict() for name, fit in fits.items()},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
