"""Local time and calendar arithmetic on arrays of UTC microseconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

from loyalty_warehouse.sample.world import DAY, HOUR, SECOND, Ints, Texts

EPOCH = date(1970, 1, 1)
FIRST_YEAR, LAST_YEAR = 1990, 2040


def day_of(year: int, month: int, day: int) -> int:
    """Days since 1970."""
    return (date(year, month, day) - EPOCH).days


def date_of(day: int) -> date:
    """The date of a number of days since 1970."""
    return EPOCH + timedelta(days=int(day))


def month_starts(first_day: int, last_day: int) -> list[int]:
    """Days since 1970 of every first of a month from the month of one day to that of another."""
    first, last = date_of(first_day), date_of(last_day)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = [divmod(first.year * 12 + first.month - 1 + k, 12) for k in range(count)]
    return [day_of(year, month + 1, 1) for year, month in months]


@cache
def _transitions(zone: str) -> tuple[Ints, Ints]:
    """Moments (UTC microseconds) from which an offset (microseconds) holds in a zone."""
    info = ZoneInfo(zone)
    moments, offsets = [np.iinfo(np.int64).min], [_offset(info, datetime(FIRST_YEAR, 1, 1))]
    hours = 24 * (day_of(LAST_YEAR, 1, 1) - day_of(FIRST_YEAR, 1, 1))
    start = datetime(FIRST_YEAR, 1, 1)
    for day in range(0, hours, 24):
        if _offset(info, start + timedelta(hours=day + 24)) == offsets[-1]:
            continue
        for hour in range(day + 1, day + 25):
            moment = start + timedelta(hours=hour)
            if _offset(info, moment) != offsets[-1]:
                moments.append(int((moment - datetime(1970, 1, 1)).total_seconds()) * SECOND)
                offsets.append(_offset(info, moment))
    return np.array(moments, np.int64), np.array(offsets, np.int64)


def _offset(zone: ZoneInfo, moment: datetime) -> int:
    """The zone's offset in microseconds at a UTC moment without a zone."""
    delta = moment.replace(tzinfo=UTC).astimezone(zone).utcoffset()
    return int(delta.total_seconds()) * SECOND if delta is not None else 0


def offsets(zones: Texts, utc: Ints) -> Ints:
    """Offset of each moment's zone from UTC in microseconds (positive east of Greenwich)."""
    found = np.zeros(len(utc), np.int64)
    for zone in sorted(set(zones.tolist())):
        moments, values = _transitions(zone)
        here = zones == zone
        found[here] = values[np.searchsorted(moments, utc[here], side="right") - 1]
    return found


def to_local(zones: Texts, utc: Ints) -> Ints:
    """Wall-clock microseconds since 1970 of UTC moments, each in its zone."""
    return utc + offsets(zones, utc)


def to_utc(zones: Texts, local: Ints) -> Ints:
    """UTC moments of wall-clock times; in the hour that a clock skips or repeats, the later."""
    guess = local - offsets(zones, local)
    return local - offsets(zones, guess)


def local_month(zones: Texts, utc: Ints) -> Texts:
    """The month (YYYY-MM) on each moment's local calendar."""
    days = to_local(zones, utc) // DAY
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    return months.astype(str).astype(object)


def weekday(days: Ints) -> Ints:
    """0 for Monday to 6 for Sunday."""
    return (days + 3) % 7


def month_and_day(days: Ints) -> tuple[Ints, Ints]:
    """Month (1 to 12) and day of the month of days since 1970."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    in_month = (dates - months).astype(np.int64) + 1
    return months.astype(np.int64) % 12 + 1, in_month


def hours(count: float) -> int:
    """Microseconds of a number of hours."""
    return int(count * HOUR)
