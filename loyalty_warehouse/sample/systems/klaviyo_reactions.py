"""What becomes of messages: delivery, bounces, openings by machines and people, clicks."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from loyalty_warehouse.sample.arrays import number_within
from loyalty_warehouse.sample.systems.klaviyo_events import HARD, KIND, SOFT, Events, happened
from loyalty_warehouse.sample.systems.klaviyo_sendings import Sendings
from loyalty_warehouse.sample.world import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    Bools,
    Floats,
    Ints,
    People,
    Shop,
)

HARD_SHARE, SPAM_SHARE = 0.015, 0.004
"""People whose address dies, and people who call a message spam: both are mailed no more."""
SOFT_SHARE, FAILED_SHARE = 0.004, 0.01
"""Mails put off by a full mailbox, and texts that do not arrive."""
MACHINE_SHARE = 0.95
ASLEEP = 0.25
"""How much less those read who have stopped buying."""


def stops(shop: Shop, people: People, clicks: Sendings, rng: Generator) -> tuple[Ints, Bools]:
    """From when a person's next mail is the last, and whether it bounces (else: is spam).

    Nobody who is known to click later than that is among them.
    """
    count = len(people)
    draw, span = rng.random(count), shop.settings.end - shop.settings.start
    at = shop.settings.start + (rng.random(count) * span).astype(np.int64)
    last_click = np.zeros(count, np.int64)
    np.maximum.at(last_click, clicks.person, clicks.at)
    ends = (draw < HARD_SHARE + SPAM_SHARE) & (last_click < at)
    return np.where(ends, at, NEVER), draw < HARD_SHARE


def cut(sent: Sendings, is_mail: Bools, stop_at: Ints) -> tuple[Sendings, Bools]:
    """Without the mails after the last one; and which are the last."""
    late = is_mail & (sent.at >= stop_at[sent.person])
    number = np.zeros(len(late), np.int64)
    number[late] = number_within(sent.person[late])
    keep = ~late | (number == 0)
    return sent.rows(keep), late[keep]


def reactions(
    shop: Shop, people: People, sent: Sendings, clicks: Sendings, rng: Generator
) -> list[Events]:
    """Every event that messages lead to before the end."""
    stop_at, is_hard = stops(shop, people, clicks, rng)
    channel = shop.campaigns.message_channel
    sent, is_last = cut(sent, channel[sent.campaign] == "email", stop_at)
    came_at, clicked_at = _arrivals(sent, clicks, rng)
    mail, last_hard = channel[sent.campaign] == "email", is_last & is_hard[sent.person]
    parts = _mails(people, sent, came_at, clicked_at, mail & ~last_hard, rng)
    bounced = np.flatnonzero(mail & last_hard)
    parts += [_of(sent, "Bounced Email", bounced, came_at, bounce=HARD)]
    spam = np.flatnonzero(mail & is_last & ~last_hard)
    parts += [_of(sent, "Marked Email as Spam", spam, came_at + 2 * HOUR)]
    parts += _texts(people, sent, came_at, channel[sent.campaign] == "sms", rng)
    parts += _pushes(people, sent, came_at, channel[sent.campaign] == "push", rng)
    return [part.rows(np.flatnonzero(part.at < shop.settings.end)) for part in parts]


def _of(sent: Sendings, kind: str, rows: Ints, at: Ints, **numbers: int) -> Events:
    """Events of some messages."""
    count = len(rows)
    columns = {name: np.full(count, number, np.int64) for name, number in numbers.items()}
    return happened(kind, sent.person[rows], at[rows], campaign=sent.campaign[rows], **columns)


def _arrivals(sent: Sendings, clicks: Sendings, rng: Generator) -> tuple[Ints, Ints]:
    """When messages arrive and when a known click follows, or NEVER: the first sending's."""
    came_at = sent.at + rng.integers(SECOND, 5 * MINUTE, len(sent.at))
    clicked_at = np.full(len(sent.at), NEVER, np.int64)
    width = int(max(sent.campaign.max(initial=0), clicks.campaign.max(initial=0))) + 1
    key = sent.person * width + sent.campaign
    order = np.lexsort((sent.at, key))
    wanted = clicks.person * width + clicks.campaign
    place = np.searchsorted(key[order], wanted)
    found = place < len(order)
    row = order[np.minimum(place, max(len(order) - 1, 0))] if len(order) else place[:0]
    if not len(order):
        return came_at, clicked_at
    found &= (key[row] == wanted) & (clicks.at > sent.at[row] + 2 * SECOND)
    np.minimum.at(clicked_at, row[found], clicks.at[found])
    is_quick = came_at >= clicked_at
    return np.where(is_quick, sent.at + SECOND, came_at), clicked_at


def _awake(people: People, sent: Sendings) -> Floats:
    """How much a person reads at the time of each message, from ASLEEP to 1."""
    person, at = sent.person, sent.at
    asleep = (at >= people.gone_at[person]) | (
        (people.sleeps_from[person] <= at) & (at < people.sleeps_to[person])
    )
    return np.where(asleep, ASLEEP, 1.0)


