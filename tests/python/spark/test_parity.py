"""The same project on DuckDB and on Spark gives the same marts, row by row."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from sample.build import SHOP_FILE, TABLES, make_sample
from slim import border_project
from thorough import IS_THOROUGH, tried
from twosystems.shop import NAME, VARIABLES, copy_with_two_systems

from loyalty_warehouse.spark import Cluster, register_raw

from .compare import Comparison, compare, spark_columns
from .dbt_runs import PROJECT, Engine
from .raw_input import SHOPS, land

COMPARED_FOLDERS = ("conformed", "intermediate", "marts", "quality")
WITHOUT_CONTRACT = "intermediate"
"""Its rows are compared, not its types: engines count in types of their own. Some may be empty."""
# The id of the dbt invocation that wrote the row: never the same twice.
IGNORED_COLUMNS = {"quarantined_rows": frozenset({"run_id"})}
SAMPLE = "sample"
SAMPLE_SIZE: dict[str, Any] = {"customers": 130, "months": 14, "seed": 11}

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


def shops(folder: Path) -> list[Shop]:
    """The sample; thoroughly, the real shops and two systems of hand-worked rows as well."""
    if not IS_THOROUGH:
        return [sample(folder / SAMPLE)]
    raw = land(folder)
    border = border_project()
    files = {name: border / "shops" / f"{name}.yml" for name in SHOPS}
    real = [
        Shop(name, file.read_text(), raw, (name,), border, ON_SPARK[name])
        for name, file in files.items()
    ]
    project = copy_with_two_systems(folder / "project").root
    return [*real, Shop(NAME, json.dumps(VARIABLES), raw, (), project), sample(folder / SAMPLE)]


def sample(folder: Path) -> Shop:
    """The ten simulated systems with flaws. Their data tests run on DuckDB; unit tests both."""
    made = make_sample(folder, flaws=True, **SAMPLE_SIZE)
    variables = SHOP_FILE.read_text()
    systems = tuple(yaml.safe_load(variables)["systems"])
    on_spark = tried((TABLES,), (TABLES, UNIT_TESTS))
    return Shop(SAMPLE, variables, made.raw, systems, on_spark=on_spark)


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
        columns = None
        if model.fqn[1] != WITHOUT_CONTRACT:
            columns = spark_columns(self.cluster.thrift_port, f"{spark_schema}.{model.alias}")
        folder = self.cluster.warehouse / f"{spark_schema}.db" / model.alias
        with duckdb.connect(str(self.duckdb_file), read_only=True) as build:
            build.execute("set TimeZone = 'UTC'")
            ignored = IGNORED_COLUMNS.get(model.name, frozenset())
            return compare(build, f"{model.schema}.{model.alias}", columns, folder, ignored)


def build(shop: Shop, folder: Path, cluster: Cluster) -> Built:
    """Build the same of a shop on DuckDB, where `make test` tests it anyway, and on Spark."""
    variables = ("--vars", shop.variables)
    place = folder / "builds" / shop.name
    duckdb_file = folder / f"{shop.name}.duckdb"
    shared = {"WAREHOUSE_RAW_PATH": str(shop.raw)}
    on_duckdb = shared | {"WAREHOUSE_DUCKDB_PATH": str(duckdb_file)}
    on_spark = shared | cluster.environment() | {"WAREHOUSE_SPARK_SCHEMA": shop.name}
    duckdb_engine = Engine("duckdb", place / "duckdb", on_duckdb, shop.project)
    made = duckdb_engine.invoke(*shop.on_spark[0], *variables).results
    if shop.raw_systems:
        register_raw(shop.raw_systems, shop.raw, cluster.thrift_port)
    spark_engine = Engine("spark", place / "spark", on_spark, shop.project)
    outcomes = [spark_engine.invoke(*command, *variables) for command in shop.on_spark]
    on_both = {result.node.unique_id for outcome in outcomes for result in outcome.results}
    nodes = [result.node for result in made if result.node.unique_id in on_both]
    models = [node for node in nodes if is_compared(node)]
    return Built(shop.name, models, duckdb_file, cluster)


def is_compared(node: Any) -> bool:
    """True for a table of a compared folder."""
    is_table = str(node.resource_type) == "model" and node.config.materialized != "view"
    return is_table and node.fqn[1] in COMPARED_FOLDERS


@pytest.fixture(scope="module")
def comparisons(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Comparison]]:
    """What the comparison of every model found, by shop and model."""
    folder = tmp_path_factory.mktemp("parity")
    found = {}
    for shop in shops(folder):
        built = build(shop, folder, cluster)
        found[shop.name] = {model.name: built.compare(model) for model in built.models}
    return found


@pytest.mark.parametrize("shop", tried((SAMPLE,), (*SHOPS, NAME, SAMPLE)))
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
            if comparison.has_contract:
                counts[name] = counts.get(name, 0) + comparison.row_count
    # Suggestions are made by hand, from a build that is there already.
    assert [name for name, count in counts.items() if count == 0] == ["identity_suggestions"]
