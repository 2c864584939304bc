"""Surveys after an order, and the people asked (Delighted's columns).

Scores follow what happened: late parcels and returns lower them, and people who stay score higher.
The constants are in points of the 0 to 10 scale.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import pick, texts, where_text
from loyalty_warehouse.sample.landing import Landed
from loyalty_warehouse.sample.world import (
    BRANDS,
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    STORE,
    Floats,
    Ints,
    Partition,
    Shop,
    Texts,
)

ASKED_SHARE, ANSWER_SHARE = 0.40, 0.35
USUAL_SCORE = 8.2
LATE_PARCEL_EFFECT = -2.2
RETURN_EFFECT = -0.9
STAYS_EFFECT = 0.8
"""For people who have not stopped for good within the next 180 days."""
STAYS_DAYS = 180
TASTE_SPREAD, NOISE_SPREAD = 0.9, 1.2
"""Standard deviation between people, and between answers of a person."""
TYPES, TYPE_WEIGHTS = ("nps", "csat", "ces"), (70, 20, 10)
COMMENT_SHARE, EDITED_SHARE = 0.35, 0.03
SECOND_EMAIL_EVERY = 3
"""Every so many-th person with a second address is asked at that one."""
COMMENTS = (
    ("Très déçue, le colis est arrivé abîmé", "Nie wieder, zu spät geliefert", "Bad experience"),
    ("Correct mais un peu cher", "Taille mal indiquée, à améliorer", "Okay overall"),
    ("Parfait, j'adore la qualité 💫", "Schnell geliefert, sehr schön", "Lovely shop", "Génial !"),
)
"""Of detractors, passives and promoters."""


def land(system: str, shop: Shop, part: Partition, rng: Generator) -> tuple[list[Landed], Ints]:
    """Answers and people asked; and the rows of those people."""
    order, asked_at = _asked(shop, part, rng)
    answered_at = asked_at + rng.integers(3 * MINUTE, 5 * DAY, len(order))
    answers = (rng.random(len(order)) < ANSWER_SHARE) & (answered_at < shop.settings.end)
    responses = _responses(system, shop, part, order[answers], answered_at[answers], rng)
    people, persons = _people(
        system, part, order, asked_at, np.where(answers, answered_at, NEVER), rng
    )
    return [responses, persons], people


def person_ids(person_id: Ints) -> Texts:
    """The survey service's ids of people."""
    return texts([str(number) for number in (person_id + 900_000_000_000).tolist()])


def _asked(shop: Shop, part: Partition, rng: Generator) -> tuple[Ints, Ints]:
    """Orders after which a survey is sent, and when: some days after the goods are in hand."""
    orders = part.orders
    had_at = np.full(len(orders), NEVER, np.int64)
    had_at[part.parcels.order] = part.parcels.delivered_at
    in_store = (orders.channel == STORE) | orders.is_collected
    had_at = np.where(in_store, orders.ordered_at + 6 * HOUR, had_at)
    can_be_asked = ~orders.is_cancelled & ~orders.is_anonymous & (had_at < NEVER)
    can_be_asked &= part.people.email[orders.person].astype(bool)
    chosen = can_be_asked & (rng.random(len(orders)) < ASKED_SHARE)
    wait = rng.integers(2 * DAY, 8 * DAY, len(orders))
    asked_at = np.where(chosen, np.where(chosen, had_at, 0) + wait, NEVER)
    order = np.flatnonzero(asked_at < shop.settings.end)
    return order, asked_at[order] // SECOND * SECOND


def _scores(part: Partition, order: Ints, at: Ints, rng: Generator) -> Floats:
    """What people would answer from 0 to 10, before rounding."""
    count = len(part.orders)
    is_late, came_back = np.zeros(count, bool), np.zeros(count, bool)
    is_late[part.parcels.order] = part.parcels.is_late
    came_back[part.refunds.order[part.refunds.kind == "return"]] = True
    person = part.orders.person[order]
    stays = part.people.gone_at[person] - STAYS_DAYS * DAY > at
    taste = rng.normal(0, TASTE_SPREAD, len(part.people))[person]
    return np.asarray(
        USUAL_SCORE
        + LATE_PARCEL_EFFECT * is_late[order]
        + RETURN_EFFECT * came_back[order]
        + STAYS_EFFECT * stays
        + taste
        + rng.normal(0, NOISE_SPREAD, len(order))
    )


