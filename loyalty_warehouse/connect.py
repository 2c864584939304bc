"""Compares what landed of one system with what its staging models need.

`warehouse connect check <system>` prints it: the raw tables and columns that are there, missing or
of another type, the values that staging could not read, and the entities and marts that are without
something for that. Nothing is written, and dbt is started only if a file of the project is new.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from loyalty_warehouse.connect_lineage import LOOK, Lineage, deliveries, whole_shop
from loyalty_warehouse.dbt_project import DbtProject
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.landed import Finding, Relations, landed_files, look_at, reason_of
from loyalty_warehouse.landed_databases import is_told_by_dbt, open_databases
from loyalty_warehouse.landed_values import Values, read_values
from loyalty_warehouse.landing_contract import Expected, all_tables
from loyalty_warehouse.lineage import MartState, expected_states, lineages
from loyalty_warehouse.outline import Record, read_outline
from loyalty_warehouse.progress import Steps
from loyalty_warehouse.settings import Paths, Shop
from loyalty_warehouse.shops import load_shop

ORDERS = "orders"
"""The entity without which no shop is built."""


@dataclass(frozen=True)
class EntityState:
    """What the landing means for one entity."""

    entity: str
    state: str
    """complete, incomplete, left out (what it needs did not land) or not delivered."""
    lacks: tuple[str, ...]
    """The raw tables and columns that are not there."""


@dataclass(frozen=True)
class Delivery:
    """A raw table as it landed."""

    finding: Finding
    values: Values | None = None
    """What its first rows hold; None if they could not be read."""
    file_count: int = 0
    last_file: str = ""
    """Date (UTC) of the newest file, YYYY-MM-DD; empty for a table of a database."""

    @property
    def name(self) -> str:
        """System and table."""
        return self.finding.table.name

    @property
    def is_empty(self) -> bool:
        """Whether the table is there and has no row."""
        return self.values is not None and not self.values.row_count

    @property
    def problems(self) -> list[str]:
        """What would stop a build, a sentence each."""
        return list(self.finding.sentences) + self._odd(stopping=True)

    @property
    def notes(self) -> list[str]:
        """What would not stop a build, but should be known."""
        notes = self._odd(stopping=False)
        if self.is_empty:
            notes.append("the table is there and has no row.")
        if self.finding.new:
            columns = f"column{'s' if len(self.finding.new) > 1 else ''}"
            notes.append(f"nothing reads the {columns} {', '.join(self.finding.new)}.")
        return notes

    def _odd(self, stopping: bool) -> list[str]:
        values = self.values
        if values is None:
            return []
        rows = f"{'' if values.is_whole else 'the first '}{values.row_count:,} rows"
        return [
            f"{oddity.sentence(rows)}."
            for oddity in values.oddities
            if values.stops(oddity) == stopping
        ]


@dataclass(frozen=True)
class Report:
    """What a look at one system's landing found."""

    system: str
    deliveries: tuple[Delivery, ...]
    entities: tuple[EntityState, ...]
    marts: tuple[MartState, ...]
    orders_table: str = ""
    """The raw table that its orders are made from; empty if it has no model of orders."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The raw tables compared with their contracts."""
        return tuple(delivery.finding for delivery in self.deliveries)

    @property
    def is_delivering(self) -> bool:
        """Whether the system has a model of an entity."""
        return any(entity.state != "not delivered" for entity in self.entities)

    @property
    def problems(self) -> list[str]:
        """One sentence for each thing that must be mended before a build."""
        found = [f"{each.name}: {text}" for each in self.deliveries for text in each.problems]
        read = [each.values for each in self.deliveries if each.values is not None]
        if read and not any(values.row_count for values in read):
            found.append(f"{self.system}: no raw table has a row: land them.")
        else:
            found += [
                f"{each.name}: orders are made from it and it has no row: land it again; no shop "
                "is built without orders."
                for each in self.deliveries
                if each.is_empty and each.finding.table.table == self.orders_table
            ]
        return found

    @property
    def notes(self) -> list[str]:
        """One sentence for each thing that does not stop a build."""
        found = [f"{each.name}: {text}" for each in self.deliveries for text in each.notes]
        return found + self._without_orders()

    def _without_orders(self) -> list[str]:
        """What is empty for want of orders, if they are missing."""
        marts = [each.mart for each in self.marts if each.state == "empty" and ORDERS in each.lacks]
        if not self.is_delivering or not marts:
            return []
        remedy = (
            "."
            if self.orders_table
            else ": a shop is built only if another of its systems delivers them."
        )
        return [
            f"{self.system} delivers no orders{remedy} "
            f"Without them {len(marts)} marts are empty: {', '.join(marts)}."
        ]


class Quiet:
    """Steps that nobody watches."""

    def step(self, name: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, name: str) -> None:
        """Say nothing."""


