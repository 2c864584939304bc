"""The steps of a visit as events, one row an event: which visit, which step, when, what product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample.arrays import cumulative_within, number_within, starts_of
from loyalty_warehouse.sample.world import DAY, SECOND, Bools, Ints, Partition, Shop

STEPS = (
    "first_visit",
    "session_start",
    "page_view",
    "page_view",
    "view_item_list",
    "search",
    "login",
    "view_item",
    "add_to_cart",
    "view_cart",
    "begin_checkout",
    "add_payment_info",
    "purchase",
)
"""In the order of a visit; the second page_view stands for the pages after the first."""
FIRST_VISIT, SESSION_START, LANDING, PAGE, LIST, SEARCH, LOGIN = range(7)
VIEW_ITEM, ADD_TO_CART, VIEW_CART, CHECKOUT, PAYMENT, PURCHASE = range(7, 13)
MOST_ITEMS = 2
"""Products looked at and put into the cart in a visit at most."""
LIST_SHARE, SEARCH_SHARE, CART_SHARE = 0.3, 0.08, 0.3
SECOND_ITEM_SHARE, CHANGE_SHARE = 0.3, 0.03
LONG_VISIT = 6
"""Pages from which a visit has a page beside those of products and basket."""


@dataclass(frozen=True)
class Steps:
    """Events in order of visit and time; all arrays have one row an event."""

    visit: Ints
    """Row of Visits."""
    step: Ints
    """Index into STEPS."""
    number: Ints
    """1, 2, ... within the visit."""
    at: Ints
    """UTC microseconds; the last digit is never 0."""
    product: Ints
    """Row of Products for view_item and add_to_cart, else -1."""
    is_known: Bools
    """At or after the log-in of the visit."""
    is_changed: Bools
    """At or after a second campaign came into the visit."""
    brings_campaign: Bools
    """Holds the campaign parameters."""


def make_steps(shop: Shop, part: Partition, is_first: Bools, rng: Generator) -> Steps:
    """All events of the partition's visits. ``is_first``: the first visit of a device."""
    visits = part.visits
    counts, changes = _counts(part, is_first, rng)
    flat = counts.ravel()
    cell = np.repeat(np.arange(len(flat)), flat)
    visit, step = cell // len(STEPS), cell % len(STEPS)
    number = number_within(visit) + 1
    item = number_within(cell)
    product = np.where(
        (step == VIEW_ITEM) | (step == ADD_TO_CART),
        _products(shop, part, rng)[visit, np.minimum(item, MOST_ITEMS - 1)] if len(visit) else -1,
        -1,
    )
    changed_here = (step == PAGE) & changes[visit] & (item == 0)
    first_page = (step == SESSION_START) | (step == LANDING)
    steps = Steps(
        visit=visit,
        step=step,
        number=number,
        at=_times(part, visit, step, rng),
        product=product,
        is_known=_since(visit, step == LOGIN) & visits.logs_in[visit],
        is_changed=_since(visit, changed_here),
        brings_campaign=first_page | changed_here,
    )
    return _before(steps, shop.settings.end)


def _counts(part: Partition, is_first: Bools, rng: Generator) -> tuple[Ints, Bools]:
    """How often each step occurs in each visit, and in which visits a second campaign comes."""
    visits = part.visits
    count, reaches = len(visits.device), visits.reaches
    in_order = _line_counts(part)
    items = np.where(visits.order >= 0, in_order, 1 + (rng.random(count) < SECOND_ITEM_SHARE))
    items = np.minimum(items, MOST_ITEMS)
    changes = (rng.random(count) < CHANGE_SHARE) & (visits.order < 0)
    counts = np.zeros((count, len(STEPS)), np.int64)
    counts[:, FIRST_VISIT] = is_first
    counts[:, SESSION_START] = counts[:, LANDING] = 1
    counts[:, PAGE] = np.maximum(visits.page_count >= LONG_VISIT, changes)
    counts[:, LIST] = (reaches >= 1) & (rng.random(count) < LIST_SHARE)
    counts[:, SEARCH] = rng.random(count) < SEARCH_SHARE
    counts[:, LOGIN] = visits.logs_in
    counts[:, VIEW_ITEM] = np.where(reaches >= 1, items, 0)
    counts[:, ADD_TO_CART] = np.where(reaches >= 2, items, 0)
    counts[:, VIEW_CART] = (reaches >= 2) & (rng.random(count) < CART_SHARE)
    counts[:, CHECKOUT] = reaches >= 3
    counts[:, PAYMENT] = reaches >= 4
    counts[:, PURCHASE] = visits.order >= 0
    return counts, changes


