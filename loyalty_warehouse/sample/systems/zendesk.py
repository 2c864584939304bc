"""Zendesk as Fivetran lands it: ticket, user, comments, field history, tags, brands."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import texts, where_text
from loyalty_warehouse.sample.landing import Delivery, Flaw, Identities, Landed
from loyalty_warehouse.sample.systems.zendesk_requests import (
    AGENTS,
    CHANNELS,
    DELIVERY,
    TAGS,
    VOICE,
    Requests,
    requests,
    wording,
)
from loyalty_warehouse.sample.world import (
    BRANDS,
    DAY,
    HOUR,
    NEVER,
    STORE,
    Bools,
    Ints,
    Partition,
    Shop,
    Texts,
)

SYSTEM = "zendesk"
LOADED = "_fivetran_synced"
FLAWS = (
    Flaw("ticket", "duplicate_row", share=0.002),
    Flaw("ticket", "resent_row", share=0.003),
    Flaw("ticket", "superseded", "status", 0.002),
    Flaw("ticket", "null_key", "id"),
    Flaw("ticket", "reused_key", "created_at", 0.002),
    Flaw("ticket", "orphan", "requester_id", 0.002),
    Flaw("ticket", "in_the_future", "created_at"),
    Flaw("ticket", "in_1970", "created_at"),
    Flaw("ticket", "time_with_offset", "updated_at", 0.01),
    Flaw("ticket", "mojibake", "subject", 0.005),
    Flaw("ticket", "column_disappears", "priority"),
    Flaw("user", "duplicate_row", share=0.002),
    Flaw("user", "superseded", "name", 0.002),
    Flaw("user", "null_key", "id"),
    Flaw("user", "reused_key", "created_at"),
    Flaw("user", "time_with_offset", "updated_at", 0.01),
    Flaw("user", "mojibake", "name", 0.01),
    Flaw("user", "placeholder_email", "email", 0.01),
    Flaw("user", "shared_phone", "phone", 0.08),
    Flaw("ticket_comment", "duplicate_row"),
    Flaw("ticket_comment", "resent_row", share=0.002),
    Flaw("ticket_comment", "null_key", "id"),
    Flaw("ticket_comment", "reused_key", "created"),
    Flaw("ticket_comment", "orphan", "ticket_id"),
    Flaw("ticket_comment", "in_the_future", "created"),
    Flaw("ticket_comment", "in_1970", "created"),
    Flaw("ticket_comment", "mojibake", "body", 0.005),
    Flaw("ticket_comment", "day_without_data", "created"),
    Flaw("ticket_field_history", "duplicate_row"),
    Flaw("ticket_field_history", "resent_row", share=0.002),
    Flaw("ticket_field_history", "superseded", "value"),
    Flaw("ticket_field_history", "null_key", "field_name"),
    Flaw("ticket_field_history", "orphan", "ticket_id"),
    Flaw("ticket_field_history", "late", "updated", 0.005),
    Flaw("ticket_tag", "duplicate_row", share=0.005),
    Flaw("ticket_tag", "null_key", "tag"),
    Flaw("ticket_tag", "orphan", "ticket_id", 0.002),
    Flaw("brand", "duplicate_row"),
)
FIRST_BRAND, FIRST_STAFF = 360_000_000_001, 8_000_000_001
BOT = -1
"""Author of what the system and the bot write; it is no user."""
MERGED_AWAY = 10_000_000_000
"""Added to the number of a user for the one that was merged into it."""
MERGED_SHARE = 0.04
STAFF = (
    "Camille Aubry",
    "Nadia Benali",
    "Hugo Carlier",
    "Inès Delmas",
    "Jonas Ehlert",
    "Fiona Grant",
    "Marc Hubert",
    "Léa Jacquin",
    "Odile Admin",
)
"""Agents, and the administrator last."""
REPLIES = {
    "fr": "Merci pour votre message, voici notre réponse.",
    "de": "Vielen Dank für Ihre Nachricht, hier unsere Antwort.",
    "en": "Thank you for your message, here is our answer.",
}
ZONES = {"FR": "Paris", "DE": "Berlin", "GB": "London", "US": "Eastern Time (US & Canada)"}
LOCALES = {"fr": "fr", "de": "de", "en": "en-GB"}


def shared(shop: Shop) -> Delivery:
    """Brands and the people who answer."""
    made = np.full(len(STAFF), shop.settings.start - 500 * DAY, np.int64)
    roles = ["agent"] * AGENTS + ["admin"]
    staff = {
        "id": pa.array(FIRST_STAFF + np.arange(len(STAFF)), pa.int64()),
        "external_id": pa.nulls(len(STAFF), pa.string()),
        "name": pa.array(STAFF, pa.string()),
        "email": pa.array([f"agent{n}@shop.example" for n in range(len(STAFF))], pa.string()),
        "phone": pa.nulls(len(STAFF), pa.string()),
        "role": pa.array(roles, pa.string()),
        "active": pa.array([True] * len(STAFF), pa.bool_()),
        "verified": pa.array([True] * len(STAFF), pa.bool_()),
        "locale": pa.array(["fr"] * len(STAFF), pa.string()),
        "time_zone": pa.array(["Paris"] * len(STAFF), pa.string()),
        "created_at": columns.stamp(made),
        "updated_at": columns.iso(made),
        "_fivetran_deleted": pa.array([False] * len(STAFF), pa.bool_()),
        LOADED: columns.stamp(made + HOUR),
    }
    brands = pa.table(
        {
            "id": pa.array(FIRST_BRAND + np.arange(len(BRANDS)), pa.int64()),
            "name": pa.array(BRANDS, pa.string()),
            "subdomain": pa.array([name.lower().replace(" ", "-") for name in BRANDS], pa.string()),
            "active": pa.array([True] * len(BRANDS), pa.bool_()),
            "_fivetran_deleted": pa.array([False] * len(BRANDS), pa.bool_()),
            LOADED: columns.stamp(made[: len(BRANDS)] + HOUR),
        }
    )
    return Delivery(
        [
            Landed(SYSTEM, "user", pa.table(staff), ("id",), LOADED),
            Landed(SYSTEM, "brand", brands, ("id",), LOADED),
        ]
    )


def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
    """Requests of the people of a partition, and the users who asked them."""
    found = requests(shop, part, rng)
    number = 1_001 + part.number * 10**6 + np.arange(len(found), dtype=np.int64)
    comments = _comments(part, found, number, rng)
    history = _history(part, found, number, rng)
    users, identities = _users(shop, part, found, rng)
    tables = {
        "ticket": (_tickets(part, found, number, rng), ("id",)),
        "user": (users, ("id",)),
        "ticket_comment": (comments, ("id",)),
        "ticket_field_history": (history, ("ticket_id", "field_name", "updated")),
        "ticket_tag": (_tags(found, number, rng), ("ticket_id", "tag")),
    }
    landed = [Landed(SYSTEM, name, rows, key, LOADED) for name, (rows, key) in tables.items()]
    return Delivery(landed, [identities])


def _last_change(found: Requests) -> Ints:
    """The last thing that happened to each request."""
    moments = [getattr(found, name) for name in Requests.__dataclass_fields__ if name[-3:] == "_at"]
    last: Ints = np.max([np.where(moment < NEVER, moment, 0) for moment in moments], axis=0)
    return last


def _status(found: Requests) -> Texts:
    """The state at the end: that of the last change of state."""
    states: list[tuple[str, Ints]] = [
        ("new", found.created_at),
        ("open", found.assigned_at),
        ("pending", np.where(found.is_bot, NEVER, found.replied_at)),
        ("open", found.asked_again_at),
        ("solved", found.first_solved_at),
        ("open", found.reopened_at),
        ("solved", found.solved_again_at),
        ("closed", found.closed_at),
        ("deleted", found.deleted_at),
    ]
    state = np.full(len(found), "new", object)
    for name, moment in states:
        state[moment < NEVER] = name
    return state


def _tickets(part: Partition, found: Requests, number: Ints, rng: Generator) -> pa.Table:
    requester = ids.zendesk_user(part.people.person_id[found.person])
    agent = FIRST_STAFF + found.agent
    status, last = _status(found), _last_change(found)
    taken = found.assigned_at < NEVER
    flagged = (status == "deleted") & (number % 2 == 0)
    return pa.table(
        {
            "id": pa.array(number, pa.int64()),
            "requester_id": pa.array(requester, pa.int64()),
            "submitter_id": pa.array(np.where(found.channel == VOICE, agent, requester)),
            "assignee_id": pa.array(agent, pa.int64(), mask=~taken),
            "brand_id": pa.array(FIRST_BRAND + found.brand, pa.int64()),
            "via_channel": columns.text(texts(list(CHANNELS))[found.channel]),
            "type": columns.text(
                np.where(found.topic == DELIVERY, "incident", "question").astype(object)
            ),
            "subject": columns.text(wording(part, found, 0)),
            "description": columns.text(wording(part, found, 1)),
            "priority": columns.text(
                np.where(found.topic == DELIVERY, "high", "normal").astype(object)
            ),
            "status": columns.text(status),
            "custom_order_number": columns.text(_order_numbers(part, found, rng)),
            "merged_ticket_ids": pa.array(["[]"] * len(found), pa.string()),
            "created_at": columns.stamp(found.created_at),
            "updated_at": columns.iso(last),
            "_fivetran_deleted": pa.array(flagged, pa.bool_()),
            LOADED: columns.stamp(columns.loaded(last, rng)),
        }
    )


def _order_numbers(part: Partition, found: Requests, rng: Generator) -> Texts:
    """What people write for their order: its name, the name without its sign, or Shopify's id."""
    orders, row = part.orders, found.order
    number = np.r_[orders.order_id, 0][row]
    in_store = np.r_[orders.channel, 0][row] == STORE
    name, form = ids.shopify_order_name(number), rng.random(len(row))
    bare = texts([text[1:] for text in name.tolist()])
    whole = texts([str(value) for value in ids.shopify_order(number).tolist()])
    written = np.where(form < 0.55, name, np.where(form < 0.7, bare, whole))
    written = np.where(in_store, ids.pos_ticket(number), written)
    return where_text((row >= 0) & (form < 0.88), written)


