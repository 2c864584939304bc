"""Identifiers as they are compared, on the cluster: those of DuckDB, read anew by every run."""

from pathlib import Path

from identity.test_signals import DAYS, VARIABLES, Reader

from loyalty_warehouse.spark import Cluster
from loyalty_warehouse.spark.client import query

from .dbt_runs import Engine

COLUMNS = """record_key, identifier_kind, identifier_system, identifier_value, identifier_key,
    is_blocked"""
ROWS = f"select {COLUMNS} from {{schema}}.int_identity_signals"


def test_signals_are_those_of_duckdb(cluster: Cluster, tmp_path: Path) -> None:
    here = Reader(tmp_path / "here")
    environment = cluster.environment() | {
        "WAREHOUSE_SPARK_SCHEMA": "signals",
        "WAREHOUSE_RAW_PATH": str(here.folder),
    }
    spark = Engine("spark", tmp_path / "dbt", environment, here.folder / "project")
    for name in ("the first", "a card and a record", "a silent record", "another pattern"):
        told, patterns, _ = DAYS[name]
        here.read(told, patterns)
        spark.invoke("run", "--vars", VARIABLES)
        rows = query(cluster.thrift_port, ROWS.format(schema="signals_intermediate"))
        found = sorted(map(repr, (tuple(row) for row in rows)))
        assert found == sorted(map(repr, here.ask(ROWS.format(schema="intermediate")))), name