def check(
    paths: Paths, system: str, shop_name: str | None = None, steps: Steps | None = None
) -> Report:
    """Look at what landed of a system; with a shop, at the entities that the shop takes from it.

    Raises WarehouseError if there is no such system, or the project cannot be parsed.
    """
    steps = steps or Quiet()
    known = deliveries(paths)
    if system not in known:
        raise WarehouseError(
            f"There is no system '{system}': write its staging models in models/staging/{system} "
            f"(docs/connect.md), or use {', '.join(known)}."
        )
    shop = load_shop(paths, shop_name) if shop_name else _shop_of(system, known[system])
    if system not in shop.systems:
        raise WarehouseError(
            f"shops/{shop.file.name} does not name the system '{system}': add it under systems, "
            "or leave --shop out."
        )
    project = DbtProject(paths, whole_shop(paths))
    steps.step("read the models (some seconds if one of them has changed)")
    outline = read_outline(paths, project.shop, project.parsed)
    tables = _tables(outline, system)
    steps.step("look at what landed", len(tables))
    landed = tuple(look(project, shop, tables, steps))
    steps.step("follow it to the marts")
    lineage = Lineage(outline)
    orders_table = lineage.orders_table_of(system) if ORDERS in shop.systems[system] else ""
    entities = tuple(_entity_states(shop, lineage, system, landed, orders_table))
    missing = {each.entity for each in entities if each.state in ("left out", "not delivered")}
    delivered = {
        entity: [name for name, each in shop.systems.items() if entity in each]
        for entity in {entity for each in shop.systems.values() for entity in each} - missing
    }
    marts = tuple(expected_states(lineages(outline), delivered))
    return Report(system, landed, entities, marts, orders_table)


def _shop_of(system: str, entities: list[str]) -> Shop:
    """A shop of one system with everything that it delivers."""
    return Shop(name=LOOK, systems={system: entities}, file=Path())


def _tables(outline: Record, system: str) -> list[Expected]:
    sources = [source for source in outline.sources.values() if source.source_name == system]
    if not sources:
        raise WarehouseError(
            f"The system '{system}' has no raw tables: name them in "
            f"models/staging/{system}/_{system}__sources.yml (docs/connect.md)."
        )
    return all_tables(sorted(sources, key=_name), outline.nodes.values())


def look(
    project: DbtProject, shop: Shop, tables: list[Expected], steps: Steps
) -> Iterator[Delivery]:
    """Compare each raw table with what is expected of it, and read its first rows."""
    paths = project.paths
    with open_databases(paths, shop.name, tables, own_name=LOOK) as databases:
        told_by_dbt = [table for table in tables if is_told_by_dbt(table, databases)]
        relations: Relations = {**databases.relations, **project.landed_columns(told_by_dbt)}
        for table in tables:
            finding = look_at(paths, shop.name, table, relations)
            values = None
            if finding.found is not None and table not in told_by_dbt:
                values, finding = _read(databases.connection, paths, finding)
            files = landed_files(paths, table) if finding.found is not None else []
            yield Delivery(finding, values, len(files), max(files, default=""))
            steps.advance(table.name)


def _read(
    connection: duckdb.DuckDBPyConnection, paths: Paths, finding: Finding
) -> tuple[Values | None, Finding]:
    """The values of a table that is there; the finding says so if its rows cannot be read."""
    try:
        macros = paths.project / "macros"
        return read_values(connection, macros, finding.table, finding.found or {}), finding
    except duckdb.Error as error:
        sources = f"models/staging/{finding.table.system}/_{finding.table.system}__sources.yml"
        reason = reason_of(error)
        sentence = f"its rows cannot be read ({reason}): land it again, or correct {sources}."
        return None, replace(finding, sentences=(*finding.sentences, sentence))


def _entity_states(
    shop: Shop, lineage: Lineage, system: str, landed: tuple[Delivery, ...], orders_table: str
) -> Iterator[EntityState]:
    by_table = {each.finding.table.table: each.finding for each in landed}
    empty = {each.finding.table.table for each in landed if each.is_empty}
    delivered = {entity for entities in shop.systems.values() for entity in entities}
    for node in lineage.entities():
        entity = node.name
        if entity in shop.systems[system]:
            tables = sorted(lineage.tables_of(system, entity))
            behind = [by_table[table] for table in tables if table in by_table]
            state, lacks = _state(behind)
            if entity == ORDERS and orders_table in empty:
                state, lacks = "left out", (*lacks, f"{orders_table} (no row)")
            yield EntityState(entity, state, lacks)
        elif entity not in delivered:
            yield EntityState(entity, "not delivered", ())


def _name(source: Any) -> str:
    return str(source.name)


def _state(findings: list[Finding]) -> tuple[str, tuple[str, ...]]:
    """What the tables behind an entity make of it, and what is not there."""
    lacks = tuple(text for finding in findings for text in _lacks(finding))
    is_stopped = any(finding.sentences for finding in findings)
    if is_stopped or (findings and all(finding.found is None for finding in findings)):
        return "left out", lacks
    return ("incomplete" if lacks else "complete"), lacks


def _lacks(finding: Finding) -> list[str]:
    name = finding.table.table
    if finding.found is None:
        return [name]
    return [f"{name}.{column}" for column in (*finding.missing, *finding.left_out)] + [
        f"{name}.{column} (another type)" for column in finding.retyped
    ]
