"""Klaviyo as Fivetran lands it: event, person, metric, campaign, flow."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids, requests
from loyalty_warehouse.sample.arrays import nothing, texts, where_text
from loyalty_warehouse.sample.landing import Delivery, Erasures, Flaw, Identities, Landed
from loyalty_warehouse.sample.systems.klaviyo_events import (
    KIND,
    KINDS,
    MESSAGE_KINDS,
    Events,
    happened,
    together,
)
from loyalty_warehouse.sample.systems.klaviyo_reactions import consent_changes, reactions
from loyalty_warehouse.sample.systems.klaviyo_sendings import known_clicks, sendings
from loyalty_warehouse.sample.world import (
    BRANDS,
    DAY,
    HOUR,
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

__all__ = ["FLAWS", "MESSAGE_KINDS", "SYSTEM", "land", "shared"]

SYSTEM = "klaviyo"
LOADED = "_fivetran_synced"
FLAWS = (
    Flaw("event", "duplicate_row"),
    Flaw("event", "resent_row", share=0.002),
    Flaw("event", "superseded", "property_subject"),
    Flaw("event", "null_key", "id"),
    Flaw("event", "reused_key", "timestamp"),
    Flaw("event", "orphan", "metric_id"),
    Flaw("event", "not_a_number", "property_value"),
    Flaw("event", "unknown_currency", "property_currency_code"),
    Flaw("event", "negative_quantity", "property_quantity"),
    Flaw("event", "absurd_quantity", "property_quantity"),
    Flaw("event", "in_the_future", "timestamp"),
    Flaw("event", "in_1970", "timestamp"),
    Flaw("event", "column_appears", "uuid"),
    Flaw("event", "day_without_data", "timestamp"),
    Flaw("person", "duplicate_row"),
    Flaw("person", "superseded", "city"),
    Flaw("person", "null_key", "id"),
    Flaw("person", "reused_key", "created"),
    Flaw("person", "mojibake", "last_name", 0.01),
    Flaw("person", "placeholder_email", "email", 0.01),
    Flaw("person", "shared_phone", "phone_number", 0.05),
    Flaw("campaign", "duplicate_row"),
    Flaw("campaign", "superseded", "name"),
    Flaw("flow", "resent_row"),
    Flaw("metric", "duplicate_row"),
)
CHANNEL_TYPES = {"email": "email", "sms": "sms", "push": "mobile_push"}
TRIGGERS = {"welcome": "Added to List", "birthday": "Date Based"}
COUNTRIES = {"FR": "France", "DE": "Germany", "GB": "United Kingdom", "US": "United States"}
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
SUBJECTS = {
    "newsletter": "Les nouveautés de la semaine",
    "promotion": "Jusqu'à -30 % : les prix baissent",
    "winback": "Vous nous manquez : -20 % pour revenir",
    "welcome": "Bienvenue !",
    "birthday": "Joyeux anniversaire !",
    "abandoned_checkout": "Votre panier vous attend",
    "post_purchase": "Merci pour votre commande",
}
ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", np.uint8)
EVENTS_A_PARTITION = 10**9


def shared(shop: Shop) -> Delivery:
    """The tables that do not depend on people: kinds of events, campaigns, flows."""
    return Delivery([_metrics(shop), _campaigns(shop), _flows(shop)])


def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
    """Events and profiles of the people of a partition."""
    has_profile, created = _profiles(shop, part)
    sent, clicks = sendings(shop, part), known_clicks(shop, part)
    parts = reactions(shop, part.people, sent, clicks, rng)
    received = together(parts[:1])
    parts += consent_changes(shop, part.people, received) + _sales(part)
    events = together(parts)
    events = events.rows(np.flatnonzero(has_profile[events.person]))
    rows = np.flatnonzero(has_profile)
    identities = Identities(
        SYSTEM,
        "customer",
        ids.klaviyo_profile(part.people.person_id[rows]).tolist(),
        part.people.person_id[rows].tolist(),
        created[rows].tolist(),
        [shop.settings.end] * len(rows),
    )
    tables = [
        Landed(SYSTEM, "event", _event_rows(shop, part, events, rng), ("id",), LOADED),
        _person_table(shop, part, rows, created, events, rng),
    ]
    asked = requests.of_newsletters(shop, part.people, created)
    asks = has_profile & (asked < NEVER)
    person = part.people.person_id[asks]
    profiles = ids.klaviyo_profile(person).tolist()
    erasures = Erasures(SYSTEM, "newsletter", profiles, person.tolist(), asked[asks].tolist())
    return Delivery(tables, [identities], [erasures])


def _profiles(shop: Shop, part: Partition) -> tuple[Bools, Ints]:
    """Who has a profile, and since when: with the first consent or the first order online."""
    people, orders = part.people, part.orders
    created = np.full(len(people), NEVER, np.int64)
    for channel in ("email", "sms", "push"):
        created = np.minimum(created, getattr(people, f"{channel}_granted_at"))
    online = orders.channel != STORE
    np.minimum.at(created, orders.person[online], orders.ordered_at[online])
    reachable = (people.email != None) | (people.phone != None)  # noqa: E711
    return reachable & (created < shop.settings.end), created - MINUTE


def _sales(part: Partition) -> list[Events]:
    """Orders on the web and in the app, once as a whole and once a line."""
    orders, lines = part.orders, part.lines
    order = np.flatnonzero(orders.channel != STORE)
    line = np.flatnonzero(orders.channel[lines.order] != STORE)
    of_line = lines.order[line]
    return [
        happened("Placed Order", orders.person[order], orders.ordered_at[order], order=order),
        happened(
            "Ordered Product",
            orders.person[of_line],
            orders.ordered_at[of_line] + SECOND,
            order=of_line,
            line=line,
        ),
    ]


def _taken(values: Texts, rows: Ints) -> pa.Array:
    """Texts by row; null for -1."""
    indices = pa.array(rows, pa.int64(), mask=rows < 0)
    return columns.text(values).take(indices) if len(values) else pa.nulls(len(rows), pa.string())


def _event_rows(shop: Shop, part: Partition, events: Events, rng: Generator) -> pa.Table:
    """The table event; the columns of properties are sparse, as the vendor's are."""
    campaigns, names = shop.campaigns, texts([name for name, _ in KINDS])
    campaign, is_flow = events.campaign, np.r_[campaigns.is_flow, False][events.campaign]
    number = EVENTS_A_PARTITION * part.number + np.arange(len(events))
    at = pa.array(events.at, pa.timestamp("us"))
    mailed = np.where(np.isin(events.kind, _kinds("Email", "Spam")), campaign, -1)
    clicked = np.where(np.isin(events.kind, _kinds("Clicked")), campaign, -1)
    return pa.table(
        {
            "id": _ids(number, "3K", 11),
            "uuid": _ids(number, "7F", 16),
            "metric_id": _taken(_metric_ids(), events.kind),
            "type": _taken(names, events.kind),
            "person_id": _taken(ids.klaviyo_profile(part.people.person_id), events.person),
            "campaign_id": _taken(campaigns.campaign_id, np.where(is_flow, -1, campaign)),
            "flow_id": _taken(campaigns.campaign_id, np.where(is_flow, campaign, -1)),
            "timestamp": at,
            "datetime": at,
            "property_subject": _taken(_subjects(shop), mailed),
            "property_campaign_name": _taken(campaigns.name, campaign),
            "property_url": _taken(_links(shop), clicked),
            "property_bounce_type": _taken(texts(["Hard", "Soft"]), events.bounce),
            "property_machine_open": pa.array(
                events.machine_open == 1, pa.bool_(), mask=events.machine_open < 0
            ),
            **_sale_columns(shop, part, events),
            LOADED: columns.stamp(columns.loaded(events.at, rng)),
        }
    )


