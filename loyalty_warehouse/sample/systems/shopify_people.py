"""Shopify's customer profiles and tags: accounts, a profile a guest checkout, the shop's team."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids, requests
from loyalty_warehouse.sample.arrays import texts, where_text
from loyalty_warehouse.sample.landing import Erasures, Identities, Landed
from loyalty_warehouse.sample.systems.shopify_form import (
    TEAM,
    WebOrders,
    blank,
    flags,
    landed,
    redacted_at,
    whole,
)
from loyalty_warehouse.sample.world import NEVER, Bools, Ints, Partition, People, Shop, Texts

OLD_CONSENT_EVERY = 7
"""One account in so many has its consent in the columns of old rows only."""


def customers(shop: Shop, part: Partition, web: WebOrders, rng: Generator) -> list[Landed]:
    """The tables customer and customer_tag."""
    accounts, guests = account_rows(shop, part), np.flatnonzero(part.orders.is_guest[web.row])
    parts = [
        _accounts(shop, part, web, accounts),
        _guests(shop, part, web, guests),
        _team(shop, part),
    ]
    created = _joined([part["created"] for part in parts])
    changed = _joined([part["changed"] for part in parts])
    rows = {
        name: pa.concat_arrays([part[name] for part in parts])
        for name in parts[0]
        if name not in ("created", "changed")
    }
    rows |= {"created_at": columns.stamp(created), "updated_at": columns.stamp(changed)}
    return [landed("customer", ("id",), rows, changed, rng), _tags(shop, part, accounts, rng)]


def customer_identities(shop: Shop, part: Partition, web: WebOrders) -> Identities:
    """Who is behind each profile; nobody in particular behind the team's."""
    accounts, guests = account_rows(shop, part), np.flatnonzero(part.orders.is_guest[web.row])
    people = part.people
    record = np.r_[
        ids.shopify_customer(people.person_id[accounts]),
        web.customer_id[guests],
        TEAM + part.number,
    ]
    person = np.r_[people.person_id[accounts], people.person_id[web.person[guests]], -1]
    start = np.r_[people.account_from[accounts], web.ordered_at[guests], shop.settings.start]
    return Identities(
        "shopify",
        "customer",
        [str(number) for number in record.tolist()],
        person.tolist(),
        start.tolist(),
        [NEVER] * len(record),
    )


def customer_erasures(shop: Shop, part: Partition, web: WebOrders) -> list[Erasures]:
    """The requests for erasure of accounts and of guest checkouts."""
    people, row = part.people, account_rows(shop, part)
    at = requests.of_accounts(shop, people, row)
    asks = at < NEVER
    person = people.person_id[row][asks]
    records = [str(number) for number in ids.shopify_customer(person).tolist()]
    accounts = Erasures("shopify", "account", records, person.tolist(), at[asks].tolist())
    guests = np.flatnonzero(part.orders.is_guest[web.row])
    at = _guest_requests(shop, part, web, guests)
    asks = at < NEVER
    person = people.person_id[web.person[guests]][asks]
    records = [str(number) for number in web.customer_id[guests][asks].tolist()]
    return [accounts, Erasures("shopify", "guest", records, person.tolist(), at[asks].tolist())]


def _guest_requests(shop: Shop, part: Partition, web: WebOrders, at: Ints) -> Ints:
    number = web.customer_id[at] - ids.shopify_guest(np.zeros(1, np.int64))
    return requests.of_guests(shop, part.people, web.person[at], number, web.ordered_at[at])


def account_rows(shop: Shop, part: Partition) -> Ints:
    """People with an account before the end."""
    people = part.people
    return np.flatnonzero(people.has_account & (people.account_from < shop.settings.end))


def last_name(people: People, person: Ints, at: Ints | int) -> Texts:
    """The last name at a moment: another one after a marriage."""
    is_married = people.married_at[person] <= at
    return np.where(is_married, people.married_name[person], people.last_name[person]).astype(
        object
    )


Part = dict[str, pa.Array]


