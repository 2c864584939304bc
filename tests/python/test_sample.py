"""The simulated shop: the same seed gives the same bytes, the books balance, effects are there."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.random import default_rng
from numpy.typing import NDArray
from workspace import PROJECT, Workspace

from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.sample import generate as generator
from loyalty_warehouse.sample.clock import to_local
from loyalty_warehouse.sample.generate import generate, simulate_partition
from loyalty_warehouse.sample.people import first_offer, is_alive
from loyalty_warehouse.sample.planted import PLANTED, POINTS_LIFE_DAYS, POINTS_LOCK_DAYS
from loyalty_warehouse.sample.shop import make_settings
from loyalty_warehouse.sample.systems import shopify
from loyalty_warehouse.sample.timing import expected_orders, make_calendar
from loyalty_warehouse.sample.truth import slow_down
from loyalty_warehouse.sample.world import DAY, NEVER, STORE, Partition, Shop

YEAR = 365.25 * DAY
Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def world() -> tuple[Shop, Partition]:
    """A full partition: 20,000 people over 36 months."""
    return simulate_partition(make_settings(20_000, 36, seed=7), 0)


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """300 people over 12 months with flaws, on disk."""
    here = Workspace(tmp_path_factory.mktemp("flawed"))
    assert generate(here.paths, make_settings(300, 12, seed=3))
    return here


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same people without flaws."""
    here = Workspace(tmp_path_factory.mktemp("clean"))
    assert generate(here.paths, make_settings(300, 12, seed=3, flaws=False))
    return here


def files(here: Workspace) -> dict[str, bytes]:
    """Every Parquet file below the workspace, by path."""
    found = sorted(here.root.rglob("*.parquet"))
    return {path.relative_to(here.root).as_posix(): path.read_bytes() for path in found}


def tables(here: Workspace) -> Iterator[tuple[str, str]]:
    """System and name of every raw table."""
    for folder in sorted((here.root / "raw").glob("*/*")):
        if folder.is_dir():
            yield folder.parent.name, folder.name


def read(here: Workspace, system: str, table: str) -> pa.Table:
    """All parts of a raw table."""
    parts = sorted((here.root / "raw" / system / table).glob("*.parquet"))
    return pa.concat_tables([pq.read_table(part) for part in parts])


def truth(here: Workspace, name: str) -> list[dict[str, object]]:
    """The rows of a truth file."""
    rows: list[dict[str, object]] = pq.read_table(
        here.root / f"truth/sample/{name}.parquet"
    ).to_pylist()
    return rows


# --- the files ------------------------------------------------------------------------------------


def test_same_seed_same_bytes(flawed: Workspace, tmp_path: Path) -> None:
    again = Workspace(tmp_path)
    generate(again.paths, make_settings(300, 12, seed=3))
    assert files(again) == files(flawed)


def test_another_seed_gives_another_sample(flawed: Workspace, tmp_path: Path) -> None:
    other = Workspace(tmp_path)
    generate(other.paths, make_settings(300, 12, seed=4))
    mine, theirs = files(flawed), files(other)
    assert mine.keys() == theirs.keys()
    people = "truth/sample/people.parquet"
    assert mine[people] != theirs[people]


def test_second_run_does_nothing_and_a_lost_file_comes_back(tmp_path: Path) -> None:
    here, settings = Workspace(tmp_path), make_settings(5, 2)
    assert generate(here.paths, settings)
    assert not generate(here.paths, settings)
    (here.root / "truth/sample/totals.parquet").unlink()
    assert generate(here.paths, settings)
    assert generate(here.paths, make_settings(5, 2, seed=2))
    assert not list(here.root.rglob(".sample.*"))