def _sale_columns(shop: Shop, part: Partition, events: Events) -> dict[str, pa.Array]:
    """What only sales have: the value, as a text with a sign for some currencies."""
    orders, lines = part.orders, part.lines
    is_line = events.line >= 0
    whole = np.where(is_line, -1, events.order)
    values = [*_values(orders.net + orders.shipping, orders.currency)]
    of_line = _values(lines.net, orders.currency[lines.order])
    rows = np.where(is_line, len(values) + events.line, whole)
    sku = _taken(shop.products.sku, np.r_[lines.product, -1][events.line])
    return {
        "property_value": _taken(texts([*values, *of_line]), rows),
        "property_currency_code": _taken(orders.currency, events.order),
        "property_order_id": _taken(
            texts([str(n) for n in ids.shopify_order(orders.order_id).tolist()]), events.order
        ),
        "property_sku": sku,
        "property_quantity": pa.array(
            np.r_[lines.quantity, 0][events.line], pa.int64(), mask=~is_line
        ),
    }


def _values(cents: Ints, currency: Texts) -> list[str]:
    """59.90 for euros, £1,059.90 for the others: the shop of each currency writes its own way."""
    return [
        f"{amount // 100}.{amount % 100:02d}"
        if code == "EUR"
        else f"{SIGNS[code]}{amount // 100:,}.{amount % 100:02d}"
        for amount, code in zip(cents.tolist(), currency.tolist(), strict=True)
    ]