def _users(
    shop: Shop, part: Partition, found: Requests, rng: Generator
) -> tuple[pa.Table, Identities]:
    """Everybody who asked, and users that were merged into another."""
    people, end = part.people, shop.settings.end
    person, first = np.unique(found.person, return_index=True)
    made = found.created_at[first]
    twice = rng.random(len(person)) < MERGED_SHARE
    loser = np.flatnonzero(twice)
    who, is_loser = np.r_[person, person[loser]], np.arange(len(person) + len(loser)) >= len(person)
    created = np.r_[made, made[loser] - DAY]
    erased = people.erasure_requested_at[who]
    last = np.r_[_last_asked(found, person), made[loser] + HOUR]
    last = np.where(erased < end, np.maximum(last, erased), last)
    user = ids.zendesk_user(people.person_id[who]) + MERGED_AWAY * is_loser
    table = {
        "id": pa.array(user, pa.int64()),
        **_particulars(part, who, is_loser, erased < end),
        "role": pa.array(["end-user"] * len(who), pa.string()),
        "active": pa.array(~is_loser & (erased >= end), pa.bool_()),
        "verified": pa.array((people.person_id[who] % 3 > 0) & ~is_loser, pa.bool_()),
        "locale": pa.array([LOCALES[word] for word in people.language[who]], pa.string()),
        "time_zone": pa.array([ZONES[code] for code in people.country[who]], pa.string()),
        "created_at": columns.stamp(created),
        "updated_at": columns.iso(last // 1_000_000 * 1_000_000),
        "_fivetran_deleted": pa.array([False] * len(who), pa.bool_()),
        LOADED: columns.stamp(columns.loaded(last, rng)),
    }
    names = [str(value) for value in user.tolist()]
    ends = [end] * len(who)
    owners = people.person_id[who].tolist()
    return pa.table(table), Identities(SYSTEM, "customer", names, owners, created.tolist(), ends)


def _last_asked(found: Requests, person: Ints) -> Ints:
    """When each person asked last."""
    last = np.zeros(int(person.max(initial=0)) + 1, np.int64)
    np.maximum.at(last, found.person, found.created_at)
    return last[person]


def _particulars(
    part: Partition, who: Ints, is_loser: Bools, is_erased: Bools
) -> dict[str, pa.Array]:
    """Name and addresses; a user merged away has the second address or none."""
    people = part.people
    number = people.person_id[who]
    pairs = zip(people.first_name[who], people.last_name[who], strict=True)
    name = texts([f"{first} {last}" for first, last in pairs])
    email = np.where(is_loser, people.second_email[who], people.email[who])
    account = texts([str(value) for value in ids.shopify_customer(number).tolist()])
    linked = people.has_account[who] & (number % 5 < 2) & ~is_loser
    phone = where_text(number % 2 == 0, people.phone[who])
    return {
        "external_id": columns.text(where_text(linked & ~is_erased, account)),
        "name": columns.text(np.where(is_erased, "Permanently deleted user", name).astype(object)),
        "email": columns.text(where_text(~is_erased, email)),
        "phone": columns.text(where_text(~is_erased & ~is_loser, phone)),
    }


def _comments(part: Partition, found: Requests, number: Ints, rng: Generator) -> pa.Table:
    """First messages, notes among agents, answers and further questions."""
    requester = ids.zendesk_user(part.people.person_id[found.person])
    agent = np.where(found.is_bot, BOT, FIRST_STAFF + found.agent)
    languages = part.people.language[found.person]
    reply = texts([REPLIES[language] for language in languages])
    asked = wording(part, found, 1)
    note = np.full(len(found), "Commande vérifiée, à suivre.", object)
    solved_apart = np.where(found.asked_again_at < NEVER, found.first_solved_at, NEVER)
    parts = [
        (found.created_at, np.where(found.channel == VOICE, agent, requester), asked, True),
        (found.noted_at, agent, note, False),
        (found.replied_at, agent, reply, True),
        (found.asked_again_at, requester, asked, True),
        (solved_apart, agent, reply, True),
        (found.reopened_at, requester, asked, True),
        (found.solved_again_at, agent, reply, True),
    ]
    row = np.tile(np.arange(len(found)), len(parts))
    at, author, body = (np.concatenate([part[place] for part in parts]) for place in range(3))
    public = np.repeat([part[3] for part in parts], len(found))
    keep = np.flatnonzero(at < NEVER)
    keep = keep[np.lexsort((row[keep], at[keep]))]
    first = 5_000_000_000 + part.number * 10**8
    return pa.table(
        {
            "id": pa.array(first + np.arange(len(keep)), pa.int64()),
            "ticket_id": pa.array(number[row[keep]], pa.int64()),
            "user_id": pa.array(author[keep], pa.int64()),
            "body": columns.text(body[keep]),
            "created": columns.stamp(at[keep]),
            "public": pa.array(public[keep], pa.bool_()),
            "voice_comment": pa.array((found.channel == VOICE)[row[keep]], pa.bool_()),
            "_fivetran_deleted": pa.array([False] * len(keep), pa.bool_()),
            LOADED: columns.stamp(columns.loaded(at[keep], rng)),
        }
    )


def _history(part: Partition, found: Requests, number: Ints, rng: Generator) -> pa.Table:
    """Changes of state, agent, priority and rating, the first values included."""
    requester = ids.zendesk_user(part.people.person_id[found.person])
    agent, nobody = FIRST_STAFF + found.agent, np.full(len(found), -1, np.int64)
    actor = np.where(found.is_bot, nobody, agent)
    bot_waits = np.where(found.is_bot, NEVER, found.replied_at)
    priority = np.where(found.topic == DELIVERY, "high", "normal").astype(object)
    rating, other = np.array(["bad", "good"], object), np.array(["good", "bad"], object)
    is_good = found.is_good.astype(np.int64)
    agents = texts([str(value) for value in agent.tolist()])
    changes: list[tuple[str, str | Texts, Ints, Ints]] = [
        ("status", "new", found.created_at, requester),
        ("priority", priority, found.created_at, nobody),
        ("assignee_id", agents, found.assigned_at, nobody),
        ("status", "open", found.assigned_at, agent),
        ("status", "pending", bot_waits, agent),
        ("status", "open", found.asked_again_at, requester),
        ("status", "solved", found.first_solved_at, actor),
        ("status", "open", found.reopened_at, requester),
        ("status", "solved", found.solved_again_at, actor),
        ("satisfaction_score", "offered", found.offered_at, nobody),
        ("satisfaction_score", rating[is_good], found.rated_at, requester),
        ("satisfaction_score", other[is_good], found.changed_at, requester),
        ("status", "closed", found.closed_at, nobody),
        ("status", "deleted", found.deleted_at, actor),
    ]
    count = len(found)
    row = np.tile(np.arange(count), len(changes))
    at = np.concatenate([change[2] for change in changes])
    user = np.concatenate([change[3] for change in changes])
    value = np.concatenate([np.full(count, change[1], object) for change in changes])
    name = np.repeat(texts([change[0] for change in changes]), count)
    keep = np.flatnonzero(at < NEVER)
    keep = keep[np.lexsort((row[keep], at[keep]))]
    return pa.table(
        {
            "ticket_id": pa.array(number[row[keep]], pa.int64()),
            "field_name": columns.text(name[keep]),
            "updated": columns.stamp(at[keep]),
            "value": columns.text(value[keep]),
            "user_id": pa.array(user[keep], pa.int64(), mask=user[keep] < 0),
            LOADED: columns.stamp(columns.loaded(at[keep], rng)),
        }
    )


def _tags(found: Requests, number: Ints, rng: Generator) -> pa.Table:
    """Tags of the topic, and whether the bot solved it."""
    rows = [(row, tag) for row, topic in enumerate(found.topic.tolist()) for tag in TAGS[topic]]
    solved = np.flatnonzero(found.is_bot & (found.first_solved_at < NEVER))
    rows += [(row, "bot_resolved") for row in solved.tolist()]
    row = np.array([pair[0] for pair in rows], np.int64)
    loaded = columns.loaded(found.created_at[row] + HOUR, rng)
    return pa.table(
        {
            "ticket_id": pa.array(number[row], pa.int64()),
            "tag": pa.array([pair[1] for pair in rows], pa.string()),
            LOADED: columns.stamp(loaded),
        }
    )
