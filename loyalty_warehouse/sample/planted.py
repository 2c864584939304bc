"""The effects planted in the sample, and the rules of the shop that more than one module needs.

Each effect is what an analysis of the warehouse should find (or should find to be zero). They are
written to `effects.parquet`, and no model reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Planted:
    """Planted effects; `effects.parquet` holds one row a field."""

    loyalty_spend_lift: float = 0.08
    """Goods value per order before discounts, as a share more from `member_since` on. Those who
    join bought more often and spent more before, so that a plain comparison overstates it."""
    omnichannel_spend_lift: float = 0.0
    """Goods value per order of people who buy in several channels, as a share more: none."""
    omnichannel_rate_lift: float = 0.0
    """Orders a year of people who buy in several channels, as a share more: none, although they
    order more often, because frequent buyers use more channels."""
    late_first_parcel_repeat_factor: float = 0.6
    """Later orders are this many times as frequent if the first order's parcel came late."""
    winback_return_rate: float = 0.30
    """Share of quiet people (no order for 120 days, process stopped) who come back within 14 days
    of the first win-back offer sent to them."""
    winback_return_rate_held_out: float = 0.0
    """The same for those held out of win-back offers (`People.winback_holdout`)."""
    winback_relapse_days: float = 60.0
    """Mean days for which those who came back go on buying, on reductions only."""
    promotion_visit_lift: float = 1.5
    """How many times more often, beyond once, a person of discount sensitivity 1 would order on a
    day of promotion; it falls to none with the sensitivity."""
    regular_price_elasticity: float = 2.0
    """A product that costs x times its price at the start is taken x to this power times more
    seldom by a person of discount sensitivity 1; less so with less. Another of the same money is
    bought instead, so that nobody buys less often."""
    december_factor: float = 1.6
    """Orders a day in the first 24 days of December, relative to an average day."""
    saturday_factor: float = 1.3
    """Orders on a Saturday, relative to a Tuesday."""


PLANTED = Planted()

POINTS_PER_UNIT = 1
"""Points earned per whole unit of the order's currency of `Orders.net`, on valid orders that show
the card at or after `member_since`."""
POINTS_BLOCK = 100
"""Points are spent in whole blocks."""
POINTS_BLOCK_VALUE = 500
"""What a block is worth, in minor units of the order's currency."""
POINTS_LOCK_DAYS = 30
"""Points spent in the world were earned at least so many days before..."""
POINTS_LIFE_DAYS = 300
"""...and at most so many: a programme that expires points after a year never owes more."""

HELD_OUT_SHARE = 0.25
"""Share of people who are never sent a win-back offer, chosen by lot."""
QUIET_DAYS = 120
"""Days without an order after which a win-back offer is sent."""


def effects() -> list[tuple[str, float]]:
    """Every planted effect by name."""
    return [(field.name, float(getattr(PLANTED, field.name))) for field in fields(Planted)]
