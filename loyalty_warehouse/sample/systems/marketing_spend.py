"""What advertising cost: Google, Facebook, and files of affiliates and printers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import clock, columns
from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.world import BRANDS, DAY, HOUR, Floats, Ints, Shop

SYSTEM = "marketing"
COST_PER_CUSTOMER = 32.0
"""EUR spent to win customers, for each customer won; retaining and reactivating come on top."""


@dataclass(frozen=True)
class AdCampaign:
    """A campaign of one brand on one platform."""

    platform: str
    motion: str
    tag: str
    """utm_campaign of its links."""
    share: float
    """Part of the money spent to win customers that it costs."""
    currency: str
    click_price: float
    """Currency units a click."""


KINDS = (
    AdCampaign("google_ads", "acquire", "brand_search", 0.22, "EUR", 0.6),
    AdCampaign("google_ads", "acquire", "shopping", 0.22, "EUR", 0.5),
    AdCampaign("google_ads", "acquire", "shopping_uk", 0.07, "GBP", 0.5),
    AdCampaign("facebook_ads", "acquire", "prospecting", 0.34, "EUR", 0.7),
    AdCampaign("facebook_ads", "retain", "retargeting", 0.15, "EUR", 0.5),
    AdCampaign("facebook_ads", "reactivate", "dormant", 0.04, "EUR", 0.8),
    AdCampaign("affiliate", "acquire", "partners", 0.10, "EUR", 0.4),
    AdCampaign("print", "acquire", "catalogue", 0.05, "EUR", 1.1),
)
DEVICES, NETWORKS = ("MOBILE", "DESKTOP", "TABLET"), ("SEARCH", "CONTENT")
DEVICE_SHARES, NETWORK_SHARES = (0.6, 0.32, 0.08), (0.85, 0.15)
ADS_PER_CAMPAIGN = 2
Columns = dict[str, Any]


def spend_tables(shop: Shop, rng: Generator) -> list[Landed]:
    """The three tables of cost, one row a day and part of a campaign."""
    days = np.arange(shop.settings.start // DAY, shop.settings.end // DAY)
    weight = _by_day(shop, days)
    tables = (_google, _facebook, _files)
    return [table(shop, days, weight, rng) for table in tables]


def _by_day(shop: Shop, days: Ints) -> Floats:
    """How the money of the period spreads over its days: as customers come, more before feasts."""
    first, last = shop.settings.start // DAY, shop.settings.end // DAY
    place = (days - first + 0.5) / (last - first)
    weight = place**-0.2 * (1 - place) ** 0.9 + 0.05
    month, _ = clock.month_and_day(days)
    weight = weight * np.where((month == 11) | (month == 12), 1.4, 1.0)
    return np.asarray(weight / weight.sum())


def _campaigns(platforms: tuple[str, ...]) -> list[tuple[int, AdCampaign, int]]:
    """Number, kind and brand of the campaigns of some platforms."""
    found = [(kind, brand) for kind in KINDS for brand in range(len(BRANDS))]
    return [
        (number, kind, brand)
        for number, (kind, brand) in enumerate(found)
        if kind.platform in platforms
    ]


def _cents(shop: Shop, kind: AdCampaign, share: Floats, rng: Generator) -> Ints:
    """Minor units of some parts of a campaign's money, which a random factor moves."""
    total = shop.settings.customers * COST_PER_CUSTOMER * kind.share / len(BRANDS)
    factor = rng.gamma(12.0, 1 / 12.0, len(share))
    return np.round(total * share * factor * 100).astype(np.int64)


def _traffic(kind: AdCampaign, cents: Ints, rng: Generator) -> tuple[Ints, Ints, Floats]:
    """Impressions, clicks and claimed conversions that some money buys."""
    clicks = rng.poisson(cents / 100 / kind.click_price)
    impressions = clicks * 40 + rng.poisson(20, len(cents))
    return impressions, clicks, np.round(clicks * 0.031, 2)


def _name(kind: AdCampaign, brand: int) -> str:
    return f"{kind.motion}|{kind.tag}|{BRANDS[brand]}"


def _loaded(days: Ints, rng: Generator) -> Ints:
    """The morning after each day."""
    return (days + 1) * DAY + 3 * HOUR + rng.integers(0, HOUR, len(days))


