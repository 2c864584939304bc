"""Who is sent which message when, and which links are known to be clicked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loyalty_warehouse.sample import clock
from loyalty_warehouse.sample.people import first_offer
from loyalty_warehouse.sample.planted import QUIET_DAYS
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
)

RARE_EVERY = 6
"""Most people take one newsletter in so many."""
WEEKLY_SHARE = 6
"""One person in so many takes every newsletter."""
OFFER_DAYS = 95
"""Days after the first win-back offer within which the next ones are sent."""


@dataclass(frozen=True)
class Sendings:
    """Messages handed over for delivery, in order of person and time."""

    person: Ints
    campaign: Ints
    """Row of Shop.campaigns."""
    at: Ints

    def rows(self, rows: Ints | Bools) -> Sendings:
        """Some of them."""
        return Sendings(self.person[rows], self.campaign[rows], self.at[rows])


def sendings(shop: Shop, part: Partition) -> Sendings:
    """Every message that consent allows at its time, in the period."""
    parts = [
        _to_many(shop, part),
        _welcomes(shop, part.people),
        _birthdays(shop, part.people),
        _after_orders(shop, part),
        _abandoned(shop, part),
    ]
    found = _join(parts)
    people, channel = part.people, shop.campaigns.message_channel[found.campaign]
    allowed = (found.at >= shop.settings.start) & (found.at < shop.settings.end)
    allowed &= found.at < people.erasure_requested_at[found.person]
    for name in ("email", "sms", "push"):
        granted = getattr(people, f"{name}_granted_at")[found.person]
        withdrawn = getattr(people, f"{name}_withdrawn_at")[found.person]
        allowed &= (channel != name) | ((granted <= found.at) & (found.at < withdrawn))
    return found.rows(allowed)


def _join(parts: list[Sendings]) -> Sendings:
    """All parts in order, each message once."""
    person = np.concatenate([part.person for part in parts])
    campaign = np.concatenate([part.campaign for part in parts])
    at = np.concatenate([part.at for part in parts])
    order = np.lexsort((campaign, at, person))
    person, campaign, at = person[order], campaign[order], at[order]
    again = np.zeros(len(person), bool)
    again[1:] = (np.diff(person) == 0) & (np.diff(campaign) == 0) & (np.diff(at) == 0)
    return Sendings(person[~again], campaign[~again], at[~again])


def _to_many(shop: Shop, part: Partition) -> Sendings:
    """Newsletters, promotions and win-back offers, and those that a known click proves."""
    people, campaigns = part.people, shop.campaigns
    last_order = LastOrders(part)
    offer = first_offer(shop, people.brand, np.minimum(people.sleeps_from, people.gone_at))
    persons, rows = [], []
    for row in np.flatnonzero(~campaigns.is_flow).tolist():
        sent = int(campaigns.sent_at[row])
        audience = people.brand == campaigns.brand[row]
        if campaigns.kind[row] == "newsletter":
            audience &= _takes_newsletter(people, sent)
        elif campaigns.kind[row] == "winback":
            audience &= _is_quiet(last_order, sent) | (offer == sent)
            audience &= ~people.winback_holdout & people.is_buyer
        person = np.flatnonzero(audience)
        persons.append(person)
        rows.append(np.full(len(person), row, np.int64))
    clicked = known_clicks(shop, part)
    to_many = ~campaigns.is_flow[clicked.campaign]
    persons.append(clicked.person[to_many])
    rows.append(clicked.campaign[to_many])
    campaign = np.concatenate(rows)
    return Sendings(np.concatenate(persons), campaign, campaigns.sent_at[campaign])


def _takes_newsletter(people: People, sent_at: int) -> Bools:
    """A few take every one, the others one in so many, each their own."""
    number = people.person_id
    is_turn = number // WEEKLY_SHARE % RARE_EVERY == sent_at // (7 * DAY) % RARE_EVERY
    return np.asarray((number % WEEKLY_SHARE == 0) | is_turn)


class LastOrders:
    """The last order that the shop knows of each person at a moment."""

    def __init__(self, part: Partition) -> None:
        known = np.flatnonzero(~part.orders.is_anonymous)
        person, at = part.orders.person[known], part.orders.ordered_at[known]
        order = np.lexsort((at, person))
        self.person, self.at = person[order], at[order]
        self.first = np.searchsorted(self.person, np.arange(len(part.people) + 1))
        self.places = np.arange(len(self.person))

    def before(self, moment: int) -> Ints:
        """UTC microseconds, person by person; 0 for those without an order yet."""
        earlier = np.r_[0, np.cumsum(self.at <= moment)]
        count = earlier[self.first[1:]] - earlier[self.first[:-1]]
        place = np.maximum(self.first[:-1] + count - 1, 0)
        found = self.at[place] if len(self.at) else np.zeros(len(place), np.int64)
        return np.where(count > 0, found, 0)


def _is_quiet(last_orders: LastOrders, sent_at: int) -> Bools:
    """Bought once, not for four months, and not offered to for much longer."""
    last = last_orders.before(sent_at)
    quiet_from = last + QUIET_DAYS * DAY
    return np.asarray(
        (last > 0) & (quiet_from <= sent_at) & (sent_at < quiet_from + OFFER_DAYS * DAY)
    )


def _flow(shop: Shop, kind: str) -> Ints:
    """The flow of a kind, brand by brand."""
    rows = np.flatnonzero(shop.campaigns.kind == kind)
    return rows[np.argsort(shop.campaigns.brand[rows])][: len(BRANDS)]


def _welcomes(shop: Shop, people: People) -> Sendings:
    person = np.flatnonzero(people.email_granted_at < NEVER)
    campaign = _flow(shop, "welcome")[people.brand[person]]
    return Sendings(person, campaign, people.email_granted_at[person] + 10 * MINUTE)


def _birthdays(shop: Shop, people: People) -> Sendings:
    """Once a year at eight UTC; those born on 29 February get theirs on the 28th."""
    everyone, days = np.arange(len(people)), []
    month, day = clock.month_and_day(people.birth_date)
    day = np.where((month == 2) & (day == 29), 28, day)
    years = [clock.date_of(at // DAY).year for at in (shop.settings.start, shop.settings.end)]
    for year in range(years[0], years[1] + 1):
        months = np.array([clock.day_of(year, number, 1) for number in range(1, 13)])
        days.append(months[month - 1] + day - 1)
    person = np.tile(everyone, len(days))
    campaign = _flow(shop, "birthday")[people.brand[person]]
    return Sendings(person, campaign, np.concatenate(days) * DAY + 8 * HOUR)


def _after_orders(shop: Shop, part: Partition) -> Sendings:
    """A week after an order on the web or in the app that was not cancelled."""
    orders = part.orders
    row = np.flatnonzero((orders.channel != STORE) & ~orders.is_cancelled)
    campaign = _flow(shop, "post_purchase")[orders.brand[row]]
    return Sendings(orders.person[row], campaign, orders.ordered_at[row] + 7 * DAY)


def _abandoned(shop: Shop, part: Partition) -> Sendings:
    """An hour after a checkout that a person logged in began and did not finish."""
    visits = part.visits
    row = np.flatnonzero((visits.reaches == 3) & visits.logs_in & (visits.order < 0))
    campaign = _flow(shop, "abandoned_checkout")[visits.brand[row]]
    return Sendings(visits.person[row], campaign, visits.started_at[row] + HOUR)


def known_clicks(shop: Shop, part: Partition) -> Sendings:
    """The clicks that began a visit, a second before it: of campaigns sent before."""
    visits, names = part.visits, shop.campaigns.name
    order = np.argsort(names.astype(str))
    row = np.flatnonzero(visits.source == "klaviyo")
    wanted = visits.campaign[row].astype(str)
    place = np.searchsorted(names.astype(str)[order], wanted)
    campaign = order[np.minimum(place, len(order) - 1)]
    at = visits.started_at[row] - SECOND
    sent = np.where(shop.campaigns.is_flow, 0, shop.campaigns.sent_at)[campaign]
    keep = (names[campaign].astype(str) == wanted) & (sent + 3 * SECOND < at)
    return Sendings(visits.person[row][keep], campaign[keep], at[keep])