def test_a_stopped_run_leaves_what_was(
    flawed: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(flawed.root, tmp_path, dirs_exist_ok=True)
    here, before = Workspace(tmp_path), files(flawed)

    def stop(step: str) -> None:
        if step.startswith("people"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(here.paths, make_settings(20, 2), stop)
    assert files(here) == before
    monkeypatch.setattr(generator, "_exchange", lambda *_: stop("people"))
    with pytest.raises(KeyboardInterrupt):
        generate(here.paths, make_settings(20, 2))
    assert files(here) == before
    monkeypatch.undo()
    assert generate(here.paths, make_settings(300, 12, seed=3)), "the receipt was gone"
    assert files(here) == before


def test_killed_while_folders_are_exchanged(flawed: Workspace, tmp_path: Path) -> None:
    shutil.copytree(flawed.root, tmp_path, dirs_exist_ok=True)
    here, before = Workspace(tmp_path), files(flawed)
    first = sorted(path.name for path in (here.root / "raw").iterdir())[0]
    outgoing = here.root / "raw" / generator.OUTGOING
    outgoing.mkdir()
    (here.root / "raw" / first).rename(outgoing / first)
    assert not generate(here.paths, make_settings(300, 12, seed=3))
    assert files(here) == before


def test_data_of_others_is_not_replaced(tmp_path: Path) -> None:
    here = Workspace(tmp_path)
    own = here.root / "raw/shopify/order.parquet"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"mine")
    with pytest.raises(WarehouseError, match="did not write"):
        generate(here.paths, make_settings(5, 2))
    assert own.read_bytes() == b"mine"


@pytest.mark.parametrize(("customers", "months"), [(1, 1), (1, 36), (3, 2)])
@pytest.mark.parametrize("flaws", [True, False])
def test_small_samples(customers: int, months: int, flaws: bool, tmp_path: Path) -> None:
    here = Workspace(tmp_path)
    assert generate(here.paths, make_settings(customers, months, flaws=flaws))
    assert len(truth(here, "people")) == customers
    assert flaws or not truth(here, "flaws")


@pytest.mark.parametrize(("customers", "months", "seed"), [(0, 1, 1), (5, 0, 1), (5, 121, 1)])
def test_sizes_that_cannot_be(customers: int, months: int, seed: int, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="give a number"):
        generate(Workspace(tmp_path).paths, make_settings(customers, months, seed))


def test_command(tmp_path: Path) -> None:
    here = Workspace(tmp_path)
    arguments = ["load", "sample", "--customers", "4", "--months", "2", "--flaws", "off"]
    first, second = here.run(*arguments), here.run(*arguments)
    assert (first.code, "landed in" in first.text) == (0, True), first.text
    assert (second.code, "sample: up to date" in second.text) == (0, True), second.text
    wrong = here.run("load", "sample", "--months", "0")
    assert (wrong.code, "Traceback" in wrong.text) == (2, False)


def test_no_model_reads_the_truth() -> None:
    for folder in ("models", "macros", "analyses", "seeds"):
        for file in (PROJECT / folder).rglob("*"):
            if file.suffix in (".sql", ".yml"):
                assert "truth/" not in file.read_text(encoding="utf-8"), file


# --- the books ------------------------------------------------------------------------------------


def test_lines_add_up_to_orders(world: tuple[Shop, Partition]) -> None:
    orders, lines = world[1].orders, world[1].lines
    for name in ("gross", "promotion_discount", "coupon_discount", "net"):
        total = np.zeros(len(orders), np.int64)
        np.add.at(total, lines.order, getattr(lines, name))
        assert (total == getattr(orders, name)).all(), name
    paid = orders.gross - orders.promotion_discount - orders.coupon_discount
    assert (paid == orders.net).all()
    assert (lines.gross == lines.unit_price * lines.quantity).all()
    assert lines.net.min() >= 0
    assert orders.net.min() > 0
    assert ((orders.tax >= 0) & (orders.tax < orders.net)).all()


def test_the_tax_of_an_order_is_that_of_its_lines_and_of_shipping(
    world: tuple[Shop, Partition],
) -> None:
    shop, part = world
    tables = {one.table: one.rows for one in shopify.land(shop, part, default_rng(1)).tables}
    with duckdb.connect() as connection:
        for name in ("order", "order_line", "tax_line"):
            connection.register(f"the_{name}", tables[name])
        told = connection.execute(
            """with taxes as (
                select order_id, sum(round(100 * tax_line.price)) as cents, min(rate) as least,
                    max(rate) as most, count(distinct order_line_id) = count(*) as is_one_a_line
                from the_tax_line as tax_line
                join the_order_line as order_line on tax_line.order_line_id = order_line.id
                group by order_id)
            select coalesce(cents, 0) = round(100 * subtotal_price * coalesce(least, 0)
                    / (1 + coalesce(least, 0)))
                and round(100 * total_tax) - coalesce(cents, 0) between 0
                    and round(100 * (total_price - subtotal_price)),
                least is not distinct from most and coalesce(is_one_a_line, true), least, count(*)
            from the_order left join taxes on the_order.id = taxes.order_id
            group by all order by 3 nulls last"""
        ).fetchall()
    assert [row[:3] for row in told] == [(True, True, rate) for rate in (0.19, 0.2, None)]
    assert min(row[3] for row in told) > 1000


def test_refunds_never_exceed_their_order(world: tuple[Shop, Partition]) -> None:
    shop, part = world
    orders, refunds = part.orders, part.refunds
    total = np.zeros(len(orders), np.int64)
    np.add.at(total, refunds.order, refunds.amount)
    assert (total <= orders.net + orders.shipping).all()
    by_line = np.zeros(len(part.lines.order), np.int64)
    of_line = refunds.line >= 0
    np.add.at(by_line, refunds.line[of_line], refunds.amount[of_line])
    assert (by_line <= part.lines.net).all()
    assert (part.lines.order[refunds.line[of_line]] == refunds.order[of_line]).all()
    assert (refunds.refunded_at > orders.ordered_at[refunds.order]).all()
    assert refunds.refunded_at.max() < shop.settings.end
    assert (refunds.store[refunds.channel == STORE] >= 0).all()
    assert orders.is_cancelled[refunds.order[refunds.kind == "cancellation"]].all()


def test_parcels_are_of_orders_that_are_sent(world: tuple[Shop, Partition]) -> None:
    parcels, orders = world[1].parcels, world[1].orders
    sent = (orders.channel != STORE) & ~orders.is_collected & ~orders.is_cancelled
    assert sent[parcels.order].all()
    assert len(set(parcels.order.tolist())) == len(parcels.order)
    assert (parcels.shipped_at > orders.ordered_at[parcels.order]).all()
    arrived = parcels.delivered_at < NEVER
    late = parcels.delivered_at > parcels.promised_at
    assert (late[arrived] == parcels.is_late[arrived]).all()


def test_orders_fit_their_people(world: tuple[Shop, Partition]) -> None:
    shop, part = world
    people, orders = part.people, part.orders
    who, at = orders.person, orders.ordered_at
    assert (at > people.acquired_at[who]).all()
    assert (at < people.gone_at[who]).all()
    asleep = (at > people.sleeps_from[who]) & (at < people.sleeps_to[who])
    assert not asleep.any()
    assert not people.is_staff[who].any()
    in_store = orders.channel == STORE
    assert ((orders.device >= 0) == ~in_store).all()
    held = part.devices
    device = orders.device[~in_store]
    assert (held.person[device] == who[~in_store]).all()
    assert (
        (held.held_from[device] <= at[~in_store]) & (at[~in_store] < held.held_to[device])
    ).all()
    store = orders.store[in_store]
    assert (shop.stores.country[store] == people.country[who[in_store]]).all()
    local = to_local(shop.stores.time_zone[store], at[in_store])
    hour = local % DAY // (DAY // 24)
    assert ((hour >= 10) & (hour < 19)).all()
    assert ((local // DAY + 3) % 7 != 6).all(), "stores are closed on Sundays"
    shown = orders.shows_card
    assert (people.member_since[who[shown]] <= at[shown]).all()
    assert not (orders.points_spent[~shown] > 0).any()


def test_points_spent_were_earned(world: tuple[Shop, Partition]) -> None:
    """First in, first out over the points earned within the set days, no balance goes below 0."""
    orders = world[1].orders
    rows = np.flatnonzero(orders.shows_card & ~orders.is_cancelled)
    rows = rows[np.lexsort((orders.ordered_at[rows], orders.person[rows]))]
    refunds = world[1].refunds
    refunded = set(refunds.order[refunds.kind != "shipping"].tolist())
    lots: list[list[int]] = []
    person = -1
    for row in rows.tolist():
        if orders.person[row] != person:
            person, lots = int(orders.person[row]), []
        at, wanted = int(orders.ordered_at[row]), int(orders.points_spent[row])
        for lot in lots:
            age = (at - lot[0]) // DAY
            used = min(wanted, lot[1]) if POINTS_LOCK_DAYS <= age <= POINTS_LIFE_DAYS else 0
            lot[1] -= used
            wanted -= used
        assert wanted == 0
        if row not in refunded:
            lots.append([at, int(orders.net[row]) // 100])


# --- the planted effects --------------------------------------------------------------------------


def goods_at_start_prices(shop: Shop, part: Partition) -> Floats:
    """Goods value of every order at the prices of the start, so that rises play no part."""
    lines = part.lines
    value = shop.products.price[lines.product] * lines.quantity
    total = np.bincount(lines.order, value.astype(np.float64), len(part.orders))
    return np.asarray(total, np.float64)


def test_loyalty_lift_is_found_within_people(world: tuple[Shop, Partition]) -> None:
    shop, part = world
    who, is_member = part.orders.person, part.people.member_since[part.orders.person]
    after = part.orders.ordered_at >= is_member
    log_value = np.log(goods_at_start_prices(shop, part))
    means, counts = [], []
    for side in (~after, after):
        number = np.bincount(who[side], minlength=len(part.people))
        total = np.bincount(who[side], log_value[side], len(part.people))
        means.append(total / np.maximum(number, 1))
        counts.append(number)
    both = (counts[0] > 0) & (counts[1] > 0)
    weight = 1 / (1 / counts[0][both] + 1 / counts[1][both])
    change = means[1][both] - means[0][both]
    found = np.average(change, weights=weight)
    spread = np.sqrt(np.average((change - found) ** 2 * weight, weights=weight) / weight.sum())
    wanted = np.log(1 + PLANTED.loyalty_spend_lift)
    print(f"loyalty: {found:.4f} +- {1.96 * spread:.4f}, planted {wanted:.4f}, {both.sum()} people")
    assert abs(found - wanted) < 2.6 * spread
    assert found > 2.6 * spread
    naive = log_value[after].mean() - log_value[~after].mean()
    assert naive > 2 * wanted, "the plain comparison overstates it"


def observed_years(shop: Shop, part: Partition) -> Floats:
    """Years from the first order to the stop, pauses left out."""
    people, end = part.people, shop.settings.end
    stop = np.minimum(np.minimum(people.gone_at, people.sleeps_from), end)
    return np.asarray(np.maximum(stop - people.acquired_at, 0) / YEAR, np.float64)


def repeats(part: Partition) -> NDArray[np.int64]:
    """Orders after the first and before a pause, by person."""
    before = part.orders.ordered_at < part.people.sleeps_from[part.orders.person]
    count = np.bincount(part.orders.person[before], minlength=len(part.people))
    return np.maximum(count - 1, 0)


def test_late_first_parcel_slows_repeats_down(world: tuple[Shop, Partition]) -> None:
    shop, part = world
    years, rate = observed_years(shop, part), part.people.purchase_rate
    plain = part.people.is_buyer & (part.people.refill_days == 0)
    late = slow_down(part) < 1
    ratio = []
    for group in (plain & late, plain & ~late):
        ratio.append(repeats(part)[group].sum() / (years * rate)[group].sum())
    found = ratio[0] / ratio[1]
    error = found / np.sqrt(repeats(part)[plain & late].sum())
    print(f"late first parcel: {found:.3f} +- {1.96 * error:.3f}")
    assert abs(found - PLANTED.late_first_parcel_repeat_factor) < 4 * error + 0.02


def test_several_channels_have_no_effect(world: tuple[Shop, Partition]) -> None:
    shop, part = world
    mixes = part.people.mixing > 0.1
    years, rate = observed_years(shop, part), part.people.purchase_rate
    plain = part.people.is_buyer & (part.people.refill_days == 0)
    per_year = [
        repeats(part)[plain & group].sum() / (years * rate)[plain & group].sum()
        for group in (mixes, ~mixes)
    ]
    assert per_year[0] / per_year[1] == pytest.approx(1, abs=0.04)
    who = part.orders.person
    lift = np.where(part.people.member_since[who] <= part.orders.ordered_at, 1.08, 1)
    relative = goods_at_start_prices(shop, part) / part.people.spend_level[who] / lift
    free = (part.people.refill_days == 0)[who]
    spend = [relative[free & mixes[who]].mean(), relative[free & ~mixes[who]].mean()]
    print(
        f"several channels: rate {per_year[0] / per_year[1]:.3f}, spend {spend[0] / spend[1]:.3f}"
    )
    assert spend[0] / spend[1] == pytest.approx(1, abs=0.03)
    assert rate[mixes].mean() > 1.2 * rate[~mixes].mean(), "a plain comparison is fooled"


def test_winback_brings_back_some_of_those_not_held_out(world: tuple[Shop, Partition]) -> None:
    shop, part = world
    people = part.people
    came_back = people.sleeps_to < NEVER
    stopped = np.where(came_back, people.sleeps_from, people.gone_at)
    offer = first_offer(shop, people.brand, stopped)
    reached = people.is_buyer & (offer + 15 * DAY < shop.settings.end)
    reached &= (people.email_granted_at < offer) & (people.email_withdrawn_at > offer + 15 * DAY)
    offered, held_out = reached & ~people.winback_holdout, reached & people.winback_holdout
    share, count = came_back[offered].mean(), offered.sum()
    error = np.sqrt(share * (1 - share) / count)
    print(f"win-back: {share:.3f} +- {1.96 * error:.3f} of {count}; held out {held_out.sum()}")
    assert abs(share - PLANTED.winback_return_rate) < 3 * error
    assert came_back[held_out].sum() == 0
    assert held_out.sum() > 100
    relapsed = people.gone_at[came_back] < NEVER
    assert relapsed.mean() > 0.5


def test_true_expectations_hold_in_the_last_year(world: tuple[Shop, Partition]) -> None:
    """What the truth would have expected a year ago of those alive then is what they ordered."""
    shop, part = world
    people, end = part.people, shop.settings.end // DAY
    then = end - 365
    alive = is_alive(people, then * DAY) & (people.acquired_at < (then - 30) * DAY)
    alive &= people.sleeps_to > then * DAY
    first = expected_orders(people, make_calendar(shop), slow_down(part), then, 365)
    recent = part.orders.ordered_at >= then * DAY
    recent &= part.orders.ordered_at < people.sleeps_to[part.orders.person]
    made = np.bincount(part.orders.person[recent], minlength=len(people))
    expected, found = first[alive].sum(), made[alive].sum()
    print(f"expected {expected:.0f} orders, found {found}")
    assert found == pytest.approx(expected, rel=0.03)


def test_seasons(world: tuple[Shop, Partition]) -> None:
    orders = world[1].orders
    days = (orders.ordered_at // DAY).astype("datetime64[D]")
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    counts = np.bincount(month, minlength=12)
    assert counts[11] > 1.15 * np.median(counts)
    weekday = np.bincount((orders.ordered_at // DAY + 3) % 7, minlength=7)
    assert weekday[5] > 1.15 * weekday[1]


def test_some_people_buy_on_reductions_only(world: tuple[Shop, Partition]) -> None:
    orders = world[1].orders
    hooked = world[1].people.discount_sensitivity[orders.person] == 1
    reduced = orders.promotion_discount + orders.coupon_discount > 0
    assert hooked.sum() > 1_000
    assert reduced[hooked].mean() > 0.97
    assert reduced[~hooked].mean() < 0.4


# --- the flaws ------------------------------------------------------------------------------------


CHANGING = {"late", "time_with_offset", "mojibake", "placeholder_email", "shared_phone"}
FINDINGS = {"day_without_data", "column_disappears", "column_appears"}


def rows_of(table: pa.Table) -> Counter[str]:
    """The rows of a table as texts, counted."""
    return Counter(str(row) for row in zip(*table.to_pydict().values(), strict=True))


def test_flaws_are_as_listed(flawed: Workspace, clean: Workspace) -> None:
    assert list(tables(flawed)) == list(tables(clean))
    listed = truth(flawed, "flaws")
    assert truth(clean, "flaws") == []
    for system, table in tables(flawed):
        own = [row for row in listed if (row["system"], row["table"]) == (system, table)]
        kinds = Counter(str(row["kind"]) for row in own)
        with_flaws, without = read(flawed, system, table), read(clean, system, table)
        assert with_flaws.schema.equals(without.schema), (system, table)
        added = sum(count for kind, count in kinds.items() if kind not in CHANGING | FINDINGS)
        if "day_without_data" not in kinds:
            assert with_flaws.num_rows - without.num_rows == added, (system, table, kinds)
        if not kinds.keys() & FINDINGS:
            changed = sum(kinds[kind] for kind in CHANGING)
            lost = rows_of(without) - rows_of(with_flaws)
            assert lost.total() == changed, (system, table, kinds)


# --- how long it takes ----------------------------------------------------------------------------


def test_default_size(capsys: pytest.CaptureFixture[str]) -> None:
    """Printed, not asserted: a slow machine is no defect."""
    started = time.perf_counter()
    _, part = simulate_partition(make_settings(), 0)
    seconds = time.perf_counter() - started
    with capsys.disabled():
        print(
            f"\n5,000 people in {seconds:.1f} s: {len(part.orders):,} orders, "
            f"{len(part.lines.order):,} lines, {len(part.visits.device):,} visits"
        )
    assert 20_000 < len(part.orders) < 35_000
