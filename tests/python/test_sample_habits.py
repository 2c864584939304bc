"""What the simulated people do with points and requests, before any system records it."""

from __future__ import annotations

import numpy as np
import pytest

from loyalty_warehouse.sample.generate import simulate_partition
from loyalty_warehouse.sample.points import bought_gift
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