def _kinds(*words: str) -> list[int]:
    """Kinds whose name holds one of the words."""
    return [number for name, number in KIND.items() if any(word in name for word in words)]


def _ids(numbers: Ints, prefix: str, width: int) -> pa.Array:
    """Texts of one width that are unique for unique numbers."""
    digits = np.zeros((len(numbers), width), np.uint8)
    rest = numbers.copy()
    for place in range(width - 1, -1, -1):
        digits[:, place] = ALPHABET[rest % 32]
        rest //= 32
    digits[:, : len(prefix)] = np.frombuffer(prefix.encode(), np.uint8)
    flat = digits.view(f"S{width}").ravel().astype(f"U{width}")
    return pa.array(flat, pa.string())


def _metric_ids() -> Texts:
    return texts([f"Wm{number:04d}" for number in range(len(KINDS))])


def _subjects(shop: Shop) -> Texts:
    return texts([SUBJECTS[kind] for kind in shop.campaigns.kind])


def _links(shop: Shop) -> Texts:
    """Where the links of a campaign lead."""
    homes = [f"https://{name.lower().replace(' ', '-')}.example/" for name in BRANDS]
    campaigns = shop.campaigns
    return texts(
        [
            f"{homes[brand]}?utm_source=klaviyo&utm_medium={channel}&utm_campaign={name}"
            for brand, channel, name in zip(
                campaigns.brand, campaigns.message_channel, campaigns.name, strict=True
            )
        ]
    )


def _person_table(
    shop: Shop, part: Partition, rows: Ints, created: Ints, events: Events, rng: Generator
) -> Landed:
    """Profiles as they are at the end. Of those erased, some rows are gone and the others bare."""
    people, end = part.people, shop.settings.end
    last = np.zeros(len(people), np.int64)
    np.maximum.at(last, events.person, events.at)
    erased = people.erasure_requested_at < end
    rows = rows[~(erased & (people.person_id % 3 == 0))[rows]]
    updated = np.maximum(created, last)
    asked = requests.of_newsletters(shop, people, created)
    for moments in (people.married_at, people.moved_at, people.erasure_requested_at, asked):
        updated = np.where(moments < end, np.maximum(updated, moments), updated)
    table = {
        "id": columns.text(ids.klaviyo_profile(people.person_id[rows])),
        **{name: columns.text(values[rows]) for name, values in _particulars(shop, people).items()},
        "created": columns.stamp(created[rows]),
        "updated": columns.stamp(updated[rows]),
        "custom_erasure_requested_at": columns.stamp(asked[rows]),
        "last_event_date": columns.stamp(np.where(last > 0, last, NEVER)[rows]),
    }
    for channel, word in (("email", "email"), ("sms", "sms"), ("mobile_push", "push")):
        table |= _consent(shop, people, rows, channel, word)
    table["_fivetran_deleted"] = pa.array(erased[rows], pa.bool_())
    table[LOADED] = columns.stamp(columns.loaded(updated[rows], rng))
    return Landed(SYSTEM, "person", pa.table(table), ("id",), LOADED)


def _particulars(shop: Shop, people: People) -> dict[str, Texts]:
    """Name, address and ways to reach a person; nothing of those who asked to be forgotten."""
    end = shop.settings.end
    known = people.erasure_requested_at >= end
    moved = people.moved_at < end
    married = (people.married_at < end) & (people.person_id % 2 == 0)
    other_mail = (people.second_email != None) & (people.person_id % 2 == 1)  # noqa: E711
    account = texts([str(n) for n in ids.shopify_customer(people.person_id).tolist()])
    linked = people.has_account & (people.person_id % 5 != 0)
    regions = {"FR": "fr-FR", "DE": "de-DE", "GB": "en-GB", "US": "en-US"}
    found = {
        "email": np.where(other_mail, people.second_email, people.email),
        "phone_number": people.phone,
        "first_name": people.first_name,
        "last_name": np.where(married, people.married_name, people.last_name),
        "address_1": np.where(moved, people.new_street, people.street),
        "city": np.where(moved, people.new_city, people.city),
        "zip": np.where(moved, people.new_postal_code, people.postal_code),
        "custom_shopify_customer_id": where_text(linked, account),
    }
    bare = {name: where_text(known, values) for name, values in found.items()}
    return bare | {
        "country": texts([COUNTRIES[code] for code in people.country]),
        "timezone": people.time_zone,
        "locale": texts([regions[code] for code in people.country]),
    }


