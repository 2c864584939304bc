"""What each raw table must look like, read from the parsed project.

There are two ways to say it, both beside the staging models:

- a **landing contract**: the columns of `base_<system>__<table>`, if its `config.meta` has
  `landing`. A column is `required` (there, and filled), `optional` (may be missing) or neither
  (there, may be null). Any type is fine that can be read as the contract's; a text always is;
- **declared columns** of the dbt source: there, with the declared type, unless `meta.optional`.

A table whose source has `meta.optional` may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FAMILIES = {
    "text": ("string", "varchar", "text", "char", "uuid", "enum", "json"),
    "integer": (
        *("int", "integer", "bigint", "smallint", "tinyint", "hugeint"),
        *("uinteger", "ubigint", "usmallint", "utinyint", "uhugeint"),
    ),
    "decimal": ("decimal", "numeric"),
    "double": ("double", "float", "real"),
    "boolean": ("boolean",),
    "date": ("date",),
    "timestamp": ("timestamp", "timestamp_ntz", "timestamp_s", "timestamp_ms", "timestamp_ns"),
}
NUMBERS = frozenset({"integer", "decimal", "double"})
READABLE_AS: Mapping[str, frozenset[str]] = {
    "integer": NUMBERS,
    "decimal": NUMBERS,
    "double": NUMBERS,
    "boolean": frozenset({"boolean", "integer"}),
    "date": frozenset({"date", "timestamp"}),
    "timestamp": frozenset({"date", "timestamp"}),
}
"""Contract family -> the landed families whose values can be read as it, beside text."""


@dataclass(frozen=True)
class LandingColumn:
    """A column of a landing contract. Its name is compared without regard to case."""

    name: str
    data_type: str
    is_required: bool
    is_optional: bool
    description: str = ""
    text_format: str = ""
    """How texts of it are written (`meta.format`, see macros/cross_db/plain_text.sql)."""

    def accepts(self, landed_type: str) -> bool:
        """Whether values of a physical type can be read as this column's."""
        landed = type_family(landed_type)
        readable = READABLE_AS.get(type_family(self.data_type))
        return readable is None or landed in ("text", "null") or landed in readable


@dataclass(frozen=True)
class Expected:
    """A raw table as the project expects it."""

    system: str
    table: str
    relation: str
    """What follows `from`: a quoted path, a function call such as read_csv(...), or a table."""
    is_optional: bool
    columns: dict[str, str | None]
    """Declared columns that must be there, with their declared type, if any."""
    contract: tuple[LandingColumn, ...] = ()
    """The landing contract; empty if the source declares its columns instead."""
    is_file: bool = True
    """False for a table of the database that dbt builds in, or of one attached to it."""
    description: str = ""
    database: str = ""
    """The name of the database that a table which is no file lies in."""
    attach: str = ""
    """What DuckDB attaches under that name, as `meta.attach` of the source says; else empty."""
    times: tuple[str, ...] = ()
    """The business times of the landing contract."""

    @property
    def name(self) -> str:
        """The name that people use: system and table."""
        return f"{self.system}.{self.table}"

    @property
    def file(self) -> Path | None:
        """The file, if the relation is a plain path to one."""
        path = self.relation.strip("'")
        return None if not self.is_file or any(mark in path for mark in "(*?") else Path(path)

    @property
    def pattern(self) -> str | None:
        """The path, possibly with wildcards, that the relation reads first; None if it has none."""
        found = re.search(r"'([^']+)'", self.relation) if self.is_file else None
        return found.group(1) if found else None

    @property
    def yaml(self) -> str:
        """Where the expectation is written down, from the project's root."""
        name = f"base_{self.system}__{self.table}" if self.contract else f"_{self.system}__sources"
        return f"models/staging/{self.system}/{name}.yml"


def type_family(data_type: str) -> str:
    """The family of a data type as engines report it; the type itself if it is of none."""
    base = re.split(r"[(\[]", data_type.lower().strip('"'))[0].strip()
    base = "timestamp" if base.startswith("timestamp with") else base
    if data_type.rstrip().endswith("]"):  # a list of anything
        return "list"
    return next((family for family, names in FAMILIES.items() if base in names), base)


def expected_tables(sources: Iterable[Any], nodes: Iterable[Any] = ()) -> list[Expected]:
    """The raw tables of dbt's source definitions, in their order.

    ``nodes`` are the manifest's, for the landing contracts. A table that is in the database is
    dbt's to find, unless it has a contract.
    """
    return [table for table in all_tables(sources, nodes) if table.is_file or table.contract]


def all_tables(sources: Iterable[Any], nodes: Iterable[Any]) -> list[Expected]:
    """The same, with the tables in the database that only declare their columns."""
    bases = _bases(nodes)
    return [_expected(source, bases) for source in sources]


def _bases(nodes: Iterable[Any]) -> dict[str, Any]:
    """The base models with a landing contract, by name."""
    return {
        node.name: node
        for node in nodes
        if str(node.resource_type) == "model"
        and node.name.startswith("base_")
        and "landing" in node.config.meta
    }


def meta_of(column: Any) -> dict[str, Any]:
    """A column's meta, wherever the YAML has it."""
    return {**column.config.meta, **column.meta}


def _landing_column(column: Any) -> LandingColumn:
    meta = meta_of(column)
    return LandingColumn(
        name=column.name,
        data_type=column.data_type or "string",
        is_required=bool(meta.get("required")),
        is_optional=bool(meta.get("optional")),
        description=column.description,
        text_format=str(meta.get("format") or ""),
    )


def _expected(source: Any, bases: Mapping[str, Any]) -> Expected:
    meta = {**source.meta, **source.config.meta, **source.config.extra}
    relation = source.relation_name
    if "external_location" in meta:
        names = ("name", "identifier", "schema", "database")
        known = {name: getattr(source, name) for name in names} | meta
        location = str(meta["external_location"]).format_map(known)
        relation = location if "(" in location else f"'{location.strip(chr(39))}'"
    base = bases.get(f"base_{source.source_name}__{source.name}")
    declared = {
        name: column.data_type
        for name, column in source.columns.items()
        if not meta_of(column).get("optional")
    }
    return Expected(
        system=source.source_name,
        table=source.name,
        relation=relation,
        is_optional=bool(meta.get("optional")),
        columns={} if base else declared,
        contract=tuple(_landing_column(column) for column in base.columns.values()) if base else (),
        is_file="external_location" in meta,
        description=source.description,
        database=source.database or "",
        attach=str(meta.get("attach") or ""),
        times=tuple(base.config.meta["landing"].get("times", [])) if base else (),
    )
