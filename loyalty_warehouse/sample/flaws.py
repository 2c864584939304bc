"""Plants what is wrong in the clean tables of a system, and says in truth rows what it planted.

Rows that are added, for the warehouse to quarantine:

- duplicate_row: an identical copy
- resent_row: a run of rows again, loaded a day later
- superseded: an earlier version: same key, loaded an hour before, another value in the column
- null_key: a copy with null in the column
- reused_key: a copy loaded 5 days later, the time in the column 3 days later
- orphan: a copy with a key of its own, the column pointing nowhere
- negative_quantity, negative_amount, absurd_quantity, not_a_number, unknown_currency, in_1970:
  a copy with a key of its own and that in the column
- in_the_future, too_late: a copy with a key of its own, the time in the column 400 days after the
  load, or 200 days before

Rows that are changed, for the warehouse to keep and flag:

- late: the load stamp 2 to 60 days later
- time_with_offset: the text time says +02:00; the instant is the same
- mojibake: letters beyond ASCII read in the wrong encoding
- placeholder_email: null@null.com or noemail@example.com
- shared_phone: the phone of a store, over another one or where nobody gave one

Findings about a table:

- column_disappears, column_appears: null in the column from two thirds of the period on, or up to a
  third of it, by the load stamp
- day_without_data: every row of one UTC day, by the column or else the load stamp, is missing

Adding leaves the good rows as they are, and no row gets two flaws.
The key of a finding is the day (YYYY-MM-DD), after the column's name where it concerns one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.cells import (
    changed,
    emptied,
    key_texts,
    micros_column,
    micros_of,
    replaced,
    time_like,
    with_offset,
)
from loyalty_warehouse.sample.landing import Flaw, Landed
from loyalty_warehouse.sample.profiles import PEOPLE_PER_PARTITION
from loyalty_warehouse.sample.world import DAY, HOUR, NEVER, Bools, Ints, Partition, Shop, Texts

TruthRow = tuple[str, str, str, str, str]
"""System, table, row key, kind, disposition."""
Extra = tuple[str, pa.Table, list[str], str, str]
"""Table, rows added, their keys, kind, disposition."""
CustomFlaw = Callable[[Shop, Partition, dict[str, Landed], Generator], list[Extra]]

ABSURD = 99_999_999
NO_NUMBERS = ("n/a", "12,50 EUR", "#REF!", "--", "douze")
NO_CURRENCIES = ("XXX", "EURO", "ZZZ")
NO_EMAILS = ("null@null.com", "noemail@example.com")
NEW_KEYS_FROM = 8 * 10**15
NOWHERE = 8_900_000_000_000_000
SETTLED_DAYS, LATE_DAYS, FIRST_TOO_LATE_DAY = 10, 60, 260
SHARERS = 18
"""Records that carry one shop's phone: fewer are not told from a family's."""
BUSY_DAY, BUSY_DAYS = 20, 14
"""A day without data is planted where as many days before and after it have so many rows each."""
SETTLED = 2
"""Days after which a table's first load is over: what happened before it is history, not late."""
LEAST_RUN = 3
"""Rows of a re-sent run at least, in the first partition."""
QUARANTINED, FLAGGED, FINDING = "quarantined", "flagged", "finding"


