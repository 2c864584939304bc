"""Writes the sample under data/raw/ and its truth under data/truth/sample/.

One partition of people is simulated, landed and written at a time, so that memory stays bounded.
Everything is written below a temporary folder first and then moved into place system by system:
a killed run leaves what was. A receipt beside the truth (settings, code and hashes of the files)
tells the next run whether there is anything to do.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from numpy.random import Generator, SeedSequence, default_rng

from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.sample.flaws import Flawed, plant
from loyalty_warehouse.sample.landing import Delivery
from loyalty_warehouse.sample.people import make_people
from loyalty_warehouse.sample.profiles import PEOPLE_PER_PARTITION
from loyalty_warehouse.sample.purchases import simulate
from loyalty_warehouse.sample.shop import make_settings, make_shop
from loyalty_warehouse.sample.systems import SYSTEMS, System
from loyalty_warehouse.sample.totals import landed_totals
from loyalty_warehouse.sample.truth import TruthFiles
from loyalty_warehouse.sample.world import Partition, Settings, Shop
from loyalty_warehouse.settings import Paths, ensure_folder
from loyalty_warehouse.wheels import sha256_of

RECEIPT = "receipt.json"
MARKER = ".sample"
"""In each system's folder: it was written by the sample and may be replaced by it."""
TEMPORARY, OUTGOING = ".sample.tmp", ".sample.old"
MOST_CUSTOMERS, MOST_MONTHS = 5_000_000, 120
Advance = Callable[[str], None]


def simulate_partition(
    settings: Settings, number: int, shop: Shop | None = None
) -> tuple[Shop, Partition]:
    """The shop and the partition ``number`` (0, 1, ...) of a sample; equal for equal settings."""
    shop = shop or make_shop(settings)
    count = min(PEOPLE_PER_PARTITION, settings.customers - number * PEOPLE_PER_PARTITION)
    people, devices = make_people(shop, number, count, generator(settings, number, "people"))
    rng = generator(settings, number, "purchases")
    orders, lines, parcels, refunds, visits = simulate(shop, people, devices, rng)
    return shop, Partition(number, people, devices, orders, lines, parcels, refunds, visits)


def generator(settings: Settings, number: int, purpose: str) -> Generator:
    """The random numbers of one purpose in one partition: independent of every other."""
    name = int.from_bytes(hashlib.sha256(purpose.encode()).digest()[:4], "big")
    return default_rng(SeedSequence(settings.seed, spawn_key=(1 + number, name)))


def partition_count(settings: Settings) -> int:
    """Partitions that hold all people."""
    return -(-settings.customers // PEOPLE_PER_PARTITION)


def step_count(settings: Settings) -> int:
    """How often `generate` calls ``advance``."""
    return len(SYSTEMS) + partition_count(settings) * (1 + len(SYSTEMS))


def checked(settings: Settings) -> Settings:
    """The settings; raises WarehouseError for a size that cannot be."""
    for name, value, most in (
        ("--customers", settings.customers, MOST_CUSTOMERS),
        ("--months", settings.months, MOST_MONTHS),
    ):
        if not 1 <= value <= most:
            raise WarehouseError(f"{name} is {value}: give a number from 1 to {most:,}.")
    if settings.seed < 0:
        raise WarehouseError(f"--seed is {settings.seed}: give a whole number from 0 on.")
    return settings


def generate(paths: Paths, settings: Settings, advance: Advance = lambda _: None) -> bool:
    """Write the sample; False if it is there already, as these settings and this code make it.

    Raises WarehouseError if a folder cannot be written or holds somebody's own data.
    """
    checked(settings)
    ensure_folder(paths.raw)
    ensure_folder(paths.truth)
    _mend(paths)
    if is_up_to_date(paths, settings):
        return False
    _refuse_foreign(paths)
    with _temporary(paths) as (raw, truth):
        _write_all(raw, truth, settings, advance)
        text = json.dumps(_receipt(raw, truth, settings), indent=1, sort_keys=True)
        (truth / RECEIPT).write_text(text, encoding="utf-8")
        _swap(paths, raw, truth)
    return True


def is_up_to_date(paths: Paths, settings: Settings) -> bool:
    """Whether the receipt is of these settings and this code, and every file is as it was."""
    folder = paths.truth / "sample"
    try:
        receipt = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    made = {key: receipt.get(key) for key in ("settings", "code")}
    if made != {"settings": asdict(settings), "code": _code()}:
        return False
    files = [(paths.raw / name, value) for name, value in receipt.get("raw", {}).items()]
    files += [(folder / name, value) for name, value in receipt.get("truth", {}).items()]
    return all(path.is_file() and sha256_of(path) == value for path, value in files)


def _write_all(raw: Path, truth: Path, settings: Settings, advance: Advance) -> None:
    """Every part of every table, and the truth."""
    shop = make_shop(settings)
    with TruthFiles(truth) as files:
        for system in SYSTEMS:
            _write(raw, files, system, system.shared(shop), shop, None)
            advance(f"{system.SYSTEM}: shared")
        for number in range(partition_count(settings)):
            _write_partition(raw, files, shop, number, advance)
        files.finish()


def _write_partition(
    raw: Path, files: TruthFiles, shop: Shop, number: int, advance: Advance
) -> None:
    """A function of its own, so that nothing of a partition is held when the next one begins."""
    settings = shop.settings
    _, part = simulate_partition(settings, number, shop)
    files.partition(shop, part)
    advance(f"people {number + 1}")
    for system in SYSTEMS:
        rng = generator(settings, number, system.SYSTEM)
        _write(raw, files, system, system.land(shop, part, rng), shop, part)
        advance(f"{system.SYSTEM} {number + 1}")


def _write(
    raw: Path,
    files: TruthFiles,
    system: System,
    delivery: Delivery,
    shop: Shop,
    part: Partition | None,
) -> None:
    """Plant the flaws of a delivery, write its tables and tell the truth about it."""
    flawed = flaw(system, delivery, shop, part)
    name = f"part-{part.number:05d}" if part else "part-shared"
    for table, rows in flawed.tables.items():
        folder = raw / system.SYSTEM / table
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, folder / f"{name}.parquet", compression="zstd")
    (raw / system.SYSTEM).mkdir(exist_ok=True)
    (raw / system.SYSTEM / MARKER).touch()
    files.identities(delivery.identities)
    files.erasures(delivery.erasures)
    files.flaws(flawed.truth)
    files.count(landed_totals(system.SYSTEM, flawed.clean))


