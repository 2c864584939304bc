"""Queries over the Thrift server, for what is not dbt's business."""

import socket
from contextlib import closing
from typing import Any

from loyalty_warehouse.spark.errors import SparkError
from loyalty_warehouse.spark.settings import HOST


def query(port: int, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements in turn on the server at `port` of this machine; return the last one's rows.

    A connection costs as much as a small statement: many are run at once on one. Raises SparkError
    with the first line of Spark's reason.
    """
    # Imported late: the driver is there only where the Spark requirements are installed.
    from pyhive import exc, hive

    with (
        closing(hive.connect(host=HOST, port=port, username="warehouse")) as connection,
        closing(connection.cursor()) as cursor,
    ):
        try:
            for statement in statements:
                cursor.execute(statement)
        except exc.OperationalError as error:
            reason = getattr(getattr(error.args[0], "status", None), "errorMessage", str(error))
            raise SparkError(f"Spark refused a statement: {reason.splitlines()[0]}") from error
        return list(cursor.fetchall()) if cursor.description else []


def answers(port: int) -> bool:
    """True if the server at `port` runs a query on its executors."""
    try:
        # The driver prints each refused connection, so knock first.
        socket.create_connection((HOST, port), timeout=1).close()
        return query(port, "select count(*) from range(8)") == [(8,)]
    except Exception:  # the driver raises whatever its transport raises; all mean "not yet"
        return False
