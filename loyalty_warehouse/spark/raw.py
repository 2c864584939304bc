"""Makes the raw Parquet files readable on Spark under the names that the dbt sources have there."""

from collections.abc import Iterable
from pathlib import Path

from loyalty_warehouse.spark.client import query
from loyalty_warehouse.spark.errors import SparkError


def register_raw(systems: Iterable[str], raw_path: Path, port: int) -> list[str]:
    """Declare `raw_<system>.<table>` over each `<raw_path>/<system>/<table>.parquet`.

    The files are read where they are; an earlier declaration is replaced, so that a changed file
    is seen with its present columns. Args: `port` of the Thrift server. Returns the tables' names.
    Raises SparkError if a system has no file.
    """
    files = {system: sorted((raw_path / system).glob("*.parquet")) for system in systems}
    for system, found in files.items():
        if not found:
            raise SparkError(
                f"There is no raw file of {system} in {raw_path / system}: fetch it with"
                f" `warehouse load {system.replace('_', '-')}`."
            )
    registered = []
    for system, found in files.items():
        query(port, f"create schema if not exists raw_{system}")
        for file in found:
            table = f"raw_{system}.{file.stem}"
            query(port, f"drop table if exists {table}")
            location = file.resolve().as_uri()
            query(port, f"create table {table} using parquet options (path '{location}')")
            registered.append(table)
    return registered
