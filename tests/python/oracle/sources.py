"""Readers of the CDNOW files as the wheel ships them, past the project's own loader."""

import io
import zipfile
from pathlib import Path

import pandas as pd

FOLDER = "lifetimes/datasets"
MASTER_COLUMNS = ["customer_id", "date", "number_of_cds", "dollar_value"]
SAMPLE_COLUMNS = ["master_customer_id", *MASTER_COLUMNS]


def read_master(wheel: Path) -> pd.DataFrame:
    """Return the CDNOW master log of the wheel: ``_line`` and the columns as text."""
    return parse_log(_member(wheel, "CDNOW_master.txt"), MASTER_COLUMNS)


def read_sample(wheel: Path) -> pd.DataFrame:
    """Return the 1/10 sample of the wheel: ``_line`` and the columns as text."""
    return parse_log(_member(wheel, "CDNOW_sample.txt"), SAMPLE_COLUMNS)


def read_sample_summary(wheel: Path) -> pd.DataFrame:
    """Return the summary of the sample as of 1997-09-30: ID, frequency, recency and T (weeks)."""
    return pd.read_csv(io.StringIO(_member(wheel, "cdnow_customers_summary.csv")))


def parse_log(text: str, columns: list[str]) -> pd.DataFrame:
    """Return a log in columns as text with ``_line``, its 1-based line number in the file.

    A line that repeats the column names is the header, not a row. Raises ``ValueError`` when a line
    has not exactly one value a column.
    """
    lines = [line.split() for line in text.splitlines()]
    rows = {number: line for number, line in enumerate(lines, 1) if line != columns}
    wrong = [number for number, row in rows.items() if len(row) != len(columns)]
    if wrong:
        raise ValueError(f"lines {wrong[:5]} do not hold {len(columns)} values")
    table = pd.DataFrame(list(rows.values()), columns=columns, dtype=object)
    table.insert(0, "_line", list(rows))
    return table


def _member(wheel: Path, name: str) -> str:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(f"{FOLDER}/{name}").decode("ascii")
