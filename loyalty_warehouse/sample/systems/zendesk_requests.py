"""Who asks the helpdesk what and when, and what then happens to the request."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample.arrays import texts
from loyalty_warehouse.sample.world import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    STORE,
    Bools,
    Ints,
    Partition,
    Shop,
    Texts,
)

TOPICS = ("delivery", "return", "account", "loyalty", "product", "payment", "privacy")
DELIVERY, RETURN, ACCOUNT, LOYALTY, PRODUCT, PAYMENT, PRIVACY = range(7)
CHANNELS = ("email", "web", "native_messaging", "voice", "mobile_sdk", "whatsapp", "api")
CHANNEL_WEIGHTS = (34, 24, 22, 10, 5, 4, 1)
EMAIL, MESSAGING, VOICE = 0, 2, 3
LATE_SHARE, PARCEL_SHARE, RETURN_SHARE = 0.5, 0.03, 0.2
"""Late parcels, other parcels and returns that are asked about."""
ACCOUNT_RATE, LOYALTY_RATE = 0.05, 0.07
"""Questions a year about the account (of its holders) and the points (of members)."""
VISIT_SHARE, INVOICE_SHARE, PRIVACY_SHARE = 0.008, 0.04, 0.8
BOT_SHARE, AGAIN_SHARE, NOTE_SHARE, DELETED_SHARE = 0.45, 0.08, 0.15, 0.006
ANSWER_SHARE, CHANGE_SHARE = 0.3, 0.04
"""Solved requests that are rated, and ratings that are changed."""
LEFT_EVERY = 61
"""One request in so many, of those that an agent takes, is left open for good."""
AGENTS = 8
YEAR = 365 * DAY


@dataclass(frozen=True)
class Requests:
    """Requests in order of time; moments are NEVER where nothing happens (before the end)."""

    person: Ints
    topic: Ints
    created_at: Ints
    order: Ints
    """Row of Orders, or -1."""
    brand: Ints
    channel: Ints
    """Index into CHANNELS."""
    agent: Ints
    """Number of the agent in charge; -1 for the bot."""
    assigned_at: Ints
    noted_at: Ints
    replied_at: Ints
    """First public reply, of the agent or the bot."""
    asked_again_at: Ints
    first_solved_at: Ints
    """Together with the last reply before."""
    reopened_at: Ints
    solved_again_at: Ints
    offered_at: Ints
    rated_at: Ints
    is_good: Bools
    changed_at: Ints
    """The rating is turned round."""
    closed_at: Ints
    deleted_at: Ints

    def __len__(self) -> int:
        return len(self.person)

    @property
    def is_bot(self) -> Bools:
        """Solved without a person."""
        return np.asarray(self.agent < 0)


Asked = tuple[Ints, Ints, Ints, Ints]
"""Person, topic, moment, row of Orders."""


def requests(shop: Shop, part: Partition, rng: Generator) -> Requests:
    """All requests of a partition and their lives."""
    parts = [
        _about_parcels(part, rng),
        _about_returns(part, rng),
        _about_accounts(shop, part, rng),
        _about_points(shop, part, rng),
        _about_products(part, rng),
        _about_payments(part, rng),
        _to_be_forgotten(part, rng),
    ]
    person, topic, at, order = (np.concatenate(column) for column in zip(*parts, strict=True))
    at = at // 1_000_000 * 1_000_000
    keep = np.flatnonzero((at >= shop.settings.start) & (at < shop.settings.end))
    keep = keep[np.lexsort((topic[keep], person[keep], at[keep]))]
    return _live(shop, part, (person[keep], topic[keep], at[keep], order[keep]), rng)


def _asked(person: Ints, topic: int, at: Ints, order: Ints | None = None) -> Asked:
    count = len(person)
    orders = np.full(count, -1, np.int64) if order is None else order
    return person, np.full(count, topic, np.int64), at, orders


def _about_parcels(part: Partition, rng: Generator) -> Asked:
    """Where is my order: mostly when the promise was not kept."""
    parcels, count = part.parcels, len(part.parcels.order)
    wait = rng.integers(2 * HOUR, 3 * DAY, count)
    at = np.where(parcels.is_late, parcels.promised_at, parcels.shipped_at) + wait
    share = np.where(parcels.is_late, LATE_SHARE, PARCEL_SHARE)
    asks = (rng.random(count) < share) & (at < parcels.delivered_at)
    order = parcels.order[asks]
    return _asked(part.orders.person[order], DELIVERY, at[asks], order)


def _about_returns(part: Partition, rng: Generator) -> Asked:
    refunds = part.refunds
    row = np.flatnonzero((refunds.kind == "return") & (refunds.channel != STORE))
    order, first = np.unique(refunds.order[row], return_index=True)
    asks = rng.random(len(order)) < RETURN_SHARE
    at = refunds.requested_at[row][first] + rng.integers(HOUR, 5 * DAY, len(order))
    return _asked(part.orders.person[order[asks]], RETURN, at[asks], order[asks])


def _spread(since: Ints, until: Ints, rate: float, rng: Generator) -> tuple[Ints, Ints]:
    """Persons and moments of questions that come at a steady rate a year."""
    length = np.maximum(until - np.minimum(since, until), 0)
    person = np.repeat(np.arange(len(since)), rng.poisson(rate * length / YEAR))
    return person, since[person] + (rng.random(len(person)) * length[person]).astype(np.int64)


def _about_accounts(shop: Shop, part: Partition, rng: Generator) -> Asked:
    people = part.people
    until = np.minimum(people.gone_at, shop.settings.end)
    return _asked(*_with_topic(_spread(people.account_from, until, ACCOUNT_RATE, rng), ACCOUNT))


def _about_points(shop: Shop, part: Partition, rng: Generator) -> Asked:
    people = part.people
    until = np.minimum(people.gone_at, shop.settings.end)
    return _asked(*_with_topic(_spread(people.member_since, until, LOYALTY_RATE, rng), LOYALTY))


def _with_topic(found: tuple[Ints, Ints], topic: int) -> tuple[Ints, int, Ints]:
    return found[0], topic, found[1]


def _about_products(part: Partition, rng: Generator) -> Asked:
    """Soon after a look at a product."""
    visits = part.visits
    asks = (visits.reaches > 0) & (rng.random(len(visits.person)) < VISIT_SHARE)
    at = visits.started_at[asks] + 10 * MINUTE
    return _asked(visits.person[asks], PRODUCT, at)


def _about_payments(part: Partition, rng: Generator) -> Asked:
    orders = part.orders
    asks = (orders.payment == "invoice") & (rng.random(len(orders)) < INVOICE_SHARE)
    order = np.flatnonzero(asks & ~orders.is_anonymous)
    at = orders.ordered_at[order] + rng.integers(DAY, 20 * DAY, len(order))
    return _asked(orders.person[order], PAYMENT, at, order)


def _to_be_forgotten(part: Partition, rng: Generator) -> Asked:
    asked_at = part.people.erasure_requested_at
    asks = (asked_at < NEVER) & (rng.random(len(asked_at)) < PRIVACY_SHARE)
    person = np.flatnonzero(asks)
    return _asked(person, PRIVACY, asked_at[person] - HOUR)


def _live(shop: Shop, part: Partition, asked: Asked, rng: Generator) -> Requests:
    """What happens to each request, minute after minute; nothing after the end."""
    person, topic, at, order = asked
    count, people, end = len(person), part.people, shop.settings.end
    channel = _channel(part, person, rng)
    is_bot = (channel == MESSAGING) & (topic != PRIVACY) & (rng.random(count) < BOT_SHARE)
    assigned = at + _minutes(rng.integers(1, 120, count))
    noted = np.where(rng.random(count) < NOTE_SHARE, assigned + 2 * MINUTE, NEVER)
    reply = assigned + 3 * MINUTE + _minutes(rng.lognormal(np.log(240), 1.0, count))
    reply = np.where(is_bot, at + MINUTE, reply)
    asks_again = ~is_bot & (rng.random(count) < 0.5)
    asked_again = reply + _minutes(5 + rng.lognormal(np.log(300), 1.0, count))
    solved = asked_again + _minutes(5 + rng.lognormal(np.log(200), 0.8, count))
    solved = np.where(asks_again, solved, reply + np.where(is_bot, 5, 2) * MINUTE)
    is_left = ~is_bot & (topic != PRIVACY) & (at // SECOND % LEFT_EVERY == 0)
    solved = np.where(is_left, NEVER // 2, solved)
    back = ~is_bot & (rng.random(count) < AGAIN_SHARE) & ~is_left
    reopened = np.where(back, solved + _minutes(rng.integers(60, 4_000, count)), NEVER)
    wait = _minutes(30 + rng.lognormal(np.log(200), 0.8, count))
    again = np.where(back, np.minimum(reopened, end) + wait, NEVER)
    last = np.where(back, again, solved)
    rated = rng.random(count) < np.where(is_bot, 0, ANSWER_SHARE)
    rated_at = last + DAY + _minutes(rng.integers(30, 2_000, count))
    changes = rated & (rng.random(count) < CHANGE_SHARE)
    deleted = rng.random(count) < DELETED_SHARE
    brand = np.where(order >= 0, np.r_[part.orders.brand, 0][order], people.brand[person])
    happy = 0.88 - 0.2 * (topic == DELIVERY) - 0.15 * back
    moments = {
        "assigned_at": np.where(is_bot, NEVER, assigned),
        "noted_at": np.where(is_bot, NEVER, noted),
        "replied_at": reply,
        "asked_again_at": np.where(asks_again, asked_again, NEVER),
        "first_solved_at": solved,
        "reopened_at": reopened,
        "solved_again_at": again,
        "offered_at": np.where(is_bot, NEVER, last + DAY),
        "rated_at": np.where(rated, rated_at, NEVER),
        "changed_at": np.where(changes, rated_at + 2 * HOUR, NEVER),
        "closed_at": last + 6 * DAY,
        "deleted_at": np.where(deleted, last + 7 * DAY, NEVER),
    }
    happened = {name: np.where(moment < end, moment, NEVER) for name, moment in moments.items()}
    return Requests(
        person=person,
        topic=topic,
        created_at=at,
        order=order,
        brand=brand,
        channel=channel,
        agent=np.where(is_bot, -1, rng.integers(0, AGENTS, count)),
        is_good=rng.random(count) < happy,
        **happened,
    )


def _minutes(numbers: Ints | np.ndarray[tuple[int], np.dtype[np.float64]]) -> Ints:
    """Whole minutes as microseconds."""
    return np.asarray(numbers).astype(np.int64) * MINUTE


def _channel(part: Partition, person: Ints, rng: Generator) -> Ints:
    """How it is asked, as far as there is an address or a number."""
    weights = np.array(CHANNEL_WEIGHTS) / sum(CHANNEL_WEIGHTS)
    channel = rng.choice(len(CHANNELS), len(person), p=weights)
    has_mail = (part.people.email != None)[person]  # noqa: E711
    has_phone = (part.people.phone != None)[person]  # noqa: E711
    channel = np.where((channel == VOICE) & ~has_phone, EMAIL, channel)
    return np.where((channel == EMAIL) & ~has_mail, MESSAGING, channel)


WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        ("Où est ma commande ?", "Bonjour, mon colis n'est toujours pas arrivé."),
        ("Retour et remboursement", "Quand serai-je remboursé ? L'article est déjà renvoyé."),
        ("Changer mon adresse e-mail", "Je n'accède plus à mon compte, pouvez-vous m'aider ?"),
        ("Mes points de fidélité", "Il me manque des points après mon dernier achat."),
        ("Question sur un produit", "Cet article sera-t-il bientôt réapprovisionné ?"),
        ("Ma facture", "J'ai été débité deux fois, merci de vérifier."),
        ("Supprimer mes données", "Je demande l'effacement de toutes mes données."),
    ),
    "de": (
        ("Wo ist meine Bestellung?", "Guten Tag, mein Paket ist noch nicht da."),
        ("Rücksendung", "Wann bekomme ich mein Geld zurück?"),
        ("E-Mail-Adresse ändern", "Ich komme nicht mehr in mein Konto."),
        ("Meine Treuepunkte", "Nach dem letzten Kauf fehlen mir Punkte."),
        ("Frage zu einem Artikel", "Wann ist die Größe wieder verfügbar?"),
        ("Meine Rechnung", "Der Betrag wurde zweimal abgebucht."),
        ("Daten löschen", "Bitte löschen Sie alle meine Daten."),
    ),
    "en": (
        ("Where is my order?", "Hello, my parcel has not arrived yet."),
        ("Return and refund", "When will I get my money back?"),
        ("Change my e-mail address", "I can no longer log in."),
        ("My points", "Points are missing since my last purchase."),
        ("A question about a product", "Will it be back in stock soon?"),
        ("My invoice", "I was charged twice, please check."),
        ("Delete my data", "Please erase everything you hold about me."),
    ),
}
TAGS = (
    ("livraison", "wismo"),
    ("retour", "refund"),
    ("compte", "email_change"),
    ("fidelite", "points"),
    ("produit",),
    ("paiement",),
    ("compte", "privacy"),
)
"""Tags of each topic."""


def wording(part: Partition, found: Requests, which: int) -> Texts:
    """Subjects (0) or first messages (1) in the language of each person."""
    languages = part.people.language[found.person]
    pairs = zip(languages.tolist(), found.topic.tolist(), strict=True)
    return texts([WORDS[language][topic][which] for language, topic in pairs])