def _line_counts(part: Partition) -> Ints:
    """Lines of the order of each visit; 1 for a visit without one."""
    starts = starts_of(part.lines.order, len(part.orders.order_id))
    lines = np.r_[np.diff(starts), 1]
    return np.asarray(np.maximum(lines[part.visits.order], 1))


def _times(part: Partition, visit: Ints, step: Ints, rng: Generator) -> Ints:
    """Half a minute an event; a visit with an order ends when the order is made."""
    visits = part.visits
    gap = rng.integers(4 * SECOND, 60 * SECOND, len(visit))
    gap[(step <= SESSION_START) | (step == LANDING)] = 0
    offset = np.asarray(cumulative_within(visit, gap), np.int64)
    length = np.ones(len(visits.device), np.int64)
    np.maximum.at(length, visit, offset)
    ordered_at = np.r_[part.orders.ordered_at, 0][visits.order]
    wanted = np.where(visits.order >= 0, ordered_at - visits.started_at, length)
    wanted = np.where(wanted > 0, wanted, length)
    share = offset / length[visit]
    at = visits.started_at[visit] + (share * wanted[visit]).astype(np.int64)
    return at // 10 * 10 + rng.integers(1, 10, len(at))


def _products(shop: Shop, part: Partition, rng: Generator) -> Ints:
    """Products of each visit: those of the order, else some of the brand and category on sale."""
    visits, products = part.visits, shop.products
    of_range = np.flatnonzero(products.launched_on < shop.settings.start // DAY)
    shelf = products.brand[of_range] * len(shop.categories) + products.category[of_range]
    of_range = of_range[np.argsort(shelf, kind="stable")]
    starts = starts_of(np.sort(shelf), int(shelf.max()) + 1)
    wanted = visits.brand * len(shop.categories) + visits.interest
    room = np.diff(starts)[wanted]
    drawn = (rng.random((len(wanted), MOST_ITEMS)) * room[:, None]).astype(np.int64)
    found = of_range[starts[:-1][wanted][:, None] + drawn]
    gone = products.discontinued_on[found] <= (visits.started_at // DAY)[:, None]
    found = np.where(gone & (products.successor[found] >= 0), products.successor[found], found)
    return _ordered_products(part, found)


def _ordered_products(part: Partition, found: Ints) -> Ints:
    """The products of a visit's order in place of those drawn."""
    lines, order = part.lines, part.visits.order
    starts = starts_of(lines.order, len(part.orders.order_id))
    last = np.maximum(len(lines.product) - 1, 0)
    for item in range(MOST_ITEMS):
        row = starts[:-1][order] + item if len(starts) > 1 else np.zeros_like(order)
        has = (order >= 0) & (row < starts[1:][order] if len(starts) > 1 else False)
        if has.any():
            found[:, item] = np.where(has, lines.product[np.minimum(row, last)], found[:, item])
    return found


def _since(visit: Ints, happens: Bools) -> Bools:
    """Events at or after the first one of their visit for which it happens."""
    return np.asarray(cumulative_within(visit, happens.astype(np.int64))) > 0


def _before(steps: Steps, end: int) -> Steps:
    """The events before the end of the sample."""
    keep = steps.at < end
    return Steps(**{name: getattr(steps, name)[keep] for name in Steps.__dataclass_fields__})