def _joined(parts: list[pa.Array]) -> Ints:
    return np.concatenate([np.asarray(part.to_numpy(zero_copy_only=False)) for part in parts])


def _accounts(shop: Shop, part: Partition, web: WebOrders, row: Ints) -> Part:
    """Accounts as they are at the end."""
    people, end = part.people, shop.settings.end
    customer = ids.shopify_customer(people.person_id[row])
    gone = redacted_at(people, end)[row]
    created, consent_at = people.account_from[row], _consent_at(people, row, end)
    moments = [created, consent_at, gone, people.married_at[row], people.moved_at[row]]
    asked = requests.of_accounts(shop, people, row)
    moments += [_last_order(web, customer), asked]
    changed = np.max([np.where(moment < end, moment, 0) for moment in moments], axis=0)
    phone = where_text(people.person_id[row] % 3 != 0, people.phone[row])
    return (
        _profile(
            customer,
            blank(people.email[row], gone < NEVER),
            blank(phone, gone < NEVER),
            blank(people.first_name[row], gone < NEVER),
            blank(last_name(people, row, end), gone < NEVER),
            (gone == NEVER) & people.email[row].astype(bool),
        )
        | _totals(part, web, customer, people.currency[row])
        | _consent(people, row, consent_at, end)
        | {"metafield_erasure_requested_at": columns.stamp(asked)}
        | {"_fivetran_deleted": flags(gone < NEVER), "created": whole(created)}
        | {"state": columns.text(np.full(len(row), "enabled", object)), "changed": whole(changed)}
    )


def _guests(shop: Shop, part: Partition, web: WebOrders, at: Ints) -> Part:
    """One profile a guest checkout, never touched again unless it is blanked."""
    people, person, gone = part.people, web.person[at], web.is_redacted[at]
    when, count = web.ordered_at[at], len(at)
    blanked = redacted_at(people, shop.settings.end)[person]
    phone = where_text(web.order_id[at] % 2 == 0, people.phone[person])
    nothing = np.full(count, None, object)
    asked = _guest_requests(shop, part, web, at)
    changed = np.where(asked < NEVER, asked, np.where(gone, blanked, when))
    return (
        _profile(
            web.customer_id[at],
            web.email[at],
            blank(phone, gone),
            blank(people.first_name[person], gone),
            blank(last_name(people, person, when), gone),
            np.zeros(count, bool),
        )
        | _totals(part, web, web.customer_id[at], part.orders.currency[web.row[at]])
        | _consent_columns(
            texts(["not_subscribed"] * count), np.full(count, NEVER), nothing, nothing
        )
        | {"metafield_erasure_requested_at": columns.stamp(asked)}
        | {"_fivetran_deleted": flags(np.zeros(count, bool)), "created": whole(when)}
        | {"state": columns.text(np.full(count, "disabled", object)), "changed": whole(changed)}
    )


def _team(shop: Shop, part: Partition) -> Part:
    """The profile of the shop's own team."""
    one, none = np.ones(1, np.int64), np.full(1, None, object)
    start = whole(one * shop.settings.start)
    no = np.zeros(1, bool)
    address = texts([f"equipe{part.number}@maison-lune.example"])
    return (
        _profile(one * (TEAM + part.number), address, none, texts(["Équipe"]), none, ~no)
        | {"orders_count": whole(one * 0), "total_spent": columns.money(one * 0)}
        | {"currency": columns.text(texts(["EUR"]))}
        | _consent_columns(texts(["not_subscribed"]), np.full(1, NEVER), none, none)
        | {"metafield_erasure_requested_at": columns.stamp(np.full(1, NEVER))}
        | {"_fivetran_deleted": flags(no), "created": start}
        | {"state": columns.text(texts(["enabled"])), "changed": start}
    )


def _profile(
    customer: Ints, email: Texts, phone: Texts, first: Texts, last: Texts, verified: Bools
) -> Part:
    return {
        "id": whole(customer),
        "email": columns.text(email),
        "phone": columns.text(phone),
        "first_name": columns.text(first),
        "last_name": columns.text(last),
        "verified_email": flags(verified),
    }