@dataclass
class Planter:
    """One table while flaws are planted in it: its rows, what was added, what is still unflawed."""

    landed: Landed
    shop: Shop
    number: int
    """Of the partition; the first has every flaw at least once."""
    rng: Generator
    rows: pa.Table = field(init=False)
    free: Bools = field(init=False)
    extra: list[pa.Table] = field(default_factory=list)
    truth: list[TruthRow] = field(default_factory=list)
    new_keys: int = 0

    def __post_init__(self) -> None:
        self.rows = self.landed.rows
        self.free = np.ones(self.rows.num_rows, bool)

    def choose(self, flaw: Flaw, fits: Bools) -> Ints:
        """Unflawed rows that fit, as many as the flaw's share asks for; they count as flawed."""
        candidates = np.flatnonzero(self.free & fits)
        wished = max(round(flaw.share * len(self.free)), 1 if self.number == 0 else 0)
        count = min(wished, (len(candidates) + 1) // 2)
        chosen = np.sort(self.rng.choice(candidates, count, replace=False))
        self.free[chosen] = False
        return chosen

    def take(self, at: Ints) -> pa.Table:
        """A copy of some rows."""
        return self.rows.take(pa.array(at))

    def add(self, kind: str, rows: pa.Table) -> None:
        """Add rows that the warehouse must refuse."""
        self.extra.append(rows)
        self.tell(kind, key_texts(rows, self.landed.key), QUARANTINED)

    def tell(self, kind: str, keys: Sequence[str], disposition: str) -> None:
        """Write down what was planted."""
        name = (self.landed.system, self.landed.table)
        self.truth += [(*name, key, kind, disposition) for key in keys]

    def values(self, name: str) -> pa.ChunkedArray:
        """A column of the good rows."""
        return self.rows.column(name)

    def is_filled(self, name: str) -> Bools:
        """Which good rows have a value in a column."""
        return np.asarray(self.values(name).is_valid().to_numpy())

    def loaded_at(self) -> Ints:
        """Load stamps of the good rows, UTC microseconds."""
        return micros_column(self.values(self.landed.loaded))

    def is_loaded_after(self, days: int) -> Bools:
        """Rows loaded more than so many days after the table's first: no part of its history."""
        loaded = self.loaded_at()
        first = int(loaded.min(initial=self.shop.settings.end))
        later: Bools = loaded > first + days * DAY
        return later

    def shifted(self, rows: pa.Table, name: str, micros: Ints | int) -> pa.Table:
        """Rows with the times of a column moved."""
        steps = np.broadcast_to(np.asarray(micros), rows.num_rows).tolist()
        return changed(
            rows, name, lambda n, v: None if v is None else time_like(micros_of(v) + steps[n], v)
        )

    def with_new_key(self, rows: pa.Table, spared: str) -> pa.Table:
        """Rows under keys of their own: the last key column is changed, whole numbers first."""
        names = [n for n in self.landed.key if n not in (spared, self.landed.loaded)]
        kinds = [self.rows.schema.field(name).type for name in names]
        whole = [n for n, kind in zip(names, kinds, strict=True) if pa.types.is_integer(kind)]
        texts = [n for n, kind in zip(names, kinds, strict=True) if pa.types.is_string(kind)]
        if not whole and not texts:
            return rows
        name = (whole or texts)[-1]
        first = self.new_keys + 1 + self._numbers_from(name)
        self.new_keys += rows.num_rows
        return changed(rows, name, lambda n, value: self._new_key(value, first + n))

    def _numbers_from(self, name: str) -> int:
        """The number after which new keys of a column begin: above all that the partitions use."""
        kind = self.rows.schema.field(name).type
        if pa.types.is_int64(kind):
            return NEW_KEYS_FROM + self.number * 10**9
        return pc.max(self.values(name)).as_py() if pa.types.is_integer(kind) else 0

    def _new_key(self, value: Any, number: int) -> int | str:
        if isinstance(value, int):
            return number
        is_digits = str(value).isdigit()
        return (
            f"8{self.number:05d}{number:09d}" if is_digits else f"new{self.number}x{number}-{value}"
        )


Plant = Callable[[Planter, Flaw], None]


def duplicate_row(planter: Planter, flaw: Flaw) -> None:
    """An identical copy."""
    at = planter.choose(flaw, np.ones_like(planter.free))
    planter.add(flaw.kind, planter.take(at))


def resent_row(planter: Planter, flaw: Flaw) -> None:
    """A run of rows that the loader sent again a day later."""
    settled = planter.free & _settled(planter)
    least = LEAST_RUN if planter.number == 0 else 0
    length = max(round(flaw.share * len(settled)), least)
    starts = _run_starts(settled, length)
    if not length or not len(starts):
        return
    start = int(planter.rng.choice(starts))
    at = np.arange(start, start + length)
    planter.free[at] = False
    planter.add(flaw.kind, planter.shifted(planter.take(at), planter.landed.loaded, DAY))


def _run_starts(fits: Bools, length: int) -> Ints:
    """Rows from which a run of rows that all fit begins."""
    total = np.r_[0, np.cumsum(fits)]
    if length >= len(total):
        return np.zeros(0, np.int64)
    return np.flatnonzero(total[length:] - total[: len(total) - length] == length)


def _settled(planter: Planter) -> Bools:
    """Rows loaded early enough for another version to come before the end."""
    last = planter.shop.settings.end - SETTLED_DAYS * DAY
    return planter.loaded_at() < last


def superseded(planter: Planter, flaw: Flaw) -> None:
    """An earlier version of a row, with the value that another row has in the column."""
    at = planter.choose(flaw, planter.is_filled(flaw.column))
    known = list(dict.fromkeys(planter.values(flaw.column).slice(0, 1_000).to_pylist()))
    rows = changed(planter.take(at), flaw.column, lambda _, value: _other(value, known))
    planter.add(flaw.kind, planter.shifted(rows, planter.landed.loaded, -HOUR))


def _other(value: Any, known: list[Any]) -> Any:
    """Another value of the column, else a changed one."""
    for other in known:
        if other is not None and other != value:
            return other
    if isinstance(value, str):
        return f"{value} (old)"
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float | Decimal) else value - timedelta(hours=1)