def _consent(
    shop: Shop, people: People, rows: Ints, channel: str, word: str
) -> dict[str, pa.Array]:
    """State and last change of a channel; whoever never subscribed may still be sent mails."""
    granted = getattr(people, f"{word}_granted_at")[rows]
    withdrawn = getattr(people, f"{word}_withdrawn_at")[rows]
    is_in, is_out = granted < shop.settings.end, withdrawn < shop.settings.end
    state = np.where(is_out, "UNSUBSCRIBED", np.where(is_in, "SUBSCRIBED", "NEVER_SUBSCRIBED"))
    prefix = f"subscriptions_{channel}_marketing"
    return {
        f"{prefix}_consent": pa.array(state.tolist(), pa.string()),
        f"{prefix}_can_receive_{word}_marketing": pa.array(
            ~is_out & (is_in | (word == "email")), pa.bool_()
        ),
        f"{prefix}_last_updated": columns.stamp(
            np.where(is_out, withdrawn, np.where(is_in, granted, NEVER))
        ),
    }


def _metrics(shop: Shop) -> Landed:
    count = len(KINDS)
    created = np.full(count, shop.settings.start - 400 * DAY, np.int64)
    integrations = texts([integration for _, integration in KINDS])
    categories = np.where(integrations == "Shopify", "eCommerce", "Internal").astype(object)
    table = pa.table(
        {
            "id": columns.text(_metric_ids()),
            "name": columns.text(texts([name for name, _ in KINDS])),
            "integration_name": columns.text(integrations),
            "integration_category": columns.text(categories),
            "created": columns.stamp(created),
            "updated": columns.stamp(created),
            "_fivetran_deleted": pa.array([False] * count, pa.bool_()),
            LOADED: columns.stamp(created + HOUR),
        }
    )
    return Landed(SYSTEM, "metric", table, ("id",), LOADED)


def _campaigns(shop: Shop) -> Landed:
    """Sendings to many, made three days before."""
    campaigns = shop.campaigns
    rows = np.flatnonzero(~campaigns.is_flow)
    sent, count = campaigns.sent_at[rows], len(rows)
    brand = texts(list(BRANDS))[campaigns.brand[rows]] if count else nothing(0)
    addresses = [f"hello@{name.lower().replace(' ', '-')}.example" for name in brand]
    kinds = [CHANNEL_TYPES[name] for name in campaigns.message_channel[rows]]
    table = pa.table(
        {
            "id": columns.text(campaigns.campaign_id[rows]),
            "name": columns.text(campaigns.name[rows]),
            "subject": columns.text(_subjects(shop)[rows]),
            "campaign_type": pa.array(kinds, pa.string()),
            "status": pa.array(["sent"] * count, pa.string()),
            "from_name": columns.text(brand),
            "from_email": pa.array(addresses, pa.string()),
            "scheduled": columns.stamp(sent - 3 * DAY),
            "send_time": columns.stamp(sent),
            "sent_at": columns.stamp(sent),
            "archived": pa.array([False] * count, pa.bool_()),
            "created": columns.stamp(sent - 3 * DAY),
            "updated": columns.stamp(sent + 5 * MINUTE),
            "_fivetran_deleted": pa.array([False] * count, pa.bool_()),
            LOADED: columns.stamp(sent + 3 * HOUR),
        }
    )
    return Landed(SYSTEM, "campaign", table, ("id",), LOADED)


def _flows(shop: Shop) -> Landed:
    campaigns = shop.campaigns
    rows = np.flatnonzero(campaigns.is_flow)
    count = len(rows)
    created = shop.settings.start - 200 * DAY + np.arange(count, dtype=np.int64) * DAY
    triggers = [TRIGGERS.get(kind, "Metric") for kind in campaigns.kind[rows]]
    table = pa.table(
        {
            "id": columns.text(campaigns.campaign_id[rows]),
            "name": columns.text(campaigns.name[rows]),
            "status": pa.array(["live"] * count, pa.string()),
            "trigger_type": pa.array(triggers, pa.string()),
            "archived": pa.array([False] * count, pa.bool_()),
            "created": columns.stamp(created),
            "updated": columns.stamp(created),
            "_fivetran_deleted": pa.array([False] * count, pa.bool_()),
            LOADED: columns.stamp(created + HOUR),
        }
    )
    return Landed(SYSTEM, "flow", table, ("id",), LOADED)
