"""The loyalty programme: the nightly export, all columns text, booleans 1 or empty, times UTC.

Points carry no sign; the type of a movement says whether the member gains. The sum of a member's
movements (adding less spending and expired, without cancelled and blocked ones) is `activePoints`.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from loyalty_warehouse.sample import clock, columns, ids
from loyalty_warehouse.sample.arrays import nothing, number_within, texts, where_text
from loyalty_warehouse.sample.landing import Delivery, Erasures, Flaw, Identities, Landed
from loyalty_warehouse.sample.planted import POINTS_BLOCK, POINTS_BLOCK_VALUE
from loyalty_warehouse.sample.points import bought_gift
from loyalty_warehouse.sample.systems.loyalty_challenges import (
    BONUS,
    TARGET,
    Progress,
    make_challenges,
    make_progress,
)
from loyalty_warehouse.sample.systems.loyalty_ledger import ledger
from loyalty_warehouse.sample.systems.loyalty_members import member_rows
from loyalty_warehouse.sample.systems.loyalty_moves import Moves
from loyalty_warehouse.sample.systems.loyalty_tiers import TIERS, TierChanges, tier_changes
from loyalty_warehouse.sample.world import (
    BRANDS,
    DAY,
    MINUTE,
    NEVER,
    STORE,
    Ints,
    Partition,
    People,
    Shop,
    Texts,
)

SYSTEM = "loyalty"
FLAWS: tuple[Flaw, ...] = (
    Flaw("member", "duplicate_row"),
    Flaw("member", "superseded", "levelId"),
    Flaw("member", "null_key", "memberId"),
    Flaw("member", "in_the_future", "createdAt"),
    Flaw("member", "time_with_offset", "createdAt", 0.005),
    Flaw("member", "mojibake", "lastName", 0.01),
    Flaw("member", "mojibake", "firstName", 0.01),
    Flaw("member", "placeholder_email", "email", 0.005),
    Flaw("unit_transfer", "late"),
    Flaw("unit_transfer", "time_with_offset", "createdAt"),
    Flaw("unit_transfer", "duplicate_row"),
    Flaw("unit_transfer", "resent_row"),
    Flaw("unit_transfer", "superseded", "comment"),
    Flaw("unit_transfer", "null_key", "transferId"),
    Flaw("unit_transfer", "reused_key", "createdAt"),
    Flaw("unit_transfer", "orphan", "memberId"),
    Flaw("unit_transfer", "negative_quantity", "points"),
    Flaw("unit_transfer", "absurd_quantity", "points"),
    Flaw("unit_transfer", "not_a_number", "points"),
    Flaw("unit_transfer", "in_1970", "createdAt"),
    Flaw("unit_transfer", "in_the_future", "createdAt"),
    Flaw("unit_transfer", "too_late", "createdAt"),
    Flaw("unit_transfer", "column_disappears", "comment"),
    Flaw("reward_redemption", "orphan", "rewardId"),
    Flaw("reward_redemption", "absurd_quantity", "costInPoints"),
    Flaw("reward_redemption", "not_a_number", "costInPoints"),
    Flaw("tier_change", "late"),
    Flaw("tier_change", "resent_row"),
    Flaw("tier_change", "column_appears", "qualifyingPoints"),
    Flaw("challenge_progress", "duplicate_row"),
    Flaw("challenge_progress", "superseded", "progress"),
)
KEYS: dict[str, tuple[str, ...]] = {
    "member": ("memberId",),
    "unit_transfer": ("transferId",),
    "tier": ("levelId",),
    "tier_change": ("memberId", "changedAt"),
    "reward": ("rewardId",),
    "reward_redemption": ("issuedRewardId",),
    "challenge": ("achievementId",),
    "challenge_progress": ("achievementId", "memberId"),
}
CURRENCIES = ("EUR", "GBP", "USD")
GIFT = "gift"
"""The reward that takes nothing off."""


def shared(shop: Shop) -> Delivery:
    """Levels, rewards and challenges."""
    found = {"tier": _tiers(shop), "reward": _rewards(shop), "challenge": _challenge_rows(shop)}
    return Delivery([_landed(name, rows) for name, rows in found.items()])


def land(shop: Shop, part: Partition, rng: Generator) -> Delivery:
    """Members, their points, levels, rewards and progress in challenges."""
    progress = make_progress(shop, part)
    found = ledger(shop, part, progress)
    changes = tier_changes(shop, part, found)
    rows = {
        "member": member_rows(part, found, changes, rng),
        "unit_transfer": _transfer_rows(part, found, rng),
        "tier_change": _tier_change_rows(part, changes, rng),
        "reward_redemption": _redemption_rows(part, rng),
        "challenge_progress": _progress_rows(shop, part, progress, rng),
    }
    people = part.people
    member = np.flatnonzero(people.member_since < NEVER)
    behind = Identities(
        system=SYSTEM,
        record_type="member",
        record_id=ids.member(people.person_id[member]).tolist(),
        person_id=people.person_id[member].tolist(),
        valid_from=people.member_since[member].tolist(),
        valid_to=[NEVER] * len(member),
    )
    tables = [_landed(name, table) for name, table in rows.items()]
    return Delivery(tables, [behind], [_erasures(people, member)])


def _erasures(people: People, member: Ints) -> Erasures:
    """The members who were made anonymous because they asked for it."""
    gone = member[people.erasure_requested_at[member] < NEVER]
    at = np.maximum(people.erasure_requested_at[gone], people.member_since[gone] + MINUTE)
    person = people.person_id[gone]
    return Erasures(SYSTEM, "member", ids.member(person).tolist(), person.tolist(), at.tolist())


def _landed(table: str, rows: pa.Table) -> Landed:
    return Landed(SYSTEM, table, rows, KEYS[table], "_loaded_at")


def _words(numbers: Ints) -> pa.Array:
    return pa.array([str(number) for number in numbers.tolist()], pa.string())


def _from_the_start(shop: Shop, count: int) -> pa.Array:
    return columns.stamp(np.full(count, shop.settings.start))


def _tiers(shop: Shop) -> pa.Table:
    key, name, limit = zip(*TIERS, strict=True)
    return pa.table(
        {
            "levelId": pa.array(key, pa.string()),
            "name": pa.array(name, pa.string()),
            "conditionValue": _words(np.array(limit)),
            "active": pa.array(["1"] * len(TIERS), pa.string()),
            "_loaded_at": _from_the_start(shop, len(TIERS)),
        }
    )


def _rewards(shop: Shop) -> pa.Table:
    """Money off the purchase, by currency, and a present beside it."""
    off = len(CURRENCIES)
    count = off + 1
    return pa.table(
        {
            "rewardId": pa.array([*(f"off-{name.lower()}" for name in CURRENCIES), GIFT]),
            "name": pa.array([*(f"5 {name} off" for name in CURRENCIES), "A present"]),
            "rewardType": pa.array([*["money_off"] * off, "gift"]),
            "costInPoints": _words(np.full(count, POINTS_BLOCK)),
            "value": columns.money_text(np.full(count, POINTS_BLOCK_VALUE)),
            "currency": pa.array([*CURRENCIES, "EUR"]),
            "active": pa.array(["1"] * count, pa.string()),
            "_loaded_at": _from_the_start(shop, count),
        }
    )


def _challenge_ids(starts_at: Ints) -> Texts:
    return texts([f"challenge-{clock.date_of(at // DAY):%Y-%m}" for at in starts_at.tolist()])


def _challenge_rows(shop: Shop) -> pa.Table:
    challenges = make_challenges(shop)
    count, brand = len(challenges.brand), texts(BRANDS)[challenges.brand]
    names = [f"{TARGET} different products of {name}" for name in brand.tolist()]
    return pa.table(
        {
            "achievementId": columns.text(_challenge_ids(challenges.starts_at)),
            "name": pa.array(names, pa.string()),
            "attribute": pa.array(["brand"] * count, pa.string()),
            "attributeValue": columns.text(brand),
            "target": _words(np.full(count, TARGET)),
            "bonusPoints": _words(np.full(count, BONUS)),
            "startsAt": columns.iso(challenges.starts_at),
            "endsAt": columns.iso(challenges.ends_at),
            "_loaded_at": _from_the_start(shop, count),
        }
    )


def _members(part: Partition, person: Ints) -> pa.Array:
    return columns.text(ids.member(part.people.person_id[person]))


def _order_numbers(part: Partition, order: Ints) -> Texts:
    """The order as the system that made it numbers it; None for none."""
    orders = part.orders
    known = np.maximum(order, 0)
    number, found = np.r_[orders.order_id, 0][known], nothing(len(order))
    at_till = np.r_[orders.channel, -1][known] == STORE
    found[at_till] = ids.pos_ticket(number[at_till])
    found[~at_till] = ids.shopify_order(number[~at_till]).astype(str).tolist()
    return where_text(order >= 0, found)


def _transfer_rows(part: Partition, found: Moves, rng: Generator) -> pa.Table:
    count = len(found)
    serial = (part.people.person_id[found.person] * 100_000 + number_within(found.person)).tolist()
    is_burn = (found.type == "spending") & (found.campaign == None)  # noqa: E711
    order_id = np.r_[part.orders.order_id, 0][found.order]
    issued = texts([f"IR{number:013d}" for number in order_id.tolist()])
    yes = np.full(count, "1", object)
    by_hand = found.order < 0
    happened = np.where(found.cancelled_at < NEVER, found.cancelled_at, found.at)
    return pa.table(
        {
            "transferId": pa.array([f"UT{number:014d}" for number in serial], pa.string()),
            "memberId": _members(part, found.person),
            "type": columns.text(found.type),
            "points": _words(found.points),
            "createdAt": columns.iso(found.at),
            "unlockAt": columns.iso(found.unlock_at),
            "expiredAt": columns.iso(found.expires_at),
            "locked": columns.text(where_text(found.type == "blocked", yes)),
            "cancelled": columns.text(where_text(found.cancelled_at < NEVER, yes)),
            "cancelledAt": columns.iso(found.cancelled_at),
            "campaignId": columns.text(found.campaign),
            "transactionId": columns.text(where_text(~by_hand, _order_numbers(part, found.order))),
            "issuedRewardId": columns.text(where_text(is_burn & ~by_hand, issued)),
            "comment": columns.text(found.comment),
            "_loaded_at": columns.stamp(columns.loaded(happened, rng)),
        }
    )


def _tier_change_rows(part: Partition, changes: TierChanges, rng: Generator) -> pa.Table:
    names = texts([key for key, _, _ in TIERS])
    before = where_text(changes.before >= 0, names[changes.before])
    return pa.table(
        {
            "memberId": _members(part, changes.person),
            "previousLevelId": columns.text(before),
            "levelId": columns.text(names[changes.after]),
            "qualifyingPoints": _words(changes.points),
            "changedAt": columns.iso(changes.at),
            "_loaded_at": columns.stamp(columns.loaded(changes.at, rng)),
        }
    )


def _redemption_rows(part: Partition, rng: Generator) -> pa.Table:
    """One an order in which points were spent."""
    orders = part.orders
    order = np.flatnonzero(orders.points_spent > 0)
    number, at = orders.order_id[order].tolist(), orders.ordered_at[order]
    is_gift = bought_gift(orders.points_spent[order], orders.coupon_discount[order])
    off = texts([f"off-{name.lower()}" for name in orders.currency[order].tolist()])
    coupons = texts([f"PTS{n:X}" for n in number])
    status = np.where(orders.is_cancelled[order], "cancelled", "redeemed").astype(object)
    return pa.table(
        {
            "issuedRewardId": pa.array([f"IR{n:013d}" for n in number], pa.string()),
            "memberId": _members(part, orders.person[order]),
            "rewardId": columns.text(np.where(is_gift, GIFT, off).astype(object)),
            "costInPoints": _words(orders.points_spent[order]),
            "issuedCoupon": columns.text(where_text(~is_gift, coupons)),
            "status": columns.text(status),
            "redemptionDate": columns.iso(at),
            "createdAt": columns.iso(at),
            "_loaded_at": columns.stamp(columns.loaded(at, rng)),
        }
    )


def _progress_rows(shop: Shop, part: Partition, progress: Progress, rng: Generator) -> pa.Table:
    names = _challenge_ids(make_challenges(shop).starts_at)
    return pa.table(
        {
            "achievementId": columns.text(names[progress.challenge]),
            "memberId": _members(part, progress.person),
            "progress": _words(progress.count),
            "completedAt": columns.iso(progress.completed_at),
            "updatedAt": columns.iso(progress.updated_at),
            "_loaded_at": columns.stamp(columns.loaded(progress.updated_at, rng)),
        }
    )


__all__ = ["FLAWS", "SYSTEM", "land", "shared"]