def null_key(planter: Planter, flaw: Flaw) -> None:
    """A copy that lost its key."""
    at = planter.choose(flaw, planter.is_filled(flaw.column))
    planter.add(flaw.kind, changed(planter.take(at), flaw.column, lambda _, __: None))


def reused_key(planter: Planter, flaw: Flaw) -> None:
    """A key used again for something that happened three days later."""
    at = planter.choose(flaw, planter.is_filled(flaw.column) & _settled(planter))
    rows = planter.shifted(planter.take(at), flaw.column, 3 * DAY)
    planter.add(flaw.kind, planter.shifted(rows, planter.landed.loaded, 5 * DAY))


def _copy_with(value: Callable[[int, Any], Any]) -> Plant:
    """A kind that adds copies under new keys with another value in the column."""

    def plant(planter: Planter, flaw: Flaw) -> None:
        at = planter.choose(flaw, planter.is_filled(flaw.column))
        rows = planter.with_new_key(planter.take(at), flaw.column)
        planter.add(flaw.kind, changed(rows, flaw.column, value))

    return plant


def _nowhere(number: int, value: Any) -> Any:
    """A reference that no row has."""
    if isinstance(value, str):
        text = str(NOWHERE + number)
        return text if value.isdigit() else f"nowhere-{number}"
    return NOWHERE + number


def _below_zero(_: int, value: Any) -> Any:
    """The value below zero, in its own form; a zero becomes minus one."""
    if isinstance(value, str):
        return f"-{value}" if value.strip("0.") else "-1.00"
    return -value if value else type(value)(-1)


def _absurd(_: int, value: Any) -> Any:
    return type(value)(ABSURD)


def _in_1970(_: int, value: Any) -> Any:
    if isinstance(value, int):
        return 0
    return time_like(0, value)


def in_the_future(planter: Planter, flaw: Flaw) -> None:
    """A copy whose time lies 400 days after its load."""
    _timed(planter, flaw, planter.is_filled(flaw.column), 400 * DAY)


def too_late(planter: Planter, flaw: Flaw) -> None:
    """A copy that was loaded 200 days after its time."""
    first = planter.shop.settings.start + FIRST_TOO_LATE_DAY * DAY
    fits = planter.is_filled(flaw.column) & (planter.loaded_at() > first)
    _timed(planter, flaw, fits & planter.is_loaded_after(200 + SETTLED), -200 * DAY)


