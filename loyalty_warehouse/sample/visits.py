"""Sessions on the web and in the app: those that end in an order, and all the others."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.arrays import nothing, one_of_each, repeat_ranges, starts_of
from loyalty_warehouse.sample.checkout import WEB_HOURS, brought, usual_sources
from loyalty_warehouse.sample.world import (
    APP,
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    STORE,
    Bools,
    Devices,
    Ints,
    People,
    Shop,
    Visits,
)

Columns = dict[str, Any]

VISITS_PER_ORDER = 2.0
"""Visits without an order, for each order a year that a person makes."""
LEAST_VISITS = 0.8
"""Visits a year of anybody who is alive."""
LINGER_SHARE = 0.08
"""Share of those gone who still look now and then."""
REACHES = (0.42, 0.32, 0.15, 0.11)
"""How far visits without an order go."""
MAIL_SHARE = 0.18
"""Share of visits soon after a mailing that come from it, among those who allow mails."""


def pick_devices(
    devices: Devices, people_count: int, person: Ints, at: Ints, is_app: Bools, rng: Generator
) -> Ints:
    """A device that each person holds at a moment: an app for the app, a browser else; or -1."""
    starts = starts_of(devices.person, people_count)
    counts = np.diff(starts)[person]
    row, owner = repeat_ranges(starts[:-1][person], counts)
    fits = (devices.platform[row] != "WEB") == is_app[owner]
    fits &= (devices.held_from[row] <= at[owner]) & (at[owner] < devices.held_to[row])
    return one_of_each(rng, owner[fits], row[fits], len(person))


def make_visits(
    shop: Shop, people: People, devices: Devices, orders: Columns, rng: Generator
) -> Visits:
    """All sessions, in order of time."""
    parts = [_buying(shop, people, orders, rng), _looking(shop, people, devices, orders, rng)]
    parts.append(_arriving(shop, people, devices, orders, rng))
    names = list(Visits.__dataclass_fields__)
    columns = {name: np.concatenate([part[name] for part in parts]) for name in names}
    keep = (columns["device"] >= 0) & (columns["started_at"] < shop.settings.end)
    keep &= columns["started_at"] >= shop.settings.start
    columns = {name: values[keep] for name, values in columns.items()}
    by_time = np.lexsort((columns["device"], columns["started_at"]))
    return Visits(**{name: values[by_time] for name, values in columns.items()})


def _buying(shop: Shop, people: People, orders: Columns, rng: Generator) -> Columns:
    """The session of every web and app order; it begins a few minutes before."""
    order = np.flatnonzero(orders["channel"] != STORE)
    person = orders["person"][order]
    pages = 4 + rng.poisson(3, len(order))
    before = pages * 20 * SECOND + rng.integers(MINUTE, 6 * MINUTE, len(order))
    return {
        "device": orders["device"][order],
        "person": person,
        "started_at": orders["ordered_at"][order] - before,
        "page_count": pages,
        "brand": orders["brand"][order],
        "interest": _interest(shop, people, person, rng),
        "logs_in": ~orders["is_guest"][order],
        "source": orders["source"][order],
        "medium": orders["medium"][order],
        "campaign": orders["utm_campaign"][order],
        "order": order,
        "reaches": np.full(len(order), 4),
    }


def _looking(
    shop: Shop, people: People, devices: Devices, orders: Columns, rng: Generator
) -> Columns:
    """Visits without an order, while the person is alive; a few go on afterwards.

    Those up to the first order come from what brought the person; of who never orders, the first.
    """
    person, moment = _moments(shop, people, rng)
    count = len(person)
    habit = np.where(
        moment >= people.channel_changes_at[person],
        people.channel_after[person],
        people.channel_before[person],
    )
    is_app = (people.app_from[person] <= moment) & ((habit == APP) | (rng.random(count) < 0.3))
    reaches = rng.choice(4, count, p=REACHES)
    account = people.account_from[person] <= moment
    logs_in = account & (is_app | (rng.random(count) < np.where(reaches == 3, 0.6, 0.25)))
    other = rng.random(count) < 0.15
    brand = np.where(other, 1 - people.brand[person], people.brand[person])
    source, medium, campaign = usual_sources(count, rng)
    mail = _mail_before(shop, people, person, brand, moment, rng)
    source[mail >= 0], medium[mail >= 0] = "klaviyo", "email"
    campaign[mail >= 0] = shop.campaigns.name[mail[mail >= 0]]
    begins = _first_order(people, orders)[0]
    begins = np.where(begins < NEVER, begins, _first_of(people, person, moment))
    usual = (source, medium, campaign)
    source, medium, campaign = brought(people, person, moment <= begins[person], usual)
    return {
        "device": pick_devices(devices, len(people), person, moment, is_app, rng),
        "person": person,
        "started_at": moment,
        "page_count": 1 + reaches + rng.poisson(1.3, count),
        "brand": brand,
        "interest": _interest(shop, people, person, rng),
        "logs_in": logs_in,
        "source": source,
        "medium": medium,
        "campaign": campaign,
        "order": np.full(count, -1, np.int64),
        "reaches": reaches,
    }


def _arriving(
    shop: Shop, people: People, devices: Devices, orders: Columns, rng: Generator
) -> Columns:
    """The visit before a first order that a message led to, in which an account may be made."""
    order = _first_order(people, orders)[1]
    person = np.flatnonzero((order >= 0) & people.acquisition_source.astype(bool))
    person = person[np.r_[orders["campaign"], -1][order[person]] >= 0]
    at, count = people.acquired_at[person], len(person)
    nobody = (nothing(count), nothing(count), nothing(count))
    source, medium, campaign = brought(people, person, np.ones(count, bool), nobody)
    return {
        "device": pick_devices(devices, len(people), person, at, np.zeros(count, bool), rng),
        "person": person,
        "started_at": at,
        "page_count": np.full(count, 2),
        "brand": people.brand[person],
        "interest": _interest(shop, people, person, rng),
        "logs_in": people.account_from[person] <= at,
        "source": source,
        "medium": medium,
        "campaign": campaign,
        "order": np.full(count, -1, np.int64),
        "reaches": np.zeros(count, np.int64),
    }


def _first_of(people: People, person: Ints, at: Ints) -> Ints:
    """Each person's first of some moments, or NEVER."""
    first = np.full(len(people), NEVER)
    np.minimum.at(first, person, at)
    return first


