"""Calendar arithmetic of the definitions: months are calendar months, never 30 days."""

from datetime import date, timedelta

import pandas as pd

DAYS_IN = {"day": 1, "week": 7}
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
GRAINS = (*DAYS_IN, *MONTHS_IN)


def add_months(day: date, months: int) -> date:
    """Return ``day`` moved by calendar months; a day that a month lacks becomes its last day."""
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def period_start(day: date, grain: str) -> date:
    """Return the first day of the period of ``grain`` that holds ``day``; weeks begin on Monday."""
    if grain in DAYS_IN:
        return day - timedelta(days=day.weekday() if grain == "week" else 0)
    length = MONTHS_IN[grain]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def period_after(start: date, grain: str, number: int = 1) -> date:
    """Return the start of a later (or earlier) period than the one that begins on ``start``."""
    if grain in DAYS_IN:
        return start + timedelta(days=number * DAYS_IN[grain])
    return add_months(start, number * MONTHS_IN[grain])


def period_end(start: date, grain: str) -> date:
    """Return the last day of the period of ``grain`` that begins on ``start``."""
    return period_after(start, grain) - timedelta(days=1)


def periods(first: date, last: date, grain: str) -> list[date]:
    """Return the start of every period from the one of ``first`` to the one of ``last``."""
    starts = [period_start(first, grain)]
    while period_after(starts[-1], grain) <= last:
        starts.append(period_after(starts[-1], grain))
    return starts


def month_number(cohort_month: date, activity_month: date) -> int:
    """Return how many calendar months ``activity_month`` lies after ``cohort_month``."""
    return (
        (activity_month.year - cohort_month.year) * 12 + activity_month.month - cohort_month.month
    )
