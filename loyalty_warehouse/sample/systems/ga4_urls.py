"""URLs of the steps of a visit, and the campaign parameters of the first pages."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from loyalty_warehouse.sample.systems import ga4_steps as ga4
from loyalty_warehouse.sample.systems.ga4_steps import Steps
from loyalty_warehouse.sample.world import BRANDS, Bools, Ints, Partition, Shop

HOSTS = ("https://www.maison-lune.example", "https://www.atelier-nord.example")
PAGES = {
    ga4.FIRST_VISIT: "/",
    ga4.SESSION_START: "/",
    ga4.LANDING: "/",
    ga4.SEARCH: "/search",
    ga4.LOGIN: "/account/login",
    ga4.VIEW_CART: "/cart",
    ga4.CHECKOUT: "/checkout",
    ga4.PAYMENT: "/checkout/payment",
    ga4.PURCHASE: "/checkout/thank-you",
}
SECOND_CAMPAIGN = ("instagram", "social", "story_highlights")
"""Source, medium and campaign that come into a visit half-way."""
MAIL_IN_URL_SHARE = 0.02
"""Share of links in mails that carry the address of the recipient: a quirk to strip."""


def locations(shop: Shop, part: Partition, steps: Steps, rng: Generator) -> pa.Array:
    """URL of each event as called; null in the app."""
    visits = part.visits
    is_web = part.devices.platform[visits.device] == "WEB"
    plain = pa.array(_table(shop)).take(pa.array(_rows(shop, part, steps)))
    tagged = is_web[steps.visit] & steps.brings_campaign & has_campaign(part, steps)
    whole = pc.replace_with_mask(plain, pa.array(tagged), _tagged(part, steps, plain, tagged, rng))
    return pc.if_else(pa.array(is_web[steps.visit]), whole, pa.scalar(None, pa.string()))


def referrers(part: Partition, steps: Steps) -> pa.Array:
    """Where the first page was called from: other sites on the web only."""
    sources = part.visits.source.tolist()
    known = {"google": "https://www.google.com/", "facebook": "https://www.facebook.com/"}
    known |= {"instagram": "https://www.instagram.com/", "blog.example": "https://blog.example/a"}
    texts = pa.array([known.get(source) for source in sources], pa.string())
    is_web = part.devices.platform[part.visits.device] == "WEB"
    first = (steps.step == ga4.LANDING) & is_web[steps.visit]
    return texts.take(pa.array(steps.visit, mask=~first))


def has_campaign(part: Partition, steps: Steps) -> Bools:
    """Whether the visit, or what comes into it half-way, came by a tagged link."""
    is_tagged = ~np.isin(part.visits.medium.astype(str), ["(none)", "organic", "referral"])
    return np.asarray(is_tagged[steps.visit] | steps.is_changed)


def _table(shop: Shop) -> list[str]:
    """All URLs: those of PAGES, then of the categories, for each brand; then of the products."""
    fixed = list(PAGES.values()) + [f"/collections/{_slug(name)}" for name in shop.categories]
    table = [host + page for host in HOSTS for page in fixed]
    pairs = zip(shop.products.brand.tolist(), shop.products.sku.tolist(), strict=True)
    return table + [f"{HOSTS[brand]}/products/{sku}" for brand, sku in pairs]


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-").replace("é", "e").replace("&", "and")


def _rows(shop: Shop, part: Partition, steps: Steps) -> Ints:
    """The row of _table of each event."""
    fixed = len(PAGES) + len(shop.categories)
    brand = part.visits.brand[steps.visit]
    category = len(PAGES) + part.visits.interest[steps.visit]
    page = np.full(len(ga4.STEPS), -1, np.int64)
    page[list(PAGES)] = np.arange(len(PAGES))
    own = page[steps.step]
    listed = brand * fixed + np.where(own >= 0, own, category)
    return np.where(steps.product >= 0, len(BRANDS) * fixed + steps.product, listed)


def _tagged(
    part: Partition, steps: Steps, plain: pa.Array, where: Bools, rng: Generator
) -> pa.Array:
    """The URLs of some events with their campaign parameters; a few with an e-mail address."""
    visits, people = part.visits, part.people
    rows = np.flatnonzero(where)
    leaks = rng.random(len(rows)) < MAIL_IN_URL_SHARE
    found = []
    for url, event, leak in zip(plain.take(pa.array(rows)).to_pylist(), rows, leaks, strict=True):
        visit = steps.visit[event]
        tags = (visits.source[visit], visits.medium[visit], visits.campaign[visit])
        source, medium, campaign = SECOND_CAMPAIGN if steps.is_changed[event] else tags
        url += f"?utm_source={source}&utm_medium={medium}&utm_campaign={campaign or ''}"
        email = people.email[visits.person[visit]]
        found.append(f"{url}&email={email}" if leak and medium == "email" and email else url)
    return pa.array(found, pa.string())
