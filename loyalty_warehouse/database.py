"""Opens DuckDB files, and says in one sentence why one cannot be opened."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from loyalty_warehouse.errors import WarehouseError


class DamagedFile(WarehouseError):
    """The file is not a DuckDB file of a version that can be read."""


@contextmanager
def opened(file: Path, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a DuckDB file, closed afterwards.

    Raises WarehouseError if another process holds the file, DamagedFile if it cannot be read.
    """
    try:
        connection = duckdb.connect(str(file), read_only=read_only)
    except duckdb.Error as error:
        raise _explained(file, error) from error
    try:
        yield connection
    finally:
        connection.close()


def _explained(file: Path, error: duckdb.Error) -> WarehouseError:
    text = str(error)
    if "lock" in text.lower():
        holder = re.search(r"PID (\d+)", text)
        who = f"process {holder.group(1)}" if holder else "another process"
        return WarehouseError(f"{file} is in use by {who}: close it there, then run this again.")
    if isinstance(error, duckdb.IOException) and "No such file" in text:
        return WarehouseError(f"{file} cannot be opened: its folder does not exist.")
    if isinstance(error, duckdb.IOException) and "Cannot open file" in text:
        return WarehouseError(f"{file} cannot be opened: {text.splitlines()[0]}")
    return DamagedFile(
        f"{file} cannot be read ({text.splitlines()[0]}): set it aside and build again."
    )


@contextmanager
def exclusive(lock_file: Path) -> Iterator[None]:
    """Hold a shop for one process; the kernel lets go of it when the process ends, even killed.

    DuckDB's own lock guards the file while it is open, but a build opens and closes it several
    times; this one spans the whole run.
    """
    with lock_file.open("w", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WarehouseError(
                f"Another run is working on {lock_file.stem.lstrip('.')}: wait for it to end, then "
                "run this again."
            ) from error
        yield
