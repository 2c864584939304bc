"""The systems in which the sample lands: one module each, with helpers beside it.

A module has ``SYSTEM`` (its folder under data/raw/), ``FLAWS`` (what is planted in its tables),
optionally ``CUSTOM_FLAWS``, ``shared(shop)`` (tables without people, written once) and
``land(shop, part, rng)`` (the tables of one partition).
"""

from __future__ import annotations

from typing import Protocol, cast

from numpy.random import Generator

from loyalty_warehouse.sample.landing import Delivery, Flaw
from loyalty_warehouse.sample.systems import (
    catalogue,
    feedback,
    fulfilment,
    ga4,
    klaviyo,
    loyalty,
    marketing,
    pos,
    shopify,
    zendesk,
)
from loyalty_warehouse.sample.world import Partition, Shop


class System(Protocol):
    """What a module of this package offers."""

    SYSTEM: str
    FLAWS: tuple[Flaw, ...]

    @staticmethod
    def shared(shop: Shop) -> Delivery:
        """Tables that do not depend on people."""

    @staticmethod
    def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
        """The tables of one partition, and who is behind their records."""


MODULES = (
    shopify,
    pos,
    ga4,
    klaviyo,
    loyalty,
    zendesk,
    feedback,
    fulfilment,
    catalogue,
    marketing,
)
SYSTEMS = tuple(cast(System, module) for module in MODULES)
