"""Compares what landed of one system with what its staging models need.

`warehouse connect check <system>` prints it: the raw tables and columns that are there, missing or
of another type, and the entities and marts that are without something for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from loyalty_warehouse.connect_lineage import Lineage, deliveries, shop_of
from loyalty_warehouse.dbt_project import DbtProject
from loyalty_warehouse.errors import WarehouseError
from loyalty_warehouse.landed import Finding, look_at
from loyalty_warehouse.landing_contract import Expected, all_tables
from loyalty_warehouse.settings import Paths
from loyalty_warehouse.shops import load_shop


@dataclass(frozen=True)
class EntityState:
    """What the landing means for one entity."""

    entity: str
    state: str
    """complete, incomplete, left out (what it needs did not land) or not delivered."""
    lacks: tuple[str, ...]
    """The raw tables and columns that are not there."""


@dataclass(frozen=True)
class MartState:
    """What the landing means for one mart."""

    mart: str
    state: str
    """complete, partly empty or null, or empty (nothing that it is made from is delivered)."""
    lacks: tuple[str, ...]
    """The entities that are left out, incomplete or not delivered by any system."""


@dataclass(frozen=True)
class Report:
    """What a look at one system's landing found."""

    system: str
    findings: tuple[Finding, ...]
    entities: tuple[EntityState, ...]
    marts: tuple[MartState, ...]

    @property
    def problems(self) -> list[str]:
        """One sentence for each thing that must be mended before a build."""
        return [
            f"{finding.table.name}: {sentence}"
            for finding in self.findings
            for sentence in finding.sentences
        ]


def check(paths: Paths, system: str, shop_name: str | None = None) -> Report:
    """Look at what landed of a system; with a shop, at the entities that the shop takes from it.

    Raises WarehouseError if there is no such system, or the project cannot be parsed.
    """
    known = deliveries(paths)
    if system not in known:
        raise WarehouseError(
            f"There is no system '{system}': write its staging models in models/staging/{system} "
            f"(docs/connect.md), or use {', '.join(known)}."
        )
    shop = load_shop(paths, shop_name) if shop_name else shop_of({system: known[system]}, paths)
    if system not in shop.systems:
        raise WarehouseError(
            f"shops/{shop.file.name} does not name the system '{system}': add it under systems, "
            "or leave --shop out."
        )
    project = DbtProject(paths, shop)
    project.parse()
    with _no_new_file(paths.build_file(shop.name)):
        findings = tuple(look(project, system))
    lineage = Lineage(project.manifest)
    entities = tuple(_entity_states(project, lineage, system, findings))
    return Report(system, findings, entities, tuple(_mart_states(lineage, entities)))


@contextmanager
def _no_new_file(file: Path) -> Iterator[None]:
    """Remove the database file that dbt makes just to look, unless it was there before."""
    was_there = file.exists()
    try:
        yield
    finally:
        if not was_there:
            file.unlink(missing_ok=True)


def look(project: DbtProject, system: str) -> Iterator[Finding]:
    """Compare each raw table of a system with what is expected of it."""
    paths, shop = project.paths, project.shop
    sources = [source for source in project.sources() if source.source_name == system]
    if not sources:
        raise WarehouseError(
            f"dbt_project.yml does not enable the system '{system}': add its two lines under "
            "models and under sources (docs/connect.md)."
        )
    tables = all_tables(sources, project.manifest.nodes.values())
    relations = project.landed_columns([table for table in tables if not table.is_file])
    for table in tables:
        yield look_at(paths, shop.name, table, relations)


def _entity_states(
    project: DbtProject, lineage: Lineage, system: str, findings: tuple[Finding, ...]
) -> Iterator[EntityState]:
    by_table = {finding.table.table: finding for finding in findings}
    delivered = {entity for entities in project.shop.systems.values() for entity in entities}
    for node in lineage.entities():
        entity = node.name
        if entity in project.shop.systems[system]:
            tables = sorted(lineage.tables_of(system, entity))
            behind = [by_table[table] for table in tables if table in by_table]
            state, lacks = _state(behind)
            yield EntityState(entity, state, lacks)
        elif entity not in delivered:
            yield EntityState(entity, "not delivered", ())


def _mart_states(lineage: Lineage, entities: tuple[EntityState, ...]) -> Iterator[MartState]:
    states = {entity.entity: entity.state for entity in entities}
    for mart, reads in lineage.reads.items():
        lacks = tuple(entity for entity in reads if states.get(entity, "complete") != "complete")
        gone = [entity for entity in lacks if states[entity] in ("left out", "not delivered")]
        state = "partly empty or null" if lacks else "complete"
        yield MartState(mart, "empty" if reads and len(gone) == len(reads) else state, lacks)


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


def show(out: Console, report: Report) -> None:
    """Print a report: raw tables, entities, marts, then one line for each problem."""
    out.print(_tables(report))
    out.print(_entities(report))
    out.print(_marts(report))
    for finding in report.findings:
        if finding.new:
            columns = f"column{'s' if len(finding.new) > 1 else ''} {', '.join(finding.new)}"
            _say(out, f"{finding.table.name}: nothing reads the {columns}.")
    for problem in report.problems:
        _say(out, f"To mend: {problem}")
    if not report.problems:
        _say(out, f"{report.system}: everything that is required has landed.")


def _say(out: Console, line: str) -> None:
    out.print(line, soft_wrap=True, markup=False, highlight=False)


def _tables(report: Report) -> Table:
    table = Table(title=f"Raw tables of {report.system}", title_justify="left")
    table.add_column("raw table", overflow="fold")
    table.add_column("landed")
    table.add_column("columns", justify="right")
    table.add_column("missing", overflow="fold")
    table.add_column("another type", overflow="fold")
    table.add_column("optional, not there", overflow="fold")
    for finding in report.findings:
        table.add_row(
            finding.table.table,
            _landed(finding),
            _found_of(finding),
            ", ".join(finding.missing),
            ", ".join(finding.retyped),
            ", ".join(finding.left_out),
        )
    return table


def _landed(finding: Finding) -> str:
    if finding.found is not None:
        return "found"
    if finding.table.is_optional:
        return "no (optional)"
    return "unreadable" if "not a readable" in "".join(finding.sentences) else "missing"


def _found_of(finding: Finding) -> str:
    """How many of the expected columns are there, such as `7 of 9`."""
    expected = _expected_count(finding.table)
    absent = len(finding.missing) + len(finding.left_out)
    return "" if finding.found is None else f"{expected - absent} of {expected}"


def _expected_count(table: Expected) -> int:
    return len(table.contract or table.columns)


def _entities(report: Report) -> Table:
    table = Table(title="Entities that it delivers", title_justify="left")
    table.add_column("entity", overflow="fold")
    table.add_column("state")
    table.add_column("without", overflow="fold")
    for state in report.entities:
        if state.state != "not delivered":
            table.add_row(state.entity, state.state, ", ".join(state.lacks))
    return table


def _marts(report: Report) -> Table:
    table = Table(title="Marts", title_justify="left")
    table.add_column("mart", overflow="fold")
    table.add_column("state")
    table.add_column("without, or with part of, the entities", overflow="fold")
    for state in report.marts:
        table.add_row(state.mart, state.state, ", ".join(state.lacks))
    return table
