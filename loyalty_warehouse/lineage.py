"""What each mart is made from, read from dbt's manifest: models, raw tables, entities, systems.

Which entities fill a column of a mart is told by the first that applies: the column's
`meta.needs` in the YAML (a list of entities); the entities upstream whose contract has a column of
that name; the entities whose name stands in the column's (refunds: `historic_refund_amount`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CLOCK = "int_as_of"
"""The model that says what day it is: a mart that reads it is not made from what it reads."""


@dataclass(frozen=True)
class Lineage:
    """A mart and everything upstream of it."""

    mart: str
    tables: frozenset[str] = frozenset()
    """Raw tables upstream, as `system.table`."""
    entities: Mapping[str, int] = field(default_factory=dict)
    """Conformed entities upstream, with the number of references from the mart to them."""
    fills: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    """Columns of the mart with the entities that fill them, where that is known."""
    elsewhere: frozenset[str] = field(default=frozenset(), repr=False)
    """Names of models, raw tables and systems that the mart has nothing to do with."""

    def concerns(self, checked: str | None) -> bool:
        """Whether a check of a model, a raw table (`system.table`) or a system speaks of the mart.

        What is checked in the quality layer, or belongs to no model, concerns every mart.
        """
        return checked not in self.elsewhere

    def nearest(self) -> list[str]:
        """The entities that the mart reads by the fewest references: without them it is empty."""
        least = min(self.entities.values(), default=0)
        return sorted(name for name, steps in self.entities.items() if steps == least)


def lineages(manifest: Any) -> list[Lineage]:
    """The lineage of every mart of a parsed project, by name."""
    models = _models(manifest)
    names = {_name(node) for node in models.values() if _folder(node) != "quality"}
    names |= {_table(source) for source in manifest.sources.values()}
    names |= {str(source.source_name) for source in manifest.sources.values()}
    marts = [node for node in models.values() if _folder(node) == "marts"]
    return [_lineage(mart, manifest, names) for mart in sorted(marts, key=_name)]


def _lineage(mart: Any, manifest: Any, names: set[str]) -> Lineage:
    models, sources = _models(manifest), manifest.sources
    made_from = _upstream(mart, models, without=CLOCK)
    above = _upstream(mart, models)
    concerned = {_name(mart), *(_name(models[key]) for key in above if key in models)}
    concerned |= {_table(sources[key]) for key in above if key in sources}
    concerned |= {str(sources[key].source_name) for key in above if key in sources}
    entities = {key: models[key] for key in made_from if key in models}
    entities = {key: node for key, node in entities.items() if _folder(node) == "conformed"}
    return Lineage(
        mart=_name(mart),
        tables=frozenset(_table(sources[key]) for key in made_from if key in sources),
        entities={_name(node): made_from[key] for key, node in entities.items()},
        fills={name: _fillers(mart.columns[name], [*entities.values()]) for name in mart.columns},
        elsewhere=frozenset(names - concerned),
    )


def _upstream(node: Any, models: dict[str, Any], without: str = "") -> dict[str, int]:
    """The unique id of everything a node is made from, with the references between them.

    `without` names a model that is left out with what only it reads.
    """
    seen: dict[str, int] = {}
    level, steps = list(node.depends_on.nodes), 1
    while level:
        new = [key for key in dict.fromkeys(level) if key not in seen]
        new = [key for key in new if key not in models or _name(models[key]) != without]
        seen |= dict.fromkeys(new, steps)
        level = [p for key in new if key in models for p in models[key].depends_on.nodes]
        steps += 1
    return seen


def _fillers(column: Any, entities: list[Any]) -> frozenset[str]:
    """The entities that fill a column of a mart; see the module's description."""
    if declared := {**column.config.meta, **column.meta}.get("needs"):
        return frozenset(declared)
    by_name = frozenset(_name(node) for node in entities if column.name in node.columns)
    return by_name or frozenset(
        _name(node) for node in entities if _stem(_name(node)) in column.name.split("_")
    )


def _stem(entity: str) -> str:
    """The telling word of an entity's name, in the singular: message_events gives message."""
    word = entity.split("_")[0]
    return word.removesuffix("s")


def _models(manifest: Any) -> dict[str, Any]:
    kinds = ("model", "snapshot")
    return {key: n for key, n in manifest.nodes.items() if str(n.resource_type) in kinds}


def _folder(node: Any) -> str:
    """The layer's folder that a model lies in."""
    return str(node.fqn[1]) if len(node.fqn) > 2 else ""


def _name(node: Any) -> str:
    return str(node.name)


def _table(source: Any) -> str:
    return f"{source.source_name}.{source.name}"
