"""What the simulated people do with points, requests and prices, before any system records it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from loyalty_warehouse.sample.generate import simulate_partition
from loyalty_warehouse.sample.points import bought_gift
from loyalty_warehouse.sample.prices import risen
from loyalty_warehouse.sample.shop import make_settings
from loyalty_warehouse.sample.systems.zendesk_requests import requests
from loyalty_warehouse.sample.world import DAY, NEVER, Partition, Shop


@pytest.fixture(scope="module")
def world() -> tuple[Shop, Partition]:
    """A full partition: 20,000 people over 36 months."""
    return simulate_partition(make_settings(20_000, 36, seed=7), 0)


def test_some_points_buy_presents(world: tuple[Shop, Partition]) -> None:
    orders = world[1].orders
    burns = orders.points_spent > 0
    gifts = bought_gift(orders.points_spent, orders.coupon_discount)
    assert (orders.promotion_discount[gifts] == 0).all()
    assert 0.05 < gifts.sum() / burns.sum() < 0.4


def test_some_requests_stay_open(world: tuple[Shop, Partition]) -> None:
    shop, part = world
    found = requests(shop, part, np.random.default_rng(7))
    old = (found.created_at < shop.settings.end - 30 * DAY) & ~found.is_bot
    assert 0.005 < (found.first_solved_at[old] == NEVER).mean() < 0.03
    assert not (found.closed_at[found.first_solved_at == NEVER] < NEVER).any()


def test_the_sensitive_buy_less_of_what_became_dearer(world: tuple[Shop, Partition]) -> None:
    """Late over early sales of products that rose most, over the same of those that never rose."""
    shop, part = world
    lines, orders, products = part.lines, part.orders, shop.products
    day = orders.ordered_at[lines.order] // DAY
    first, last = shop.settings.start // DAY, shop.settings.end // DAY
    lasts = (products.launched_on < first) & (products.discontinued_on == NEVER)
    rise = risen(shop.settings, lines.product, np.full(len(day), last - 1))

    def ratio(who: NDArray[np.bool_]) -> float:
        late, early = (
            [(who & when & (rise == end)).sum() for end in (rise.max(), rise.min())]
            for when in (day > last - 300, day < first + 400)
        )
        return float(late[0] / late[1] / (early[0] / early[1]))

    sensitivity = part.people.discount_sensitivity[orders.person[lines.order]]
    always = lasts[lines.product]
    assert ratio(always & (sensitivity < 0.1)) == pytest.approx(1, abs=0.1)
    assert ratio(always & (sensitivity > 0.1)) < 0.95
