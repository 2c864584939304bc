"""Every mart that has a recomputation."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from .churn_marts import expected_churn, expected_ghosts
from .customer_marts import expected_clv, expected_rfm
from .period_marts import expected_cohorts, expected_retention
from .shop import Shop

EXPECTED: dict[str, Callable[[Shop, date], pd.DataFrame]] = {
    "rfm_current": expected_rfm,
    "retention_periods": expected_retention,
    "cohort_retention": expected_cohorts,
    "clv_customers": expected_clv,
    "churn_flags": expected_churn,
    "ghost_customers": expected_ghosts,
}
