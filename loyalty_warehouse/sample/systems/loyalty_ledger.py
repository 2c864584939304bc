"""The points of a partition's members, movement by movement.

Points of an order are blocked for two weeks, then unlocked. What becomes free (unlocked points,
bonuses, spent points given back) expires twelve calendar months later; what is spent, or taken
back for a refund, is taken from what expires first. A balance is below zero only where a refund
took back points that were spent already: what is earned next pays that debt.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import cumulative_within, number_within
from loyalty_warehouse.sample.planted import POINTS_PER_UNIT
from loyalty_warehouse.sample.systems.loyalty_challenges import BONUS, Progress
from loyalty_warehouse.sample.systems.loyalty_moves import (
    Moves,
    earning_orders,
    joined,
    moves,
)
from loyalty_warehouse.sample.world import DAY, HOUR, MINUTE, NEVER, Bools, Ints, Partition, Shop

LOCK = 14 * DAY
BIRTHDAY_POINTS = 50
GESTURE_POINTS = 20
GESTURE_EVERY, MISTAKE_EVERY = 97, 211
"""One member in so many is given points by hand; one order in so many is booked twice."""


def ledger(shop: Shop, part: Partition, progress: Progress) -> Moves:
    """Every movement before the end of the sample, by member and time."""
    found = joined(
        [
            *_earned(part),
            _spent(part),
            _birthdays(shop, part),
            _challenges(progress),
            _by_hand(shop, part),
        ]
    )
    found = found.take(found.at < shop.settings.end)
    found = joined([found, _expired(shop, found), _mistakes(shop, part, found)])
    return found.take(np.lexsort((-found.sign, found.at, found.person)))


def _earned(part: Partition) -> list[Moves]:
    """Blocked, unlocked and taken back points of orders; spent points given back."""
    orders, order = part.orders, earning_orders(part)
    earned = orders.net // 100 * POINTS_PER_UNIT
    order = order[earned[order] > 0]
    person, at = orders.person[order], orders.ordered_at[order]
    back_order, back_at, taken, is_whole = _taken_back(part, order, earned)
    early = back_at < orders.ordered_at[back_order] + LOCK
    left = earned.copy()
    np.subtract.at(left, back_order[early], taken[early])
    free = left[order] > 0
    late = ~early & (taken > 0)
    gives = is_whole & (orders.points_spent[back_order] > 0)
    blocked = (0, "blocked", "purchase", "Points of a purchase")
    return [
        moves(person, at, earned[order], blocked, order, at + LOCK),
        moves(
            person[free],
            at[free] + LOCK,
            left[order][free],
            (1, "adding", "purchase", "Points of a purchase are free"),
            order[free],
            at[free] + LOCK,
        ),
        moves(
            orders.person[back_order[late]],
            back_at[late],
            taken[late],
            (-1, "spending", "refund", "Points of a returned purchase"),
            back_order[late],
        ),
        moves(
            orders.person[back_order[gives]],
            back_at[gives],
            orders.points_spent[back_order[gives]],
            (1, "adding", "return", "Points given back with a returned purchase"),
            back_order[gives],
        ),
    ]


def _taken_back(part: Partition, order: Ints, earned: Ints) -> tuple[Ints, Ints, Ints, Bools]:
    """Order, time and points of every refund of goods, and whether all was then given back.

    What is deserved after a refund is what the goods kept would have earned.
    """
    orders, refunds = part.orders, part.refunds
    earns = np.zeros(len(orders), bool)
    earns[order] = True
    row = np.flatnonzero((refunds.line >= 0) & earns[refunds.order])
    row = row[~orders.is_cancelled[refunds.order[row]]]
    gone = order[orders.is_cancelled[order]]
    back_order = np.r_[refunds.order[row], gone]
    back_at = np.r_[refunds.refunded_at[row], orders.cancelled_at[gone]]
    amount = np.r_[refunds.amount[row], orders.net[gone]]
    by_time = np.lexsort((back_at, back_order))
    back_order, back_at, amount = back_order[by_time], back_at[by_time], amount[by_time]
    kept = orders.net[back_order] - np.asarray(cumulative_within(back_order, amount), np.int64)
    deserved = np.maximum(kept, 0) // 100 * POINTS_PER_UNIT
    before = np.where(number_within(back_order) > 0, np.r_[0, deserved][:-1], earned[back_order])
    return back_order, back_at, before - deserved, (kept <= 0) & (kept + amount > 0)


def _spent(part: Partition) -> Moves:
    """Points spent in orders."""
    order = np.flatnonzero(part.orders.points_spent > 0)
    return moves(
        part.orders.person[order],
        part.orders.ordered_at[order],
        part.orders.points_spent[order],
        (-1, "spending", None, "Points spent on a reward"),
        order,
    )


def _by_hand(shop: Shop, part: Partition) -> Moves:
    """A gesture of the service team, on the day after joining."""
    people = part.people
    person = np.flatnonzero((people.member_since < NEVER) & (people.person_id % GESTURE_EVERY == 0))
    at = people.member_since[person] + DAY
    points = np.full(len(person), GESTURE_POINTS)
    return moves(person, at, points, (1, "adding", None, "A gesture of the service team"))


def _birthdays(shop: Shop, part: Partition) -> Moves:
    """A present once a year at eight in the morning; 29 February is the 28th in other years."""
    people, settings = part.people, shop.settings
    member = np.flatnonzero(people.member_since < NEVER)
    month, in_month = clock.month_and_day(people.birth_date[member])
    years = range(
        clock.date_of(settings.start // DAY).year, clock.date_of(settings.end // DAY).year + 1
    )
    found = []
    for year in years:
        is_leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
        day = np.where((month == 2) & (in_month == 29) & (not is_leap), 28, in_month)
        first = np.array([clock.day_of(year, m, 1) for m in range(1, 13)])
        at = (first[month - 1] + day - 1) * DAY + 8 * HOUR
        gets = (people.member_since[member] <= at) & (people.erasure_requested_at[member] > at)
        points = np.full(int(gets.sum()), BIRTHDAY_POINTS)
        kind = (1, "adding", "birthday", "Happy birthday")
        found.append(moves(member[gets], at[gets], points, kind))
    return joined(found)


def _challenges(progress: Progress) -> Moves:
    """The bonus of those who completed a challenge."""
    done = progress.completed_at < NEVER
    points = np.full(int(done.sum()), BONUS)
    kind = (1, "adding", "challenge", "Challenge completed")
    return moves(progress.person[done], progress.completed_at[done], points, kind)


def _mistakes(shop: Shop, part: Partition, found: Moves) -> Moves:
    """Freed points that were booked a second time, and cancelled ten minutes later."""
    number = np.r_[part.orders.order_id, 1][found.order]
    is_twice = (found.unlock_at < NEVER) & (found.sign > 0) & (number % MISTAKE_EVERY == 0)
    is_twice &= found.at < shop.settings.end - HOUR
    twice = found.take(is_twice)
    return replace(
        twice,
        at=twice.at + MINUTE,
        sign=np.zeros(len(twice), np.int64),
        cancelled_at=twice.at + 11 * MINUTE,
        comment=np.full(len(twice), "Booked twice by mistake", object),
    )


def _expired(shop: Shop, found: Moves) -> Moves:
    """What is left of freed points when they expire.

    A member's freed points are a queue in order of expiry. ``removed`` is how much of it is gone
    from the front: a spending adds its points, an expiry moves it at least to the end of its own.
    """
    is_lot = found.sign > 0
    lots = found.take(is_lot)
    lots = lots.take(np.lexsort((lots.at, lots.expires_at, lots.person)))
    end_of_lot = np.asarray(cumulative_within(lots.person, lots.points), np.int64)
    uses = found.take(found.sign < 0)
    person = np.r_[lots.person, uses.person]
    at = np.r_[lots.expires_at, uses.at]
    cost = np.r_[np.zeros(len(lots), np.int64), uses.points]
    mark = np.r_[end_of_lot, np.zeros(len(uses), np.int64)]
    by_time = np.lexsort((mark, at, person))
    person, at, cost, mark = person[by_time], at[by_time], cost[by_time], mark[by_time]
    used = np.asarray(cumulative_within(person, cost), np.int64)
    removed = used + _running_most(person, np.maximum(mark - used, 0))
    before = np.where(number_within(person) > 0, np.r_[0, removed][:-1], 0)
    left = removed - before - cost
    expires = (left > 0) & (at < shop.settings.end)
    return moves(
        person[expires], at[expires], left[expires], (-1, "expired", None, "Points expired")
    )


def _running_most(sorted_groups: Ints, values: Ints) -> Ints:
    """The largest value so far within each group; the values are not negative."""
    if not len(values):
        return values
    step = int(values.max()) + 1
    return np.maximum.accumulate(values + sorted_groups * step) - sorted_groups * step


def balances(found: Moves, people_count: int) -> Ints:
    """What each person may spend after the last movement."""
    total = np.zeros(people_count, np.int64)
    np.add.at(total, found.person, found.points * found.sign)
    return total
