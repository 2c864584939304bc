"""Levels of members: decided on the first of a month by the points of the twelve months before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.systems.loyalty_moves import Moves
from loyalty_warehouse.sample.world import DAY, HOUR, NEVER, Bools, Ints, Partition, Shop

TIERS = (
    ("bronze", "Bronze", 0),
    ("silver", "Silver", 150),
    ("gold", "Gold", 400),
    ("platinum", "Platinum", 900),
)
"""Id, name, points of twelve months from which it is reached."""
WINDOW_MONTHS = 12


@dataclass(frozen=True)
class TierChanges:
    """Changes of level by member and time; the first is on joining."""

    person: Ints
    before: Ints
    """Index into TIERS, or -1."""
    after: Ints
    points: Ints
    at: Ints


def tier_changes(shop: Shop, part: Partition, found: Moves) -> TierChanges:
    """Points that count are those earned (unlocked or given) less those taken back."""
    settings = shop.settings
    months = np.array(clock.month_starts(settings.start // DAY, settings.end // DAY - 1)) * DAY
    member = np.flatnonzero(part.people.member_since < NEVER)
    points = _window_points(months, part, found, _counts(found))[member]
    limits = np.array([limit for _, _, limit in TIERS])
    level = np.searchsorted(limits, np.maximum(points, 0), side="right") - 1
    decided_at = months + 3 * HOUR
    since, until = part.people.member_since[member], part.people.erasure_requested_at[member]
    is_member = (since[:, None] < decided_at) & (decided_at < until[:, None])
    level = np.where(is_member, level, 0)
    before = np.c_[np.zeros(len(member), np.int64), level[:, :-1]]
    row, month = np.nonzero(is_member & (level != before))
    return _ordered(
        TierChanges(
            person=np.r_[member, member[row]],
            before=np.r_[np.full(len(member), -1), before[row, month]],
            after=np.r_[np.zeros(len(member), np.int64), level[row, month]],
            points=np.r_[np.zeros(len(member), np.int64), points[row, month]],
            at=np.r_[since, decided_at[month]],
        )
    )


def _counts(found: Moves) -> Bools:
    earns = (found.sign > 0) & (found.type == "adding") & (found.campaign != "return")
    return np.asarray(earns | (found.campaign == "refund"))


def _window_points(months: Ints, part: Partition, found: Moves, counts: Bools) -> Ints:
    """Points of the twelve whole months before each month, by person and month."""
    rows = found.take(counts)
    month = np.searchsorted(months, rows.at, side="right") - 1
    gained = np.zeros((len(part.people), len(months) + 1), np.int64)
    np.add.at(gained, (rows.person, month + 1), rows.points * rows.sign)
    total = np.cumsum(gained, axis=1)[:, :-1]
    width = min(WINDOW_MONTHS, len(months))
    long_ago = np.c_[np.zeros((len(total), width), np.int64), total[:, :-width]]
    return np.asarray(total - long_ago)


def _ordered(changes: TierChanges) -> TierChanges:
    by_time = np.lexsort((changes.at, changes.person))
    names = TierChanges.__dataclass_fields__
    return TierChanges(**{name: getattr(changes, name)[by_time] for name in names})