def _first_order(people: People, orders: Columns) -> tuple[Ints, Ints]:
    """Time and row of each person's first order; NEVER and -1 without one."""
    person, at = orders["person"], orders["ordered_at"]
    row = np.full(len(people), -1, np.int64)
    backwards = np.lexsort((at, person))[::-1]
    row[person[backwards]] = backwards
    return _first_of(people, person, at), row


def _moments(shop: Shop, people: People, rng: Generator) -> tuple[Ints, Ints]:
    """Who visits when: uniform over the active time, at hours of the local day."""
    end = shop.settings.end
    lingers = rng.random(len(people)) < LINGER_SHARE
    last = np.where(lingers, end, np.minimum(people.gone_at, end))
    first = np.minimum(people.acquired_at, last)
    pause = np.minimum(people.sleeps_to, last) - np.minimum(people.sleeps_from, last)
    length = (last - first - pause) * ~people.is_staff
    in_store = people.channel_before == STORE
    rate = LEAST_VISITS + VISITS_PER_ORDER * people.purchase_rate * np.where(in_store, 0.5, 1)
    person = np.repeat(np.arange(len(people)), rng.poisson(rate * length / (365.25 * DAY)))
    at = first[person] + (rng.random(len(person)) * length[person]).astype(np.int64)
    at += np.where(at >= people.sleeps_from[person], pause[person], 0)
    zone = people.time_zone[person]
    hour = rng.choice(24, len(person), p=np.array(WEB_HOURS) / sum(WEB_HOURS))
    in_hour = rng.integers(0, HOUR // SECOND, len(person)) * SECOND
    moment = clock.to_utc(zone, clock.to_local(zone, at) // DAY * DAY + hour * HOUR + in_hour)
    keep = (moment >= first[person]) & (moment < last[person])
    return person[keep], moment[keep]


def _interest(shop: Shop, people: People, person: Ints, rng: Generator) -> Ints:
    """The category looked at: mostly the first interest."""
    taste = rng.random(len(person))
    anything = rng.integers(0, len(shop.categories), len(person))
    second = np.where(taste < 0.85, people.second_interest[person], anything)
    return np.where(taste < 0.6, people.interest[person], second)


def _mail_before(
    shop: Shop, people: People, person: Ints, brand: Ints, moment: Ints, rng: Generator
) -> Ints:
    """The mailing a visit comes from, or -1: sent within two days before, to those who allow it."""
    campaigns, found = shop.campaigns, np.full(len(person), -1, np.int64)
    is_mail = (campaigns.message_channel == "email") & (campaigns.sent_at < NEVER)
    is_mail &= campaigns.kind != "winback"
    for number in (0, 1):
        rows = np.flatnonzero(is_mail & (campaigns.brand == number))
        rows = rows[np.argsort(campaigns.sent_at[rows], kind="stable")]
        mine = brand == number
        if len(rows):
            place = np.searchsorted(campaigns.sent_at[rows], moment[mine], side="right") - 1
            row = rows[np.maximum(place, 0)]
            is_near = (place >= 0) & (moment[mine] - campaigns.sent_at[row] < 2 * DAY)
            found[mine] = np.where(is_near, row, -1)
    allows = (people.email_granted_at[person] <= moment) & (
        people.email_withdrawn_at[person] > moment
    )
    clicks = rng.random(len(person)) < MAIL_SHARE * 10 * people.click_rate[person]
    return np.where(allows & clicks, found, -1)
