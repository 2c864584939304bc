"""Reads and changes single values of raw tables in the form in which the system lands them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loyalty_warehouse.sample.world import DAY, NEVER, Bools, Ints

EPOCH = datetime(1970, 1, 1)
MILLIS_FROM, MICROS_FROM = 10**11, 10**14
"""Whole numbers from which a time is read as milliseconds, and as microseconds."""
ZONE = re.compile(r"( UTC|Z|[+-]\d\d:?\d\d)$")


def micros_of(value: Any) -> int:
    """UTC microseconds of a landed time: timestamp, date, whole number or ISO text."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return (moment - EPOCH) // timedelta(microseconds=1)
    if isinstance(value, date):
        return (value - EPOCH.date()).days * DAY
    if isinstance(value, str):
        moment = datetime.fromisoformat(value.strip().replace(" UTC", "+00:00"))
        return micros_of(moment)
    return int(value) * _unit(int(value))


def time_like(micros: int, like: Any) -> Any:
    """A moment in the form of another landed time."""
    moment = EPOCH + timedelta(microseconds=micros)
    if isinstance(like, datetime):
        return moment.replace(tzinfo=UTC) if like.tzinfo else moment
    if isinstance(like, date):
        return moment.date()
    if isinstance(like, str):
        return _text_like(moment, like)
    return micros // _unit(int(like))


def _unit(number: int) -> int:
    """Microseconds in a unit of a whole number that is a time."""
    return 1 if number >= MICROS_FROM else 1_000 if number >= MILLIS_FROM else 1_000_000


def _text_like(moment: datetime, like: str) -> str:
    """The same separators, digits and ending as another text; always UTC."""
    if like.isdigit():
        return f"{moment:%Y%m%d}"
    if len(like) == len("2025-01-01"):
        return f"{moment:%Y-%m-%d}"
    found = ZONE.search(like)
    ending = found[0] if found else ""
    ending = "+00:00" if ending[:1] in ("+", "-") else ending
    body = like[: len(like) - len(found[0])] if found else like
    digits = len(body.partition(".")[2])
    fraction = f".{moment:%f}"[: digits + 1] if digits else ""
    return f"{moment:%Y-%m-%d}{like[10]}{moment:%H:%M:%S}{fraction}{ending}"


def with_offset(value: str, hours: int = 2) -> str:
    """The same instant on a clock some hours east of UTC, with the offset written."""
    moment = EPOCH + timedelta(microseconds=micros_of(value), hours=hours)
    body = ZONE.sub("", value)
    digits = len(body.partition(".")[2])
    fraction = f".{moment:%f}"[: digits + 1] if digits else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}+{hours:02d}:00"


def micros_column(column: pa.ChunkedArray) -> Ints:
    """UTC microseconds of a whole column of times; NEVER for null."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us")).cast(pa.int64())
        return np.asarray(pc.fill_null(column, NEVER).to_numpy(), np.int64)
    values = column.to_pylist()
    return np.array([NEVER if v is None else micros_of(v) for v in values], np.int64)


def changed(rows: pa.Table, name: str, change: Callable[[int, Any], Any]) -> pa.Table:
    """The rows with every value of a column replaced by ``change(position, value)``."""
    field = rows.schema.field(name)
    values = [change(n, value) for n, value in enumerate(rows.column(name).to_pylist())]
    return rows.set_column(rows.schema.get_field_index(name), field, pa.array(values, field.type))


def replaced(rows: pa.Table, name: str, at: Ints, change: Callable[[int, Any], Any]) -> pa.Table:
    """All the rows, with the values of a column changed in some of them."""
    part = changed(rows.take(pa.array(at)), name, change)
    mask = np.zeros(rows.num_rows, bool)
    mask[at] = True
    new = part.column(name).combine_chunks()
    column = pc.replace_with_mask(rows.column(name).combine_chunks(), pa.array(mask), new)
    index = rows.schema.get_field_index(name)
    return rows.set_column(index, rows.schema.field(name), column)


def emptied(rows: pa.Table, name: str, where: Bools) -> pa.Table:
    """The rows with null in a column where asked."""
    column = rows.column(name)
    kept = pc.if_else(pa.array(~where), column, pa.scalar(None, column.type))
    return rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), kept)


def key_texts(rows: pa.Table, key: tuple[str, ...]) -> list[str]:
    """The texts of the key columns joined by '-', with '' for null."""
    columns = [[key_text(value) for value in rows.column(name).to_pylist()] for name in key]
    return ["-".join(parts) for parts in zip(*columns, strict=True)]


def key_text(value: Any) -> str:
    """A value as text: numbers plain, times as 2025-01-31 08:00:00 with what fraction there is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return text.rstrip("0") if isinstance(value, datetime) and "." in text else text