def _timed(planter: Planter, flaw: Flaw, fits: Bools, distance: int) -> None:
    """Copies under new keys with a time at a distance from the load stamp."""
    at = planter.choose(flaw, fits)
    loaded = planter.loaded_at()[at].tolist()
    rows = planter.with_new_key(planter.take(at), flaw.column)
    planter.add(
        flaw.kind,
        changed(
            rows, flaw.column, lambda n, v: time_like(loaded[n] // 10**6 * 10**6 + distance, v)
        ),
    )


def _alter(planter: Planter, flaw: Flaw, at: Ints, change: Callable[[int, Any], Any]) -> None:
    """Change good rows in a column; the rows stay."""
    if len(at):
        planter.rows = replaced(planter.rows, flaw.column or planter.landed.loaded, at, change)
        planter.tell(flaw.kind, key_texts(planter.take(at), planter.landed.key), FLAGGED)


def late(planter: Planter, flaw: Flaw) -> None:
    """Rows loaded 2 to 60 days later than they should, but before the end."""
    loaded, end = planter.loaded_at(), planter.shop.settings.end
    at = planter.choose(flaw, planter.is_loaded_after(SETTLED) & (loaded < end - 3 * DAY))
    most = np.minimum(LATE_DAYS, (end - loaded[at]) // DAY)
    delay = (planter.rng.integers(2, np.maximum(most, 2) + 1) * DAY).tolist()
    stamp = Flaw(flaw.table, flaw.kind, planter.landed.loaded, flaw.share)
    _alter(planter, stamp, at, lambda n, value: time_like(micros_of(value) + delay[n], value))


def time_with_offset(planter: Planter, flaw: Flaw) -> None:
    """Times written on another clock, with the offset."""
    at = planter.choose(flaw, planter.is_filled(flaw.column))
    _alter(planter, flaw, at, lambda _, value: with_offset(value))


def mojibake(planter: Planter, flaw: Flaw) -> None:
    """UTF-8 read as Latin-1."""
    values = planter.values(flaw.column).to_pylist()
    foreign = np.array([value is not None and not value.isascii() for value in values], bool)
    at = planter.choose(flaw, foreign)
    _alter(planter, flaw, at, lambda _, value: value.encode("utf-8").decode("latin-1"))


def _alter_with(value: Callable[[Shop], Texts]) -> Plant:
    """A kind that writes one of a few values over those of good rows."""

    def plant(planter: Planter, flaw: Flaw) -> None:
        at = planter.choose(flaw, planter.is_filled(flaw.column))
        drawn = planter.rng.choice(value(planter.shop), len(at)).tolist()
        _alter(planter, flaw, at, lambda n, _: drawn[n])

    return plant


def shared_phone(planter: Planter, flaw: Flaw) -> None:
    """The phone of the first store over those of at least SHARERS rows, or where there is none."""
    fits = planter.is_filled(flaw.column)
    if flaw.instead:
        fits = ~fits & planter.is_filled(flaw.instead)
    share = max(flaw.share, SHARERS / max(planter.rows.num_rows, 1))
    at = planter.choose(Flaw(flaw.table, flaw.kind, flaw.column, share), fits)
    if len(at) >= SHARERS:
        phone = planter.shop.stores.phone[0]
        _alter(planter, flaw, at, lambda _, __: phone)


def column_disappears(planter: Planter, flaw: Flaw) -> None:
    """Null from two thirds of the period on."""
    cut = _cut(planter.shop, 2 / 3)
    _empty(planter, flaw, planter.loaded_at() >= cut, cut)


def column_appears(planter: Planter, flaw: Flaw) -> None:
    """Null up to a third of the period."""
    cut = _cut(planter.shop, 1 / 3)
    _empty(planter, flaw, planter.loaded_at() < cut, cut)


def _cut(shop: Shop, share: float) -> int:
    """Midnight after a share of the period."""
    settings = shop.settings
    return (settings.start // DAY + round((settings.end - settings.start) // DAY * share)) * DAY


def _empty(planter: Planter, flaw: Flaw, where: Bools, cut: int) -> None:
    planter.rows = emptied(planter.rows, flaw.column, where)
    if planter.number <= 0:
        day = clock.date_of(cut // DAY).isoformat()
        planter.tell(flaw.kind, [f"{flaw.column} {day}"], FINDING)


def day_without_data(planter: Planter, flaw: Flaw) -> None:
    """Every row of a day a little after the middle of the period is missing.

    Only in tables with so many rows on the days around it that it is not empty by chance.
    """
    day = _cut(planter.shop, 0.55) // DAY
    moments = micros_column(planter.values(flaw.column or planter.landed.loaded))
    customers = planter.shop.settings.customers
    partitions = max(customers / PEOPLE_PER_PARTITION, 1.0) if planter.number >= 0 else 1.0
    from_day = moments[moments != NEVER] // DAY - day + BUSY_DAYS
    around = np.bincount(from_day[(from_day >= 0) & (from_day <= 2 * BUSY_DAYS)])
    if len(around) <= 2 * BUSY_DAYS or around.min() * partitions < BUSY_DAY:
        return
    keep = (moments // DAY != day) | (moments == NEVER)
    planter.rows = planter.rows.filter(pa.array(keep))
    planter.free = planter.free[keep]
    if planter.number <= 0:
        planter.tell(flaw.kind, [clock.date_of(day).isoformat()], FINDING)


BEFORE: dict[str, Plant] = {"day_without_data": day_without_data}
KINDS: dict[str, Plant] = {
    "column_disappears": column_disappears,
    "column_appears": column_appears,
    "late": late,
    "time_with_offset": time_with_offset,
    "mojibake": mojibake,
    "placeholder_email": _alter_with(lambda _: np.array(NO_EMAILS, object)),
    "shared_phone": shared_phone,
    "duplicate_row": duplicate_row,
    "resent_row": resent_row,
    "superseded": superseded,
    "null_key": null_key,
    "reused_key": reused_key,
    "orphan": _copy_with(_nowhere),
    "negative_quantity": _copy_with(_below_zero),
    "negative_amount": _copy_with(_below_zero),
    "absurd_quantity": _copy_with(_absurd),
    "not_a_number": _copy_with(lambda n, _: NO_NUMBERS[n % len(NO_NUMBERS)]),
    "unknown_currency": _copy_with(lambda n, _: NO_CURRENCIES[n % len(NO_CURRENCIES)]),
    "in_the_future": in_the_future,
    "in_1970": _copy_with(_in_1970),
    "too_late": too_late,
}
"""Every kind in the order in which they are planted: those that change good rows come first."""


@dataclass(frozen=True)
class Flawed:
    """The tables of a system after flaws were planted."""

    clean: dict[str, Landed]
    """Without flaws, but without the missing day too."""
    tables: dict[str, pa.Table]
    truth: list[TruthRow]


def plant(
    tables: list[Landed],
    flaws: Sequence[Flaw],
    custom: Sequence[CustomFlaw],
    shop: Shop,
    part: Partition | None,
    rng: Generator,
) -> Flawed:
    """Plant a system's flaws in the tables of a partition, or in the shared ones (no partition)."""
    number = part.number if part else 0
    planters = {landed.table: Planter(landed, shop, number, rng) for landed in tables}
    _plant_all(planters, flaws, BEFORE)
    clean = {
        name: Landed(p.landed.system, name, p.rows, p.landed.key, p.landed.loaded)
        for name, p in planters.items()
    }
    for own in custom if part else ():
        for table, rows, keys, kind, disposition in own(shop, part, clean, rng):  # type: ignore[arg-type]
            planters[table].extra.append(rows.cast(planters[table].rows.schema))
            planters[table].tell(kind, keys, disposition)
    _plant_all(planters, flaws, KINDS)
    return Flawed(
        clean=clean,
        tables={n: pa.concat_tables([p.rows, *p.extra]) for n, p in planters.items()},
        truth=[row for planter in planters.values() for row in planter.truth],
    )


def _plant_all(
    planters: dict[str, Planter], flaws: Sequence[Flaw], kinds: dict[str, Plant]
) -> None:
    for kind, own in kinds.items():
        for flaw in flaws:
            if flaw.kind == kind and flaw.table in planters and planters[flaw.table].rows.num_rows:
                own(planters[flaw.table], flaw)
