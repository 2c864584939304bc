"""Advertising cost, social posts, webinars, experiments and stays in stores."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import one_of_each, repeat_ranges, texts, where_text
from loyalty_warehouse.sample.landing import Delivery, Flaw, Identities, Landed
from loyalty_warehouse.sample.planted import QUIET_DAYS
from loyalty_warehouse.sample.systems import marketing_content as content
from loyalty_warehouse.sample.systems.marketing_content import make_posts
from loyalty_warehouse.sample.systems.marketing_spend import SYSTEM, spend_tables
from loyalty_warehouse.sample.world import (
    DAY,
    MINUTE,
    NEVER,
    SECOND,
    STORE,
    Bools,
    Ints,
    Partition,
    People,
    Shop,
    Texts,
)

FLAWS: tuple[Flaw, ...] = (
    Flaw("ad_spend_google", "duplicate_row"),
    Flaw("ad_spend_google", "superseded", "cost_micros", 0.01),
    Flaw("ad_spend_google", "negative_amount", "cost_micros"),
    Flaw("ad_spend_google", "unknown_currency", "currency_code"),
    Flaw("ad_spend_google", "absurd_quantity", "clicks"),
    Flaw("ad_spend_facebook", "resent_row"),
    Flaw("ad_spend_facebook", "superseded", "impressions", 0.01),
    Flaw("ad_spend_facebook", "not_a_number", "spend"),
    Flaw("ad_spend_facebook", "negative_amount", "spend"),
    Flaw("ad_spend_other", "null_key", "campaign_name"),
    Flaw("ad_spend_other", "not_a_number", "cost"),
    Flaw("ad_spend_other", "unknown_currency", "currency"),
    Flaw("ad_spend_other", "duplicate_row"),
    Flaw("social_post", "mojibake", "caption", 0.01),
    Flaw("social_post_product", "orphan", "post_id", 0.005),
    Flaw("social_tap", "orphan", "post_id"),
    Flaw("social_tap", "time_with_offset", "tapped_at", 0.01),
    Flaw("social_tap", "reused_key", "tapped_at"),
    Flaw("social_tap", "in_1970", "tapped_at"),
    Flaw("social_tap", "in_the_future", "tapped_at"),
    Flaw("social_tap", "too_late", "tapped_at"),
    Flaw("social_tap", "late", "tapped_at", 0.01),
    Flaw("social_tap", "null_key", "tap_id"),
    Flaw("webinar_registration", "placeholder_email", "email", 0.01),
    Flaw("webinar_registration", "mojibake", "first_name", 0.01),
    Flaw("webinar_registration", "orphan", "webinar_id"),
    Flaw("webinar_registration", "resent_row"),
    Flaw("webinar_attendance", "absurd_quantity", "minutes"),
    Flaw("webinar_attendance", "negative_quantity", "minutes"),
    Flaw("webinar_attendance", "duplicate_row"),
    Flaw("experiment_exposure", "orphan", "experiment_id"),
    Flaw("experiment_exposure", "late", "exposed_at", 0.01),
    Flaw("experiment_exposure", "too_late", "exposed_at"),
    Flaw("experiment_exposure", "null_key", "exposure_id"),
    Flaw("store_visit", "negative_quantity", "minutes"),
    Flaw("store_visit", "in_the_future", "entered_at"),
)

LOADED = "_loaded_at"
TAP_SHARE = 0.9
"""Share of visits from social platforms that began with a tap on a tagged product."""
REGISTER_SHARE, ATTEND_SHARE, RECONNECT_SHARE = 0.02, 0.6, 0.1
NOTICED_SHARE = 0.5
"""Share of app holders who let the app notice stays in stores."""
ZONES = ("entrance", "new_collection", "gifts", "tills")
Columns = dict[str, Any]


def shared(shop: Shop) -> Delivery:
    """What does not depend on people."""
    rng = np.random.default_rng([shop.settings.seed, 77])
    tables = spend_tables(shop, rng) + content.post_tables(shop, make_posts(shop), rng)
    tables += [content.webinar_table(shop, rng), content.experiment_table(shop, rng)]
    return Delivery(tables)


def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
    """Taps, webinars, exposures and stays of the partition's people."""
    registrations, attendances, registrants = _webinars(shop, part, rng)
    exposures, accounts = _exposures(shop, part, rng)
    tables = [_taps(shop, part, rng), registrations, attendances, exposures]
    return Delivery([*tables, _stays(shop, part, rng)], [registrants, accounts])


