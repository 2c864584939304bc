"""Every mart that has a recomputation."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from .churn_marts import (
    expected_backtest,
    expected_churn,
    expected_churn_rates,
)
from .cost_marts import expected_retention_cost
from .customer_marts import (
    expected_rfm,
    expected_rfm_by_part,
    expected_rfm_history,
    expected_rfm_migration,
    expected_rfm_windows,
)
from .formula_marts import expected_clv, expected_formula
from .ghost_marts import (
    expected_discounts,
    expected_engagement,
    expected_ghosts,
    expected_reactivations,
)
from .period_marts import (
    expected_cohorts,
    expected_growth,
    expected_repeats,
    expected_retention,
    expected_retention_by_segment,
    expected_triangles,
)
from .shop import Shop
from .survival_marts import (
    expected_interpurchase,
    expected_sensitivity,
    expected_survival,
    expected_value_retention,
)
from .value_marts import expected_history

EXPECTED: dict[str, Callable[[Shop, date], pd.DataFrame]] = {
    "rfm_current": expected_rfm,
    "rfm_by_part": expected_rfm_by_part,
    "rfm_history": expected_rfm_history,
    "rfm_windows": expected_rfm_windows,
    "rfm_migration": expected_rfm_migration,
    "retention_periods": expected_retention,
    "retention_by_segment": expected_retention_by_segment,
    "growth_accounting": expected_growth,
    "repeat_purchase": expected_repeats,
    "survival_curves": expected_survival,
    "retention_sensitivity": expected_sensitivity,
    "segment_value_retention": expected_value_retention,
    "interpurchase": expected_interpurchase,
    "cohort_retention": expected_cohorts,
    "cohort_triangles": expected_triangles,
    "clv_customers": expected_clv,
    "clv_formula": expected_formula,
    "clv_history": expected_history,
    "retention_cost": expected_retention_cost,
    "churn_flags": expected_churn,
    "customer_engagement_daily": expected_engagement,
    "churn_rates": expected_churn_rates,
    "churn_rule_backtest": expected_backtest,
    "ghost_customers": expected_ghosts,
    "ghost_reactivations": expected_reactivations,
    "discount_dependency": expected_discounts,
}
