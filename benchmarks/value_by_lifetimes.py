"""What benchmarks/lifetime_value.py compares the models with: the package lifetimes.

    .venv/bin/python benchmarks/value_by_lifetimes.py ORDERS FOUND

Reads a Parquet file of orders, writes one of scores and prints the seconds of each part, the
parameters and the peak memory as JSON. A process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data

AS_OF = "2025-12-31"
YEARLY_RATE = 0.1


def main(orders_file: str, found_file: str) -> None:
    """Summary, fits, scores and discounted value of a year."""
    seconds: dict[str, float] = {}
    begun = time.perf_counter()

    def done(part: str) -> None:
        seconds[part] = time.perf_counter() - begun - sum(seconds.values())

    orders = pd.read_parquet(orders_file, columns=["customer_id", "order_date", "net_amount"])
    orders = orders.astype({"order_date": "datetime64[ns]", "net_amount": "float64"})
    done("read")
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
    done("summary")
    x, t_x, t, m = (known[name] for name in ("frequency", "recency", "T", "monetary_value"))
    buying = BetaGeoFitter().fit(x, t_x, t)
    done("fit of buying")
    came_back = (x > 0) & (m > 0)
    spending = GammaGammaFitter().fit(x[came_back], m[came_back])
    done("fit of spending")
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
    done("scores")
    monthly_rate = (1 + YEARLY_RATE) ** (1 / 12) - 1
    found["discounted_12m_amount"] = spending.customer_lifetime_value(
        buying, x, t_x, t, m, time=12, discount_rate=monthly_rate, freq="W"
    )
    done("discounted value")
    found.astype(np.float64).reset_index().to_parquet(found_file)
    # Not the rusage, which begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (int(line.split()[1]) / 2**20 for line in status if line.startswith("VmHWM"))
    fits = {"bg_nbd": buying.params_.to_dict(), "gamma_gamma": spending.params_.to_dict()}
    print(json.dumps({"seconds": seconds, "peak": peak, "fits": fits}))


if __name__ == "__main__":
    main(*sys.argv[1:])
