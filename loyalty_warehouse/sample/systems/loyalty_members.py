"""The members of the programme as they are at the end of the sample."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import columns, ids
from loyalty_warehouse.sample.arrays import nothing, texts, where_text
from loyalty_warehouse.sample.systems.loyalty_moves import Moves
from loyalty_warehouse.sample.systems.loyalty_tiers import TIERS, TierChanges
from loyalty_warehouse.sample.world import APP, MINUTE, NEVER, WEB, Bools, Ints, Partition, Texts

CHANNEL_IDS = ("web_shop", "mobile_app", "pos")
"""The programme's ids of the web, the app and the stores."""
LINKS_SHARE, REFERRED_SHARE, PROFILING_SHARE = 0.7, 0.06, 0.6
"""Members who linked their web account; who were brought by another; who allow profiling."""


def member_rows(part: Partition, found: Moves, changes: TierChanges, rng: Generator) -> pa.Table:
    """One row a member; whoever asked to be forgotten has no particulars any more."""
    people = part.people
    member = np.flatnonzero(people.member_since < NEVER)
    since, left = people.member_since[member], people.erasure_requested_at[member]
    left = np.where(left < NEVER, np.maximum(left, since + MINUTE), NEVER)
    stays = left == NEVER
    updated = _last_change(part, found, changes)[member]
    updated = np.where(stays, np.maximum(updated, since), np.maximum(updated, left))

    def told(values: Texts) -> pa.Array:
        return columns.text(where_text(stays, values[member]))

    return pa.table(
        {
            "memberId": columns.text(ids.member(people.person_id[member])),
            "active": columns.text(_one(stays)),
            "firstName": told(people.first_name),
            "lastName": columns.text(where_text(stays, _last_name(part, member, since))),
            "gender": told(people.gender),
            "email": columns.text(where_text(stays, _email(part, member))),
            "phone": told(people.phone),
            "birthDate": columns.day(np.where(stays, people.birth_date[member], NEVER)).cast(
                pa.string()
            ),
            "loyaltyCardNumber": told(people.card_number),
            "shopifyCustomerId": columns.text(where_text(stays, _account(part, member, rng))),
            "referrerMemberId": columns.text(_referrer(part, member, rng)),
            "channelId": columns.text(_joined_in(part, member, since)),
            "levelId": columns.text(_level(part, changes)[member]),
            "activePoints": pa.array(_points(part, found)[member].tolist(), pa.string()),
            "agreement1": columns.text(_one(stays)),
            "agreement2": columns.text(_one(stays & _allows_marketing(part, member, since))),
            "agreement3": columns.text(_one(stays & (rng.random(len(member)) < PROFILING_SHARE))),
            "createdAt": columns.iso(since),
            "updatedAt": columns.iso(updated),
            "anonymizedAt": columns.iso(left),
            "_loaded_at": columns.stamp(columns.loaded(updated, rng)),
        }
    )


def _one(condition: Bools) -> Texts:
    return where_text(condition, np.full(len(condition), "1", object))


def _last_change(part: Partition, found: Moves, changes: TierChanges) -> Ints:
    """When a movement or a new level last changed the record of each person; 0 for never."""
    last = np.zeros(len(part.people), np.int64)
    np.maximum.at(last, found.person, found.at)
    np.maximum.at(last, changes.person, changes.at)
    return last


def _points(part: Partition, found: Moves) -> Texts:
    total = np.zeros(len(part.people), np.int64)
    np.add.at(total, found.person, found.points * found.sign)
    return texts([str(points) for points in total.tolist()])


def _level(part: Partition, changes: TierChanges) -> Texts:
    level = np.zeros(len(part.people), np.int64)
    level[changes.person] = changes.after
    return texts([key for key, _, _ in TIERS])[level]


def _last_name(part: Partition, member: Ints, since: Ints) -> Texts:
    """The name on joining."""
    people = part.people
    is_married = people.married_at[member] <= since
    return np.where(is_married, people.married_name[member], people.last_name[member])


def _email(part: Partition, member: Ints) -> Texts:
    """The second address of those who have one, for some."""
    people = part.people
    second = people.second_email[member]
    uses = (second != None) & (people.person_id[member] % 2 == 1)  # noqa: E711
    return np.where(uses, second, people.email[member])


def _account(part: Partition, member: Ints, rng: Generator) -> Texts:
    """The web account, linked by some of those who have one."""
    people = part.people
    links = people.has_account[member] & (rng.random(len(member)) < LINKS_SHARE)
    numbers = ids.shopify_customer(people.person_id[member]).astype(str).tolist()
    return where_text(links, texts(numbers))


def _joined_in(part: Partition, member: Ints, since: Ints) -> Texts:
    """Where each member joined: on the channel of habit, before the app is there on the web."""
    people = part.people
    changed = people.channel_changes_at[member] <= since
    habit = np.where(changed, people.channel_after[member], people.channel_before[member])
    no_app = (habit == APP) & (people.app_from[member] > since)
    return texts(CHANNEL_IDS)[np.where(no_app, WEB, habit)]


def _referrer(part: Partition, member: Ints, rng: Generator) -> Texts:
    """Somebody who was a member before."""
    count = len(member)
    if not count:
        return nothing(0)
    since = part.people.member_since[member]
    by_time = np.argsort(since, kind="stable")
    place = np.empty(count, np.int64)
    place[by_time] = np.arange(count)
    earlier = by_time[(rng.random(count) * place).astype(np.int64)]
    brought = (rng.random(count) < REFERRED_SHARE) & (since[earlier] < since)
    return where_text(brought, ids.member(part.people.person_id[member[earlier]]))


def _allows_marketing(part: Partition, member: Ints, since: Ints) -> Bools:
    """Allowed by e-mail when joining, and not taken back."""
    people = part.people
    granted = people.email_granted_at[member] <= since
    return np.asarray(granted & (people.email_withdrawn_at[member] == NEVER))
