"""The churn score computed again: what it learns from, its fit, and how good it was."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from scipy.stats import mannwhitneyu  # type: ignore[import-untyped]
from scoring.regressions import Floats, best

from .build import Sample

HORIZON = 90
Key = tuple[str, str]
"""Model and period."""


@dataclass(frozen=True)
class Quality:
    """How good forecasts were: Brier score, logarithmic loss, area under the ROC curve."""

    brier: float
    log_loss: float
    auc: float

    @property
    def values(self) -> tuple[float, float, float]:
        """The three figures."""
        return self.brier, self.log_loss, self.auc


def told(sample: Sample) -> dict[Key, Quality]:
    """What churn_score_backtest says of the horizon."""
    rows = sample.ask(
        f"""select model, period, brier_score, log_loss, auc from marts.churn_score_backtest
        where horizon_days = {HORIZON} and model <> 'base_rate'"""
    )
    return {(model, period): Quality(*figures) for model, period, *figures in rows}


def recomputed(sample: Sample) -> dict[Key, Quality]:
    """The same from the chances, and from the orders that came."""
    rows = sample.ask(
        f"""with forecasts as (
            select model, chance, described_date, not exists (
                select 1 from intermediate.int_valid_orders as orders
                where orders.customer_id = chances.customer_id
                    and order_date > described_date
                    and order_date <= described_date + {HORIZON}
            ) as is_churned
            from intermediate.int_churn_chances as chances
            where horizon_days = {HORIZON} and not is_current)
        select model, described_date::text, list(chance), list(is_churned::int)
        from forecasts group by all
        union all
        select model, 'all', list(chance), list(is_churned::int) from forecasts group by all"""
    )
    return {
        (model, period): quality_of(np.array(chances), np.array(outcomes, dtype=float))
        for model, period, chances, outcomes in rows
    }


def quality_of(chances: Floats, outcomes: Floats) -> Quality:
    """The three figures of forecasts and what came."""
    given = np.where(outcomes == 1, chances, 1 - chances)
    churned, stayed = chances[outcomes == 1], chances[outcomes == 0]
    area = mannwhitneyu(churned, stayed).statistic / (len(churned) * len(stayed))
    return Quality(
        float(np.mean((chances - outcomes) ** 2)), float(-np.log(given).mean()), float(area)
    )


def tenths(sample: Sample) -> dict[int, tuple[float, ...]]:
    """Of each bin of the score what churn_calibration says: counts, rate, interval, lift."""
    rows = sample.ask(
        f"""select bin_number, forecast_count, customer_count, churn_rate, churn_low_rate,
            churn_high_rate, lift
        from marts.churn_calibration where horizon_days = {HORIZON} and model = 'all_terms'"""
    )
    return {number: tuple(map(float, figures)) for number, *figures in rows}


def tenths_again(sample: Sample) -> dict[int, tuple[float, ...]]:
    """The same from the chances; the bin of a chance says how many tenths of all are lower."""
    rows = sample.ask(
        f"""select chance, customer_id, (not exists (
                select 1 from intermediate.int_valid_orders as orders
                where orders.customer_id = chances.customer_id and order_date > described_date
                    and order_date <= described_date + {HORIZON}))::int
        from intermediate.int_churn_chances as chances
        where horizon_days = {HORIZON} and model = 'all_terms' and not is_current"""
    )
    lower = np.searchsorted(sorted(row[0] for row in rows), [row[0] for row in rows])
    overall = sum(row[2] for row in rows) / len(rows)
    bins: dict[int, list[Any]] = {}
    for row, below in zip(rows, lower.tolist(), strict=True):
        bins.setdefault(1 + 10 * below // len(rows), []).append(row)
    found: dict[int, tuple[float, ...]] = {}
    for number, members in bins.items():
        customers = len({customer for _, customer, _ in members})
        rate = sum(churned for _, _, churned in members) / len(members)
        # Wilson: where (rate - x)^2 = z^2 x (1 - x) / customers
        z_squared = NormalDist().inv_cdf(0.975) ** 2 / customers
        low, high = sorted(np.roots([1 + z_squared, -2 * rate - z_squared, rate**2]).real)
        found[number] = (len(members), customers, rate, low, high, rate / overall)
    return found


def calibration_error(sample: Sample) -> float:
    """What churn_calibration says of the score."""
    ((error,),) = sample.ask(
        f"""select max(expected_calibration_error) from marts.churn_calibration
        where horizon_days = {HORIZON} and model = 'all_terms'"""
    )
    return float(error)


def fits(sample: Sample) -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    """Coefficients by fit with all terms: as the warehouse has them, and fitted again."""
    found = {}
    rows = sample.ask(
        f"""select fit_id, trained_until_date, map(list(term), list(coefficient))
        from marts.churn_coefficients
        where horizon_days = {HORIZON} and model = 'all_terms' group by all"""
    )
    for fit_id, until, coefficients in rows:
        terms = [term for term in coefficients if term != "intercept"]
        again = _fitted(sample, until, terms)
        found[fit_id] = (coefficients, dict(zip(("intercept", *terms), again, strict=True)))
    return found


def _fitted(sample: Sample, until: Any, terms: list[str]) -> Floats:
    """Fit on the month ends whose horizon was over, by another method."""
    query = f"""select exists (
            select 1 from intermediate.int_valid_orders as orders
            where orders.customer_id = vectors.customer_id
                and order_date > described_date and order_date <= described_date + {HORIZON}
        ) as came, {", ".join(terms)}
        from intermediate.int_churn_vectors as vectors
        where is_month_end and is_eligible and described_date + {HORIZON} <= '{until}'::date"""
    table = np.array(sample.ask(query), dtype=float)
    return best(1 - table[:, 0], table[:, 1:])
