"""The very SQL that dbt runs, executed on small random inputs without a dbt process each time.

dbt builds the project once, for an empty shop of shape cdnow and a sentinel ``as_of``, and leaves
the compiled SQL in its manifest. Each build of ours then lands its rows where the compiled sources
read, puts its own date for the sentinel and creates the relations that the marts need, in
dependency order, in a fresh in-memory database.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml
from identity.graphs import components
from slim import slim_project

from .contract import MARTS

PROJECT = Path(__file__).resolve().parents[3]
SENTINEL = "1901-02-03"
SYSTEM = "cdnow"
NEEDED = {*MARTS, "fct_orders", "quarantined_rows"}
AS_BUILT = frozenset(
    {
        *("int_value_members", "int_value_model", "int_value_verdict", "int_purchase_parameters"),
        *("int_purchase_expectations", "int_purchase_intervals"),
    }
)
"""What stands on fits, which no select makes: as dbt built it for the empty shop."""
NO_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
RAW_TYPES = {
    "_line": "bigint",
    "customer_id": "varchar",
    "date": "varchar",
    "number_of_cds": "varchar",
    "dollar_value": "varchar",
}


@dataclass(frozen=True)
class Model:
    """One relation to create: its quoted name, ``table`` or ``view``, and its compiled select.

    That of a graph gives edges, of which the relation holds the components.
    """

    relation: str
    kind: str
    sql: str
    is_graph: bool


class CompiledWarehouse:
    """The compiled models in dependency order, with the seeds they read."""

    def __init__(
        self, models: list[Model], seeds: list[str], seed_file: Path, raw_folder: Path
    ) -> None:
        """Keep the ``models`` (in dependency order) and what they read.

        The ``seeds`` (schema.name) lie in ``seed_file``, the sources below ``raw_folder``.
        """
        self.models = models
        self.seeds = seeds
        self.schemas = {name.split(".")[-2].strip('"') for name in seeds} | {
            model.relation.split(".")[-2].strip('"') for model in models
        }
        self.raw_folder = raw_folder
        # the compiled names hold the name of the file that dbt compiled against
        self.database = seed_file.stem
        self.connection = duckdb.connect(":memory:", config={"threads": 1})
        self.connection.execute("set TimeZone = 'UTC'")
        self.connection.execute(f"attach '{seed_file}' as seeded (read_only)")

    def __repr__(self) -> str:
        """Name it in a failing example without its SQL."""
        return f"CompiledWarehouse of {len(self.models)} models"

    def build(self, purchases: pd.DataFrame, as_of: date) -> duckdb.DuckDBPyConnection:
        """Build the marts on ``purchases`` as of ``as_of``.

        Returns the one connection, which holds this build until the next one.
        """
        connection = self.connection
        connection.execute("use memory")
        land(connection, purchases, self.raw_folder)
        connection.execute(f"detach database if exists {self.database}")
        connection.execute(f"attach ':memory:' as {self.database}")
        connection.execute(f"use {self.database}")
        for schema in self.schemas:
            connection.execute(f"create schema if not exists {schema}")
        for seed in self.seeds:
            connection.execute(f"create table {seed} as select * from seeded.{seed}")
        for model in self.models:
            sql = model.sql.replace(SENTINEL, as_of.isoformat())
            if model.is_graph:
                sql = _components(connection.execute(sql).fetchall())
            connection.execute(f"create {model.kind} {model.relation} as {sql}")
        return connection


def _components(edges: list[tuple[Any, ...]]) -> str:
    """The query that gives what dbt's materialization `components` makes of these edges.

    The columns behind the two nodes tell when an edge came, which decides nothing.
    """
    groups = components((left, right) for left, right, *_ in edges)
    rows = [(node, min(group)) for group in groups for node in group] or [(0, 0)]
    values = ", ".join(str(row) for row in rows)
    return f"""select node::bigint as node, component::bigint as component
        from (values {values}) as t (node, component) where {bool(edges)}"""


def land(connection: duckdb.DuckDBPyConnection, purchases: pd.DataFrame, raw: Path) -> None:
    """Write ``purchases`` where the staging of CDNOW reads, in the types of the raw table."""
    target = raw / SYSTEM / "purchases.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    picked = ", ".join(f'cast("{name}" as {kind}) as "{name}"' for name, kind in RAW_TYPES.items())
    connection.register("purchases", purchases)
    connection.execute(f"copy (select {picked} from purchases) to '{target}' (format parquet)")
    connection.unregister("purchases")


def compile_warehouse(folder: Path) -> CompiledWarehouse:
    """Compile the project with dbt into ``folder``; raises ``RuntimeError`` with dbt's words."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = folder / "raw"
    with duckdb.connect() as connection:
        land(connection, pd.DataFrame({name: [] for name in RAW_TYPES}), raw)
    seed_file = folder / "seeds.duckdb"
    # a build, for the conformed layer asks the database which columns staging delivers
    shop_file = PROJECT / "shops" / f"{SYSTEM}.yml"
    variables = yaml.safe_load(shop_file.read_text(encoding="utf-8")) | {"as_of": SENTINEL}
    dbt_build(folder, variables, raw, seed_file)
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    nodes = manifest["nodes"]
    models = _in_order({key: node for key, node in nodes.items() if key.startswith("model.")})
    seeds = [node for key, node in nodes.items() if key.startswith("seed.")]
    return CompiledWarehouse(
        models=[
            Model(
                relation=node["relation_name"],
                kind="view" if node["config"]["materialized"] == "view" else "table",
                sql=_as_built(node) if node["name"] in AS_BUILT else node["compiled_code"],
                is_graph=node["config"]["materialized"] == "components",
            )
            for node in models
            if node["config"]["materialized"] != "ephemeral"
        ],
        seeds=[f"{node['schema']}.{node['alias']}" for node in seeds],
        seed_file=seed_file,
        raw_folder=raw,
    )


def dbt_build(
    folder: Path,
    variables: dict[str, Any],
    raw: Path,
    database: Path,
    tests: tuple[str, ...] = (),
) -> None:
    """Build seeds and models, dbt's own files under ``folder``.

    No test runs, or all but those that the selectors ``tests`` name. Raises ``RuntimeError`` with
    dbt's words on failure.
    """
    command = [
        *(str(Path(sys.executable).with_name("dbt")), "--no-use-colors", "--quiet"),
        *("--write-json", "build"),
        *("--project-dir", str(slim_project()), "--profiles-dir", str(slim_project())),
        *("--target", "duckdb", "--target-path", str(folder / "target")),
        *("--log-path", str(folder / "logs"), "--vars", json.dumps(variables)),
        *(("--exclude", *tests) if tests else NO_TESTS),
    ]
    environment = {
        **os.environ,
        "WAREHOUSE_DUCKDB_PATH": str(database),
        "WAREHOUSE_RAW_PATH": str(raw),
    }
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"dbt build failed:\n{done.stdout}\n{done.stderr}")


def _as_built(node: dict[str, Any]) -> str:
    """The query that gives what dbt built."""
    return f"select * from seeded.{node['schema']}.{node['alias']}"


def _in_order(models: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the models of ``NEEDED`` and what they are made from, parents first."""
    parents: dict[str, list[str]] = {}
    wanted = [key for key, node in models.items() if node["name"] in NEEDED]
    while wanted:
        key = wanted.pop()
        made_of = [] if models[key]["name"] in AS_BUILT else models[key]["depends_on"]["nodes"]
        parents[key] = [name for name in made_of if name in models]
        wanted.extend(name for name in parents[key] if name not in parents)
    return [models[key] for key in TopologicalSorter(parents).static_order()]
