"""Who the people of a partition are: process, habits, profile, consent, devices."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import nothing, pick, texts, where_text
from loyalty_warehouse.sample.devices import make_devices
from loyalty_warehouse.sample.planted import HELD_OUT_SHARE, PLANTED, QUIET_DAYS
from loyalty_warehouse.sample.profiles import profile
from loyalty_warehouse.sample.shop import ZONES_OF_PEOPLE
from loyalty_warehouse.sample.timing import reduced_days
from loyalty_warehouse.sample.world import (
    APP,
    BRANDS,
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    STORE,
    WEB,
    Bools,
    Devices,
    Ints,
    People,
    Shop,
    Texts,
)

Columns = dict[str, Any]
"""Columns of People by name."""

IDS_PER_PARTITION = 10**7
YEAR = 365.25 * DAY
COUNTRIES = {"FR": 0.72, "DE": 0.12, "GB": 0.12, "US": 0.04}
MEAN_RATE, RATE_SHAPE = 2.9, 1.1
"""Orders a year while alive: gamma."""
MEAN_DROPOUT, DROPOUT_SHAPE = 0.4, 1.5
"""Chance a year of stopping for good: gamma."""
MEDIAN_SPEND, SPEND_SPREAD = 6_200.0, 0.45
"""Goods value of an order: log-normal over people, in cents of EUR."""
JOINERS_SPEND = 1.15
"""How much more those spend who will join the programme, before they do."""
STAFF_SHARE, BROWSER_SHARE, PROMO_ONLY_SHARE, REFILL_SHARE = 0.004, 0.06, 0.07, 0.12
MOST_FOR_REFILL = 4_500
"""Cents of EUR that a product bought again at an interval costs at most."""
PAIR_SHARE = 0.15
"""Share of neighbours (rows 2k and 2k + 1) that are one household."""


def make_people(shop: Shop, number: int, count: int, rng: Generator) -> tuple[People, Devices]:
    """The people of partition ``number``; ids are unique over partitions."""
    columns = _household(number, count, rng)
    columns |= _country(columns, rng)
    columns |= _tastes(shop, columns, rng)
    columns |= _process(shop, columns, rng)
    columns |= _membership(shop, columns, rng)
    columns |= _habits(shop, columns, rng)
    columns |= profile(shop, columns, rng)
    columns |= _consent(shop, columns, rng)
    columns |= _winback(shop, columns, rng)
    columns |= _erasure(shop, columns, rng)
    columns |= _source(columns, rng)
    columns.pop("joins")
    people = People(**columns)
    return people, make_devices(shop, people, rng)


def _household(number: int, count: int, rng: Generator) -> Columns:
    """Ids; some neighbours live together."""
    row = np.arange(count, dtype=np.int64)
    is_pair = np.repeat(rng.random((count + 1) // 2) < PAIR_SHARE, 2)[:count]
    first = number * IDS_PER_PARTITION
    return {
        "person_id": first + row,
        "household": first + np.where(is_pair, row // 2 * 2, row),
    }


def _country(columns: Columns, rng: Generator) -> Columns:
    """Country, with its currency, zone and language: one for a household."""
    drawn = pick(rng, list(COUNTRIES), len(columns["person_id"]), list(COUNTRIES.values()))
    country = drawn[columns["household"] - columns["person_id"][:1].sum()]
    languages = {"FR": "fr", "DE": "de", "GB": "en", "US": "en"}
    currencies = {"FR": "EUR", "DE": "EUR", "GB": "GBP", "US": "USD"}
    return {
        "country": country,
        "language": texts([languages[c] for c in country]),
        "currency": texts([currencies[c] for c in country]),
        "time_zone": texts([ZONES_OF_PEOPLE[c] for c in country]),
    }


def _process(shop: Shop, columns: Columns, rng: Generator) -> Columns:
    """When the purchasing process starts, how fast it runs and when it stops."""
    settings, count = shop.settings, len(columns["person_id"])
    first, last = settings.start // DAY + 1, settings.end // DAY
    days = first + (rng.beta(0.8, 1.9, count) * (last - first)).astype(np.int64)
    days = _on_reduced_days(shop, columns, days)
    zones = columns["time_zone"]
    acquired = clock.to_utc(zones, days * DAY + 5 * HOUR) + rng.integers(0, 240, count) * MINUTE
    dropout = rng.gamma(DROPOUT_SHAPE, MEAN_DROPOUT / DROPOUT_SHAPE, count) + 1e-3
    lives = np.minimum(rng.exponential(1, count) / dropout, 50)
    gone = (days + 1 + (lives * YEAR / DAY).astype(np.int64)) * DAY + 6 * HOUR
    role = rng.random(count)
    is_staff = role < STAFF_SHARE
    is_buyer = ~is_staff & (role > STAFF_SHARE + BROWSER_SHARE)
    return {
        "acquired_at": acquired,
        "gone_at": np.where(gone < settings.end, gone, NEVER),
        "purchase_rate": rng.gamma(RATE_SHAPE, MEAN_RATE / RATE_SHAPE, count) + 0.1,
        "dropout_rate": dropout,
        "is_staff": is_staff,
        "is_buyer": is_buyer,
        "refill_product": np.where(is_buyer, columns["refill_product"], -1),
        "refill_days": np.where(is_buyer, columns["refill_days"], 0),
    }


def _on_reduced_days(shop: Shop, columns: Columns, days: Ints) -> Ints:
    """Those who buy on reductions only begin on the next day with one, if there is one left."""
    first, last = shop.settings.start // DAY, shop.settings.end // DAY
    moved = days.copy()
    for brand in range(len(BRANDS)):
        reduced = first + np.flatnonzero(reduced_days(first, last, brand))
        mine = (columns["discount_sensitivity"] == 1) & (columns["brand"] == brand)
        place = np.searchsorted(reduced, days)
        mine &= place < len(reduced)
        moved[mine] = reduced[place[mine]]
    return moved


def _membership(shop: Shop, columns: Columns, rng: Generator) -> Columns:
    """Frequent buyers and those who spend more join more often: the trap of a plain comparison."""
    count, rate = len(columns["person_id"]), columns["purchase_rate"]
    joins = rng.random(count) < np.clip(0.12 + 0.12 * rate, 0, 0.85)
    wait = rng.exponential(150, count) * (rng.random(count) > 0.25)
    member_since = columns["acquired_at"] + (wait * DAY).astype(np.int64)
    last = np.minimum(shop.settings.end, columns["gone_at"])
    joins &= ~columns["is_staff"]
    is_member = joins & (member_since < last)
    spend = MEDIAN_SPEND * np.exp(rng.normal(0, SPEND_SPREAD, count)) * (rate / MEAN_RATE) ** 0.1
    cards = [f"29{number:011d}" for number in columns["person_id"]]
    return {
        "joins": joins,
        "member_since": np.where(is_member, member_since, NEVER),
        "card_number": where_text(is_member, texts(cards)),
        "spend_level": spend * np.where(joins, JOINERS_SPEND, 1.0),
    }


def _tastes(shop: Shop, columns: Columns, rng: Generator) -> Columns:
    """Brand, interests, sensitivity to reductions, what is bought again at an interval."""
    count, kinds = len(columns["person_id"]), len(shop.categories)
    interest = rng.integers(0, kinds, count)
    second = (interest + rng.integers(1, kinds, count)) % kinds
    is_hooked = rng.random(count) < PROMO_ONLY_SHARE
    sensitivity = np.where(is_hooked, 1.0, np.round(rng.beta(1.3, 3, count) * 0.9, 3))
    brand = (rng.random(count) < 0.42).astype(np.int64)
    lasting = shop.products.consumable & (shop.products.discontinued_on == NEVER)
    lasting = np.flatnonzero(lasting & (shop.products.price <= MOST_FOR_REFILL))
    product = rng.choice(lasting, count)
    refills = (rng.random(count) < REFILL_SHARE) & ~is_hooked
    refills &= shop.products.brand[product] == brand
    return {
        "brand": brand,
        "interest": interest,
        "second_interest": second,
        "discount_sensitivity": sensitivity,
        "refill_product": np.where(refills, product, -1),
        "refill_days": np.where(refills, rng.choice([30, 45, 60, 90], count), 0),
    }


def _habits(shop: Shop, columns: Columns, rng: Generator) -> Columns:
    """Channels, account and app. Frequent buyers use more channels; that has no effect."""
    count, acquired = len(columns["person_id"]), columns["acquired_at"]
    before, after = _channels(columns["country"], rng), _channels(columns["country"], rng)
    changes = (rng.random(count) < 0.2) & (before != after)
    changes_at = _between(rng, acquired, np.full(count, shop.settings.end))
    mixes = rng.random(count) < np.clip(0.1 + 0.06 * columns["purchase_rate"], 0, 0.7)
    has_app = (before == APP) | (changes & (after == APP)) | (rng.random(count) < 0.1)
    has_account = has_app | (rng.random(count) < np.where(before == STORE, 0.4, 0.75))
    late = (before != APP) & (rng.random(count) < 0.3)
    account_from = acquired + (late * rng.exponential(90 * DAY, count)).astype(np.int64)
    last = np.minimum(shop.settings.end, columns["gone_at"])
    has_account &= account_from < last
    has_app &= has_account
    app_from = np.where(before == APP, account_from, np.maximum(account_from, changes_at))
    has_app &= app_from < last
    return {
        "has_account": has_account,
        "account_from": np.where(has_account, account_from, NEVER),
        "has_app": has_app,
        "app_from": np.where(has_app, app_from, NEVER),
        "channel_before": before,
        "channel_after": np.where(changes, after, before),
        "channel_changes_at": np.where(changes, changes_at, NEVER),
        "mixing": np.where(mixes, 0.35, 0.05),
        "home_store": _home_store(shop, columns, rng),
    }


def _channels(country: Texts, rng: Generator) -> Ints:
    drawn = rng.choice([WEB, APP, STORE], len(country), p=[0.5, 0.12, 0.38])
    return np.where((country == "US") & (drawn == STORE), WEB, drawn)


def _home_store(shop: Shop, columns: Columns, rng: Generator) -> Ints:
    """A store of the country and, where there is one, of the brand preferred; -1 without stores."""
    country, brand = columns["country"], columns["brand"]
    home = np.full(len(country), -1, np.int64)
    for name in sorted(set(shop.stores.country.tolist())):
        for number in (0, 1):
            here = np.flatnonzero(shop.stores.country == name)
            own = here[shop.stores.brand[here] == number]
            mine = (country == name) & (brand == number)
            home[mine] = rng.choice(own if len(own) else here, int(mine.sum()))
    return home


def _between(rng: Generator, first: Ints, last: Ints) -> Ints:
    """Random moments from first to last, row by row."""
    length = rng.random(len(first)) * np.maximum(last - first, 0)
    return np.asarray(first + length.astype(np.int64))


def _consent(shop: Shop, columns: Columns, rng: Generator) -> Columns:
    """What was allowed, and what was taken back; those who leave take back more."""
    count, acquired, gone = len(columns["person_id"]), columns["acquired_at"], columns["gone_at"]
    end = shop.settings.end
    is_gone = gone < end
    last = np.minimum(end, np.where(is_gone, gone + 90 * DAY, end))
    found: Columns = {"analytics_consent": rng.random(count) < 0.82}
    asks = {"email": 0.68, "sms": 0.22, "push": 0.7}
    for channel, share in asks.items():
        from_when = columns["app_from"] if channel == "push" else acquired
        granted = (rng.random(count) < share) & (from_when < end) & ~columns["is_staff"]
        taken_back = granted & (rng.random(count) < np.where(is_gone, 0.3, 0.1))
        when = np.where(rng.random(count) < 0.5, last - 60 * DAY, from_when + HOUR)
        when = _between(rng, np.maximum(when, np.minimum(from_when, end) + HOUR), last)
        taken_back &= when < end
        found[f"{channel}_granted_at"] = np.where(granted, from_when, NEVER)
        found[f"{channel}_withdrawn_at"] = np.where(taken_back, when, NEVER)
    found["email_granted_at"] = np.where(
        columns["email"] != None,  # noqa: E711
        found["email_granted_at"],
        NEVER,
    )
    is_mobile = columns["phone"] != None  # noqa: E711
    found["sms_granted_at"] = np.where(is_mobile, found["sms_granted_at"], NEVER)
    for channel in asks:
        granted_at = found[f"{channel}_granted_at"]
        back = np.where(granted_at < end, found[f"{channel}_withdrawn_at"], NEVER)
        found[f"{channel}_withdrawn_at"] = back
    return found | _reading(count, rng)


def _reading(count: int, rng: Generator) -> Columns:
    return {
        "apple_mail": rng.random(count) < 0.45,
        "open_rate": np.round(rng.beta(2, 5, count), 4),
        "click_rate": np.round(rng.beta(1.2, 18, count), 4),
    }


def _winback(shop: Shop, columns: Columns, rng: Generator) -> Columns:
    """Some who stopped come back with the first win-back offer sent to them, and relapse."""
    count, gone, end = len(columns["person_id"]), columns["gone_at"], shop.settings.end
    held_out = rng.random(count) < HELD_OUT_SHARE
    chance = np.where(held_out, PLANTED.winback_return_rate_held_out, PLANTED.winback_return_rate)
    offer = first_offer(shop, columns["brand"], gone)
    returns = offer + _between(rng, np.full(count, HOUR), np.full(count, 14 * DAY))
    comes = (rng.random(count) < chance) & columns["is_buyer"] & (offer < end) & (returns < end)
    comes &= (columns["email_granted_at"] < offer) & (columns["email_withdrawn_at"] > returns)
    lasts = DAY + (rng.exponential(PLANTED.winback_relapse_days, count) * DAY).astype(np.int64)
    gone_again = np.where(returns + lasts < end, returns + lasts, NEVER)
    return {
        "winback_holdout": held_out,
        "sleeps_from": np.where(comes, gone, NEVER),
        "sleeps_to": np.where(comes, returns, NEVER),
        "gone_at": np.where(comes, gone_again, gone),
    }


def first_offer(shop: Shop, brand: Ints, gone_at: Ints) -> Ints:
    """When the first win-back offer of the brand goes out to those gone at a time, or NEVER / 2."""
    found = np.full(len(brand), NEVER // 2, np.int64)
    for number in (0, 1):
        sent = shop.campaigns.sent_at[
            (shop.campaigns.kind == "winback") & (shop.campaigns.brand == number)
        ]
        sent = np.r_[np.sort(sent), NEVER // 2]
        quiet_from = np.minimum(gone_at, NEVER // 4) + QUIET_DAYS * DAY
        mine = brand == number
        found[mine] = sent[np.searchsorted(sent[:-1], quiet_from[mine])]
    return found


def _erasure(shop: Shop, columns: Columns, rng: Generator) -> Columns:
    """Some of those who are gone for good ask to be forgotten."""
    count, gone = len(columns["person_id"]), np.minimum(columns["gone_at"], NEVER // 2)
    asked_at = gone + rng.integers(20 * DAY, 200 * DAY, count)
    asks = (rng.random(count) < 0.06) & (asked_at < shop.settings.end)
    return {"erasure_requested_at": np.where(asks, asked_at, NEVER)}


def _source(columns: Columns, rng: Generator) -> Columns:
    """How they first came, as the web shop is told it; nobody tells how one came into a store."""
    kinds = (
        ("google", "organic", None),
        ("google", "cpc", "brand_search"),
        ("google", "cpc", "shopping"),
        ("google", "cpc", "shopping_uk"),
        ("facebook", "paid_social", "prospecting"),
        ("instagram", "social", None),
        ("(direct)", "(none)", None),
        ("newsletter", "email", "welcome"),
        ("partners.example", "affiliate", "partners"),
    )
    count = len(columns["person_id"])
    shares = [0.26, 0.15, 0.1, 0, 0.17, 0.08, 0.15, 0.04, 0.05]
    drawn = rng.choice(len(kinds), count, p=shares)
    drawn = np.where((drawn == 2) & (columns["country"] == "GB"), 3, drawn)
    online = columns["channel_before"] != STORE
    source, medium, campaign = (
        where_text(online, texts([kind[part] for kind in kinds])[drawn]) if count else nothing(0)
        for part in range(3)
    )
    return {
        "acquisition_source": source,
        "acquisition_medium": medium,
        "acquisition_campaign": campaign,
    }


def is_alive(people: People, moment: int) -> Bools:
    """Whose purchasing process runs at a moment."""
    return np.asarray(
        people.is_buyer
        & (people.acquired_at <= moment)
        & (people.gone_at > moment)
        & ~((people.sleeps_from <= moment) & (moment < people.sleeps_to))
    )
