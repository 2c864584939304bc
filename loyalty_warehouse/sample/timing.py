"""When people order: days drawn from a seasonal process that starts, pauses and stops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import cumulative_within, number_within
from loyalty_warehouse.sample.campaigns import CODE_DAYS
from loyalty_warehouse.sample.planted import PLANTED
from loyalty_warehouse.sample.shop import promotion_calendar
from loyalty_warehouse.sample.world import BRANDS, DAY, NEVER, Bools, Floats, Ints, People, Shop

FIRST, FREE, REFILL, WINBACK = 0, 1, 2, 3
"""Why an order is made: the first, the free process, a refill, a win-back offer."""
LEVELS = 11
"""Steps of discount sensitivity; the last buys on reductions only."""
FUTURE_DAYS = 366
MONTHS = (0.95, 0.85, 0.92, 0.95, 1.0, 1.02, 0.95, 0.8, 1.0, 1.02, 1.15, PLANTED.december_factor)
WEEKDAYS = (0.95, 1.0, 1.0, 0.98, 1.05, PLANTED.saturday_factor, 0.85)


@dataclass(frozen=True)
class Calendar:
    """Cumulative propensity to order by brand and sensitivity: rows brand * LEVELS + level.

    ``total[row, k]`` is the sum of the weights of the first k days from ``first_day`` on; a year
    without promotions sums to about 365. It reaches a year beyond the sample.
    """

    first_day: int
    total: Floats
    is_reduced: Bools
    """By brand and day: a promotion runs or a newsletter's code holds."""

    def rows(self, brand: Ints, sensitivity: Floats) -> Ints:
        """The row for each person."""
        return brand * LEVELS + np.round(sensitivity * (LEVELS - 1)).astype(np.int64)

    def at(self, rows: Ints, days: Ints) -> Floats:
        """Propensity summed up to the day before each day."""
        column = np.clip(days - self.first_day, 0, self.total.shape[1] - 1)
        return np.asarray(self.total[rows, column], np.float64)

    def day_of(self, rows: Ints, value: Floats) -> Ints:
        """The day in which the running sum passes each value."""
        step = float(self.total[:, -1].max()) + 1
        flat = (self.total + step * np.arange(len(self.total))[:, None]).ravel()
        found = np.searchsorted(flat, value + step * rows, side="right") - 1
        return np.asarray(found - rows * self.total.shape[1] + self.first_day)


@dataclass(frozen=True)
class Wishes:
    """Orders that people would make: the day, and why."""

    person: Ints
    day: Ints
    """Local day."""
    reason: Ints


def make_calendar(shop: Shop) -> Calendar:
    """The calendar of the shop and of the year after."""
    first, last = shop.settings.start // DAY, shop.settings.end // DAY + FUTURE_DAYS
    days = np.arange(first, last)
    month, in_month = clock.month_and_day(days)
    base = np.array(MONTHS)[month - 1] * np.array(WEEKDAYS)[clock.weekday(days)]
    base = np.where((month == 12) & (in_month > 24), base * 0.55, base)
    reduced = np.array([reduced_days(first, last, brand) for brand in range(len(BRANDS))])
    totals = [
        np.r_[0.0, np.cumsum(_weights(base, reduced[brand], level / (LEVELS - 1)))]
        for brand in range(len(BRANDS))
        for level in range(LEVELS)
    ]
    return Calendar(first, np.array(totals), reduced)