def _responses(
    system: str, shop: Shop, part: Partition, order: Ints, at: Ints, rng: Generator
) -> Landed:
    orders = part.orders
    score = _scores(part, order, at, rng)
    kind = pick(rng, TYPES, len(order), TYPE_WEIGHTS)
    nps = np.clip(np.round(score), 0, 10).astype(np.int64)
    stars = np.clip(np.round(score / 2), 1, 5).astype(np.int64)
    edited = rng.random(len(order)) < EDITED_SHARE
    updated = np.minimum(
        at + edited * rng.integers(1 * HOUR, 3 * DAY, len(order)), shop.settings.end
    )
    comments = where_text(rng.random(len(order)) < COMMENT_SHARE, _comments(nps, rng))
    numbers = (orders.order_id[order] + 300_000_000_000).tolist()
    rows = {
        "id": columns.text(texts([str(number) for number in numbers])),
        "person_id": columns.text(person_ids(part.people.person_id[orders.person[order]])),
        "survey_type": columns.text(kind),
        "score": pa.array(np.where(kind == "nps", nps, stars), pa.int64()),
        "comment": columns.text(comments),
        "person_properties": columns.text(_properties(part, order)),
        "created_at": pa.array(at // SECOND, pa.int64()),
        "updated_at": pa.array(updated // SECOND, pa.int64()),
        "_fivetran_synced": columns.stamp(columns.loaded(updated, rng)),
    }
    return Landed(system, "response", pa.table(rows), ("id",), "_fivetran_synced")


def _comments(nps: Ints, rng: Generator) -> Texts:
    """A comment in the mood of each score."""
    mood = (nps >= 7).astype(np.int64) + (nps >= 9)
    drawn = rng.integers(0, 60, len(nps)).tolist()
    pairs = zip(mood.tolist(), drawn, strict=True)
    return texts([COMMENTS[m][number % len(COMMENTS[m])] for m, number in pairs])


def _properties(part: Partition, order: Ints) -> Texts:
    """Properties as JSON; their names hold blanks."""
    orders = part.orders
    order_id = orders.order_id[order]
    numbers = np.where(
        orders.channel[order] == STORE,
        ids.pos_ticket(order_id),
        texts([str(number) for number in ids.shopify_order(order_id).tolist()]),
    )
    names = [BRANDS[brand] for brand in orders.brand[order].tolist()]
    form = '{{"Delighted Source": "email", "Order Id": "{}", "Brand": "{}"}}'
    return texts([form.format(*pair) for pair in zip(numbers.tolist(), names, strict=True)])


def _people(
    system: str, part: Partition, order: Ints, asked_at: Ints, answered_at: Ints, rng: Generator
) -> tuple[Ints, Landed]:
    """One row a person asked, as of the last question or answer; and the rows of the people."""
    people = part.people
    person = part.orders.person[order]
    first, last = np.full(len(people), NEVER, np.int64), np.zeros(len(people), np.int64)
    answered = np.zeros(len(people), np.int64)
    np.minimum.at(first, person, asked_at)
    np.maximum.at(last, person, asked_at)
    np.maximum.at(answered, person, np.where(answered_at < NEVER, answered_at, 0))
    who = np.flatnonzero(first < NEVER)
    changed_at = np.maximum(last, answered)[who]
    other = people.second_email[who].astype(bool) & (
        people.person_id[who] % SECOND_EMAIL_EVERY == 0
    )
    married = people.married_at[who] <= changed_at
    family = np.where(married, people.married_name[who], people.last_name[who])
    names = [" ".join(pair) for pair in zip(people.first_name[who], family, strict=True)]
    seconds = pa.array(answered[who] // SECOND, pa.int64(), mask=answered[who] == 0)
    rows = {
        "id": columns.text(person_ids(people.person_id[who])),
        "name": columns.text(texts(names)),
        "email": columns.text(np.where(other, people.second_email[who], people.email[who])),
        "phone_number": columns.text(people.phone[who]),
        "created_at": pa.array(first[who] // SECOND, pa.int64()),
        "last_sent_at": pa.array(last[who] // SECOND, pa.int64()),
        "last_responded_at": seconds,
        "_fivetran_synced": columns.stamp(columns.loaded(changed_at, rng)),
    }
    return who, Landed(system, "person", pa.table(rows), ("id",), "_fivetran_synced")
