"""What is in an order: lines whose list prices come to what the person means to spend."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample.arrays import number_within, spread, sum_by
from loyalty_warehouse.sample.checkout import is_hooked
from loyalty_warehouse.sample.planted import PLANTED
from loyalty_warehouse.sample.prices import CURRENCY_NAMES, discounts, price_rows, risen
from loyalty_warehouse.sample.shop import SLOTS
from loyalty_warehouse.sample.timing import REFILL
from loyalty_warehouse.sample.world import Floats, Ints, People, Shop

Columns = dict[str, Any]

SPEND_SHAPE = 4.0
"""Gamma shape of the goods value of an order around the person's level."""
LEAST_PER_LINE = 1_500
"""Cents of EUR meant to be spent for which one more line is opened."""
MOST_LINES = 6
MOST_STEPS = 4
"""Rungs that those who buy on reductions only move for one."""
MULTIPLE_SHARE = 0.12
"""Share of lines with two pieces."""


def fill(shop: Shop, people: People, orders: Columns, rng: Generator) -> Columns:
    """The lines of the orders, with list prices and the reductions of promotions."""
    target = _target(people, orders, rng)
    counts = _line_counts(target, rng)
    order = np.repeat(np.arange(len(target)), counts)
    number = number_within(order) + 1
    person = orders["person"][order]
    is_refill = (orders["reason"][order] == REFILL) & (number == 1)
    quantity = np.where(rng.random(len(order)) < MULTIPLE_SHARE, 2, 1)
    quantity = np.where(is_refill, 1, quantity)
    refill = people.refill_product[person]
    meant = _meant(shop, target, order, is_refill, refill, rng)
    product = _product(shop, people, orders, order, meant / quantity, rng)
    product = np.where(is_refill, refill, product)
    keep = is_refill | (number == 1) | (meant > 0)
    order, product, quantity = order[keep], product[keep], quantity[keep]
    return _priced(shop, orders, order, product, quantity)


def _target(people: People, orders: Columns, rng: Generator) -> Floats:
    """Goods value meant, in cents of EUR at the list prices of the start."""
    person = orders["person"]
    is_member = people.member_since[person] <= orders["ordered_at"]
    noise = rng.gamma(SPEND_SHAPE, 1 / SPEND_SHAPE, len(person))
    lift = np.where(is_member, 1 + PLANTED.loyalty_spend_lift, 1.0)
    return np.asarray(people.spend_level[person] * noise * lift)


def _line_counts(target: Floats, rng: Generator) -> Ints:
    wished = 1 + rng.poisson(1.0, len(target))
    affordable = 1 + (target / LEAST_PER_LINE).astype(np.int64)
    return np.minimum(np.minimum(wished, affordable), MOST_LINES)


def _meant(
    shop: Shop, target: Floats, order: Ints, is_refill: Any, refill: Ints, rng: Generator
) -> Floats:
    """What each line is meant to cost: random shares of the target, after the refill's price."""
    fixed = np.where(is_refill, shop.products.price[refill], 0)
    rest = np.maximum(target - np.bincount(order, fixed, len(target)), 0.0)
    share = np.where(is_refill, 0.0, rng.gamma(6.0, 1.0, len(order)))
    whole = np.maximum(np.bincount(order, share, len(target)), 1e-9)
    return np.asarray(rest[order] * share / whole[order])