def flaw(system: System, delivery: Delivery, shop: Shop, part: Partition | None) -> Flawed:
    """The delivery with the system's flaws, or as it is if none are wanted."""
    settings, number = shop.settings, part.number if part else -1
    flaws = system.FLAWS if settings.flaws else ()
    custom = getattr(system, "CUSTOM_FLAWS", ()) if settings.flaws else ()
    rng = generator(settings, max(number, 0), f"{system.SYSTEM} flaws {number}")
    return plant(delivery.tables, flaws, custom, shop, part, rng)


@contextmanager
def _temporary(paths: Paths) -> Iterator[tuple[Path, Path]]:
    """Folders for raw data and truth on the disks they will stay on; gone afterwards."""
    raw, truth = paths.raw / TEMPORARY, paths.truth / TEMPORARY
    try:
        raw.mkdir()
        yield raw, truth
    except (OSError, pa.ArrowException) as error:
        raise WarehouseError(f"The sample could not be written: {error}") from error
    finally:
        shutil.rmtree(raw, ignore_errors=True)
        shutil.rmtree(truth, ignore_errors=True)


def _swap(paths: Paths, raw: Path, truth: Path) -> None:
    """Put the new folders in the place of the old ones; the truth with its receipt comes last."""
    (paths.truth / "sample" / RECEIPT).unlink(missing_ok=True)
    for folder in sorted(raw.iterdir()):
        _exchange(folder, paths.raw / folder.name, paths.raw / OUTGOING)
    _exchange(truth, paths.truth / "sample", paths.truth / OUTGOING)


def _exchange(new: Path, place: Path, outgoing: Path) -> None:
    """Move a folder into place; what was there is deleted afterwards."""
    outgoing.mkdir(exist_ok=True)
    if place.exists():
        place.rename(outgoing / place.name)
    new.rename(place)
    shutil.rmtree(outgoing)


def _mend(paths: Paths) -> None:
    """Clear up after a run that was killed: put back what it had moved away."""
    for root in (paths.raw, paths.truth):
        shutil.rmtree(root / TEMPORARY, ignore_errors=True)
        outgoing = root / OUTGOING
        for folder in outgoing.iterdir() if outgoing.is_dir() else ():
            if not (root / folder.name).exists():
                folder.rename(root / folder.name)
        shutil.rmtree(outgoing, ignore_errors=True)


def _refuse_foreign(paths: Paths) -> None:
    """Raise WarehouseError if a folder of a system was not written by the sample."""
    for system in SYSTEMS:
        folder = paths.raw / system.SYSTEM
        if folder.exists() and not (folder / MARKER).exists() and any(folder.iterdir()):
            raise WarehouseError(
                f"{paths.shown(folder)} holds data that the sample did not write: move it away, or "
                "point WAREHOUSE_RAW_PATH at another folder."
            )


def _receipt(raw: Path, truth: Path, settings: Settings) -> dict[str, object]:
    return {
        "settings": asdict(settings),
        "code": _code(),
        "raw": _hashes(raw),
        "truth": _hashes(truth),
    }


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*.parquet") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def _code() -> str:
    """A hash of the code that makes the sample."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


__all__ = ["generate", "make_settings", "simulate_partition", "step_count"]
