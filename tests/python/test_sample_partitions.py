"""Partitions of the sample: apart in their ids, and one in memory at a time."""

from __future__ import annotations

import weakref
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from workspace import Workspace

from loyalty_warehouse.sample import generate as generator
from loyalty_warehouse.sample.generate import generate, simulate_partition
from loyalty_warehouse.sample.profiles import PEOPLE_PER_PARTITION
from loyalty_warehouse.sample.shop import make_settings, make_shop
from loyalty_warehouse.sample.systems import SYSTEMS


def test_a_partition_is_let_go_before_the_next(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What is simulated and what landed of it: memory does not grow with the number of people."""
    held: list[weakref.ref[Any]] = []

    def simulate(*arguments: Any) -> Any:
        assert [ref() for ref in held if ref() is not None] == []
        shop, part = simulate_partition(*arguments)
        held.extend(map(weakref.ref, (part, part.people, part.orders.net, part.visits)))
        return shop, part

    def flaw(*arguments: Any) -> Any:
        flawed = plain_flaw(*arguments)
        held.append(weakref.ref(flawed))
        return flawed

    plain_flaw = generator.flaw
    monkeypatch.setattr(generator, "PEOPLE_PER_PARTITION", 40)
    monkeypatch.setattr(generator, "simulate_partition", simulate)
    monkeypatch.setattr(generator, "flaw", flaw)
    generate(Workspace(tmp_path).paths, make_settings(120, 6))
    assert len(held) == 3 * 4 + 4 * len(SYSTEMS)


def test_partitions_do_not_share_ids(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(generator, "PEOPLE_PER_PARTITION", 40)
    here = Workspace(tmp_path)
    generate(here.paths, make_settings(100, 6, flaws=False))
    for system in SYSTEMS:
        for table in (here.root / "raw" / system.SYSTEM).iterdir():
            parts = sorted(table.glob("part-*.parquet")) if table.is_dir() else []
            assert len({str(pq.read_schema(part)) for part in parts}) <= 1, table
    people = pq.read_table(here.root / "truth/sample/people.parquet", columns=["person_id"])
    assert len(set(people["person_id"].to_pylist())) == 100
    for system in SYSTEMS:
        keys: Counter[tuple[str, str]] = Counter()
        settings = make_settings(100, 6, flaws=False)
        shop = make_shop(settings)
        for number in range(3):
            _, part = simulate_partition(settings, number, shop)
            rng = generator.generator(settings, number, system.SYSTEM)
            for landed in system.land(shop, part, rng).tables:
                columns = [landed.rows.column(name).to_pylist() for name in landed.key]
                keys.update((landed.table, str(key)) for key in zip(*columns, strict=True))
        assert [key for key, count in keys.items() if count > 1] == [], system.SYSTEM


def test_the_last_of_a_million_people_have_ids_like_the_first() -> None:
    """Of the fiftieth partition of 20,000: numbers overflow there first."""
    settings = make_settings(49 * PEOPLE_PER_PARTITION + 40, 6, flaws=False)
    shop, part = simulate_partition(settings, 49)
    for system in SYSTEMS:
        rng = generator.generator(settings, 49, system.SYSTEM)
        for landed in system.land(shop, part, rng).tables:
            keys = [key for name in landed.key for key in landed.rows.column(name).to_pylist()]
            below = [key for key in keys if str(key).startswith("-")]
            assert not below, (system.SYSTEM, landed.table, below[:1])