def _stacked(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _google(shop: Shop, days: Ints, weight: Floats, rng: Generator) -> Landed:
    """Each day of a campaign in parts by device and network; money in millionths."""
    parts: list[Columns] = []
    cells = [(d, n) for d in range(len(DEVICES)) for n in range(len(NETWORKS))]
    for number, kind, brand in _campaigns(("google_ads",)):
        for device, network in cells:
            part = weight * DEVICE_SHARES[device] * NETWORK_SHARES[network]
            cents = _cents(shop, kind, part, rng)
            impressions, clicks, conversions = _traffic(kind, cents, rng)
            account = 4_410_000_000 + brand * 10 + (kind.currency == "GBP")
            parts.append(
                {
                    "account_id": np.full(len(days), account),
                    "currency_code": np.full(len(days), kind.currency, object),
                    "campaign_id": np.full(len(days), 17_300_000_000 + number),
                    "campaign_name": np.full(len(days), _name(kind, brand), object),
                    "date": days,
                    "device": np.full(len(days), DEVICES[device], object),
                    "ad_network_type": np.full(len(days), NETWORKS[network], object),
                    "cost_micros": cents * 10_000,
                    "impressions": impressions,
                    "clicks": clicks,
                    "conversions": conversions,
                }
            )
    found = _stacked(parts)
    found["_fivetran_synced"] = columns.stamp(_loaded(found["date"], rng))
    found["date"] = columns.day(found["date"])
    key = ("account_id", "campaign_id", "date", "device", "ad_network_type")
    return Landed(SYSTEM, "ad_spend_google", pa.table(found), key, "_fivetran_synced")


def _facebook(shop: Shop, days: Ints, weight: Floats, rng: Generator) -> Landed:
    """Each day of a campaign by ad; money as text."""
    parts: list[Columns] = []
    for number, kind, brand in _campaigns(("facebook_ads",)):
        for ad in range(ADS_PER_CAMPAIGN):
            cents = _cents(shop, kind, weight / ADS_PER_CAMPAIGN, rng)
            impressions, clicks, purchases = _traffic(kind, cents, rng)
            campaign = 238_500_000 + number
            same = {
                "account_id": f"act_90{brand}",
                "account_currency": kind.currency,
                "campaign_id": str(campaign),
                "campaign_name": _name(kind, brand),
                "adset_id": f"{campaign}01",
                "ad_id": f"{campaign}01{ad + 1}",
                "ad_name": f"{kind.tag} {'AB'[ad]}",
            }
            parts.append(
                {name: np.full(len(days), value, object) for name, value in same.items()}
                | {"date": days, "cents": cents, "impressions": impressions}
                | {"inline_link_clicks": clicks, "purchases": purchases}
            )
    found = _stacked(parts)
    found["spend"] = columns.money_text(found.pop("cents"))
    found["_fivetran_synced"] = columns.stamp(_loaded(found["date"], rng))
    found["date"] = columns.day(found["date"])
    return Landed(
        SYSTEM, "ad_spend_facebook", pa.table(found), ("ad_id", "date"), "_fivetran_synced"
    )


def _files(shop: Shop, days: Ints, weight: Floats, rng: Generator) -> Landed:
    """Affiliates by day, print by the first of the month; all texts."""
    parts: list[Columns] = []
    month_of = np.searchsorted(_month_starts(days), days, side="right") - 1
    for _, kind, brand in _campaigns(("affiliate", "print")):
        is_daily = kind.platform == "affiliate"
        when = days if is_daily else _month_starts(days)
        by_month = np.bincount(month_of, weight, len(when)).astype(np.float64)
        share = weight if is_daily else by_month
        cents = _cents(shop, kind, share, rng)
        impressions, clicks, _ = _traffic(kind, cents, rng)
        same = {
            "platform": kind.platform,
            "account_name": "Partenaires SA" if is_daily else "Imprimerie du Nord",
            "campaign_name": _name(kind, brand),
            "currency": kind.currency,
        }
        parts.append(
            {name: np.full(len(when), value, object) for name, value in same.items()}
            | {"days": when, "cents": cents, "impressions": impressions, "clicks": clicks}
        )
    found = _stacked(parts)
    when = found.pop("days")
    found["day"] = texts(when.astype("datetime64[D]").astype(str).tolist())
    found["cost"] = columns.money_text(found.pop("cents"))
    for name in ("impressions", "clicks"):
        found[name] = texts(found[name].astype(str).tolist())
    found["_loaded_at"] = columns.stamp(_loaded(when, rng))
    key = ("day", "platform", "account_name", "campaign_name")
    return Landed(SYSTEM, "ad_spend_other", pa.table(found), key, "_loaded_at")


def _month_starts(days: Ints) -> Ints:
    starts = clock.month_starts(int(days[0]), int(days[-1]))
    return np.array(starts, np.int64)
