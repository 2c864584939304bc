"""Makes the raw Parquet files readable on Spark under the names that the dbt sources have there."""

from collections.abc import Iterable
from pathlib import Path

from loyalty_warehouse.spark.client import query
from loyalty_warehouse.spark.errors import SparkError


def register_raw(systems: Iterable[str], raw_path: Path, port: int) -> list[str]:
    """Declare `raw_<system>.<table>` over each table that landed below `<raw_path>/<system>`.

    A table is a file `<table>.parquet`, or a folder `<table>` of Parquet files, which may differ in
    their columns. The files are read where they are; an earlier declaration is replaced, so that a
    changed file is seen with its present columns. Args: `port` of the Thrift server. Returns the
    tables' names. Raises SparkError if a system has no file.
    """
    tables = {system: raw_tables(raw_path / system) for system in systems}
    for system, found in tables.items():
        if not found:
            raise SparkError(
                f"There is no raw file of {system} in {raw_path / system}: fetch it with"
                f" `warehouse load {system.replace('_', '-')}`."
            )
    registered = []
    for system, found in tables.items():
        statements = [f"create schema if not exists raw_{system}"]
        for name, place in found.items():
            table = f"raw_{system}.`{name}`"
            statements.append(f"drop table if exists {table}")
            statements.append(f"create table {table} using parquet options ({_options(place)})")
            registered.append(f"raw_{system}.{name}")
        query(port, *statements)
    return registered


def raw_tables(folder: Path) -> dict[str, Path]:
    """Table -> its file, or its folder of files, sorted by table; nothing for an empty folder."""
    files = {file.stem: file for file in folder.glob("*.parquet") if file.is_file()}
    folders = {file.parent.name: file.parent for file in folder.glob("*/*.parquet")}
    return dict(sorted({**files, **folders}.items()))


def _options(place: Path) -> str:
    path = f"path '{place.resolve().as_uri()}'"
    return f"{path}, mergeSchema 'true'" if place.is_dir() else path
