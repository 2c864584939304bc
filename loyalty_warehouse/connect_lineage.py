"""What feeds what, read from the parsed project: raw tables -> entities -> marts."""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from loyalty_warehouse.lineage import LOOKUPS
from loyalty_warehouse.settings import Paths, Shop

LOOK = "connect"
"""The name of the shop that is only looked at."""


def deliveries(paths: Paths) -> dict[str, list[str]]:
    """System -> the entities that its staging folder delivers (yet), both sorted."""
    conformed = {file.stem for file in (paths.project / "models/conformed").glob("*.sql")}
    folders = sorted(f for f in (paths.project / "models/staging").glob("*") if f.is_dir())
    found = {}
    for folder in folders:
        names = (file.stem.removeprefix(f"{folder.name}__") for file in _deliveries_in(folder))
        found[folder.name] = sorted({"flagged_rows", *conformed}.intersection(names))
    return found


def _deliveries_in(folder: Path) -> Iterable[Path]:
    return folder.rglob(f"{folder.name}__*.sql")


def whole_shop(paths: Paths) -> Shop:
    """A shop that is only looked at: every system that accounts for its rows, with all it has."""
    systems = {
        system: entities
        for system, entities in deliveries(paths).items()
        if all(_delivers(paths, system, entity) for entity in ("quarantined_rows", "raw_counts"))
    }
    variables: dict[str, object] = {"shop": LOOK, "systems": systems}
    return Shop(name=LOOK, systems=systems, file=paths.project / "shops", variables=variables)


def _delivers(paths: Paths, system: str, entity: str) -> bool:
    folder = paths.project / "models" / "staging" / system
    return any(folder.rglob(f"{system}__{entity}.sql"))


class Lineage:
    """The graph of one parsed project."""

    def __init__(self, manifest: Any) -> None:
        self._manifest = manifest
        marts = [node for node in self._models() if node.fqn[1] == "marts"]
        self.reads = {node.name: self._entities_behind(node) for node in _by_name(marts)}
        """Mart -> the entities it is made from, both sorted."""

    def marts_of(self, entity: str) -> list[str]:
        """The marts that are made from an entity, sorted by name."""
        return [mart for mart, entities in self.reads.items() if entity in entities]

    def tables_of(self, system: str, entity: str) -> set[str]:
        """The raw tables that a system's delivery of an entity is made from."""
        sources = self._manifest.sources
        delivery = [node for node in self._models() if node.name == f"{system}__{entity}"]
        reached = set().union(*(self._reached(node, sources) for node in delivery))
        return {sources[name].name for name in reached if name in sources}

    def orders_table_of(self, system: str) -> str:
        """The raw table that a system's orders are made from; empty if it delivers none.

        It is the one that the delivery reads first: what is joined to orders comes after.
        """
        delivery = (node.unique_id for node in self._models() if node.name == f"{system}__orders")
        name = next(delivery, "")
        while (node := self._manifest.nodes.get(name)) is not None:
            name = next(iter(node.depends_on.nodes), "")
        source = self._manifest.sources.get(name)
        return str(source.name) if source is not None else ""

    def _entities_behind(self, mart: Any) -> list[str]:
        entities = {node.unique_id: node.name for node in self.entities()}
        return sorted(entities[name] for name in self._reached(mart, entities) if name in entities)

    def _reached(self, node: Any, ends: Container[str]) -> set[str]:
        """What a node depends on, over any number of steps; what is behind ``ends`` is not."""
        reached: set[str] = set()
        ahead = list(node.depends_on.nodes)
        while ahead:
            name = ahead.pop()
            parent = self._manifest.nodes.get(name)
            if name in reached or (parent is not None and parent.name in LOOKUPS):
                continue
            reached.add(name)
            if name not in ends and parent is not None:
                ahead += getattr(parent.depends_on, "nodes", [])  # a seed has none
        return reached

    def entities(self) -> list[Any]:
        """The conformed models, by name."""
        return _by_name(node for node in self._models() if node.fqn[1] == "conformed")

    def marts_with_column(self, marts: Iterable[str], column: str) -> list[str]:
        """Those of the marts that have a column of that name."""
        named = {node.name: node for node in self._models()}
        return [mart for mart in marts if column in named[mart].columns]

    def never_null(self) -> dict[str, set[str]]:
        """Model -> the columns that a test of severity error wants filled in every row."""
        filled: dict[str, set[str]] = {}
        for node in self._manifest.nodes.values():
            metadata = getattr(node, "test_metadata", None)
            if metadata and metadata.name == "never_null" and _blocks(node):
                model = str(node.attached_node).rsplit(".", 1)[-1]
                filled.setdefault(model, set()).update(metadata.kwargs.get("columns", []))
        return filled

    def _models(self) -> Iterable[Any]:
        nodes = self._manifest.nodes.values()
        return (node for node in nodes if str(node.resource_type) == "model")


def _by_name(nodes: Iterable[Any]) -> list[Any]:
    return sorted(nodes, key=lambda node: str(node.name))


def _blocks(test: Any) -> bool:
    return str(test.config.severity).lower() == "error"
