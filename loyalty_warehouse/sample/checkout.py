"""Where, when and how an order is made: channel, store, time of day, log-in, payment, message."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import nothing, pick, texts
from loyalty_warehouse.sample.timing import FIRST, WINBACK, Wishes
from loyalty_warehouse.sample.world import (
    APP,
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    STORE,
    WEB,
    Bools,
    Ints,
    People,
    Shop,
    Texts,
)

Columns = dict[str, Any]
Sources = tuple[Texts, Texts, Texts]
"""Source, medium and campaign of sessions."""

NIGHT, DAYTIME = (2, 1, 0.5, 0.3, 0.3, 0.5, 1.5, 3), (4, 4.5, 5, 5, 6.5, 6, 5, 4.5)
EVENING = (4.5, 5, 6, 7, 9, 9.5, 7, 4)
WEB_HOURS = (*NIGHT, *DAYTIME, *EVENING)
"""Weights of the hours of the local day on the web and in the app."""
STORE_HOURS = (0,) * 10 + (4, 6, 7, 6, 7, 8, 9, 10, 8) + (0,) * 5
"""The same for the tills, open from 10 to 19."""
COLLECTED_SHARE = 0.12
CANCELLED_SHARE = 0.02
OTHER_BRAND_SHARE = 0.15
OTHER_STORE_SHARE = 0.08
MESSAGE_DAYS = 3
"""Days after a sending within which it can lead to an order."""


def place(shop: Shop, people: People, wish: Wishes, rng: Generator) -> Columns:
    """Channel, store, brand and moment of every wished order."""
    person = wish.person
    channel = _channel(people, wish, rng)
    channel = np.where((channel == STORE) & _is_closed(wish.day), WEB, channel)
    is_collected = (channel == WEB) & (rng.random(len(person)) < COLLECTED_SHARE)
    is_collected &= (people.home_store[person] >= 0) & (wish.reason != WINBACK)
    store = _store(shop, people.home_store[person], rng)
    store = np.where((channel == STORE) | is_collected, store, -1)
    loyal = is_hooked(people, person, (wish.day + 1) * DAY)
    own = people.brand[person]
    strange = loyal & (store >= 0) & (shop.stores.brand[store] != own)
    channel, store = np.where(strange, WEB, channel), np.where(strange, -1, store)
    is_collected &= ~strange
    other = (rng.random(len(person)) < OTHER_BRAND_SHARE) & ~loyal
    brand = np.where(store >= 0, shop.stores.brand[store], np.where(other, 1 - own, own))
    zone = people.time_zone[person].copy()
    zone[channel == STORE] = shop.stores.time_zone[store[channel == STORE]]
    moment = clock.to_utc(zone, wish.day * DAY + _time_of_day(channel, wish.reason, rng))
    moment = np.where(wish.reason == WINBACK, people.sleeps_to[person], moment)
    channel = np.where((channel == APP) & (moment < people.app_from[person]), WEB, channel)
    return {
        "person": person,
        "reason": wish.reason,
        "ordered_at": moment,
        "local_day": clock.to_local(zone, moment) // DAY,
        "channel": channel,
        "store": store,
        "is_collected": is_collected,
        "brand": brand,
    }


def is_hooked(people: People, person: Ints, moment: Ints) -> Bools:
    """Who buys on reductions only: some always, those won back from then on."""
    always = people.discount_sensitivity[person] == 1
    return np.asarray(always | (moment >= people.sleeps_to[person]))


def _channel(people: People, wish: Wishes, rng: Generator) -> Ints:
    """By habit; now and then another; no app before it is installed, no store where none is."""
    person = wish.person
    changed = wish.day * DAY >= people.channel_changes_at[person]
    habit = np.where(changed, people.channel_after[person], people.channel_before[person])
    strays = rng.random(len(person)) < people.mixing[person]
    channel = np.where(strays, rng.choice([WEB, APP, STORE], len(person)), habit)
    no_app = (channel == APP) & (wish.day * DAY + 12 * HOUR < people.app_from[person])
    no_store = (channel == STORE) & (people.home_store[person] < 0)
    is_remote = (wish.reason == WINBACK) & (channel == STORE)
    return np.where(no_app | no_store | is_remote, WEB, channel)


def _is_closed(day: Ints) -> Bools:
    """Stores are closed on Sundays, at Christmas and on New Year's Day."""
    month, in_month = clock.month_and_day(day)
    holiday = ((month == 12) & (in_month == 25)) | ((month == 1) & (in_month == 1))
    return np.asarray((clock.weekday(day) == 6) | holiday)


