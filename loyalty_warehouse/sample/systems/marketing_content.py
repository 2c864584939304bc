"""Social posts, webinars and experiments: what all people can meet, whoever meets it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import clock, columns
from loyalty_warehouse.sample.arrays import number_within, pick, texts
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.world import BRANDS, DAY, HOUR, MINUTE, NEVER, Bools, Ints, Shop

SYSTEM = "marketing"
POST_EVERY = 4
"""Days between two posts of a brand."""
TAGGED = 3
"""Products tagged in a post."""
PLATFORMS = ("instagram", "facebook", "tiktok")
WEBINAR_MINUTES = 45
WEBINAR_TITLES = ("Prendre soin du cuir", "Atelier bougies d'été", "L'art de la table à Noël")
EXPERIMENTS = (
    ("exp_free_shipping_banner", "device", 0.10, 0.45),
    ("exp_one_page_checkout", "device", 0.55, 0.90),
    ("exp_winback_holdout", "customer", 0.0, 1.0),
)
"""Id, unit, and start and end as shares of the period. None but the last has an effect."""


@dataclass(frozen=True)
class Posts:
    """Posts in order of brand and time, with the products tagged in them (rows x TAGGED)."""

    post_id: list[str]
    brand: Ints
    platform: list[str]
    posted_at: Ints
    products: Ints


def make_posts(shop: Shop) -> Posts:
    """A post every few days for each brand; the same for every partition."""
    rng = np.random.default_rng(shop.settings.seed)
    days = np.arange(shop.settings.start // DAY, shop.settings.end // DAY, POST_EVERY)
    brand = np.repeat(np.arange(len(BRANDS)), len(days))
    day = np.tile(days, len(BRANDS)) + brand
    keep = day < shop.settings.end // DAY
    brand, day = brand[keep], day[keep]
    minute = rng.integers(7 * 60, 18 * 60, len(day)) * MINUTE
    products = np.zeros((len(day), TAGGED), np.int64)
    for row in range(len(day)):
        able = np.flatnonzero(on_sale(shop, int(day[row])) & (shop.products.brand == brand[row]))
        products[row] = rng.choice(able, TAGGED, replace=False)
    number = number_within(brand) + 1
    names = zip(brand.tolist(), number.tolist(), strict=True)
    return Posts(
        post_id=[f"{'ML' if b == 0 else 'AN'}_{n:06d}" for b, n in names],
        brand=brand,
        platform=pick(rng, PLATFORMS, len(day), (6, 2, 2)).tolist(),
        posted_at=day * DAY + minute,
        products=products,
    )


def on_sale(shop: Shop, day: int) -> Bools:
    """Which products are sold on a day."""
    products = shop.products
    return np.asarray((products.launched_on <= day) & (products.discontinued_on > day))


def post_tables(shop: Shop, posts: Posts, rng: Generator) -> list[Landed]:
    """Posts and the products tagged in them."""
    loaded = columns.stamp(columns.loaded(posts.posted_at, rng))
    first = texts(shop.products.title.tolist())[posts.products[:, 0]]
    post = {
        "post_id": pa.array(posts.post_id, pa.string()),
        "platform": pa.array(posts.platform, pa.string()),
        "brand": pa.array([BRANDS[b] for b in posts.brand.tolist()], pa.string()),
        "caption": pa.array([f"Coup de cœur : {title} ✨" for title in first], pa.string()),
        "permalink": pa.array([f"https://social.example/p/{p}" for p in posts.post_id]),
        "campaign": pa.array([f"post_{p.lower()}" for p in posts.post_id], pa.string()),
        "posted_at": columns.stamp(posts.posted_at),
        "_fivetran_synced": loaded,
    }
    row = np.repeat(np.arange(len(posts.brand)), TAGGED)
    tag = {
        "post_id": post["post_id"].take(pa.array(row)),
        "sku": columns.text(shop.products.sku[posts.products.ravel()]),
        "_fivetran_synced": loaded.take(pa.array(row)),
    }
    synced = "_fivetran_synced"
    return [
        Landed(SYSTEM, "social_post", pa.table(post), ("post_id",), synced),
        Landed(SYSTEM, "social_post_product", pa.table(tag), ("post_id", "sku"), synced),
    ]


def webinar_starts(shop: Shop) -> Ints:
    """A webinar on the 20th of every other month at 17:00 UTC, by turns of the brands."""
    months = clock.month_starts(shop.settings.start // DAY, shop.settings.end // DAY - 1)
    return np.array([(day + 19) * DAY + 17 * HOUR for day in months[::2]], np.int64)


def webinar_ids(count: int) -> list[str]:
    """W0001 and on."""
    return [f"W{number + 1:04d}" for number in range(count)]


def webinar_table(shop: Shop, rng: Generator) -> Landed:
    """Every webinar; set up four weeks before."""
    starts = webinar_starts(shop)
    count = len(starts)
    created = starts - 28 * DAY
    rows = {
        "webinar_id": pa.array(webinar_ids(count), pa.string()),
        "title": pa.array([WEBINAR_TITLES[n % len(WEBINAR_TITLES)] for n in range(count)]),
        "brand": pa.array([BRANDS[n % len(BRANDS)] for n in range(count)], pa.string()),
        "created_at": columns.iso(created),
        "starts_at": columns.iso(starts),
        "duration_minutes": pa.array([str(WEBINAR_MINUTES)] * count, pa.string()),
        "_loaded_at": columns.stamp(columns.loaded(created, rng)),
    }
    return Landed(SYSTEM, "webinar", pa.table(rows), ("webinar_id",), "_loaded_at")


def experiment_times(shop: Shop) -> tuple[Ints, Ints]:
    """Start and end of each experiment; NEVER for one that still runs."""
    start, length = shop.settings.start, shop.settings.end - shop.settings.start
    first = np.array([start + int(length * row[2]) // DAY * DAY for row in EXPERIMENTS], np.int64)
    last = [NEVER if r[3] >= 1 else start + int(length * r[3]) // DAY * DAY for r in EXPERIMENTS]
    return first, np.array(last, np.int64)


def experiment_table(shop: Shop, rng: Generator) -> Landed:
    """Every experiment."""
    first, last = experiment_times(shop)
    names = [row[0] for row in EXPERIMENTS]
    rows = {
        "experiment_id": pa.array(names, pa.string()),
        "name": pa.array([name[4:].replace("_", " ") for name in names], pa.string()),
        "unit_type": pa.array([row[1] for row in EXPERIMENTS], pa.string()),
        "started_at": columns.iso(first),
        "ended_at": columns.iso(last),
        "_loaded_at": columns.stamp(columns.loaded(first, rng)),
    }
    return Landed(SYSTEM, "experiment", pa.table(rows), ("experiment_id",), "_loaded_at")