def _mails(
    people: People,
    sent: Sendings,
    came_at: Ints,
    clicked_at: Ints,
    delivered: Bools,
    rng: Generator,
) -> list[Events]:
    """Deliveries, soft bounces, openings and clicks of e-mails.

    Machines open at once for whoever reads in their programme, and hide whether the person does.
    """
    count, person, awake = len(sent.at), sent.person, _awake(people, sent)
    known = clicked_at < NEVER
    soft = delivered & ~known & (rng.random(count) < SOFT_SHARE)
    delivered = delivered & ~soft
    machine = delivered & people.apple_mail[person] & (rng.random(count) < MACHINE_SHARE)
    reads = delivered & (known | (rng.random(count) < people.open_rate[person] * awake))
    wait = np.minimum(rng.exponential(6 * HOUR, count), 4 * DAY).astype(np.int64) + 20 * SECOND
    read_at = np.where(known, np.maximum(clicked_at - 20 * SECOND, came_at), came_at + wait)
    opened = reads & ~people.apple_mail[person]
    clicks = reads & ~known & (rng.random(count) < people.click_rate[person])
    click_at = np.where(known, clicked_at, read_at + rng.integers(5, 600, count) * SECOND)
    machine_at = came_at + rng.integers(0, 40, count) * SECOND
    return [
        _of(sent, "Received Email", np.flatnonzero(delivered), came_at),
        _of(sent, "Bounced Email", np.flatnonzero(soft), came_at, bounce=SOFT),
        _of(sent, "Opened Email", np.flatnonzero(machine), machine_at, machine_open=1),
        _of(sent, "Opened Email", np.flatnonzero(opened), read_at, machine_open=0),
        _of(sent, "Clicked Email", np.flatnonzero(clicks | (known & delivered)), click_at),
    ]


def _texts(
    people: People, sent: Sendings, came_at: Ints, is_text: Bools, rng: Generator
) -> list[Events]:
    """Texts have no openings."""
    failed = is_text & (rng.random(len(sent.at)) < FAILED_SHARE)
    rate = people.click_rate[sent.person] * _awake(people, sent)
    clicks = is_text & ~failed & (rng.random(len(sent.at)) < rate)
    return [
        _of(sent, "Received SMS", np.flatnonzero(is_text & ~failed), came_at),
        _of(sent, "Failed to Deliver SMS", np.flatnonzero(failed), came_at),
        _of(sent, "Clicked SMS", np.flatnonzero(clicks), came_at + 3 * MINUTE),
    ]


def _pushes(
    people: People, sent: Sendings, came_at: Ints, is_push: Bools, rng: Generator
) -> list[Events]:
    rate = people.open_rate[sent.person] * _awake(people, sent) / 4
    opens = is_push & (rng.random(len(sent.at)) < rate)
    return [
        _of(sent, "Received Push", np.flatnonzero(is_push), came_at),
        _of(sent, "Opened Push", np.flatnonzero(opens), came_at + 4 * MINUTE),
    ]


def consent_changes(shop: Shop, people: People, received: Events) -> list[Events]:
    """Subscriptions and their ends; app installations tell nothing of push messages.

    Until 2024 the vendor called them by other names. Who leaves by the link in a mail leaves the
    campaign of the last mail of a week.
    """
    renamed_at = np.datetime64("2024-01-01").astype("datetime64[us]").astype(np.int64)
    parts = []
    for channel, given, taken in (
        (
            "email",
            ("Subscribed to List", "Subscribed to Email Marketing"),
            ("Unsubscribed", "Unsubscribed from Email Marketing"),
        ),
        ("sms", ("Consented to Receive SMS",) * 2, ("Unsubscribed from SMS",) * 2),
    ):
        for word, names in (("granted", given), ("withdrawn", taken)):
            moments = getattr(people, f"{channel}_{word}_at")
            person = np.flatnonzero((moments < shop.settings.end) & ~_erased(people, moments))
            at = moments[person]
            kind = np.where(at < renamed_at, KIND[names[0]], KIND[names[1]])
            is_link = word == "withdrawn" and channel == "email"
            campaign = _last_mail(received, person, at) if is_link else np.full_like(person, -1)
            parts.append(happened(kind, person, at, campaign=campaign))
    asked = parts[2]
    parts.append(happened("Sent SMS", asked.person, asked.at - 30 * SECOND))
    return parts


def _erased(people: People, moments: Ints) -> Bools:
    return np.asarray(people.erasure_requested_at <= moments)


def _last_mail(received: Events, person: Ints, at: Ints) -> Ints:
    """The campaign of the last mail within a week before, or -1."""
    if not len(received):
        return np.full(len(person), -1, np.int64)
    order = np.lexsort((received.at, received.person))
    mails = received.rows(order)
    first = int(mails.at.min())
    span = int(max(mails.at.max(), at.max(initial=0))) - first + 1
    key = mails.person * span + (mails.at - first)
    place = np.searchsorted(key, person * span + np.maximum(at - first, 0)) - 1
    row = np.maximum(place, 0)
    is_near = (place >= 0) & (mails.person[row] == person) & (at - mails.at[row] < 7 * DAY)
    return np.where(is_near, mails.campaign[row], -1)
