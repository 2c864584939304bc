"""Movements of points as arrays, and which orders earn them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loyalty_warehouse.sample.arrays import nothing
from loyalty_warehouse.sample.world import DAY, NEVER, Bools, Ints, Partition, Texts

LIFE_MONTHS = 12
"""Calendar months after which free points expire."""


@dataclass(frozen=True)
class Moves:
    """Movements of points; a row is one. Points are positive: ``sign`` says what they do."""

    person: Ints
    at: Ints
    points: Ints
    sign: Ints
    """1 frees points, -1 takes them, 0 leaves the balance alone (blocked, cancelled)."""
    type: Texts
    campaign: Texts
    order: Ints
    """Row of Orders, or -1."""
    unlock_at: Ints
    expires_at: Ints
    cancelled_at: Ints
    comment: Texts

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: Ints | Bools) -> Moves:
        """Some of the rows."""
        return Moves(**{name: getattr(self, name)[rows] for name in Moves.__dataclass_fields__})


def joined(parts: list[Moves]) -> Moves:
    """The rows of several."""
    names = Moves.__dataclass_fields__
    return Moves(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in names})


def moves(
    person: Ints,
    at: Ints,
    points: Ints,
    kind: tuple[int, str, str | None, str],
    order: Ints | None = None,
    unlock_at: Ints | None = None,
) -> Moves:
    """Movements of one kind: sign, type, campaign, comment. Freed points get their expiry."""
    count = len(person)
    sign, name, campaign, comment = kind
    never = np.full(count, NEVER)
    return Moves(
        person=person,
        at=at,
        points=points,
        sign=np.full(count, sign),
        type=np.full(count, name, object),
        campaign=np.full(count, campaign, object) if campaign else nothing(count),
        order=np.full(count, -1) if order is None else order,
        unlock_at=never if unlock_at is None else unlock_at,
        expires_at=after_months(at, LIFE_MONTHS) if sign > 0 else never,
        cancelled_at=never,
        comment=np.full(count, comment, object),
    )


def after_months(moment: Ints, months: int) -> Ints:
    """The same clock some calendar months later, at the latest on the last day of the month."""
    day = moment // DAY
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    in_month = day - month.astype("datetime64[D]").astype(np.int64)
    first = (month + months).astype("datetime64[D]").astype(np.int64)
    last = (month + months + 1).astype("datetime64[D]").astype(np.int64) - 1
    return np.asarray(np.minimum(first + in_month, last) * DAY + moment % DAY)


def earning_orders(part: Partition) -> Ints:
    """Orders in which a member showed the card."""
    orders, since = part.orders, part.people.member_since
    return np.flatnonzero(orders.shows_card & (since[orders.person] <= orders.ordered_at))