def _store(shop: Shop, home: Ints, rng: Generator) -> Ints:
    """The home store, or now and then another of the same country."""
    strays = (rng.random(len(home)) < OTHER_STORE_SHARE) & (home >= 0)
    draw = rng.random(len(home))
    found = home.copy()
    for country in sorted(set(shop.stores.country.tolist())):
        here = np.flatnonzero(shop.stores.country == country)
        mine = strays & (shop.stores.country[home] == country)
        found[mine] = here[(draw[mine] * len(here)).astype(np.int64)]
    return found


def _time_of_day(channel: Ints, reason: Ints, rng: Generator) -> Ints:
    """Microseconds since local midnight; first orders come after nine, when the account exists."""
    count = len(channel)
    web, till = np.array(WEB_HOURS), np.array(STORE_HOURS, np.float64)
    late = np.where(np.arange(24) >= 9, web, 0)
    hour = rng.choice(24, count, p=web / web.sum())
    hour = np.where(reason == FIRST, rng.choice(24, count, p=late / late.sum()), hour)
    hour = np.where(channel == STORE, rng.choice(24, count, p=till / till.sum()), hour)
    rest = rng.integers(0, 3_600, count) * SECOND + rng.integers(0, 1_000, count) * 1_000
    return np.asarray(hour * HOUR + rest)


def log_in(people: People, orders: Columns, rng: Generator) -> Columns:
    """Who is recognised: accounts, guests, cards, walk-ins; and how it is paid."""
    person, moment, channel = orders["person"], orders["ordered_at"], orders["channel"]
    count = len(person)
    in_store = channel == STORE
    has_account = people.account_from[person] <= moment
    forgets = (rng.random(count) < 0.05) & (channel == WEB)
    is_guest = ~in_store & (~has_account | forgets)
    is_member = people.member_since[person] <= moment
    shows = is_member & np.where(in_store, rng.random(count) < 0.85, ~is_guest)
    unknown = rng.random(count) < np.where(is_member, 0.5, 0.6)
    is_anonymous = in_store & ~shows & unknown
    online = pick(rng, ["card", "paypal", "invoice", "gift_card"], count, [70, 20, 7, 3])
    till = pick(rng, ["card", "cash", "gift_card"], count, [75, 22, 3])
    is_cancelled = ~in_store & (rng.random(count) < CANCELLED_SHARE)
    wait = rng.integers(10 * MINUTE, 10 * HOUR, count)
    return {
        "is_guest": is_guest,
        "is_anonymous": is_anonymous,
        "shows_card": shows,
        "is_cancelled": is_cancelled,
        "cancelled_at": np.where(is_cancelled, moment + wait, NEVER),
        "payment": np.where(in_store, till, online).astype(object),
        "currency": people.currency[person],
    }


def attribute(shop: Shop, people: People, orders: Columns, rng: Generator) -> Columns:
    """The message that led to an order, its code, and the source of the session."""
    person, moment, brand = orders["person"], orders["ordered_at"], orders["brand"]
    count = len(person)
    sensitivity = people.discount_sensitivity[person]
    online = orders["channel"] != STORE
    consents = (people.email_granted_at[person] <= moment) & (
        people.email_withdrawn_at[person] > moment
    )
    latest = _latest(shop, brand, moment)
    follows = consents & online & (latest >= 0) & (rng.random(count) < 0.1 + 0.5 * sensitivity)
    campaign = np.where(follows, latest, -1)
    welcome = _flow(shop, "welcome")[brand]
    greets = (orders["reason"] == FIRST) & consents & online & (rng.random(count) < 0.2)
    campaign = np.where(greets, welcome, campaign)
    is_winback = orders["reason"] == WINBACK
    campaign = np.where(is_winback, _winback(shop, people, person), campaign)
    coupon = _coupon(shop, people, orders, campaign, rng)
    coupon = np.where(greets | is_winback, campaign, coupon)
    source, medium, name = _sources(shop, people, person, campaign, rng)
    is_new = (orders["reason"] == FIRST) & (campaign < 0)
    source, medium, name = brought(people, person, is_new, (source, medium, name))
    in_store = ~online
    source[in_store], medium[in_store], name[in_store] = None, None, None
    return {
        "campaign": campaign,
        "coupon_campaign": coupon,
        "source": source,
        "medium": medium,
        "utm_campaign": name,
    }


def _flow(shop: Shop, kind: str) -> Ints:
    """Campaign of a flow by brand."""
    rows = np.flatnonzero(shop.campaigns.kind == kind)
    return rows[np.argsort(shop.campaigns.brand[rows])]


