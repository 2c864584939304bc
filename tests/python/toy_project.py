"""A project of event tables of one system, staged like any other: tickets, their lines and stock.

The stock never lands, though lines point to it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sample.daily import Warehouse
from workspace import PROJECT

Row = tuple[Any, ...]
VARIABLES = {"shop": "toy", "systems": {"toy": []}}
COLUMNS = {
    "ticket": {"number": "string", "kind": "string", "sold_at": "timestamp"},
    "line": {
        "line_id": "string",
        "ticket_number": "string",
        "amount": "decimal(18, 2)",
        "sold_at": "timestamp",
    },
    "stock": {"line_id": "string", "is_held": "boolean", "sold_at": "timestamp"},
}
LOADED = "_loaded_at"
"""The last column of every table."""
LANDED = {"string": pa.string(), "timestamp": pa.timestamp("us"), "decimal(18, 2)": pa.string()}
MODELS = {
    "ticket": "stage('toy', 'ticket', is_event=true)",
    "line": """stage('toy', 'line',
        checks={'negative_amount:amount': "amount < 0 and parent_ticket_kind = 'sale'",
            'not_held:line_id': "not parent_stock_is_held"},
        parents={'ticket_number': ['ticket', 'number', ['kind']],
            'line_id': ['stock', 'line_id', ['is_held']]}, is_event=true)""",
    "stock": "stage('toy', 'stock', is_event=true)",
}
RAW_FILES = "{{ env_var('WAREHOUSE_RAW_PATH', '') }}/toy/{name}/*.parquet"
SOURCES = f"""
sources:
- name: toy
  config:
    meta:
      external_location: "read_parquet('{RAW_FILES}')"
  tables: [{{name: ticket}}, {{name: line}}, {{name: stock}}]
"""


@dataclass(frozen=True)
class Delivery:
    """Rows of both tables that land together."""

    tickets: tuple[Row, ...] = ()
    lines: tuple[Row, ...] = ()

    def land(self, raw: Path, name: str) -> None:
        """Write the rows as files of their own."""
        for table, rows in (("ticket", self.tickets), ("line", self.lines)):
            folder = raw / "toy" / table
            folder.mkdir(parents=True, exist_ok=True)
            pq.write_table(as_landed(table, rows), folder / f"{name}.parquet")


def as_landed(table: str, rows: tuple[Row, ...]) -> pa.Table:
    """Rows as the raw table has them: amounts are text."""
    types = {name: LANDED[kind] for name, kind in COLUMNS[table].items()}
    schema = pa.schema({**types, LOADED: pa.timestamp("us")})
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)


def write_project(root: Path) -> Path:
    """The macros of the project with the two staged tables and nothing else."""
    shutil.copytree(PROJECT / "macros", root / "macros")
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, root / name)
    folder = root / "models" / "staging" / "toy"
    folder.mkdir(parents=True)
    (folder / "_toy__sources.yml").write_text(SOURCES)
    for table, model in MODELS.items():
        (folder / f"base_toy__{table}.sql").write_text("{{ " + model + " }}")
        (folder / f"stg_toy__{table}.sql").write_text("{{ staged('toy', '" + table + "') }}")
        (folder / f"base_toy__{table}.yml").write_text(contract(table))
    return root


def contract(table: str) -> str:
    """The YAML of a table: the base model and its good rows."""
    key = next(iter(COLUMNS[table]))
    types = {**COLUMNS[table], LOADED: "timestamp"}
    columns = ", ".join(f"{{name: {name}, data_type: '{kind}'}}" for name, kind in types.items())
    landing = f"key: [{key}], times: [sold_at], identity: sold_at, loaded: {LOADED}, is_event: true"
    landing += ", is_append_only: true" if table == "line" else ""
    return f"""
models:
- name: base_toy__{table}
  config: {{meta: {{landing: {{{landing}}}}}}}
  columns: &columns [{columns}]
- name: stg_toy__{table}
  columns: *columns
"""


def make_warehouse(folder: Path, raw: Path, project: Path, manifest: Any = None) -> Warehouse:
    """A warehouse of the two tables; a parsed project knows the raw folder it was parsed for."""
    return Warehouse(folder, raw, VARIABLES, manifest, project)


def at(day: int, hour: int = 1) -> datetime:
    """An hour of a day of January 2025; day 0 and below are in the months before."""
    return datetime(2025, 1, 1, hour) + timedelta(days=day - 1)
