"""Reviews of products and of the shop (Yotpo's columns)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns
from loyalty_warehouse.sample.arrays import texts, where_text
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.world import (
    DAY,
    HOUR,
    NEVER,
    STORE,
    Ints,
    Partition,
    Shop,
    Texts,
)

SITE_SKU = "yotpo_site_reviews"
"""The article number that reviews of the shop carry."""
REVIEW_SHARE, SITE_SHARE = 0.05, 0.006
"""Share of order lines and of orders that are followed by a review."""
WORST, BEST = 3.7, 4.7
"""Quality of products in stars, before noise; it is the same for a product for ever."""
NOISE_SPREAD = 0.9
LATE_PARCEL_EFFECT = -0.7
DEFECT_EFFECT = -2.0
PHOTO_SHARE, ANONYMOUS_SHARE, DELETED_SHARE, ARCHIVED_SHARE = 0.15, 0.06, 0.01, 0.01
TEXTS = (
    (
        ("Déçue", "Bof", "Not good"),
        ("S'est abîmé après une semaine", "Ging sofort kaputt: schäbig"),
    ),
    (("Pas mal", "Okay"), ("Couleur différente de la photo, sinon ça va", "Fine, a bit small")),
    (
        ("Superbe", "Très contente", "Love it"),
        ("Très belle qualité, je recommande", "Größe passt, Farbe schön", "Exactly as shown"),
    ),
)
"""Titles and texts of those who give 1 or 2, 3, and 4 or 5 stars."""


def land(system: str, shop: Shop, part: Partition, rng: Generator) -> tuple[Landed, Ints]:
    """The reviews, and the rows of the people who signed one with their address."""
    order, line, at = _written(shop, part, rng)
    score = _scores(shop, part, order, line, rng)
    person = part.orders.person[order]
    is_anonymous = rng.random(len(order)) < ANONYMOUS_SHARE
    is_anonymous |= ~part.people.email[person].astype(bool)
    title, content = _texts(score, rng)
    updated = np.minimum(at + (rng.random(len(order)) < 0.05) * 2 * DAY, shop.settings.end)
    kinds = np.where(is_anonymous, "anonymous", "verified_buyer").astype(object)
    rows = {
        "id": pa.array(_ids(part, order, line), pa.int64()),
        "sku": columns.text(_skus(shop, part, line)),
        "name": columns.text(where_text(~is_anonymous, _names(part, person))),
        "email": columns.text(where_text(~is_anonymous, _addresses(part, person))),
        "title": columns.text(title),
        "content": columns.text(content),
        "score": pa.array(score, pa.int64()),
        "reviewer_type": columns.text(kinds),
        "verified_buyer": pa.array(~is_anonymous, pa.bool_()),
        "images_data": columns.text(_images(len(order), rng)),
        "deleted": pa.array(rng.random(len(order)) < DELETED_SHARE, pa.bool_()),
        "archived": pa.array(rng.random(len(order)) < ARCHIVED_SHARE, pa.bool_()),
        "created_at": columns.stamp(at),
        "updated_at": columns.stamp(updated),
        "_fivetran_synced": columns.stamp(columns.loaded(updated, rng)),
    }
    landed = Landed(system, "review", pa.table(rows), ("id",), "_fivetran_synced")
    return landed, np.unique(person[~is_anonymous])


def _written(shop: Shop, part: Partition, rng: Generator) -> tuple[Ints, Ints, Ints]:
    """Order, line (-1 for a review of the shop) and time of every review."""
    orders, lines = part.orders, part.lines
    had_at = np.full(len(orders), NEVER, np.int64)
    had_at[part.parcels.order] = part.parcels.delivered_at
    in_store = (orders.channel == STORE) | orders.is_collected
    had_at = np.where(in_store, orders.ordered_at + DAY, had_at)
    had_at = np.where(orders.is_anonymous | orders.is_cancelled, NEVER, had_at)
    line = np.flatnonzero(rng.random(len(lines.order)) < REVIEW_SHARE)
    site = np.flatnonzero(rng.random(len(orders)) < SITE_SHARE)
    order = np.r_[lines.order[line], site]
    line = np.r_[line, np.full(len(site), -1, np.int64)]
    wait = rng.integers(4 * DAY, 25 * DAY, len(order))
    at = np.where(had_at[order] < NEVER, had_at[order], NEVER - 30 * DAY) + wait
    keep = at < shop.settings.end - HOUR
    return order[keep], line[keep], at[keep]


def _scores(shop: Shop, part: Partition, order: Ints, line: Ints, rng: Generator) -> Ints:
    """Stars from the quality of the product and from what went wrong."""
    quality = WORST + (BEST - WORST) * (shop.products.product_id * 7919 % 101) / 100
    is_late = np.zeros(len(part.orders), bool)
    is_late[part.parcels.order] = part.parcels.is_late
    is_broken = np.zeros(len(part.lines.order) + 1, bool)
    is_broken[part.refunds.line[part.refunds.reason == "defective"]] = True
    is_broken[-1] = False
    usual = np.where(line < 0, quality.mean(), quality[part.lines.product[line]])
    stars = usual + LATE_PARCEL_EFFECT * is_late[order] + DEFECT_EFFECT * is_broken[line]
    return np.clip(np.round(stars + rng.normal(0, NOISE_SPREAD, len(order))), 1, 5).astype(np.int64)


def _ids(part: Partition, order: Ints, line: Ints) -> Ints:
    """An id of its own for every line, and for every order without one."""
    number = np.where(line < 0, 0, part.lines.number[line])
    return np.asarray(part.orders.order_id[order] * 100 + number + 2_000_000_000_000)


def _skus(shop: Shop, part: Partition, line: Ints) -> Texts:
    return np.where(line < 0, SITE_SKU, shop.products.sku[part.lines.product[line]]).astype(object)


def _names(part: Partition, person: Ints) -> Texts:
    """First name and initial, as reviews show them."""
    pairs = zip(part.people.first_name[person], part.people.last_name[person], strict=True)
    return texts([f"{first} {last[0]}." for first, last in pairs])


def _addresses(part: Partition, person: Ints) -> Texts:
    """Addresses as typed: some begin with a capital."""
    emails = [email or " " for email in part.people.email[person].tolist()]
    numbers = part.people.person_id[person].tolist()
    return texts(
        [e[0].upper() + e[1:] if n % 9 == 0 else e for e, n in zip(emails, numbers, strict=True)]
    )


def _texts(score: Ints, rng: Generator) -> tuple[Texts, Texts]:
    """A title and a text in the mood of each score."""
    mood = ((score >= 3).astype(np.int64) + (score >= 4)).tolist()
    drawn = rng.integers(0, 60, (2, len(score))).tolist()
    titles = [TEXTS[m][0][n % len(TEXTS[m][0])] for m, n in zip(mood, drawn[0], strict=True)]
    contents = [TEXTS[m][1][n % len(TEXTS[m][1])] for m, n in zip(mood, drawn[1], strict=True)]
    return texts(titles), texts(contents)


def _images(count: int, rng: Generator) -> Texts:
    """A JSON list of photos, empty for most."""
    has_photo = (rng.random(count) < PHOTO_SHARE).tolist()
    return texts([f'[{{"id": {n + 1}}}]' if has else "[]" for n, has in enumerate(has_photo)])
