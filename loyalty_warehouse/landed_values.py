"""Reads the first rows of a raw table as staging would, and counts the values that it cannot read.

No value is shown, only the pattern of the commonest unreadable one: letters are a or A, digits 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from loyalty_warehouse.landing_contract import Expected, LandingColumn, type_family
from loyalty_warehouse.staging_rules import Rules, staging_rules

MOST_ROWS = 20_000
"""So many rows of a table are read."""
MOST_UNREADABLE = 0.05
FEW_ROWS = 20
"""The gates stop a build that refuses more than this share of a table, and more than these rows
(quality/raw_landings.py)."""
TIMES = ("timestamp", "date")
READ_AS = {
    "integer": "a whole number",
    "decimal": "a number",
    "double": "a number",
    "timestamp": "a time",
    "date": "a date",
    "boolean": "true or false",
}


@dataclass(frozen=True)
class Oddity:
    """Values of one column that staging would refuse."""

    column: str
    count: int
    reads_as: str
    """What they cannot be read as; empty if they are missing though required."""
    pattern: str = ""
    """How the commonest of them looks."""

    def sentence(self, rows: str) -> str:
        """What is odd in these rows (such as `20 rows`), with the remedy if one is known."""
        if not self.reads_as:
            return f"{self.column} is required and is empty in {self.count:,} of {rows}"
        return (
            f"{self.column} cannot be read as {self.reads_as} in {self.count:,} of {rows}, such as "
            f"{self.pattern}{_remedy(self.reads_as, self.pattern)}"
        )


@dataclass(frozen=True)
class Values:
    """What the first rows of a table hold."""

    row_count: int
    is_whole: bool
    """Whether these are all of its rows."""
    oddities: tuple[Oddity, ...] = ()
    newest: datetime | None = None
    """The last business time, of a table that was read whole."""

    def stops(self, oddity: Oddity) -> bool:
        """Whether a gate would stop a build for so many refused rows."""
        return oddity.count > max(FEW_ROWS, MOST_UNREADABLE * self.row_count) or (
            oddity.count == self.row_count
        )


def read_values(
    connection: duckdb.DuckDBPyConnection, macros: Path, table: Expected, found: Mapping[str, str]
) -> Values:
    """Read up to MOST_ROWS rows of a table that is there; ``found`` are its columns and types.

    Raises duckdb.Error if a row cannot be read at all.
    """
    rules = staging_rules(macros)
    landed = {name.lower(): (name, data_type) for name, data_type in found.items()}
    judged = [
        (column, *landed[column.name.lower()])
        for column in table.contract
        if column.name.lower() in landed and column.accepts(landed[column.name.lower()][1])
    ]
    measures = ["count(*)", _newest(rules, table, landed)]
    for column, name, data_type in judged:
        measures += _measures(rules, column, name, data_type)
    query = f"select {', '.join(measures)} from (select * from {table.relation} limit {MOST_ROWS})"
    row = connection.execute(query).fetchall()[0]
    oddities = list(_oddities([column for column, _, _ in judged], row[2:]))
    is_whole = row[0] < MOST_ROWS
    return Values(row[0], is_whole, tuple(oddities), row[1] if is_whole else None)


def _newest(rules: Rules, table: Expected, landed: Mapping[str, tuple[str, str]]) -> str:
    columns = {column.name: column for column in table.contract}
    for time in table.times[:1]:
        column = columns.get(time)
        if column and time.lower() in landed and type_family(column.data_type) in TIMES:
            name, data_type = landed[time.lower()]
            typed = rules.typed_value(name, column.data_type, data_type, column.text_format)
            return f"max(cast({typed} as timestamp))"
    return "null"


def _measures(rules: Rules, column: LandingColumn, name: str, data_type: str) -> list[str]:
    """Of a column: empty ones, unreadable ones, and the pattern of the commonest unreadable."""
    text = f'trim(cast("{name}" as varchar))'
    typed = rules.typed_value(name, column.data_type, data_type, column.text_format)
    unread = f"{text} <> '' and ({typed}) is null"
    if _is_currency(column):
        unread = f"{text} <> '' and not {rules.is_currency(text)}"
    elif type_family(column.data_type) == "text":
        unread = "false"
    return [
        f"count(*) filter (coalesce({text}, '') = '')",
        f"count(*) filter ({unread})",
        f"mode({_pattern(text)}) filter ({unread})",
    ]


def _is_currency(column: LandingColumn) -> bool:
    """Whether a text column holds currency codes: it says so in its name."""
    is_text = type_family(column.data_type) == "text"
    return is_text and column.name.lower().endswith(("currency", "currency_code"))


def _pattern(text: str) -> str:
    """The SQL of how a text looks, without what it says."""
    shown = f"left({text}, 24)"
    for letters, mark in ((r"\p{N}", "9"), (r"[\p{Ll}\p{Lo}\p{Lm}\p{Lt}]", "a"), (r"\p{Lu}", "A")):
        shown = f"regexp_replace({shown}, '{letters}', '{mark}', 'g')"
    return shown


def _oddities(
    columns: list[LandingColumn], measured: tuple[int | str | None, ...]
) -> Iterator[Oddity]:
    for number, column in enumerate(columns):
        empty, unread, pattern = measured[3 * number : 3 * number + 3]
        reads_as = READ_AS.get(type_family(column.data_type), "a currency code (ISO 4217)")
        if unread:
            yield Oddity(column.name, int(unread), reads_as, str(pattern))
        if empty and column.is_required:
            yield Oddity(column.name, int(empty), "")


FORMATS = (
    ("number", r"[+-]?\d{1,3}([.\s]\d{3})*,\d+|[+-]?\d{1,3}([.\s]\d{3})+", "decimal_comma"),
    ("number", r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", "decimal_point"),
    ("time|date", r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}([ T]\d{1,2}:\d\d(:\d\d)?)?", "day_first"),
)
"""What cannot be read, how it looks, and the format that reads it."""


def _remedy(reads_as: str, pattern: str) -> str:
    """What to do about a pattern that is well known."""
    for what, looks, name in FORMATS:
        if re.search(what, reads_as) and re.fullmatch(looks, pattern):
            other = " or month_first" if name == "day_first" else ""
            return f" (write `format: {name}`{other} in the column's meta if all are written so)"
    return ""
