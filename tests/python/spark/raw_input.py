"""The raw data of both engines: CDNOW's sample with odd rows added, a cut of the journey."""

import shutil
from pathlib import Path

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq

from loyalty_warehouse.datasets import SYSTEMS
from loyalty_warehouse.load import load_system
from loyalty_warehouse.settings import Paths

SHOPS = ("cdnow_sample", "complete_journey")

# Every 16th household of Complete Journey: about 155 of 2,469.
HOUSEHOLD_STEP = 16
CUT_TABLES = ("transactions", "demographics", "campaigns", "coupon_redemptions")

# What staging must refuse, or take, in the same way on both engines:
# line, customer, date, number of CDs, amount. (The master's customer number is left null.)
ODD_PURCHASES: list[tuple[int | None, str | None, str | None, str | None, str | None]] = [
    (None, "1", "19970101", "1", "1.00"),
    (2, "1", "19970101", "1", "1.00"),  # a line number that is taken
    (900001, None, "19970101", "1", "1.00"),
    (900002, "", "19970101", "1", "1.00"),
    (900003, "1", "19970230", "1", "1.00"),
    (900004, "1", "1997-01-01", "1", "1.00"),
    (900005, "1", None, "1", "1.00"),
    (900006, "1", "19970101", "1.5", "1.00"),
    (900007, "1", "19970101", "1_000", "1.00"),
    (900008, "1", "19970101", "one", "abc"),
    (900009, "1", "19970101", "1", "12,50"),
    (900010, "1", "19970101", "1", "1e3"),
    (900011, "1", "19970101", "1", "NaN"),
    (900012, "1", "19970101", "1", ""),
    (900013, "1", "19970101", "1", None),
    (900014, "1", "19970101", "1", "-5.00"),
    (900015, "1", "19970101", "1", "99999999999999999999"),
    (900016, 'it\'s "é" \\ / 🎉\n', "bad; date", "1", "1.00"),
    (900017, "é🎉 taken", "19970202", "1", "1.00"),
    (900018, "1", "19970203", " 2 ", " 12.00 "),
    (900019, "1", "19970204", "+2", ".5"),
]


def land(folder: Path) -> Path:
    """Write the raw files of every shop under `folder/raw` and return that path."""
    whole = Paths.from_environment()
    paths = Paths(whole.project, folder / "whole", whole.cache, folder, folder)
    raw = folder / "raw"
    for system in SHOPS:
        load_system(paths, SYSTEMS[system])
        shutil.copytree(paths.raw / system, raw / system)
    _add_odd_purchases(raw / "cdnow_sample" / "purchases.parquet")
    for table in CUT_TABLES:
        _cut(raw / "complete_journey" / f"{table}.parquet")
    return raw


def _add_odd_purchases(file: Path) -> None:
    target = file.with_name("with_odd.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"create table purchases as from '{file}'")
        connection.executemany(
            "insert into purchases by name select $1 as _line, $2 as customer_id, $3 as date,"
            " $4 as number_of_cds, $5 as dollar_value",
            ODD_PURCHASES,
        )
        connection.execute(f"copy purchases to '{target}' (format parquet)")
    target.replace(file)


def _cut(file: Path) -> None:
    """Keep a fixed share of the households, and the file's own timestamp type."""
    table = pq.read_table(file)
    household = table["household_id"]
    quotient = pc.multiply(pc.divide(household, HOUSEHOLD_STEP), HOUSEHOLD_STEP)
    kept = table.filter(pc.equal(household, quotient))
    assert 0 < kept.num_rows < table.num_rows
    pq.write_table(kept, file, use_deprecated_int96_timestamps=True)