def _last_order(web: WebOrders, customer: Ints) -> Ints:
    """Time of each customer's last order, or 0."""
    order = np.argsort(web.ordered_at, kind="stable")
    last = dict(zip(web.customer_id[order].tolist(), web.ordered_at[order].tolist(), strict=True))
    return np.array([last.get(number, 0) for number in customer.tolist()], np.int64)


def _totals(part: Partition, web: WebOrders, customer: Ints, currency: Texts) -> Part:
    """The running count and sum that Shopify keeps."""
    known, place, count = np.unique(web.customer_id, return_inverse=True, return_counts=True)
    spent = np.zeros(len(known), np.int64)
    np.add.at(spent, place, part.orders.net[web.row])
    at = np.minimum(np.searchsorted(known, customer), max(len(known) - 1, 0))
    found = known[at] == customer if len(known) else np.zeros(len(customer), bool)
    counts, sums = (count[at], spent[at]) if len(known) else (at, at)
    return {
        "orders_count": whole(np.where(found, counts, 0)),
        "total_spent": columns.money(np.where(found, sums, 0)),
        "currency": columns.text(currency),
    }


def _consent_at(people: People, row: Ints, end: int) -> Ints:
    """The last change of the consent to e-mails before the end, or NEVER."""
    granted, withdrawn = people.email_granted_at[row], people.email_withdrawn_at[row]
    return np.where(withdrawn < end, withdrawn, np.where(granted < end, granted, NEVER))


def _consent(people: People, row: Ints, changed: Ints, end: int) -> Part:
    """The consent of today; of some accounts in the columns of old rows only."""
    is_on = (changed < NEVER) & (people.email_withdrawn_at[row] >= end)
    refused = np.where(changed < NEVER, "unsubscribed", "not_subscribed")
    state = np.where(is_on, "subscribed", refused).astype(object)
    is_old = people.person_id[row] % OLD_CONSENT_EVERY == 0
    level = where_text(changed < NEVER, np.full(len(row), "confirmed_opt_in", object))
    found = _consent_columns(
        blank(state, is_old),
        np.where(is_old, NEVER, changed),
        blank(level, is_old),
        where_text(is_old, level),
    )
    old = pa.array(is_on, pa.bool_(), mask=~is_old | (changed == NEVER))
    stamp = columns.stamp(np.where(is_old, changed, NEVER))
    return found | {"accepts_marketing": old, "accepts_marketing_updated_at": stamp}


def _consent_columns(state: Texts, changed: Ints, level: Texts, old_level: Texts) -> Part:
    count = len(state)
    return {
        "email_marketing_consent_state": columns.text(state),
        "email_marketing_consent_opt_in_level": columns.text(level),
        "email_marketing_consent_consent_updated_at": columns.stamp(changed),
        "accepts_marketing": pa.nulls(count, pa.bool_()),
        "accepts_marketing_updated_at": pa.nulls(count, pa.timestamp("us")),
        "marketing_opt_in_level": columns.text(old_level),
    }


def _tags(shop: Shop, part: Partition, accounts: Ints, rng: Generator) -> Landed:
    """The tags staff and loyalty."""
    people = part.people
    staff = accounts[people.is_staff[accounts]]
    members = accounts[(people.member_since[accounts] < shop.settings.end)]
    customer = np.r_[
        ids.shopify_customer(people.person_id[staff]),
        TEAM + part.number,
        ids.shopify_customer(people.person_id[members]),
    ]
    value = ["staff"] * (len(staff) + 1) + ["loyalty"] * len(members)
    since = np.maximum(people.member_since[members], people.account_from[members])
    changed = np.r_[people.account_from[staff], shop.settings.start, since]
    rows = {
        "customer_id": whole(customer),
        "index": whole(np.zeros(len(customer), np.int64)),
        "value": pa.array(value, pa.string()),
    }
    return landed("customer_tag", ("customer_id", "index"), rows, changed, rng)