def reduced_days(first: int, last: int, brand: int) -> Bools:
    """On which days, from first to the day before last, anybody can buy a brand at a reduction."""
    days = np.arange(first, last)
    promotions = promotion_calendar(first, last)
    on = np.zeros(len(days), bool)
    for row in np.flatnonzero(promotions.brand == brand):
        on |= (days >= promotions.starts_on[row]) & (days <= promotions.ends_on[row])
    sent_weekday = 1 + 2 * brand
    since_sent = (days + 3 - sent_weekday) % 7
    sent_on = days - since_sent
    in_window = (since_sent > 0) & (since_sent < CODE_DAYS) & ((sent_on // 7) % 4 == brand)
    return np.asarray(on | (in_window & (sent_on >= first)))


def _weights(base: Floats, reduced: Bools, sensitivity: float) -> Floats:
    lift = 1 + PLANTED.promotion_visit_lift * sensitivity
    return base * np.where(reduced, lift, 0.0 if sensitivity == 1 else 1.0)


def wishes(shop: Shop, people: People, calendar: Calendar, rng: Generator) -> Wishes:
    """Every wished order, in order of person and day."""
    acquired_on = clock.to_local(people.time_zone, people.acquired_at) // DAY
    pauses_on, stops_on = active_days(shop, people)
    rows = calendar.rows(people.brand, people.discount_sensitivity)
    hooked = calendar.rows(people.brand, np.ones(len(people)))
    buyers = np.flatnonzero(people.is_buyer)
    back = np.flatnonzero(people.sleeps_to < NEVER)
    back_on = people.sleeps_to // DAY
    parts = [
        (buyers, acquired_on[buyers], FIRST),
        (*_free(people, calendar, rows, acquired_on + 1, pauses_on, rng), FREE),
        (*_free(people, calendar, hooked, back_on + 1, stops_on, rng), FREE),
        (*_refills(people, acquired_on, pauses_on, rng), REFILL),
        (back, back_on[back], WINBACK),
    ]
    person = np.concatenate([part[0] for part in parts])
    day = np.concatenate([part[1] for part in parts])
    reason = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    order = np.lexsort((reason, day, person))
    return Wishes(person[order], day[order], reason[order])


def active_days(shop: Shop, people: People) -> tuple[Ints, Ints]:
    """First day without orders before a pause or for good, and the day on which all is over."""
    end = shop.settings.end // DAY
    pauses_on = np.minimum(np.minimum(people.sleeps_from, people.gone_at) // DAY, end)
    return pauses_on, np.minimum(people.gone_at // DAY, end)


def _free(
    people: People, calendar: Calendar, rows: Ints, first: Ints, last: Ints, rng: Generator
) -> tuple[Ints, Ints]:
    """A Poisson process from a day to the day before another, faster where the weights are high."""
    low, high = calendar.at(rows, first), calendar.at(rows, np.maximum(last, first))
    is_open = people.is_buyer & (first < last)
    mean = np.where(is_open, people.purchase_rate / 365.25 * (high - low), 0.0)
    person = np.repeat(np.arange(len(people)), rng.poisson(mean))
    value = low[person] + rng.random(len(person)) * (high - low)[person]
    return person, calendar.day_of(rows[person], value)


def _refills(
    people: People, acquired_on: Ints, pauses_on: Ints, rng: Generator
) -> tuple[Ints, Ints]:
    """Orders at a personal interval with a tenth of noise, from the first order on."""
    days = np.maximum(people.refill_days, 1)
    counts = np.where(people.refill_days > 0, (pauses_on - acquired_on) // days + 2, 0)
    person = np.repeat(np.arange(len(people)), np.maximum(counts, 0))
    gaps = days[person] * np.clip(rng.normal(1, 0.1, len(person)), 0.5, 1.5)
    day = acquired_on[person] + np.asarray(cumulative_within(person, gaps)).astype(np.int64)
    keep = (day < pauses_on[person]) & (number_within(person) < counts[person])
    return person[keep], day[keep]


def expected_orders(
    people: People, calendar: Calendar, factor: Floats, end: int, days: int
) -> Floats:
    """Orders to expect in some days from day ``end`` on of those alive then.

    The chance of stopping on the way counts; ``factor`` is each person's planted slow-down.
    """
    rows = calendar.rows(people.brand, people.discount_sensitivity)
    steps = np.arange(end, end + days)
    cumulative = calendar.total[:, np.r_[steps, end + days] - calendar.first_day]
    weights = np.diff(cumulative, axis=1)
    total = np.zeros(len(people), np.float64)
    refills = np.where(people.refill_days > 0, 1 / np.maximum(people.refill_days, 1), 0.0)
    for number in range(days):
        survives = np.exp(-people.dropout_rate * (number + 0.5) / 365.25)
        total += survives * (people.purchase_rate / 365.25 * weights[rows, number] + refills)
    return total * factor * people.is_buyer
