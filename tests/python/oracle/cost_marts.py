"""Expected marts of what customers cost."""

from datetime import date
from typing import Any

import pandas as pd

from .customer_marts import SEEDS
from .dates import MONTHS_IN, period_after, period_end, period_start, periods
from .shop import Shop

CLAIMS = ("brief_ratio", "trade_low_ratio", "trade_high_ratio")


def expected_retention_cost(shop: Shop, as_of: date) -> pd.DataFrame:
    """Return retention_cost as defined, for a shop that tells no cost of advertising."""
    bought = shop.purchases(as_of)
    seed = pd.read_csv(SEEDS / "brief_cost_ratios.csv").set_index("motion")
    claims: dict[Any, dict[Any, Any]] = seed.to_dict("index")
    rows: list[dict[str, object]] = []
    for grain in MONTHS_IN:
        active: dict[date, set[str]] = {}
        for customer, moment in zip(bought["customer"], bought["order_date"], strict=True):
            active.setdefault(period_start(moment.date(), grain), set()).add(customer)
        known: set[str] = set()
        for start in periods(min(active), as_of, grain) if active else []:
            now = active.get(start, set())
            before = active.get(period_after(start, grain, -1), set())
            moved = {
                "acquire": now - known,
                "retain": now & before,
                "reactivate": (now & known) - before,
            }
            known |= now
            for motion, customers in moved.items():
                rows.append(
                    {
                        "grain": grain,
                        "motion": motion,
                        "customer_count": len(customers),
                        "spend_amount": None,
                        "cost_per_customer_amount": None,
                        "acquire_cost_ratio": None,
                        **claims.get(motion, dict.fromkeys(CLAIMS)),
                        "is_complete_period": period_end(start, grain) <= as_of,
                        "period_start_date": start,
                        "period_end_date": period_end(start, grain),
                    }
                )
    return pd.DataFrame(rows)
