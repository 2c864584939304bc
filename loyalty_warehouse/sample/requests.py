"""Requests for erasure that nobody has answered when the sample ends: they stand at their source.

Who asked before has been made anonymous by then (`world.People.erasure_requested_at`). Ids alone
decide who asks and when, so that everything else is as it would be without them.
"""

from __future__ import annotations

import numpy as np

from loyalty_warehouse.sample.world import DAY, HOUR, NEVER, Bools, Ints, People, Shop

FIRST_DAY, DAYS = 23, 20
"""The requests are of so many days, from so many before the end."""
ACCOUNT_EVERY, NEWSLETTER_EVERY, GUEST_EVERY = 67, 19, 97
"""One account, newsletter profile and guest checkout in so many has a request."""


def of_accounts(shop: Shop, people: People, row: Ints) -> Ints:
    """When the people of some rows ask for the erasure of their account, or NEVER."""
    asks = (people.person_id % ACCOUNT_EVERY == 1) & people.has_account & _is_there(people)
    return asked_at(shop, people.person_id[row], people.account_from[row], asks[row])


def of_newsletters(shop: Shop, people: People, created: Ints) -> Ints:
    """The same of newsletter profiles of people with neither account nor membership."""
    is_known = people.has_account | (people.member_since < NEVER)
    asks = (people.person_id % NEWSLETTER_EVERY == 1) & ~is_known & _is_there(people)
    return asked_at(shop, people.person_id, created, asks)


def of_guests(shop: Shop, people: People, person: Ints, order_id: Ints, ordered_at: Ints) -> Ints:
    """The same of guest checkouts: what is asked to be erased is the address of the order."""
    asks = (order_id % GUEST_EVERY == 1) & _is_there(people)[person]
    return asked_at(shop, order_id, ordered_at, asks)


def asked_at(shop: Shop, number: Ints, created: Ints, asks: Bools) -> Ints:
    """When a record that was made before is asked to be erased; NEVER where it is not."""
    at = shop.settings.end - (FIRST_DAY - number % DAYS) * DAY + number % 24 * HOUR
    return np.where(asks & (created < at - DAY), at, NEVER)


def _is_there(people: People) -> Bools:
    return np.asarray(people.erasure_requested_at == NEVER)