def _landed(table: str, rows: Columns, at: Ints, key: tuple[str, ...], rng: Generator) -> Landed:
    """A table of texts with the load stamps of rows that happened then."""
    found = {n: v if isinstance(v, pa.Array) else columns.text(v) for n, v in rows.items()}
    found[LOADED] = columns.stamp(columns.loaded(at, rng))
    return Landed(SYSTEM, table, pa.table(found), key, LOADED)


def _numbered(prefix: str, part: Partition, count: int) -> Texts:
    """Ids unique over partitions."""
    return texts([f"{prefix}{part.number:05d}{number:08d}" for number in range(count)])


def _known_devices(part: Partition, device: Ints, person: Ints) -> Texts:
    """Cookies of those who consent."""
    return where_text(part.people.analytics_consent[person], part.devices.device_id[device])


def _taps(shop: Shop, part: Partition, rng: Generator) -> Landed:
    """A tap on a tagged product, seconds before a visit that comes from a social platform."""
    visits, posts = part.visits, make_posts(shop)
    is_social = np.isin(visits.medium.astype(str), ["social"])
    visit = np.flatnonzero(is_social & (rng.random(len(visits.device)) < TAP_SHARE))
    at = visits.started_at[visit] - rng.integers(2, 12, len(visit)) * SECOND
    post = _last_post(posts, visits.brand[visit], at)
    found = post >= 0
    visit, at, post = visit[found], at[found], post[found]
    product = posts.products[post, rng.integers(0, content.TAGGED, len(post))]
    rows = {
        "tap_id": _numbered("tap", part, len(post)),
        "post_id": texts(posts.post_id)[post],
        "sku": shop.products.sku[product],
        "device_id": _known_devices(part, visits.device[visit], visits.person[visit]),
        "platform": texts(posts.platform)[post],
        "campaign": texts([f"post_{name.lower()}" for name in posts.post_id])[post],
        "tapped_at": columns.iso(at),
    }
    return _landed("social_tap", rows, at // SECOND * SECOND, ("tap_id",), rng)


def _last_post(posts: content.Posts, brand: Ints, at: Ints) -> Ints:
    """The last post of a brand before each moment, or -1."""
    found = np.full(len(at), -1, np.int64)
    for number in np.unique(brand).tolist():
        own = np.flatnonzero(posts.brand == number)
        mine = brand == number
        place = np.searchsorted(posts.posted_at[own], at[mine]) - 1
        found[mine] = np.where(place >= 0, own[np.maximum(place, 0)], -1)
    return found


def _webinars(shop: Shop, part: Partition, rng: Generator) -> tuple[Landed, Landed, Identities]:
    """Registrations with an e-mail address, and stays of those who came."""
    people, starts = part.people, content.webinar_starts(shop)
    person, webinar = _registered(people, starts, rng)
    at = starts[webinar] - rng.integers(1, 12 * 24 * 60, len(person)) * MINUTE
    count = len(person)
    number = _numbered("reg", part, count)
    second = (rng.random(count) < 0.5) & (people.second_email[person] != None)  # noqa: E711
    registrants = texts([f"R{number:010d}" for number in people.person_id.tolist()])[person]
    rows = {
        "registration_id": number,
        "webinar_id": texts(content.webinar_ids(len(starts)))[webinar],
        "registrant_id": registrants,
        "email": np.where(second, people.second_email[person], people.email[person]),
        "first_name": people.first_name[person],
        "last_name": people.last_name[person],
        "utm_source": texts(["klaviyo", "instagram"])[rng.integers(0, 2, count)],
        "utm_campaign": texts([f"webinar_{n + 1}" for n in range(len(starts))])[webinar],
        "registered_at": columns.iso(at),
    }
    table = _landed("webinar_registration", rows, at, ("registration_id",), rng)
    who = np.unique(person)
    names = [f"R{number:010d}" for number in people.person_id[who].tolist()]
    return (
        table,
        _stays_in(part, number, starts[webinar], rng),
        _behind(part, "registrant", names, who),
    )


def _registered(people: People, starts: Ints, rng: Generator) -> tuple[Ints, Ints]:
    """Pairs of person and webinar: customers with an address, not gone yet."""
    pairs = []
    for webinar, start in enumerate(starts.tolist()):
        able = (people.acquired_at < start - 13 * DAY) & (people.gone_at > start)
        able &= people.email != None  # noqa: E711
        came = np.flatnonzero(able & (rng.random(len(people)) < REGISTER_SHARE))
        pairs.append(np.stack([came, np.full(len(came), webinar)]))
    found = np.concatenate(pairs, axis=1)
    return found[0], found[1]


def _stays_in(part: Partition, number: Texts, start: Ints, rng: Generator) -> Landed:
    """Stays of those who came; some lose the connection and come back."""
    came = np.flatnonzero(rng.random(len(number)) < ATTEND_SHARE)
    again = came[rng.random(len(came)) < RECONNECT_SHARE]
    row = np.r_[came, again]
    is_again = np.r_[np.zeros(len(came), bool), np.ones(len(again), bool)]
    joined = start[row] + np.where(is_again, 30, rng.integers(0, 8, len(row))) * MINUTE
    joined += rng.integers(0, 60, len(row)) * SECOND
    minutes = np.where(is_again, 12, rng.integers(5, 20, len(row)))
    rows = {
        "attendance_id": _numbered("stay", part, len(row)),
        "registration_id": number[row],
        "joined_at": columns.iso(joined),
        "left_at": columns.iso(joined + minutes * MINUTE),
        "minutes": texts(minutes.astype(str).tolist()),
    }
    left = joined + minutes * MINUTE
    return _landed("webinar_attendance", rows, left, ("attendance_id",), rng)


def _exposures(shop: Shop, part: Partition, rng: Generator) -> tuple[Landed, Identities]:
    """First exposures of devices on the web, and of quiet customers to win-back offers by lot."""
    parts = [_device_exposures(shop, part, row, rng) for row in (0, 1)]
    parts.append(_winback_exposures(shop, part))
    unit, kind, name, variant, at = (np.concatenate(column) for column in zip(*parts, strict=True))
    rows = {
        "exposure_id": _numbered("exp", part, len(at)),
        "experiment_id": name,
        "unit_type": kind,
        "unit_id": unit,
        "variant": variant,
        "surface": where_text(kind == "device", np.full(len(at), "web", object)),
        "exposed_at": columns.iso(at),
    }
    table = _landed("experiment_exposure", rows, at, ("exposure_id",), rng)
    who = _offered(shop, part)[0]
    names = [str(number) for number in ids.shopify_customer(part.people.person_id[who]).tolist()]
    return table, _behind(part, "account", names, who)


Exposures = tuple[Texts, Texts, Texts, Texts, Ints]
"""Unit, its type, experiment, variant, UTC time."""


def _device_exposures(shop: Shop, part: Partition, row: int, rng: Generator) -> Exposures:
    """The first visit of each consenting browser while the experiment runs; halves by lot."""
    visits = part.visits
    first, last = (times[row] for times in content.experiment_times(shop))
    runs = (visits.started_at >= first) & (visits.started_at < last)
    runs &= part.people.analytics_consent[visits.person]
    runs &= part.devices.platform[visits.device] == "WEB"
    visit = np.flatnonzero(runs)
    names, once = np.unique(part.devices.device_id[visits.device[visit]].astype(str), True)
    variant = texts(["control", "treatment"])[rng.integers(0, 2, len(names))]
    at = visits.started_at[visit[once]] + 3 * SECOND
    return _filled(texts(names.tolist()), row, variant, at)


def _filled(unit: Texts, row: int, variant: Texts, at: Ints) -> Exposures:
    name, kind = content.EXPERIMENTS[row][:2]
    kinds, names = np.full(len(at), kind, object), np.full(len(at), name, object)
    return unit, kinds, names, variant, at


def _winback_exposures(shop: Shop, part: Partition) -> Exposures:
    """Quiet customers with an account when the first offer after they fell quiet goes out."""
    who, at = _offered(shop, part)
    numbers = [str(number) for number in ids.shopify_customer(part.people.person_id[who]).tolist()]
    held_out = part.people.winback_holdout[who]
    variant = np.where(held_out, "holdout", "offer").astype(object)
    return _filled(texts(numbers), 2, variant, at)


def _offered(shop: Shop, part: Partition) -> tuple[Ints, Ints]:
    """Who was quiet for long at an offer of the preferred brand, and when; the first time only."""
    people, orders, campaigns = part.people, part.orders, shop.campaigns
    at = np.full(len(people), NEVER, np.int64)
    for row in np.flatnonzero(campaigns.kind == "winback").tolist():
        sent = int(campaigns.sent_at[row])
        last = np.zeros(len(people), np.int64)
        before = orders.ordered_at < sent
        np.maximum.at(last, orders.person[before], orders.ordered_at[before])
        quiet = (last > 0) & (last < sent - QUIET_DAYS * DAY)
        quiet &= (people.brand == campaigns.brand[row]) & (people.account_from <= sent)
        quiet &= (people.email_granted_at < sent) & (people.email_withdrawn_at > sent)
        at[quiet] = np.minimum(at[quiet], sent)
    who = np.flatnonzero(at < NEVER)
    return who, at[who]


def _stays(shop: Shop, part: Partition, rng: Generator) -> Landed:
    """Stays around the store orders of app holders who let the app notice them."""
    people, orders = part.people, part.orders
    lets = people.has_app & people.analytics_consent & (rng.random(len(people)) < NOTICED_SHARE)
    order = np.flatnonzero((orders.channel == STORE) & lets[orders.person])
    entered = orders.ordered_at[order] - rng.integers(5, 25, len(order)) * MINUTE
    device = _app_of(part, orders.person[order], entered, rng)
    has = device >= 0
    order, entered, device = order[has], entered[has], device[has]
    minutes = rng.integers(6, 40, len(order))
    rows = {
        "visit_id": _numbered("stay", part, len(order)),
        "store_id": texts(shop.stores.store_id[orders.store[order]].astype(str).tolist()),
        "device_id": part.devices.device_id[device],
        "zone": texts(ZONES)[rng.integers(0, len(ZONES), len(order))],
        "entered_at": columns.iso(entered),
        "left_at": columns.iso(entered + minutes * MINUTE),
        "minutes": texts(minutes.astype(str).tolist()),
    }
    return _landed("store_visit", rows, entered + minutes * MINUTE, ("visit_id",), rng)


def _app_of(part: Partition, person: Ints, at: Ints, rng: Generator) -> Ints:
    """An app installation that each person holds at a moment, or -1."""
    devices = part.devices
    app = np.flatnonzero(devices.platform != "WEB")
    owner = devices.person[app]
    starts = np.searchsorted(owner, np.arange(len(part.people) + 1))
    row, asked = repeat_ranges(starts[:-1][person], np.diff(starts)[person])
    row = app[row]
    fits: Bools = (devices.held_from[row] <= at[asked]) & (at[asked] < devices.held_to[row])
    return one_of_each(rng, asked[fits], row[fits], len(person))


def _behind(part: Partition, kind: str, names: list[str], who: Ints) -> Identities:
    """Who is behind records that are one person's for good."""
    count = len(names)
    return Identities(
        system=SYSTEM,
        record_type="customer",
        record_id=[f"{kind}-{name}" for name in names],
        person_id=part.people.person_id[who].tolist(),
        valid_from=[0] * count,
        valid_to=[NEVER] * count,
    )