def _product(
    shop: Shop, people: People, orders: Columns, order: Ints, price: Floats, rng: Generator
) -> Ints:
    """A product of the order's brand near a price: between two rungs, the nearer more often.

    The choice is such that the expected price is the one meant, within the ladder.
    """
    person, count = orders["person"][order], len(order)
    kinds = len(shop.categories)
    taste = rng.random(count)
    category = np.where(
        taste < 0.55,
        people.interest[person],
        np.where(taste < 0.8, people.second_interest[person], rng.integers(0, kinds, count)),
    )
    ladder = shop.products.price[:SLOTS].astype(np.float64)
    price = np.clip(price, ladder[0], ladder[-1])
    low = np.minimum(np.searchsorted(ladder, price, side="right") - 1, SLOTS - 2)
    above = (price - ladder[low]) / (ladder[low + 1] - ladder[low])
    rung = low + (rng.random(count) < above)
    day = orders["local_day"][order]
    shelf = orders["brand"][order] * kinds * SLOTS + rung
    category = _instead(shop, people, person, category, (shelf, day), rng)
    product = shelf + category * SLOTS
    hooked = is_hooked(people, person, orders["ordered_at"][order])
    product = np.where(hooked, _reduced_neighbour(shop, product, day), product)
    is_gone = shop.products.discontinued_on[product] <= day
    return np.where(is_gone, shop.products.successor[product], product)


def _instead(
    shop: Shop,
    people: People,
    person: Ints,
    category: Ints,
    place: tuple[Ints, Ints],
    rng: Generator,
) -> Ints:
    """The category, or the person's other interest where the product of a rung became too dear."""
    shelf, day = place
    first, second = people.interest[person], people.second_interest[person]
    power = PLANTED.regular_price_elasticity * people.discount_sensitivity[person]
    dearer = risen(shop.settings, shelf + category * SLOTS, day)
    stays = rng.spawn(1)[0].random(len(person)) < dearer**-power
    return np.where(stays, category, np.where(category == first, second, first))


def _reduced_neighbour(shop: Shop, product: Ints, day: Ints) -> Ints:
    """The product, or the nearest rung up or down that is reduced that day.

    Where none is reduced it is the product itself.
    """
    steps = [0] + [sign * size for size in range(1, MOST_STEPS + 1) for sign in (1, -1)]
    found = product.copy()
    for step in reversed(steps):
        is_rung = (product % SLOTS + step >= 0) & (product % SLOTS + step < SLOTS)
        near = np.where(is_rung, product + step, product)
        is_gone = shop.products.discontinued_on[near] <= day
        sold = np.where(is_gone, shop.products.successor[near], near)
        is_reduced = discounts(shop.products, shop.promotions, sold, day) > 0
        found = np.where(is_reduced, near, found)
    return found


def _priced(shop: Shop, orders: Columns, order: Ints, product: Ints, quantity: Ints) -> Columns:
    names = np.sort(np.array(CURRENCY_NAMES))
    ranks = np.array([CURRENCY_NAMES.index(name) for name in names])
    currency = ranks[np.searchsorted(names, orders["currency"].astype(str))][order]
    row = price_rows(shop.prices, product, currency, orders["local_day"][order])
    unit, paid = shop.prices.compare_at[row], shop.prices.price[row]
    return {
        "order": order,
        "number": number_within(order) + 1,
        "product": product,
        "quantity": quantity,
        "unit_price": unit,
        "gross": unit * quantity,
        "promotion_discount": (unit - paid) * quantity,
    }


def code_discount(shop: Shop, orders: Columns, lines: Columns) -> Ints:
    """What the code takes off an order, in minor units."""
    campaign = orders["coupon_campaign"]
    share = np.where(campaign >= 0, shop.campaigns.discount[campaign], 0.0)
    value = _after_promotion(orders, lines)
    return np.round(value * share).astype(np.int64)


def _after_promotion(orders: Columns, lines: Columns) -> Ints:
    value = lines["gross"] - lines["promotion_discount"]
    return sum_by(lines["order"], value, len(orders["person"]))


def settle(lines: Columns, coupon_discount: Ints) -> Columns:
    """Coupon discounts of the orders spread over their lines, and what is left to pay."""
    value = lines["gross"] - lines["promotion_discount"]
    coupon = spread(lines["order"], value, coupon_discount[lines["order"]])
    return {"coupon_discount": coupon, "net": value - coupon}
