"""What is true of the sample, as Parquet files that no model reads.

- people: a row a person, everything that `world.People` knows
- identities: a row a record, or a stretch of time of a shared device, and who is behind it
- erasures: a row a request for erasure that stands at the end: the record, who is behind it, when
- expected_purchases: a row a person: alive at the end or not, orders to expect in the next 30, 90
  and 365 days, goods value per order in EUR before discounts
- interests: a row a person, the true first and second interest by category
- effects: a row a planted effect
- flaws: a row a flawed row or finding: system, table, row_key, kind, disposition
- totals: a row an entity, system, local month and currency: rows, and the amount in minor units or
  points

Totals: `orders` are valid orders (not cancelled) by goods net of discounts, in the month of the
order; `refunds` are those of valid orders in the month of the refund, `refunds_of_cancelled` the
others; `points` and `messages` count the movements and the message events that landed well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.clock import local_month
from loyalty_warehouse.sample.flaws import TruthRow
from loyalty_warehouse.sample.landing import Erasures, Identities
from loyalty_warehouse.sample.people import is_alive
from loyalty_warehouse.sample.planted import PLANTED, effects
from loyalty_warehouse.sample.shop import ZONES_OF_SHOPS
from loyalty_warehouse.sample.timing import expected_orders, make_calendar
from loyalty_warehouse.sample.world import (
    DAY,
    NEVER,
    STORE,
    Bools,
    Floats,
    Ints,
    Partition,
    Shop,
    Texts,
)

HORIZONS = (30, 90, 365)
"""Days ahead for which orders are expected."""
TIME_ENDINGS = ("_at", "_from", "_to", "_since")
FLAW_COLUMNS = ("system", "table", "row_key", "kind", "disposition")
TOTAL_COLUMNS = ("entity", "system", "month", "currency", "rows", "amount")
TotalKey = tuple[str, str, str, str]
"""Entity, system, local month (YYYY-MM), currency ('' for points and messages)."""


class TruthFiles:
    """The truth while it is written, one row group a partition; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._totals: dict[TotalKey, list[int]] = defaultdict(lambda: [0, 0])

    def __enter__(self) -> TruthFiles:
        self._folder.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        for writer in self._writers.values():
            writer.close()

    def partition(self, shop: Shop, part: Partition) -> None:
        """Write what is true of a partition's people, and count its orders and refunds."""
        self._write("people", people_table(part))
        self._write("expected_purchases", expectations(shop, part))
        self._write("interests", interests(shop, part))
        self.count(order_totals(shop, part))

    def identities(self, found: Iterable[Identities]) -> None:
        """Write who is behind records."""
        for table in map(_identity_table, found):
            self._write("identities", table)

    def erasures(self, found: Iterable[Erasures]) -> None:
        """Write who asks to be forgotten."""
        for table in map(_erasure_table, found):
            self._write("erasures", table)

    def flaws(self, rows: Sequence[TruthRow]) -> None:
        """Write what was planted."""
        columns = list(zip(*rows, strict=True)) or [()] * len(FLAW_COLUMNS)
        table = {n: pa.array(v, pa.string()) for n, v in zip(FLAW_COLUMNS, columns, strict=True)}
        self._write("flaws", pa.table(table))

    def count(self, totals: dict[TotalKey, tuple[int, int]]) -> None:
        """Add rows and amounts."""
        for key, (rows, amount) in totals.items():
            self._totals[key][0] += rows
            self._totals[key][1] += amount

    def finish(self) -> None:
        """Write the totals, the effects and, where there was nothing, empty files."""
        rows = [(*key, *self._totals[key]) for key in sorted(self._totals)]
        columns = list(zip(*rows, strict=True)) or [()] * len(TOTAL_COLUMNS)
        kinds = [pa.string()] * 4 + [pa.int64()] * 2
        fields = zip(TOTAL_COLUMNS, columns, kinds, strict=True)
        self._write("totals", pa.table({n: pa.array(v, kind) for n, v, kind in fields}))
        name, value = zip(*effects(), strict=True)
        self._write("effects", pa.table({"effect": list(name), "value": list(value)}))
        self.flaws([])
        self._write("identities", _identity_table(Identities("", "", [], [], [], [])))
        self._write("erasures", _erasure_table(Erasures("", "", [], [], [])))

    def _write(self, name: str, table: pa.Table) -> None:
        if name not in self._writers:
            file = self._folder / f"{name}.parquet"
            self._writers[name] = pq.ParquetWriter(file, table.schema, compression="zstd")
        if table.num_rows:
            self._writers[name].write_table(table)


def people_table(part: Partition) -> pa.Table:
    """Everything known of the people; what never happened is null."""
    columns: dict[str, Any] = {}
    for name in part.people.__dataclass_fields__:
        values = getattr(part.people, name)
        if name.endswith(TIME_ENDINGS):
            columns[name] = pa.array(values, pa.timestamp("us"), mask=values == NEVER)
        elif name == "birth_date":
            columns[name] = pa.array(values.astype(np.int32)).cast(pa.date32())
        else:
            columns[name] = pa.array(values, pa.string() if values.dtype == object else None)
    return pa.table(columns)


