"""Calendar arithmetic of the definitions: months are calendar months, never 30 days."""

from datetime import date, timedelta

import pandas as pd

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


def add_months(day: date, months: int) -> date:
    """Return ``day`` moved by calendar months; a day that a month lacks becomes its last day."""
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def period_start(day: date, grain: str) -> date:
    """Return the first day of the month, quarter or year (``grain``) that holds ``day``."""
    length = MONTHS_IN[grain]
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def period_end(start: date, grain: str) -> date:
    """Return the last day of the period of ``grain`` that begins on ``start``."""
    return add_months(start, MONTHS_IN[grain]) - timedelta(days=1)


def periods(first: date, last: date, grain: str) -> list[date]:
    """Return the start of every period from the one of ``first`` to the one of ``last``."""
    starts = [period_start(first, grain)]
    while add_months(starts[-1], MONTHS_IN[grain]) <= last:
        starts.append(add_months(starts[-1], MONTHS_IN[grain]))
    return starts


def month_number(cohort_month: date, activity_month: date) -> int:
    """Return how many calendar months ``activity_month`` lies after ``cohort_month``."""
    return (
        (activity_month.year - cohort_month.year) * 12 + activity_month.month - cohort_month.month
    )
