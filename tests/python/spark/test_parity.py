"""The same project on DuckDB and on Spark gives the same marts, row by row."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from twosystems.shop import NAME, VARIABLES, copy_with_two_systems

from loyalty_warehouse.spark import Cluster, register_raw

from .compare import Comparison, compare, spark_columns
from .dbt_runs import PROJECT, Engine
from .raw_input import SHOPS, land

COMPARED_FOLDERS = ("marts", "quality")
# The id of the dbt invocation that wrote the row: never the same twice.
IGNORED_COLUMNS = {"quarantined_rows": frozenset({"run_id"})}


@dataclass(frozen=True)
class Shop:
    """A shop to build: its name, dbt's variables, the project and the systems with raw files."""

    name: str
    variables: str
    project: Path = PROJECT
    raw_systems: tuple[str, ...] = ()


def shops(folder: Path) -> list[Shop]:
    """The shipped shops, and the two systems whose rows stand in their models."""
    files = {name: PROJECT / "shops" / f"{name}.yml" for name in SHOPS}
    shipped = [Shop(name, file.read_text(), raw_systems=(name,)) for name, file in files.items()]
    project = copy_with_two_systems(folder / "project").root
    return [*shipped, Shop(NAME, json.dumps(VARIABLES), project)]


@dataclass(frozen=True)
class Built:
    """A shop built on both engines: the models to compare and where the tables stand."""

    shop: str
    models: list[Any]
    duckdb_file: Path
    cluster: Cluster

    def compare(self, model: Any) -> Comparison:
        """Compare one model's tables."""
        spark_schema = f"{self.shop}_{model.schema}"
        columns = spark_columns(self.cluster.thrift_port, f"{spark_schema}.{model.alias}")
        folder = self.cluster.warehouse / f"{spark_schema}.db" / model.alias
        with duckdb.connect(str(self.duckdb_file), read_only=True) as build:
            build.execute("set TimeZone = 'UTC'")
            ignored = IGNORED_COLUMNS.get(model.name, frozenset())
            return compare(build, f"{model.schema}.{model.alias}", columns, folder, ignored)


def build(shop: Shop, raw: Path, folder: Path, cluster: Cluster) -> Built:
    """Build and test a shop (models, seeds, data tests, unit tests) on DuckDB, then on Spark."""
    variables = ("--vars", shop.variables)
    place = folder / shop.name
    duckdb_file = folder / f"{shop.name}.duckdb"
    shared = {"WAREHOUSE_RAW_PATH": str(raw)}
    on_duckdb = shared | {"WAREHOUSE_DUCKDB_PATH": str(duckdb_file)}
    on_spark = shared | cluster.environment() | {"WAREHOUSE_SPARK_SCHEMA": shop.name}
    Engine("duckdb", place / "duckdb", on_duckdb, shop.project).invoke("build", *variables)
    if shop.raw_systems:
        register_raw(shop.raw_systems, raw, cluster.thrift_port)
    spark = Engine("spark", place / "spark", on_spark, shop.project)
    results = spark.invoke("build", *variables).results
    models = [
        result.node
        for result in results
        if str(result.node.resource_type) == "model" and result.node.fqn[1] in COMPARED_FOLDERS
    ]
    prefix = f"{shop.name}_"
    for model in models:
        model.schema = model.schema.removeprefix(prefix)
    return Built(shop.name, models, duckdb_file, cluster)


@pytest.fixture(scope="module")
def comparisons(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Comparison]]:
    """What the comparison of every model found, by shop and model."""
    folder = tmp_path_factory.mktemp("parity")
    raw = land(folder)
    found = {}
    for shop in shops(folder):
        built = build(shop, raw, folder, cluster)
        found[shop.name] = {model.name: built.compare(model) for model in built.models}
    return found


@pytest.mark.parametrize("shop", (*SHOPS, NAME))
def test_same_rows(shop: str, comparisons: dict[str, dict[str, Comparison]]) -> None:
    compared = comparisons[shop]
    assert compared, "no model was compared"
    wrong = {
        name: comparison.differences
        for name, comparison in compared.items()
        if comparison.differences
    }
    assert not wrong, "\n".join(
        f"{name}: {difference}" for name, found in wrong.items() for difference in found
    )


def test_nothing_is_compared_empty(comparisons: dict[str, dict[str, Comparison]]) -> None:
    """A model without a row in any shop proves nothing."""
    counts: dict[str, int] = {}
    for compared in comparisons.values():
        for name, comparison in compared.items():
            counts[name] = counts.get(name, 0) + comparison.row_count
    assert [name for name, count in counts.items() if count == 0] == []