def slow_down(part: Partition) -> Floats:
    """What the planted effect of a late first parcel makes of each person's later orders."""
    first = np.full(len(part.people), -1, np.int64)
    backwards = np.arange(len(part.orders))[::-1]
    first[part.orders.person[backwards]] = backwards
    is_late = np.zeros(len(part.orders) + 1, bool)
    is_late[part.parcels.order] = part.parcels.is_late
    return np.where(is_late[first], PLANTED.late_first_parcel_repeat_factor, 1.0)


def expectations(shop: Shop, part: Partition) -> pa.Table:
    """What to expect after the sample: nothing of those who stopped."""
    people, end = part.people, shop.settings.end
    alive: Bools = is_alive(people, end - 1)
    calendar, factor = make_calendar(shop), slow_down(part)
    lift = np.where(people.member_since < end, 1 + PLANTED.loyalty_spend_lift, 1.0)
    columns: dict[str, Any] = {"person_id": people.person_id, "is_alive": alive}
    for days in HORIZONS:
        expected = expected_orders(people, calendar, factor, end // DAY, days) * alive
        columns[f"expected_orders_{days}d"] = expected
    columns["expected_goods_eur"] = people.spend_level * lift / 100
    return pa.table(columns)


def interests(shop: Shop, part: Partition) -> pa.Table:
    """True interests by name."""
    names = texts(shop.categories)
    return pa.table(
        {
            "person_id": part.people.person_id,
            "interest": names[part.people.interest].tolist(),
            "second_interest": names[part.people.second_interest].tolist(),
        }
    )


def order_totals(shop: Shop, part: Partition) -> dict[TotalKey, tuple[int, int]]:
    """Valid orders and the refunds, by system, local month and currency."""
    orders, refunds = part.orders, part.refunds
    valid = np.flatnonzero(~orders.is_cancelled)
    zone = _zones(shop, orders.channel, orders.store, orders.currency)
    order_month = local_month(zone, orders.ordered_at)[valid]
    found = sums(
        "orders",
        _systems(orders.channel)[valid],
        order_month,
        orders.currency[valid],
        orders.net[valid],
    )
    system, currency = _systems(refunds.channel), orders.currency[refunds.order]
    zone = _zones(shop, refunds.channel, refunds.store, currency)
    month = local_month(zone, refunds.refunded_at)
    for entity, is_cancelled in (("refunds", False), ("refunds_of_cancelled", True)):
        rows = orders.is_cancelled[refunds.order] == is_cancelled
        found |= sums(entity, system[rows], month[rows], currency[rows], refunds.amount[rows])
    return found


def sums(
    entity: str, system: Texts, month: Texts, currency: Texts, amount: Ints
) -> dict[TotalKey, tuple[int, int]]:
    """Rows and amount of every system, month and currency."""
    found: dict[TotalKey, tuple[int, int]] = {}
    for name, when, money, value in zip(
        system.tolist(), month.tolist(), currency.tolist(), amount.tolist(), strict=True
    ):
        rows, total = found.get((entity, name, when, money), (0, 0))
        found[entity, name, when, money] = (rows + 1, total + value)
    return found


def _zones(shop: Shop, channel: Ints, store: Ints, currency: Texts) -> Texts:
    """The zone of the store for what happens at a till, else that of the currency's web shop."""
    zone = texts([ZONES_OF_SHOPS[name] for name in currency.tolist()])
    at_till = channel == STORE
    zone[at_till] = shop.stores.time_zone[store[at_till]]
    return zone


def _systems(channel: Ints) -> Texts:
    """Where an order or refund of a channel lands."""
    return texts(["pos" if here else "shopify" for here in (channel == STORE).tolist()])


def _identity_table(found: Identities) -> pa.Table:
    count = len(found.record_id)
    stamp = pa.timestamp("us")
    return pa.table(
        {
            "system": pa.array([found.system] * count, pa.string()),
            "record_type": pa.array([found.record_type] * count, pa.string()),
            "record_id": pa.array(found.record_id, pa.string()),
            "person_id": pa.array(found.person_id, pa.int64()),
            "valid_from": _moments(found.valid_from).cast(stamp),
            "valid_to": _moments(found.valid_to).cast(stamp),
        }
    )


def _erasure_table(found: Erasures) -> pa.Table:
    count = len(found.record_id)
    return pa.table(
        {
            "system": pa.array([found.system] * count, pa.string()),
            "kind": pa.array([found.kind] * count, pa.string()),
            "record_id": pa.array(found.record_id, pa.string()),
            "person_id": pa.array(found.person_id, pa.int64()),
            "requested_at": pa.array(found.requested_at, pa.timestamp("us")),
        }
    )


def _moments(micros: Sequence[int]) -> pa.Array:
    """Microseconds; null for NEVER."""
    return pa.array([None if value == NEVER else value for value in micros], pa.int64())
