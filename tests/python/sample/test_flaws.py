"""Every kind of flaw does what it says, and every one that a system lists is planted."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa

from loyalty_warehouse.sample import generate as generator
from loyalty_warehouse.sample.flaws import KINDS, plant
from loyalty_warehouse.sample.generate import simulate_partition
from loyalty_warehouse.sample.landing import Flaw, Landed
from loyalty_warehouse.sample.shop import make_settings, make_shop
from loyalty_warehouse.sample.systems import SYSTEMS
from loyalty_warehouse.sample.world import Shop

NEED_PEOPLE = ("day_without_data", "shared_phone")
"""Planted in large tables only: test_truth.py has them."""


def test_every_flaw_that_a_system_lists_is_planted() -> None:
    """In a sample of ordinary length: some kinds need more than a year of data."""
    settings = make_settings(300, 24, seed=3)
    shop, part = simulate_partition(settings, 0)
    for system in SYSTEMS:
        planted: set[tuple[str, str]] = set()
        rng = generator.generator(settings, 0, system.SYSTEM)
        for delivery, whom in ((system.shared(shop), None), (system.land(shop, part, rng), part)):
            flawed = generator.flaw(system, delivery, shop, whom)
            planted |= {(row[1], row[3]) for row in flawed.truth}
        listed = {(flaw.table, flaw.kind) for flaw in system.FLAWS}
        missing = {(table, kind) for table, kind in listed - planted if kind not in NEED_PEOPLE}
        assert not missing, (system.SYSTEM, missing)
        assert {flaw.kind for flaw in system.FLAWS} <= KINDS.keys() | {"day_without_data"}


def toy() -> tuple[Shop, Landed]:
    """A table with a column of every sort."""
    shop = make_shop(make_settings(1, 24))
    count = 20_000
    step = (shop.settings.end - shop.settings.start) // count
    moment = shop.settings.start + np.arange(count) * step // 10**6 * 10**6
    iso = np.datetime_as_string(moment.astype("datetime64[us]"), unit="s")
    return shop, Landed(
        "toy",
        "thing",
        pa.table(
            {
                "id": pa.array(np.arange(count)),
                "parent": pa.array([f"P{n % 50}" for n in range(count)]),
                "at": pa.array([f"{text}Z" for text in iso.tolist()]),
                "happened": pa.array(moment, pa.timestamp("us")),
                "micros": pa.array(moment),
                "email": pa.array([f"é{n}@mail.example" for n in range(count)]),
                "phone": pa.array(["+33600000000"] * count),
                "amount": pa.array(["12.50"] * count),
                "quantity": pa.array(np.ones(count, np.int32)),
                "price": pa.array(np.full(count, 9.9)),
                "currency": pa.array(["EUR"] * count),
                "synced": pa.array(moment + 3_600 * 10**6, pa.timestamp("us")),
            }
        ),
        ("parent", "id"),
        "synced",
    )


COLUMN_OF = {
    "superseded": "price",
    "null_key": "id",
    "reused_key": "at",
    "orphan": "parent",
    "negative_quantity": "quantity",
    "negative_amount": "price",
    "absurd_quantity": "quantity",
    "not_a_number": "amount",
    "unknown_currency": "currency",
    "in_the_future": "micros",
    "in_1970": "happened",
    "too_late": "at",
    "time_with_offset": "at",
    "mojibake": "email",
    "placeholder_email": "email",
    "shared_phone": "phone",
    "column_disappears": "phone",
    "column_appears": "currency",
    "day_without_data": "happened",
}


def test_every_kind_does_what_it_says() -> None:
    shop, landed = toy()
    flaws = [Flaw("thing", kind, COLUMN_OF.get(kind, ""), 0.003) for kind in (*KINDS, *COLUMN_OF)]
    flaws = list(dict.fromkeys(flaws))
    found = plant([landed], flaws, (), shop, None, np.random.default_rng(1))
    rows, good = found.tables["thing"].to_pylist(), landed.rows.to_pylist()
    by_key = {f"{row['parent']}-{row['id']}": row for row in good}
    keys: dict[str, list[str]] = {}
    for _, _, key, kind, _ in found.truth:
        keys.setdefault(kind, []).append(key)
    assert keys.keys() == {flaw.kind for flaw in flaws}
    landed_keys = [
        f"{row['parent'] or ''}-{'' if row['id'] is None else row['id']}" for row in rows
    ]
    assert {key for kind in KINDS if not kind.startswith("column") for key in keys[kind]} <= set(
        landed_keys
    )
    of = {
        kind: [row for row, key in zip(rows, landed_keys, strict=True) if key in set(wanted)]
        for kind, wanted in keys.items()
    }
    assert all(row["id"] is None for row in of["null_key"])
    assert all(row["quantity"] == 99_999_999 for row in of["absurd_quantity"])
    assert all(row["quantity"] < 0 for row in of["negative_quantity"])
    assert all(row["price"] < 0 for row in of["negative_amount"])
    assert {row["currency"] for row in of["unknown_currency"]} <= {"XXX", "EURO", "ZZZ"}
    assert {str(row["happened"]) for row in of["in_1970"]} == {"1970-01-01 00:00:00"}
    assert all(row["at"].endswith("+02:00") for row in of["time_with_offset"])
    assert all("Ã©" in row["email"] for row in of["mojibake"])
    assert {row["email"] for row in of["placeholder_email"]} <= {
        "null@null.com",
        "noemail@example.com",
    }
    assert {row["phone"] for row in of["shared_phone"]} <= set(shop.stores.phone.tolist())
    assert all(row["parent"].startswith("nowhere") for row in of["orphan"])
    assert all(key not in by_key for key in keys["orphan"] + keys["in_the_future"])
    for kind in ("duplicate_row", "resent_row", "superseded", "reused_key"):
        for key in keys[kind]:
            pair = [row for row, own in zip(rows, landed_keys, strict=True) if own == key]
            assert len(pair) == 2, (kind, key)
            assert (pair[0] == pair[1]) == (kind == "duplicate_row")
    for key in keys["late"]:
        row = next(row for row, own in zip(rows, landed_keys, strict=True) if own == key)
        assert 2 <= (row["synced"] - by_key[key]["synced"]).days <= 60
    flagged_twice = Counter(key for kind in KINDS if kind != "null_key" for key in keys[kind])
    assert max(flagged_twice.values()) == 1
    day = keys["day_without_data"][0]
    assert day not in {str(row["happened"].date()) for row in rows}


def test_the_phone_of_the_store_is_on_thousands_of_records_of_the_default_shop() -> None:
    settings = make_settings(5_000, 36, seed=1)
    shop, part = simulate_partition(settings, 0)
    planted: Counter[str] = Counter()
    for system in SYSTEMS:
        if any(flaw.kind == "shared_phone" for flaw in system.FLAWS):
            delivery = system.land(shop, part, generator.generator(settings, 0, system.SYSTEM))
            flawed = generator.flaw(system, delivery, shop, part)
            planted[system.SYSTEM] = sum(row[3] == "shared_phone" for row in flawed.truth)
    assert planted.keys() == {"shopify", "pos", "klaviyo", "zendesk"}
    assert planted.total() > 2_000
