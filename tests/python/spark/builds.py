"""The shops that the tests of this folder read, each built once on both engines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sample.build import TABLES
from slim import border_project
from thorough import IS_THOROUGH, tried
from twosystems.shop import NAME, VARIABLES, copy_with_two_systems

from loyalty_warehouse.spark import Cluster, register_raw

from .dbt_runs import PROJECT, Engine
from .raw_input import SHOPS, land

SAMPLE = "sample"
Ran = list[Any]
"""What dbt did."""
BUILT_SHOPS = tried((SAMPLE,), (*SHOPS, NAME, SAMPLE))

# Staging of the sample is compared row by row, quarantine and all.
UNIT_TESTS = (
    *("test", "--select", "test_type:unit,path:models/intermediate"),
    "test_type:unit,path:models/marts",
)
# The tests of other models are of the same kinds as those of the core.
DATA_TESTS = (
    *("test", "--select", "test_type:data,path:models/marts/core"),
    *("--indirect-selection", "buildable"),
)
STAGING_UNIT_TESTS = ("test", "--select", "test_type:unit,path:models/staging")
TO_THE_CORE = (*TABLES, "--select", "+path:models/marts/core")
TO_THE_BORDER = (*TABLES, "--select", "+path:models/conformed", "+quarantined_rows")
ON_SPARK = {
    "cdnow_sample": (TO_THE_BORDER,),
    "complete_journey": (TO_THE_BORDER, STAGING_UNIT_TESTS),
}
"""What Spark runs of the real shops: behind the border, the other shops have the same models."""


@dataclass(frozen=True)
class Shop:
    """A shop to build: its name, dbt's variables, where its raw files stand, what Spark runs."""

    name: str
    variables: str
    raw: Path
    raw_systems: tuple[str, ...] = ()
    project: Path = PROJECT
    on_spark: tuple[tuple[str, ...], ...] = (TO_THE_CORE, DATA_TESTS)


def more_shops(folder: Path) -> list[Shop]:
    """None; thoroughly, the real shops and two systems of hand-worked rows."""
    if not IS_THOROUGH:
        return []
    raw = land(folder)
    border = border_project()
    files = {name: border / "shops" / f"{name}.yml" for name in SHOPS}
    real = [
        Shop(name, file.read_text(), raw, (name,), border, ON_SPARK[name])
        for name, file in files.items()
    ]
    project = copy_with_two_systems(folder / "project").root
    return [*real, Shop(NAME, json.dumps(VARIABLES), raw, (), project)]


@dataclass(frozen=True)
class Built:
    """A shop built on both engines: what was built on both and where the tables stand."""

    shop: Shop
    nodes: list[Any]
    duckdb: Engine
    spark: Engine
    cluster: Cluster

    @classmethod
    def of(
        cls,
        shop: Shop,
        here: tuple[Engine, list[Any]],
        there: tuple[Engine, list[Any]],
        on: Cluster,
    ) -> Built:
        """A shop, and what dbt did on DuckDB and on Spark."""
        on_both = {result.node.unique_id for result in there[1]}
        nodes = [result.node for result in here[1] if result.node.unique_id in on_both]
        return cls(shop, nodes, here[0], there[0], on)

    @property
    def duckdb_file(self) -> Path:
        """The file that DuckDB built."""
        return Path(self.duckdb.environment["WAREHOUSE_DUCKDB_PATH"])

    @property
    def port(self) -> int:
        """The port of Spark's Thrift server."""
        return self.cluster.thrift_port

    def on_spark(self, schema: str) -> str:
        """A schema as it is called on Spark."""
        return f"{self.shop.name}_{schema}"

    def spark_folder(self, node: Any) -> Path:
        """Where Spark keeps a model's table."""
        folder: Path = self.cluster.warehouse / f"{self.on_spark(node.schema)}.db" / node.alias
        return folder


def build(shop: Shop, folder: Path, cluster: Cluster) -> Built:
    """Build the same of a shop on DuckDB, where `make test` tests it anyway, and on Spark."""
    variables = ("--vars", shop.variables)
    place = folder / "builds" / shop.name
    shared = {"WAREHOUSE_RAW_PATH": str(shop.raw)}
    on_duckdb = shared | {"WAREHOUSE_DUCKDB_PATH": str(folder / f"{shop.name}.duckdb")}
    on_spark = shared | cluster.environment() | {"WAREHOUSE_SPARK_SCHEMA": shop.name}
    here = Engine("duckdb", place / "duckdb", on_duckdb, shop.project)
    made = here.invoke(*shop.on_spark[0], *variables).results
    if shop.raw_systems:
        register_raw(shop.raw_systems, shop.raw, cluster.thrift_port)
    there = Engine("spark", place / "spark", on_spark, shop.project)
    ran = [one for told in shop.on_spark for one in there.invoke(*told, *variables).results]
    return Built.of(shop, (here, made), (there, ran), cluster)