def _latest(shop: Shop, brand: Ints, moment: Ints) -> Ints:
    """The last e-mail of the brand to many within the days before, or -1."""
    campaigns, found = shop.campaigns, np.full(len(brand), -1, np.int64)
    is_mail = (campaigns.message_channel == "email") & ~campaigns.is_flow
    is_mail &= campaigns.kind != "winback"
    for number in (0, 1):
        rows = np.flatnonzero(is_mail & (campaigns.brand == number))
        rows = rows[np.argsort(campaigns.sent_at[rows], kind="stable")]
        if not len(rows):
            continue
        mine = brand == number
        place = np.searchsorted(campaigns.sent_at[rows], moment[mine], side="right") - 1
        row = rows[np.maximum(place, 0)]
        is_recent = (place >= 0) & (moment[mine] - campaigns.sent_at[row] < MESSAGE_DAYS * DAY)
        found[mine] = np.where(is_recent, row, -1)
    return found


def _winback(shop: Shop, people: People, person: Ints) -> Ints:
    """The last win-back offer of the brand before the return."""
    campaigns, found = shop.campaigns, np.full(len(person), -1, np.int64)
    for number in (0, 1):
        rows = np.flatnonzero((campaigns.kind == "winback") & (campaigns.brand == number))
        rows = rows[np.argsort(campaigns.sent_at[rows])]
        mine = (people.brand[person] == number) & (people.sleeps_to[person] < NEVER)
        moment = people.sleeps_to[person[mine]]
        place = np.searchsorted(campaigns.sent_at[rows], moment, side="right") - 1
        found[mine] = rows[place] if len(rows) else -1
    return found


def _coupon(shop: Shop, people: People, orders: Columns, campaign: Ints, rng: Generator) -> Ints:
    """The newsletter whose code is used, or -1: those hooked on reductions always use one."""
    campaigns, moment = shop.campaigns, orders["ordered_at"]
    found = np.full(len(moment), -1, np.int64)
    for number in (0, 1):
        has_code = (campaigns.kind == "newsletter") & (campaigns.discount > 0)
        rows = np.flatnonzero(has_code & (campaigns.brand == number))
        if not len(rows):
            continue
        rows = rows[np.argsort(campaigns.sent_at[rows])]
        mine = orders["brand"] == number
        place = np.searchsorted(campaigns.sent_at[rows], moment[mine], side="right") - 1
        row = rows[np.maximum(place, 0)]
        holds = (place >= 0) & (moment[mine] < campaigns.code_ends[row])
        found[mine] = np.where(holds, row, -1)
    sensitivity = people.discount_sensitivity[orders["person"]]
    chance = np.where(campaign == found, 0.8, 0.25 * sensitivity)
    hooked = is_hooked(people, orders["person"], moment)
    uses = rng.random(len(moment)) < np.where(hooked, 1.0, chance)
    return np.where(uses, found, -1)


def _sources(shop: Shop, people: People, person: Ints, campaign: Ints, rng: Generator) -> Sources:
    """Source, medium and campaign of a session: the message's, else the usual ways."""
    source, medium, name = usual_sources(len(person), rng)
    led = campaign >= 0
    source[led] = "klaviyo"
    medium[led] = shop.campaigns.message_channel[campaign[led]]
    name[led] = shop.campaigns.name[campaign[led]]
    return source, medium, name


def brought(people: People, person: Ints, is_new: Bools, usual: Sources) -> Sources:
    """The sources of sessions; those of people who are new are what brought them, if known."""
    is_new = is_new & people.acquisition_source[person].astype(bool)
    told = (people.acquisition_source, people.acquisition_medium, people.acquisition_campaign)
    first, second, third = (
        np.where(is_new, own[person], other).astype(object)
        for own, other in zip(told, usual, strict=True)
    )
    return first, second, third


def usual_sources(count: int, rng: Generator) -> Sources:
    """Source, medium and campaign of sessions that no message led to."""
    kinds = (
        ("(direct)", "(none)", None),
        ("google", "organic", None),
        ("google", "cpc", "brand_search"),
        ("google", "cpc", "shopping"),
        ("facebook", "paid_social", "retargeting"),
        ("instagram", "social", None),
        ("blog.example", "referral", None),
    )
    drawn = rng.choice(len(kinds), count, p=[0.3, 0.25, 0.15, 0.1, 0.08, 0.08, 0.04])
    if not count:
        return nothing(0), nothing(0), nothing(0)
    columns = [texts([kind[part] for kind in kinds])[drawn] for part in range(3)]
    return columns[0], columns[1], columns[2]
