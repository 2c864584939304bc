"""World arrays as Arrow columns in the forms in which systems write them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from loyalty_warehouse.sample.world import HOUR, MINUTE, NEVER, Ints, Texts


def stamp(micros: Ints) -> pa.Array:
    """UTC microseconds as timestamps without zone; NEVER is null."""
    return pa.array(micros, type=pa.timestamp("us"), mask=micros == NEVER)


def iso(micros: Ints) -> pa.Array:
    """UTC microseconds as texts such as 2025-03-30T01:59:59Z; NEVER is null."""
    return written(micros, "T", "Z")


def written(micros: Ints, between: str = " ", behind: str = "") -> pa.Array:
    """Microseconds as texts to the second; NEVER is null."""
    never = micros == NEVER
    texts = np.datetime_as_string(np.where(never, 0, micros).astype("datetime64[us]"), unit="s")
    values = [text.replace("T", between) + behind for text in texts.tolist()]
    return pa.array(values, type=pa.string(), mask=never)


def day(days: Ints) -> pa.Array:
    """Days since 1970 as dates; NEVER is null."""
    never = days == NEVER
    return pa.array(np.where(never, 0, days).astype(np.int32), mask=never).cast(pa.date32())


def money(cents: Ints) -> pa.Array:
    """Minor units as a float of units, the way Fivetran lands amounts."""
    return pa.array(np.round(cents / 100.0, 2), type=pa.float64())


def money_text(cents: Ints) -> pa.Array:
    """Minor units as a text such as -12.50."""
    return pa.array(
        [f"{'-' if c < 0 else ''}{abs(c) // 100}.{abs(c) % 100:02d}" for c in cents.tolist()],
        type=pa.string(),
    )


def text(values: Texts) -> pa.Array:
    """Texts; None is null."""
    return pa.array(values.tolist(), type=pa.string())


def loaded(micros: Ints, rng: np.random.Generator) -> Ints:
    """When the loader wrote rows that were last changed then: 5 minutes to 6 hours later."""
    lag = rng.integers(5 * MINUTE, 6 * HOUR, size=len(micros))
    return np.where(micros == NEVER, NEVER, micros + lag)


def local_wall_clock(micros: Ints, zones: Texts) -> Ints:
    """The wall clock in each row's zone in microseconds; `written` makes it a text without zone."""
    from zoneinfo import ZoneInfo

    import pyarrow.compute as pc

    local = micros.copy()
    for zone in sorted(set(zones.tolist())):
        ZoneInfo(zone)
        rows = (zones == zone) & (micros != NEVER)
        utc = pa.array(micros[rows], type=pa.timestamp("us", tz=zone))
        local[rows] = pc.local_timestamp(utc).cast(pa.int64()).to_numpy(zero_copy_only=False)
    return local
