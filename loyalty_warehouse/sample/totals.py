"""Counts points and messages in the tables as they landed, before flaws.

Months are those of the head office. `points` are the signed points of movements that were not
cancelled, without those that only lock; `points_locked` are the latter. `messages` are events of
messages of every channel (received, opened, clicked, bounced, ...); their amount is 0.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.cells import micros_column
from loyalty_warehouse.sample.clock import local_month
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.shop import HEADQUARTERS
from loyalty_warehouse.sample.systems.klaviyo_events import KINDS, MESSAGE_KINDS
from loyalty_warehouse.sample.truth import TotalKey, sums
from loyalty_warehouse.sample.world import NEVER, Ints

Totals = dict[TotalKey, tuple[int, int]]

LOCKS = ("blocked",)
LOSSES = ("spending", "expired", "p2p_spending")
"""Types of movements by which the member loses points; the others are gains."""


def landed_totals(system: str, tables: dict[str, Landed]) -> Totals:
    """Totals of a system's clean tables that the world does not know."""
    if system == "loyalty" and "unit_transfer" in tables:
        return _points(tables["unit_transfer"].rows)
    if system == "klaviyo" and "event" in tables:
        return _messages(tables["event"].rows)
    return {}


def _points(rows: pa.Table) -> Totals:
    kind = texts(rows.column("type").to_pylist())
    points = np.array(
        [round(float(value)) for value in rows.column("points").to_pylist()], np.int64
    )
    signed = np.where(np.isin(kind, LOSSES), -points, points)
    cancelled = texts(rows.column("cancelled").to_pylist())
    counts = ~np.isin(cancelled, texts(["1", "true", True]))
    locks = np.isin(kind, LOCKS)
    moments = micros_column(rows.column("createdAt"))
    return _totals(
        "points", "loyalty", moments[counts & ~locks], signed[counts & ~locks]
    ) | _totals("points_locked", "loyalty", moments[counts & locks], signed[counts & locks])


def _messages(rows: pa.Table) -> Totals:
    metrics = [f"Wm{n:04d}" for n, (name, _) in enumerate(KINDS) if name in MESSAGE_KINDS]
    mask = pc.is_in(rows.column("metric_id"), value_set=pa.array(metrics, pa.string()))
    moments = micros_column(rows.column("timestamp").filter(mask))
    return _totals("messages", "klaviyo", moments, np.zeros(len(moments), np.int64))


def _totals(entity: str, system: str, moments: Ints, amount: Ints) -> Totals:
    known = moments != NEVER
    moments, amount = moments[known], amount[known]
    months = local_month(np.full(len(moments), HEADQUARTERS, object), moments)
    names, currency = np.full(len(moments), system, object), np.full(len(moments), "", object)
    return sums(entity, names, months, currency, amount)
